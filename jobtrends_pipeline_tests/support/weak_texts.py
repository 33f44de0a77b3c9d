"""Which texts are those of suppressed figures, by the tests' own classes, and where an output shows one unmarked."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import permutations
from typing import Any

from lxml import html as markup

from jobtrends_pipeline.tables.catalog import TABLES_BY_NAME
from jobtrends_pipeline.trends.reliability import NOISE_FACTOR
from jobtrends_pipeline_tests.support.trends.agreement import plain
from jobtrends_pipeline_tests.support.trends.independent import Row
from jobtrends_pipeline_tests.support.trends.independent_lists import trends
from jobtrends_pipeline_tests.support.weak_outputs import World

MARK = "[c]"
_NUMBER = re.compile(r"[+−-]?[\d,]*\d(?:\.\d+)?")
_CODE = {"script", "style"}


class Weak:
    """The texts and numbers that stand for suppressed figures alone."""

    def __init__(self, world: World) -> None:
        expected = trends({name: plain(frame) for name, frame in world.facts.items()})
        expected["pay_histogram"] = _bins(world, expected["trend_pay"])
        texts: dict[bool, set[str]] = {True: set(), False: set()}
        numbers: dict[bool, set[float]] = {True: set(), False: set()}
        for name, rows in expected.items():
            judge_of = TABLES_BY_NAME[name].judge_of
            for row in rows:
                for column, value in row.items():
                    if isinstance(value, int | float) and not isinstance(value, bool):
                        is_weak = column in judge_of and row[judge_of[column]] == "suppressed"
                        texts[is_weak].update(_forms(column, value) if is_weak else _any_forms(value))
                        numbers[is_weak].add(round(float(value), 4))
        for number in _drawn(world):
            texts[False].update(_any_forms(number))
            numbers[False].add(round(number, 4))
        for change in _moves(expected):
            texts[False].update(_any_forms(change))
        texts[False].add(f"{NOISE_FACTOR:g}")
        for share in world.facts["fact_demand"]["share_of_category_pct"].dropna():
            texts[False].update(_any_forms(share))
        self.texts = {text for text in texts[True] - texts[False] if len(re.sub(r"\D", "", text).lstrip("0")) > 2}
        self.numbers = {number for number in numbers[True] - numbers[False] if number % 1 or number > 10_000}

    def in_text(self, text: str) -> list[str]:
        """The weak figures that a text has."""
        return [found for found in _NUMBER.findall(text) if {found, found.lstrip("+−")} & self.texts]


def _moves(expected: Mapping[str, list[Row]]) -> Iterator[float]:
    """The changes in percent between any two periods of a series, of figures that are not suppressed."""
    page = ("role", "publisher", "market", "place", "window_months", "scope")
    for table, measure, keys in (
        ("trend_demand", "share_of_all_pct", page), ("trend_pay", "median_gbp", (*page, "pay_basis")),
    ):  # fmt: skip
        values: dict[tuple[object, ...], list[float]] = {}
        for row in expected[table]:
            if row[measure] and row["reliability"] != "suppressed":
                values.setdefault(tuple(row[key] for key in keys), []).append(row[measure])
        for held in values.values():
            yield from ((now / before - 1) * 100 for now, before in permutations(held, 2))


def _drawn(world: World) -> Iterator[float]:
    """The figures of charts, which are not judged; not those of the prints beside them."""
    for name, column in world.tables["trend_demand_monthly"].select_dtypes("number").items():
        if name != "printed_share_pct":
            yield from map(float, column.dropna())


def _bins(world: World, pay: list[Row]) -> list[Row]:
    """The bins as they were made, each with the class of the median of the same series and period."""
    key = ("role", "publisher", "market", "place", "window_months", "scope", "pay_basis", "period_end")
    classes = {tuple(row[name] for name in key): row["reliability"] for row in pay}
    rows = plain(world.tables["pay_histogram"])
    return [{**row, "reliability": classes[tuple(row[name] for name in key)]} for row in rows]


def _any_forms(value: float) -> Iterator[str]:
    """How a figure may be written at all."""
    yield f"{value:,g}"
    for column in ("median_gbp", "share_change_pct", "specificity"):
        yield from _forms(column, value)
        yield from _forms(column, abs(value))


def _forms(column: str, value: float) -> Iterator[str]:
    """How a figure of a column is written: with its sign, and where it is a change also without."""
    if column.endswith("_gbp") or column in {"first_value", "latest_value"}:
        yield f"{value:,.0f}"
        yield f"{value:,.2f}"
    if column.endswith(("_pct", "_pp")) or column in {"first_value", "latest_value"}:
        yield f"{value:.3f}" if 0 < value < 0.1 else f"{value:.2f}".replace("-", "−")
        if "change" in column or "premium" in column or column.endswith("_pp"):
            yield f"{value:+.2f}".replace("-", "−")
    if column == "specificity":
        yield f"{value:,.1f}"


def unmarked_in_page(page: str, weak: Weak) -> list[str]:
    """Weak figures of a page outside the cells of tables, in a cell without the mark, in a chart, or sorted by."""
    root = markup.document_fromstring(page)
    found = []
    for cell in root.xpath("//td"):
        text = cell.text_content()
        found += [f"cell {text!r}" for _ in weak.in_text(text) if MARK not in text]
        found += [f"sorted by {cell.get('data-sort')}" for _ in _weak_numbers(weak, [cell.get("data-sort")])]
    for script in root.xpath("//script[@class='chart-data']"):
        found += unmarked_in_charts(json.loads(script.text), weak)
    for element in root.xpath("//td | //script | //style"):
        element.drop_tree()
    said = [root.text_content(), *root.xpath("//@aria-label"), *root.xpath("//@title"), *root.xpath("//@content")]
    return found + [f"said {text}" for words in said for text in weak.in_text(html.unescape(words))]


def unmarked_in_charts(data: Any, weak: Weak) -> list[str]:
    """Weak figures of a page's charts: what is said, what is drawn, and prints that the browser would draw."""
    found = []
    for chart in data["charts"].values():
        found += [
            f"chart says {text}" for name in ("title", "subtitle", "message") for text in weak.in_text(chart[name])
        ]
        for columns in chart["datasets"].values():
            found += [f"drawn {n}" for values in columns.values() for n in _weak_numbers(weak, values)]
        prints = chart.get("prints", {})
        drawn = [number for number, mark in enumerate(prints.get("f", ())) if mark != "c"]
        found += [
            f"print {n}"
            for values in prints.values()
            for n in _weak_numbers(weak, [values[number] for number in drawn])
        ]
    return found


