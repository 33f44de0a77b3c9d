"""The examples of docs/library.md run as written on the sample, and print what stands below them."""

import contextlib
import inspect
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline.library.history import History
from jobtrends_pipeline.library.limited_sql import Limits
from jobtrends_pipeline.mcp_server.server import build_server
from jobtrends_pipeline_tests.support.mcp_session import awaited

PAGE = (Path(__file__).parent.parent / "docs" / "library.md").read_text(encoding="utf-8")


def test_each_example_prints_what_stands_below_it(ingested: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(ingested.data_dir))
    examples = re.findall(r"^```python\n(.*?)^```\n\n```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert len(examples) == 3
    names: dict[str, Any] = {}
    for code, wanted in examples:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code, names)  # noqa: S102  # the page's own example
        assert printed.getvalue() == wanted


def test_the_page_names_every_method_and_tool(ingested: DataPaths) -> None:
    methods = {name for name, _ in inspect.getmembers(History, inspect.isfunction) if not name.startswith("_")}
    assert set(re.findall(r"^\| `(\w+)\(", PAGE, re.MULTILINE)) == methods
    tools = {tool.name for tool in awaited(build_server(ingested).list_tools)}
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == tools


def test_the_page_says_the_limits_of_a_query_and_a_valid_configuration() -> None:
    limits = Limits()
    said = f"at most {limits.seconds} seconds, {limits.memory_mib} MiB, {limits.rows} rows and 200 kB"
    assert said in " ".join(PAGE.split())
    assert limits.text_bytes == 200_000
    (configuration,) = re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert json.loads(configuration)["mcpServers"]["jobtrends"]["args"] == ["mcp"]
