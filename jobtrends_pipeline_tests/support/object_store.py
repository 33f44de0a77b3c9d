"""A real object store of this machine that speaks S3, SeaweedFS, on loopback for as long as a block lasts."""

import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from jobtrends_pipeline_tests.support.listening import free_port

BUCKET, KEY, SECRET = "jobtrends-tests", "test-key", "test-secret/+="
_DIRECT = {"http": "", "https": ""}
_PATIENCE = 60
_PROGRAM = Path(sys.executable).with_name("weed")
needs_objects = pytest.mark.skipif(
    not _PROGRAM.is_file() or importlib.util.find_spec("duckdb_extension_httpfs") is None,
    reason="needs SeaweedFS of jobtrends_pipeline[test] and the extra jobtrends_pipeline[cluster]",
)


@dataclass
class ObjectStore:
    """A store with one bucket, which may be stopped and started again.

    Attributes:
        url: Its address, also after a new start.
    """

    url: str
    _words: list[str]
    _filer: str
    _folder: Path
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def variables(self) -> dict[str, str]:
        """What an environment needs to reach it."""
        return {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_ENDPOINT_URL": self.url}

    def start(self) -> None:
        """Start it on its data folder, and wait until it has the bucket and takes objects."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(self._words, cwd=self._folder, stdout=log, stderr=log)
        end = time.monotonic() + _PATIENCE
        while not self._is_ready():
            assert time.monotonic() < end, (self._folder / "log").read_text()[-2000:]
            assert self._process.poll() is None, (self._folder / "log").read_text()[-2000:]
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop it as a machine that loses its power does."""
        if self._process:
            self._process.kill()
            self._process.wait()
        self._process = None

    def keys(self, prefix: str = "") -> list[str]:
        """Keys of its objects under a prefix."""
        found = [path.relative_to("/") for path in self._walk(Path("/", prefix))]
        return sorted(map(str, found))

    def _walk(self, folder: Path) -> Iterator[Path]:
        url = f"{self._filer}/buckets/{BUCKET}{folder}/"
        answer = requests.get(url, headers={"Accept": "application/json"}, timeout=30, proxies=_DIRECT)
        assert answer.ok or answer.status_code == 404, answer.text
        for entry in (answer.json().get("Entries") or []) if answer.ok else []:
            path = folder / Path(entry["FullPath"]).name
            if entry["Mode"] & 1 << 31:
                yield from self._walk(path)
            else:
                yield path

    def _is_ready(self) -> bool:
        """Whether it has the bucket, and its volumes take an object."""
        with suppress(requests.RequestException):
            made = requests.post(f"{self._filer}/buckets/{BUCKET}/", timeout=30, proxies=_DIRECT)
            file = {"file": ("ready", b"ready" * 1000)}
            put = requests.post(f"{self._filer}/ready/ready", files=file, timeout=30, proxies=_DIRECT)
            return (
                made.status_code in (201, 409)
                and put.ok
                and requests.get(self.url, timeout=30, proxies=_DIRECT).status_code < 500
            )
        return False


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    """A store that is running, and can be stopped meanwhile."""
    folder = Path(tempfile.mkdtemp(prefix="objects-"))
    keys = {"name": "tests", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin"]}
    (folder / "keys.json").write_text(json.dumps({"identities": [keys]}), encoding="utf-8")
    names = ("s3.port", "s3.port.grpc", "master.port", "master.port.grpc", "volume.port", "volume.port.grpc")
    ports = {name: free_port() for name in (*names, "filer.port", "filer.port.grpc")}
    words = [
        str(_PROGRAM), "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3",
        f"-s3.config={folder / 'keys.json'}", "-s3.iam=false", "-s3.port.iceberg=0", "-s3.port.lance=0",
        "-master.telemetry=false", "-master.volumeSizeLimitMB=64", "-volume.max=0",
        *(f"-{name}={port}" for name, port in ports.items()),
    ]  # fmt: skip
    filer = f"http://127.0.0.1:{ports['filer.port']}"
    store = ObjectStore(f"http://127.0.0.1:{ports['s3.port']}", words, filer, folder)
    try:
        store.start()
        yield store
    finally:
        store.stop()
        shutil.rmtree(folder)
