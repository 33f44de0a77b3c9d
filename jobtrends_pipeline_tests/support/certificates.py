"""Certificates that tests make for themselves, with openssl."""

import subprocess
from pathlib import Path


def self_signed(folder: Path, host: str) -> Path:
    """A certificate of a host with its key, in one file."""
    subject = ["-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}"]
    files = ["-keyout", str(folder / "key"), "-out", str(folder / "certificate")]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run(["openssl", "req", "-x509", *key, "-days", "2", *subject, *files], check=True, capture_output=True)
    whole = folder / "whole"
    whole.write_text((folder / "key").read_text() + (folder / "certificate").read_text())
    return whole
