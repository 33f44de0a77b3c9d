"""Hostile requests: other names of the host, ways out of the report's folder, broken HTTP; and how the server ends."""

import shutil
import signal
import socket
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.served import API, Served, serving

HIDDEN = "a text beside the report"
TYPES = {
    "/": "text/html; charset=utf-8", "/index.html": "text/html; charset=utf-8",
    "/assets/vega.js": "text/javascript; charset=utf-8",
    "/assets/report.css": "text/css; charset=utf-8", "/roles/java.json": "application/json",
    "/roles/java.xml": "application/atom+xml; charset=utf-8", "/llms.txt": "text/plain; charset=utf-8",
    "/data/trend_pay.parquet": "application/vnd.apache.parquet", "/data/trend_pay.csv.gz": "application/gzip",
    "/data/jobtrends.duckdb": "application/octet-stream", "/skills/": "text/html; charset=utf-8",
}  # fmt: skip


@pytest.mark.parametrize("path", TYPES)
def test_files_of_the_report_have_their_types_and_security_headers(server: Served, path: str) -> None:
    reply = server.ask(path)
    assert (reply.status, reply.headers["content-type"]) == (200, TYPES[path])
    assert reply.headers["x-content-type-options"] == "nosniff"
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert server.ask(path, {"If-None-Match": reply.headers["etag"]}).status == 304


@pytest.fixture(scope="module")
def outside(shown: DataPaths) -> None:
    """Files beside the report, links to them from within, and files that are being written."""
    (shown.data_dir / "secret.txt").write_text(HIDDEN, encoding="utf-8")
    (shown.reports_dir / "link.txt").symlink_to(shown.data_dir / "secret.txt")
    (shown.reports_dir / "folder").symlink_to(shown.data_dir, target_is_directory=True)
    (shown.reports_dir / ".index.html.x.tmp").write_text(HIDDEN, encoding="utf-8")


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/roles/../../secret.txt", "/%2e%2e%2fsecret.txt",
        "/..%5csecret.txt", "//secret.txt", "/./../secret.txt", "/roles/%2e%2e/%2e%2e/secret.txt", "/link.txt",
        "/folder/secret.txt", "/folder/", "/.index.html.x.tmp", "/roles/%00", "/%ff%fe", f"/{'a' * 5000}",
        "/....//secret.txt", "/..;/secret.txt", "/api/../../secret.txt", "/api/v1/%2e%2e/%2e%2e/secret.txt",
    ],
)  # fmt: skip
def test_nothing_outside_the_report_is_given(server: Served, path: str) -> None:
    reply = server.ask(path)
    assert reply.status == 404
    assert HIDDEN.encode() not in reply.body
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "2130706433", "[::2]", "10.0.0.1"],
)
def test_another_name_of_this_host_is_refused(server: Served, host: str) -> None:
    for path in ("/", f"{API}/roles"):
        reply = server.ask(path, {"Host": host})
        assert (reply.status, reply.headers["content-type"]) == (421, "application/problem+json")
        assert "rows" not in reply.json


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:65535", "[::1]:8000"])
def test_names_of_loopback_are_taken(server: Served, host: str) -> None:
    assert server.ask(f"{API}/roles", {"Host": host}).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "NONSENSE"])
def test_only_reading_is_allowed(server: Served, method: str) -> None:
    for path in (f"{API}/roles", "/index.html"):
        reply = server.ask(path, method=method)
        assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "content",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /api/v1/roles HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    ],
    ids=["no Host", "two Hosts", "huge field", "TLS", "absolute"],
)  # fmt: skip
def test_broken_requests_are_refused_and_the_server_goes_on(server: Served, content: bytes) -> None:
    status = server.send(content).split(b" ")[1:2]
    assert status in ([b"400"], [b"421"], [])
    assert server.ask(f"{API}/roles").status == 200


def test_the_report_works_under_its_policy(browser: Browser, server: Served) -> None:
    page, noise = browser.new_page(viewport={"width": 1280, "height": 2000}), list[str]()
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    for name in ("index.html", "data.html", "skills/", "roles/java.html"):
        page.goto(f"{server.address}/{name}", wait_until="networkidle")
    page.wait_for_selector(".stage svg")
    with page.expect_download() as saved:
        page.locator('button[data-save="svg"]').first.click()
    assert Path(saved.value.path()).read_text(encoding="utf-8").startswith("<svg")
    page.goto(f"{server.address}/compare.html?roles=java,backend-developer")
    page.wait_for_selector("#compared .stage svg")
    assert noise == []
    page.close()


def test_ctrl_c_and_sigterm_end_the_server(shown: DataPaths) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        with serving(shown) as served:
            assert served.ask(f"{API}/roles").status == 200
            assert served.stop(number) == 128 + number


def test_a_port_that_is_taken_is_said_in_one_line(shown: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(shown.data_dir))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        outcome = called("serve", "--port", taken.getsockname()[1])
    assert (outcome.code, outcome.out) == (1, "")
    assert len(outcome.complaints) == 1
    assert "Address already in use" in outcome.err
    assert "--port" in outcome.err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])  # noqa: S104  # refused
def test_other_machines_are_kept_out_unless_asked_for(
    shown: DataPaths, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(shown.data_dir))
    outcome = called("serve", "--host", host)
    assert outcome.code == 1
    assert len(outcome.complaints) == 1
    assert "without a login" in outcome.err
    assert "--allow-remote" in outcome.err


def test_a_remote_server_takes_addresses_and_the_names_it_is_given(shown: DataPaths) -> None:
    with serving(shown, "--host", "0.0.0.0", "--allow-remote", "--name", "Reports.example") as served:  # noqa: S104
        statuses = {
            host: served.ask(f"{API}/roles", {"Host": host}).status
            for host in ("10.0.0.7:8000", "reports.example", "localhost", "evil.example")
        }
    assert statuses == {"10.0.0.7:8000": 200, "reports.example": 200, "localhost": 200, "evil.example": 421}


def test_nothing_published_and_packages_that_miss_are_said(
    empty_root: DataPaths, shown: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = called("serve", "--port", "0")
    assert (outcome.code, len(outcome.complaints)) == (1, 1)
    assert "run `jobtrends ingest PATH` first" in outcome.err
    assert not empty_root.data_dir.exists()
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(shown.data_dir))
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    outcome = called("serve", "--port", "0")
    assert (outcome.code, len(outcome.complaints)) == (1, 1)
    assert "pip install 'jobtrends_pipeline[serve]'" in outcome.err


def test_the_server_writes_nothing(shown: DataPaths, tmp_path: Path) -> None:
    paths = DataPaths(tmp_path / "data")
    shutil.copytree(shown.warehouse_dir, paths.warehouse_dir)
    before = sorted(path.name for path in paths.data_dir.rglob("*"))
    with serving(paths) as served:
        for question in ("/roles", "/roles/java/pay?format=parquet", "/compare?role=java&role=backend-developer"):
            assert served.ask(f"{API}{question}").status == 200
    assert sorted(path.name for path in paths.data_dir.rglob("*")) == before
