"""What the web UI shows of names, addresses and figures that others wrote: the text itself, whatever it holds."""

import re
from html import unescape

import dagster as dg
import pandas as pd
import pytest
from marko.ext.gfm import gfm

from jobtrends_pipeline.acquire.identify import FiledPage
from jobtrends_pipeline.base.plain import markdown
from jobtrends_pipeline.orchestration.describe import preview, series_chart
from jobtrends_pipeline.orchestration.filing import filled_events

MARKUP = [
    "[Run failed, click](https://evil.example/login)", "![t](https://evil.example/beacon.png)", "<img src=x onerror=y>",
    "`code`", "a|b", "**bold** _it_ ~~no~~", "<https://evil.example>", "[a][b]", "[b]: https://evil.example", "# head",
    "- item", "1. item", "> said", "&lt;b&gt;", "\\[x](y)", "$x$", "``a`b``", "===", "---", "<!-- a -->", "C# & .NET",
]  # fmt: skip
ADDRESS = "https://evil.example/x%20![t](https://evil.example/beacon.png)%20[Run%20failed,%20click](https://evil.example/login)"


def rendered(text: str) -> str:
    """What a reader sees of Markdown as GitHub has it, which the web UI shows: text alone, tags told by their name."""
    html = gfm(text)
    assert not re.findall(r"<(?!/?(?:p|table|thead|tbody|tr|th|td)>)", html), html
    return (
        re.sub(r"<[^>]+>", "", html)
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", '"')
        .replace("&amp;", "&")
    )


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_shown_as_the_text_it_is(text: str) -> None:
    shown = rendered(markdown(text)).strip()
    assert shown == text


def test_text_for_markdown_is_one_line_of_seen_characters() -> None:
    assert markdown("a\nb\x1b[2J\u202e") == "a b?\\[2J?"


@pytest.mark.parametrize("text", MARKUP)
def test_a_preview_shows_names_as_they_are(text: str) -> None:
    frame = pd.DataFrame({"skill": [text, "Java"], text: [1.5, 2.0], "place": [text, text]})
    line, _, table = preview(frame).partition("\n\n")
    assert rendered(line).strip() == f"place: {text}"
    cells = re.findall(r"<t[hd]>(.*?)</t[hd]>", gfm(table))
    assert [unescape(cell) for cell in cells] == ["skill", text, text, "1.5", "Java", "2.0"]


def test_a_preview_keeps_every_letter_and_leaves_only_what_is_missing_empty() -> None:
    names = ["Finance", "Financial Institution", "Governance", "nan", "<NA>", "NaN Networks 00:00:00"]
    values = [float("nan"), 1.5, None, 2.0, 3.0, 4.0]
    days = ["2026-02-15", None, "2026-02-15 00:00:01", "2026-02-16", "2026-02-16", "2026-02-16"]
    moments = [None if day is None else pd.Timestamp(day) for day in days]
    counts = pd.array([pd.NA, 1, 2, 3, 4, 5], dtype="Int64")
    shown = preview(pd.DataFrame({"skill": names, "share": values, "day": moments, "count": counts}))
    rows = [[cell.strip() for cell in re.findall(r"<td>(.*?)</td>", row)] for row in gfm(shown).split("<tr>")[2:]]
    assert rows == [
        ["Finance", "", "2026-02-15", ""],
        ["Financial Institution", "1.5", "", "1"],
        ["Governance", "", "2026-02-15 00:00:01", "2"],
        ["nan", "2.0", "2026-02-16", "3"],
        ["&lt;NA&gt;", "3.0", "2026-02-16", "4"],
    ]


def test_a_long_name_is_cut_before_it_is_escaped_so_that_the_table_keeps_its_columns() -> None:
    shown = preview(pd.DataFrame({"skill": ["|" * 90, "x"], "place": ["*" * 59 + "_" * 9, "y"]}))
    assert re.findall(r"<td>(.*?)</td>", gfm(shown)) == ["|" * 59 + "…", "*" * 59 + "…", "x", "y"]


def test_the_label_of_a_chart_is_text() -> None:
    label = "[x](https://evil.example) ![y](z) <b>"
    (chart,) = series_chart([("2025-01-01", 1.0), ("2026-01-01", 2.0)], label).values()
    html = gfm(str(chart.value))
    assert html.count("<img") == 1
    assert "<a" not in html
    assert "[x](https://evil.example) ![y](z) &lt;b&gt;: 1 (2025-01-01) to 2 (2026-01-01)" in html


def test_addresses_of_pages_are_cells_of_a_table_and_no_markdown() -> None:
    (event,) = filled_events([FiledPage("java", "2026-02-01", f"{ADDRESS}\x1b[2J\u202e")])
    pages = event.metadata["pages"]
    assert isinstance(pages, dg.TableMetadataValue)
    assert [record.data for record in pages.records] == [{"url": f"{ADDRESS}?[2J?"}]
