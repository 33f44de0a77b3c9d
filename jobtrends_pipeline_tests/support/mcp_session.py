"""Sessions of the protocol: the SDK's client on the real command, over pipes and over HTTP."""

import os
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import anyio
import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline_tests.support.command import COMMAND

_Found = TypeVar("_Found")
HANGS_SECONDS = 120


def environment_of(paths: DataPaths, **more: str) -> dict[str, str]:
    """The environment of a server of a data root."""
    return os.environ | {DATA_DIR_VARIABLE: str(paths.data_dir)} | more


def awaited(function: Callable[..., Awaitable[_Found]], *arguments: object) -> _Found:
    """The result of an asynchronous function, in a thread of its own.

    That of the tests may have the event loop of the browser.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, function, *arguments).result()


def over_pipes(paths: DataPaths, asking: Callable[[Client], Awaitable[_Found]]) -> _Found:
    """Start the real command with pipes, ask, and end it by closing its input."""
    server = StdioServerParameters(command=str(COMMAND), args=["mcp"], env=environment_of(paths))

    async def session() -> _Found:
        with anyio.fail_after(HANGS_SECONDS):
            async with Client(server) as client:
                return await asking(client)

    return awaited(session)


def called(paths: DataPaths, *calls: tuple[str, Mapping[str, Any]]) -> list[CallToolResult]:
    """The results of calls in one session over pipes."""

    async def asking(client: Client) -> list[CallToolResult]:
        return [await client.call_tool(name, dict(arguments)) for name, arguments in calls]

    return over_pipes(paths, asking)


@contextmanager
def served(paths: DataPaths, *options: str, **more: str) -> Iterator[tuple["subprocess.Popen[str]", str, list[str]]]:
    """Run the real command over HTTP on a free port: its process, its address, and what it printed at first."""
    command = [str(COMMAND), "mcp", "--http", "0", *options]
    environment = environment_of(paths, **more)
    with subprocess.Popen(
        command, env=environment, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            printed = list[str]()
            assert process.stderr
            for line in process.stderr:
                printed.append(line.strip())
                if line.startswith("Serving on "):
                    break
            yield process, printed[-1].split()[2], printed
        finally:
            if process.poll() is None:
                process.kill()


@asynccontextmanager
async def over_http(address: str, token: str) -> AsyncIterator[Client]:
    """The SDK's client over HTTP with a token."""
    with anyio.fail_after(HANGS_SECONDS):
        async with (
            httpx2.AsyncClient(headers={"authorization": f"Bearer {token}"}) as http,
            Client(streamable_http_client(address, http_client=http)) as client,
        ):
            yield client


def words_of(result: CallToolResult) -> str:
    """The text of a result."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text
