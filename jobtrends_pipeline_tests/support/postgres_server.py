"""A real PostgreSQL of this machine, on loopback, for as long as a block lasts."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "p@ss/wörd%"  # noqa: S105  # of a server that lives for a test
_PATIENCE = 30


def programs() -> tuple[str, str] | None:
    """`initdb` and `postgres`, where the machine has both."""
    folders = [str(folder) for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    path = os.pathsep.join([os.environ.get("PATH", ""), *folders])
    found = shutil.which("initdb", path=path), shutil.which("postgres", path=path)
    return found if found[0] and found[1] else None  # type: ignore[return-value]  # both are there


@contextmanager
def postgres() -> Iterator[str]:
    """Its host and port, such as `127.0.0.1:5433`; user `jobtrends` with `PASSWORD`, database `postgres`.

    It refuses to run as a superuser, so where the tests do it is run as `nobody`.
    """
    found = programs()
    assert found
    user = "nobody" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    secret = folder / "secret"
    secret.write_text(PASSWORD, encoding="utf-8")
    if user:
        for path in (folder, secret):
            os.chown(path, pwd.getpwnam(user).pw_uid, -1)
    data, port = folder / "data", _free_port()
    subprocess.run(
        [
            found[0], "-D", data, "-U", "jobtrends", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8",
            "--no-sync",
        ],
        user=user, cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    words = [found[1], "-D", str(data), "-k", str(folder), "-h", "127.0.0.1", "-p", str(port), "-F"]
    log = (folder / "log").open("wb")
    with log, subprocess.Popen(words, user=user, cwd=folder, stdout=log, stderr=log) as server:
        try:
            _wait_for(port, server)
            yield f"127.0.0.1:{port}"
        finally:
            server.terminate()
    shutil.rmtree(folder)


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("PostgreSQL did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
