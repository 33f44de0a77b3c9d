"""`jobtrends serve` as a process of its own, and what it answers."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.warehouse.seal import Seal, headers_hash, read_seal, write_seal
from jobtrends_pipeline_tests.support.command import COMMAND

API = "/api/v1"
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Reply:
    """An answer: its status, header fields by name in lower case, and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Served:
    """A server that runs."""

    port: int
    process: "subprocess.Popen[str]"

    @property
    def address(self) -> str:
        """Address without a path."""
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Reply:
        """What the server answers to a request, whose path is sent as it is."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, headers=dict(headers or {}))
            answer = connection.getresponse()
            fields = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, fields, answer.read())
        finally:
            connection.close()

    def send(self, content: bytes) -> bytes:
        """What the server answers to bytes until it closes the connection, which may be before their end."""
        found = b""
        with (
            socket.create_connection(("127.0.0.1", self.port), PATIENCE_SECONDS) as connection,
            suppress(ConnectionError),
        ):
            connection.sendall(content)
            while piece := connection.recv(65536):
                found += piece
        return found

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """The exit code after a signal."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)


@contextmanager
def serving(paths: DataPaths, *options: str) -> Iterator[Served]:
    """Serve a data root on a port that is free, until the block ends."""
    command = [str(COMMAND), "serve", "--port", "0", *options]
    environment = os.environ | {"JOBTRENDS_DATA_DIR": str(paths.data_dir)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("Report on http://"), line
            yield Served(int(line.split(",")[0].rpartition(":")[2]), process)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            process.wait(PATIENCE_SECONDS)


def put_in_place(published: Path, other: Path) -> None:
    """Publish the file of another data root as a publication does: the seal of both, then the file by rename."""
    seal = read_seal(other)
    assert seal is not None
    draft = published.with_name(".next")
    draft.write_bytes(other.read_bytes())
    write_seal(published, Seal([headers_hash(published), headers_hash(other)], seal.sha256, is_whole=True))
    draft.replace(published)
