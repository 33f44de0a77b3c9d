"""Serving: clean output, ends of a session, the token and names of HTTP, and one line where something is missing."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import requests

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline_tests.support.command import COMMAND
from jobtrends_pipeline_tests.support.command import called as entered
from jobtrends_pipeline_tests.support.listening import free_port
from jobtrends_pipeline_tests.support.mcp_session import HANGS_SECONDS, awaited, environment_of, over_http, served

TOKEN = "0123456789-a-token-of-a-test"  # noqa: S105
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}
JSON = {"content-type": "application/json", "accept": "application/json, text/event-stream"}


@pytest.fixture
def piped(ingested: DataPaths) -> Iterator["subprocess.Popen[str]"]:
    """The real command with pipes, after the first answer."""
    with subprocess.Popen(
        [str(COMMAND), "mcp"],
        env=environment_of(ingested),
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps(HELLO) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["result"]["serverInfo"]["name"] == "jobtrends"
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def test_it_ends_when_its_input_is_closed_and_printed_messages_alone(piped: "subprocess.Popen[str]") -> None:
    out, err = piped.communicate("this is no message\n\n[]\n", timeout=HANGS_SECONDS)
    assert piped.returncode == 0
    assert err == ""
    assert all(json.loads(line)["jsonrpc"] == "2.0" for line in out.splitlines())


def test_it_ends_on_ctrl_c_while_it_waits_for_input(piped: "subprocess.Popen[str]") -> None:
    piped.send_signal(signal.SIGINT)
    assert piped.wait(HANGS_SECONDS) == 130
    assert piped.stdout
    assert piped.stdout.read() == ""


def test_it_answers_over_http_to_those_with_the_token(ingested: DataPaths) -> None:
    async def asking(address: str) -> object:
        async with over_http(address, TOKEN) as client:
            result = await client.call_tool("get_figure", {"role": "java", "measure": "median_pay"})
            assert result.structured_content
            return result.structured_content["figures"][0]["value"]

    with served(ingested, JOBTRENDS_MCP_TOKEN=TOKEN) as (process, address, printed):
        assert address.startswith("http://127.0.0.1:")
        assert not any(TOKEN in line for line in printed)
        assert awaited(asking, address) == 75_000
        process.send_signal(signal.SIGINT)
        assert process.wait(HANGS_SECONDS) == 130
        assert process.stdout
        assert process.stdout.read() == ""


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"authorization": "Bearer wrong"}, 401),
        ({"authorization": f"Basic {TOKEN}"}, 401),
        ({"authorization": f"Bearer {TOKEN}é".encode("latin-1")}, 401),
        ({"authorization": f"Bearer {TOKEN}", "host": "evil.example"}, 421),
        ({"authorization": f"Bearer {TOKEN}", "host": "127.0.0.1:1"}, 421),
        ({"authorization": f"Bearer {TOKEN}", "origin": "http://evil.example"}, 403),
        ({"authorization": f"Bearer {TOKEN}", "origin": "null"}, 403),
        ({"authorization": f"Bearer {TOKEN}"}, 200),
    ],
    ids=str,
)
def test_a_request_needs_the_token_and_names_of_this_server(
    http_address: str, headers: dict[str, str | bytes], status: int
) -> None:
    answer = requests.post(http_address, json=HELLO, headers={**JSON, **headers}, timeout=HANGS_SECONDS)
    assert answer.status_code == status
    if status == 401:
        assert answer.headers["www-authenticate"] == "Bearer"


def test_paths_beside_need_the_token_too_and_large_bodies_are_refused(http_address: str) -> None:
    beside = http_address.replace("/mcp", "/other")
    assert requests.get(beside, timeout=HANGS_SECONDS).status_code == 401
    mine = {"authorization": f"Bearer {TOKEN}"}
    assert requests.get(beside, headers=mine, timeout=HANGS_SECONDS).status_code == 404
    large = requests.post(http_address, data=b"x" * 20_000_000, headers=JSON | mine, timeout=HANGS_SECONDS)
    assert large.status_code == 413


@pytest.fixture(scope="module")
def http_address(ingested: DataPaths) -> Iterator[str]:
    with served(ingested, JOBTRENDS_MCP_TOKEN=TOKEN) as (_, address, _):
        yield address


def test_a_token_is_made_and_printed_once_on_standard_error(ingested: DataPaths) -> None:
    with served(ingested, JOBTRENDS_MCP_TOKEN="") as (_, address, printed):
        (line,) = (each for each in printed if each.startswith("Bearer token of this run: "))
        token = line.split()[-1]
        assert len(token) > 40
        answer = requests.post(
            address, json=HELLO, headers=JSON | {"authorization": f"Bearer {token}"}, timeout=HANGS_SECONDS
        )
        assert answer.status_code == 200


def test_a_short_token_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JOBTRENDS_MCP_TOKEN", "short")
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(tmp_path))
    outcome = entered("mcp", "--http", "0")
    assert (outcome.code, outcome.out) == (1, "")
    assert "JOBTRENDS_MCP_TOKEN is too short to be secret" in outcome.err


def test_a_port_that_is_taken_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from socket import create_server  # noqa: PLC0415

    monkeypatch.setenv("JOBTRENDS_MCP_TOKEN", TOKEN)
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(tmp_path))
    port = free_port()
    with create_server(("127.0.0.1", port)):
        outcome = entered("mcp", "--http", port)
    assert outcome.code == 1
    assert (
        outcome.err == f"jobtrends: port {port} of 127.0.0.1 cannot be used, choose another: Address already in use\n"
    )


def test_without_the_packages_it_says_in_one_line_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import_module("jobtrends_pipeline.cli.mcp")
    for name in [name for name in sys.modules if name.startswith(("jobtrends_pipeline.mcp_server", "mcp."))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)  # as Python sees a package that is not installed
    outcome = entered("mcp")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("jobtrends: the protocol cannot be spoken, mcp")
    assert outcome.err.endswith("is not installed: pip install 'jobtrends_pipeline[mcp]'\n")
