"""Measure that roles are compared by: its columns, its unit and its words."""

from dataclasses import dataclass
from typing import get_args

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.charts import Format, Unit
from jobtrends_pipeline.reports.compare import MEASURES
from jobtrends_pipeline.reports.sentences import rounded
from jobtrends_pipeline.reports.summary import pay_formatter

LOCAL_COLUMNS = {"median": "", "hourly": "h"}
"""Measures of pay, with the prefix of their columns in `compare.period_rows`."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One of `compare.MEASURES`, of a pay basis where it is pay."""

    name: str
    basis: str | None

    @property
    def columns(self) -> tuple[str, str, str | None, str]:
        """Columns of the value, adverts behind it, its RSE, and marks."""
        if self.name in LOCAL_COLUMNS:
            prefix = LOCAL_COLUMNS[self.name]
            return f"{prefix}m", f"{prefix}q", f"{prefix}me", f"{prefix}mf"
        return ("r", "n", None, "sf") if self.name == "rank" else ("s", "n", "se", "sf")

    @property
    def is_pay(self) -> bool:
        """Whether it is a median of pay."""
        return self.name in LOCAL_COLUMNS

    @property
    def unit(self) -> Unit:
        """Unit of its axis."""
        units: dict[str, Unit] = {one: one for one in get_args(Unit)}
        return units[{"share": "pct"}.get(self.name, self.basis if self.is_pay else self.name) or "pct"]

    @property
    def form(self) -> Format:
        """How the browser says a value."""
        forms: dict[str, Format] = {"share": "pct", "index": "index", "rank": "count"}
        return forms.get(self.name, "gbp_pence" if self.basis == "hourly_rate" else "gbp")

    @property
    def title(self) -> str:
        """Its name in titles."""
        if self.is_pay:
            return f"Median {words.PAY_WORDS[self.basis or 'annual_salary'].noun}"
        return "Share as an index" if self.name == "index" else MEASURES[self.name]

    def show(self, value: float) -> str:
        """Return a value in UK print."""
        if self.is_pay:
            return pay_formatter(self.basis or "annual_salary")(value)
        shows: dict[str, words.Show] = {"share": words.share, "rank": words.count}
        return shows.get(self.name, "{:,.1f}".format)(value)

    def show_error(self, error: float) -> str:
        """Return an error of a value, rounded, in UK print."""
        return rounded(error) if self.is_pay else f"{error:.2f} points"
