"""A real PostgreSQL of this machine, on loopback, for as long as a block lasts."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import sqlalchemy

from jobtrends_pipeline_tests.support.listening import free_port

PASSWORD = "p@ss/wörd%"  # noqa: S105  # of a server that lives for a test
_PATIENCE = 30


def programs() -> tuple[str, str] | None:
    """`initdb` and `postgres`, where the machine has both."""
    folders = [str(folder) for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    path = os.pathsep.join([os.environ.get("PATH", ""), *folders])
    found = shutil.which("initdb", path=path), shutil.which("postgres", path=path)
    return found if found[0] and found[1] else None  # type: ignore[return-value]  # both are there


@dataclass
class PostgresServer:
    """A server of a data folder, which may be stopped and started again.

    Attributes:
        place: Its host and port, such as `127.0.0.1:5433`, also after a new start.
    """

    place: str
    _words: Sequence[str]
    _folder: Path
    _process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it on its data folder, and wait until it takes connections."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(self._words, user=_user(), cwd=self._folder, stdout=log, stderr=log)
        _wait_for(int(self.place.rpartition(":")[2]), self._process)

    def stop(self) -> None:
        """Stop it as a machine that shuts down does: connections are cut, nothing that was acknowledged is lost."""
        if self._process:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()
        self._process = None

    def address(self, database: str) -> str:
        """Make a database; return its address, with the password."""
        url = f"postgresql://jobtrends:{quote(PASSWORD, safe='')}@{self.place}"
        engine = sqlalchemy.create_engine(f"{url}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sqlalchemy.text(f'CREATE DATABASE "{database}"'))
        engine.dispose()
        return f"{url}/{database}"


@contextmanager
def postgres() -> Iterator[str]:
    """Its host and port, such as `127.0.0.1:5433`; user `jobtrends` with `PASSWORD`, database `postgres`."""
    with postgres_server() as server:
        yield server.place


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server that is running, and can be stopped meanwhile.

    It refuses to run as a superuser, so where the tests do it is run as `nobody`.
    """
    found = programs()
    assert found
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    secret = folder / "secret"
    secret.write_text(PASSWORD, encoding="utf-8")
    if user := _user():
        for path in (folder, secret):
            os.chown(path, pwd.getpwnam(user).pw_uid, -1)
    data, port = folder / "data", free_port()
    subprocess.run(
        [
            found[0], "-D", data, "-U", "jobtrends", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8",
            "--no-sync",
        ],
        user=user, cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    words = [found[1], "-D", str(data), "-k", str(folder), "-h", "127.0.0.1", "-p", str(port), "-F"]
    server = PostgresServer(f"127.0.0.1:{port}", words, folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _user() -> str | None:
    return "nobody" if os.geteuid() == 0 else None


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="jobtrends", password=PASSWORD, dbname="postgres").close()
        except psycopg.OperationalError:  # nobody listens, or it is still starting
            time.sleep(0.1)
        else:
            return
    raise AssertionError("PostgreSQL did not start")