def unmarked_in_document(document: Any, weak: Weak, where: str = "") -> list[str]:
    """Weak numbers of a JSON document in an object without a class that says so, and weak texts in any string."""
    if isinstance(document, str):
        return [f"{where} says {text}" for text in weak.in_text(document)]
    if isinstance(document, list):
        return [one for item in document for one in unmarked_in_document(item, weak, where)]
    if not isinstance(document, dict):
        return []
    found = []
    classes = [
        value["class"] if isinstance(value, dict) else value for key, value in document.items() if "reliab" in key
    ]
    if "suppressed" not in classes:
        found += [f"{where}: {number}" for number in _weak_numbers(weak, document.values())]
    for key, value in document.items():
        found += unmarked_in_document(value, weak, f"{where}.{key}")
    return found


def unmarked_in_lines(text: str, weak: Weak) -> list[str]:
    """Lines of the terminal or of Markdown with a weak figure and without the mark."""
    return [line for line in text.replace("\\", "").splitlines() if weak.in_text(line) and MARK not in line]


def _weak_numbers(weak: Weak, values: Iterable[Any]) -> list[float]:
    known = []
    for value in values:
        try:
            known.append(round(float(value), 4))
        except (TypeError, ValueError):
            continue
    return [number for number in known if number in weak.numbers]
