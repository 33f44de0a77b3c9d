"""The two summary tables of a detail page.

Each row has a label and one figure for each of three windows.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from jobtrends_pipeline.pages.cells import KIND_OF_MEASURE, CellValue, read_cell
from jobtrends_pipeline.pages.comparison_names import title_over
from jobtrends_pipeline.pages.labels import Label, tidy_label
from jobtrends_pipeline.pages.outline import CUT_OFF, Cell, Heading, Outline, Paragraph, Table
from jobtrends_pipeline.pages.page import ERROR, INFO, WARNING, Figure, Finding, figure_of
from jobtrends_pipeline.pages.periods import BLANK_OLDEST_CELL_UNTIL, Window, read_lag, read_window
from jobtrends_pipeline.pages.row_labels import RowLabel, is_summary, row_labels
from jobtrends_pipeline.pages.sentences import subject_named
from jobtrends_pipeline.pages.witnesses import told_differently

PERIOD_COUNT = 3
_COMPARED = re.compile(r"\btable\b.{0,40}\bfor comparison\b|\bfor comparison with\b", re.IGNORECASE)
_CHANGES = ("rank_change", "median_change_pct", "comparison_place_change_pct")


@dataclass(slots=True)
class Summary:
    """Facts and figures of the summary tables, collected row by row."""

    window: Window | None = None
    market: str | None = None
    subject: str | None = None
    subject_kind: str | None = None
    place: str | None = None
    figures: list[Figure] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def read_summary(outline: Outline) -> Summary:
    """Read both summary tables; the meaning of dashes is not decided (status `dash`)."""
    tables = [table for table in outline.tables if is_summary(table)]
    summaries = set(map(id, tables))
    reader = _Reader(outline, row_labels(outline, tables))
    between: list[Heading | Paragraph] = []
    for block in outline.blocks:
        if not isinstance(block, Table):
            between.append(block)
        elif id(block) in summaries:
            reader.read_table(block, between)
            between = []
    summary = reader.summary
    if outline.kind == "text" and summary.market and not summary.subject:
        summary.subject, summary.subject_kind = subject_named(outline.prose) or (None, None)
    return summary


class _Reader:
    """Reader of rows: earlier rows decide the table, pay basis and window of a cell."""

    def __init__(self, outline: Outline, labels: Mapping[int, RowLabel]) -> None:
        self.summary = Summary()
        self._labels = labels
        self._is_text = outline.kind == "text"
        self._section = ""
        self._pay_basis: str | None = None
        self._lags: tuple[int | None, ...] = (0, 1, 2)
        self._row_number = 0
        self._seen: set[tuple[str, str | None, str]] = set()
        self._prose_window = next(filter(None, (read_window(text) for text in outline.prose)), None)

    def read_table(self, table: Table, before: Sequence[Heading | Paragraph]) -> None:
        """Read one table; `before` are the headings and paragraphs since the previous one.

        In markup a second table is the comparison; in text its first row or a sentence before it shows where it starts.
        """
        self.summary.tables.append(table)
        is_next = any(_COMPARED.search(block.text) for block in before) if self._is_text else True
        if not self._section:
            self._start("subject")
        elif is_next and self._row_number and self._section == "subject":
            self._start("comparison")
        self._headings = self._headings_of(before)
        for row in table.rows:
            if any(read_window(cell.text) for cell in row[1:]):
                self._read_head(row)
            elif len(row) == 1:
                self._read_title(row[0])
            else:
                self._read_row(row)

    def _headings_of(self, before: Sequence[Heading | Paragraph]) -> list[str]:
        """Return the last run of headings with the page's place, else the last run."""
        runs = ([block.first_line for block in run if isinstance(block, Heading)] for _, run in groupby(before, type))
        together = [run for run in runs if run]
        place = self.summary.place or ""
        placed = [run for run in together if place in [line.strip() for line in run[1:]]]
        return [[], *together, *placed][-1]

    def _start(self, section: str) -> None:
        self._section = section
        self._row_number = 0
        self._pay_basis = None

    def _find(self, check: str, severity: str, message: str) -> None:
        position = f"summary/{self._section}/{self._row_number}"
        self.summary.findings.append(Finding(check, position, severity, message))

    def _read_head(self, row: tuple[Cell, ...]) -> None:
        heads = [cell.text for cell in row if cell.text]
        window = next(filter(None, (read_window(text) for text in heads)), None)
        if window is None:
            return
        self.summary.window = window
        columns = [text for text in heads if read_lag(text, window.end) is not None or "period" in text.lower()]
        self._lags = tuple(read_lag(text, window.end) for text in columns)
        if sorted(lag if lag is not None else -1 for lag in self._lags) != [0, 1, 2]:
            self._find("unknown_period", ERROR, f"column heads are not three known windows: {' | '.join(columns)}")

    def _read_title(self, cell: Cell) -> None:
        if self._section == "comparison" and cell.lines:
            self._name("comparison_name", cell.lines[0], 0)

    def _name(self, measure: str, text: str, row_number: int) -> None:
        key = (self._section, None, measure)
        if text and key not in self._seen:
            self._seen.add(key)
            self.summary.figures.append(
                Figure("summary", self._section, row_number, 0, text, text, measure, status="text")
            )

    def _name_comparison(self, wording: str) -> None:
        """Name the comparison by its title, else by its size's label, which is reported."""
        title = title_over(self._headings, self.summary.place or "")
        is_named = ("comparison", None, "comparison_name") in self._seen
        if wording and not title and not is_named:
            self._find("row_absent", INFO, f"no title names the second table: {wording[:120]!r} does")
        self._name("comparison_name", title or wording, 0)

    def _read_row(self, row: tuple[Cell, ...]) -> None:
        label, wording, is_told = self._labels[id(row)]
        cells = row[1:]
        if label is None:
            self._read_unknown(row)
            return
        if label.rule.scope == "comparison" and self._section == "subject":
            self._start("comparison")
        if self._section == "comparison":
            self._name_comparison(wording if label.measure == "advert_count" else "")
        self._row_number += 1
        if is_told:
            self._find("new_wording", WARNING, f"{wording[:120]!r} is the row of {label.measure} by its place")
        if wording != row[0].text:
            self._find(
                "surplus_text",
                INFO,
                f"text beside the label {wording!r} was passed over: {row[0].text[:120]!r}",
            )
        measure = self._measure(label)
        self._note(label)
        key = (self._section, self._pay_basis, measure)
        if key in self._seen:
            self._find("repeated_row", ERROR, f"row {tidy_label(wording)!r} stands twice")
            measure_read: str | None = None
        else:
            self._seen.add(key)
            measure_read = measure
        self._read_cells(tidy_label(wording), measure_read, cells)

    def _read_unknown(self, row: tuple[Cell, ...]) -> None:
        self._row_number += 1
        label = tidy_label(row[0].text)
        if not label and not any(cell.text for cell in row):
            return
        self._find("unknown_label", WARNING, f"row label not known: {label[:120]!r}")
        for number, cell in enumerate(row[1:], 1):
            self._add(label, number, cell.text, None, CellValue("unreadable"))

    def _measure(self, label: Label) -> str:
        """Return the row's measure, with a comparison place's median distinguished."""
        if label.pay_basis:
            self._pay_basis = label.pay_basis
        own_median = (self._section, self._pay_basis, "median_gbp")
        if label.measure != "median_gbp" or "place" not in label.groups:
            return label.measure
        is_own = (
            own_median not in self._seen and label.groups["place"].casefold() == (self.summary.place or "").casefold()
        )
        return "median_gbp" if is_own else "comparison_place_median_gbp"

    def _note(self, label: Label) -> None:
        """Record market, subject, place, category and comparison place of a label."""
        summary, groups = self.summary, label.groups
        if label.measure == "advert_count" and self._is_text and not summary.market:
            summary.market = groups.get("market", "").lower()
        if self._section == "subject" and label.measure == "advert_count":
            summary.market = groups["market"].lower()
            summary.subject, summary.subject_kind = groups["subject"].strip(), label.rule.subject_kind
            if summary.market == "permanent":
                self._pay_basis = "annual_salary"
        elif label.measure == "share_of_all_pct" and "place" in groups and not summary.place:
            summary.place = groups["place"].strip()
        elif label.measure == "share_of_category_pct" and "category" in groups:
            self._name("category", groups["category"], self._row_number)
        elif label.measure == "median_gbp" and self._measure(label) == "comparison_place_median_gbp":
            self._place_name(groups["place"])

    def _place_name(self, place: str) -> None:
        key = (self._section, self._pay_basis, "comparison_place")
        if key not in self._seen:
            self._seen.add(key)
            self.summary.figures.append(
                Figure(
                    "summary", self._section, self._row_number, 0, place, place, "comparison_place",
                    status="text", pay_basis=self._pay_basis,
                )
            )  # fmt: skip

    def _read_cells(self, label: str, measure: str | None, cells: tuple[Cell, ...]) -> None:
        texts = [cell.text for cell in cells]
        if len(texts) == PERIOD_COUNT - 1 and self._is_text and self._may_lack_oldest(measure):
            texts.append("")
        is_complete = len(texts) == PERIOD_COUNT
        if not is_complete:
            self._find("cell_count", WARNING, f"row {label!r} has {len(texts)} figures, not {PERIOD_COUNT}: {texts}")
        if CUT_OFF in texts and self._is_text:
            self._find("part_cut_off", WARNING, f"the capture ends inside the row {label!r}")
        for number, text in enumerate(texts, 1):
            read = read_cell(text, KIND_OF_MEASURE[measure]) if measure and is_complete else CellValue("unreadable")
            is_lost = read.status == "blank" and not (number == PERIOD_COUNT and self._may_lack_oldest(measure))
            if is_complete and measure and text != CUT_OFF and (is_lost or read.status == "unreadable"):
                self._find("unreadable_cell", WARNING, f"row {label!r}, column {number}: {text[:60]!r} was not read")
            if number <= len(cells) and cells[number - 1].title:
                position = f"summary/{self._section}/{self._row_number}/{number}"
                self.summary.findings.extend(told_differently(cells[number - 1], measure, read.value, position))
            self._add(label, number, text, measure, read)

    def _may_lack_oldest(self, measure: str | None) -> bool:
        """Check whether a change row may lack its oldest cell, as on pages to mid-2017."""
        window = self.summary.window or self._prose_window
        return measure in _CHANGES and window is not None and window.end < BLANK_OLDEST_CELL_UNTIL

    def _add(self, label: str, number: int, text: str, measure: str | None, read: CellValue) -> None:
        lag = self._lags[number - 1] if number <= len(self._lags) else None
        self.summary.figures.append(
            figure_of((
                "summary", self._section, self._row_number, number, label, text, measure, read.status, read.value,
                self._basis_of(measure), lag, None,
            ))
        )  # fmt: skip

    def _basis_of(self, measure: str | None) -> str | None:
        is_pay = measure is not None and (measure.endswith("_gbp") or measure in ("pay_advert_count", *_CHANGES[1:]))
        return self._pay_basis if is_pay else None


def section_figures(figures: list[Figure], section: str) -> Iterator[Figure]:
    """Return the figures of one of the two tables."""
    return (figure for figure in figures if figure.part == "summary" and figure.section == section)
