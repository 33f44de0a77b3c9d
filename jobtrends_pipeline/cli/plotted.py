"""Figures of a picture, of one role or of several, from the published warehouse."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.library.comparison import in_one_place
from jobtrends_pipeline.library.months import read_months
from jobtrends_pipeline.library.published import Published
from jobtrends_pipeline.library.series import SERIES_FILTER, Choice, Series, find_series, held_series
from jobtrends_pipeline.library.trends import Trend, read_trend
from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.charts import Chart
from jobtrends_pipeline.reports.compare import MOST_ROLES, period_rows
from jobtrends_pipeline.reports.compare_figure import Compared, ComparisonFigure, comparison_figure
from jobtrends_pipeline.reports.figures import Figure, Scene
from jobtrends_pipeline.reports.histogram import histogram_figure
from jobtrends_pipeline.reports.monthly import monthly_demand
from jobtrends_pipeline.reports.picture import Panel, Picture
from jobtrends_pipeline.reports.premium import premium_figure
from jobtrends_pipeline.reports.rows import Row, TargetKey
from jobtrends_pipeline.reports.series import demand_figure, pay_figure
from jobtrends_pipeline.reports.still import datasets_of
from jobtrends_pipeline.tables.columns import ITJOBSWATCH
from jobtrends_pipeline.tables.rights import source_lines
from jobtrends_pipeline.tables.trends import PAY_HISTOGRAM, TREND_PAY

MEASURES = {"pay": "median", "hourly": "hourly", "demand": "share", "rank": "rank", "index": "index"}
"""Figures that compare roles, with the measures of the report's compare page."""
FIGURES = (*MEASURES, "premium", "histogram", "monthly")
USUAL = ("pay", "demand")
"""Figures of one role where none is named."""
Made = tuple[Figure | None, Sequence[Row]]
"""Figure, with the rows that its points are made of."""


@dataclass(frozen=True, slots=True)
class When:
    """Day whose knowledge a picture shows, and the first period end; null for all."""

    known_on: date | None
    since: date | None


def picture_of(published: Published, role: str, choice: Choice, asked: Sequence[str], when: When) -> Picture:
    """Return the picture of one role.

    Ends the command with a message if there is nothing to draw.

    Args:
        published: The published warehouse.
        role: Key, name or alias; `role@publisher` for own adverts.
        choice: Market, window and place.
        asked: Names of `FIGURES`; those of `USUAL` that can be drawn, if empty.
        when: Of which day and since when.
    """
    if list(asked) == ["monthly"]:
        return _months(published, role, choice, when)
    series = find_series(published, role, choice)
    reader = _Reader(published, series, read_trend(published, series, when.known_on, when.since), when)
    panels = [(name, *reader.panel(name)) for name in asked or USUAL]
    drawn = [panel for _, panel, _ in panels if panel]
    lacking = "; ".join(f"{name}: {why}" for name, panel, why in panels if panel is None)
    if not drawn or (asked and lacking):
        show.fail(f"nothing to draw of {series.title}; {lacking}")
    return _picture(series.heading, _where(series), drawn, when, [series.publisher])


def comparison_of(published: Published, roles: Sequence[str], choice: Choice, asked: str, when: When) -> Picture:
    """Return the picture of several roles, in one place that all have.

    Ends the command with a message without such a place, or with nothing to draw.

    Args:
        published: The published warehouse.
        roles: Two to `MOST_ROLES` keys, names or aliases.
        choice: Market, window and place.
        asked: Name of `MEASURES`.
        when: Of which day and since when.
    """
    series = in_one_place([held_series(published, role, choice) for role in roles], choice.place)
    if not 1 < len(series) <= MOST_ROLES:
        show.fail(f"a comparison has two to {MOST_ROLES} roles, these are {len(series)}")
    trends = [read_trend(published, one, when.known_on, when.since) for one in series]
    found = _compared(asked, series, trends)
    figure = found.figure
    if figure.chart is None:
        names = ", ".join(one.heading for one in series)
        show.fail(f"nothing to draw of {names}: no figure of {asked} is printed for {figure.subtitle}")
    panel = _compared_panel(found, figure.chart)
    where = f"{figure.subtitle}, windows of {words.window(series[0].window_months)}"
    return Picture(figure.title, where, (panel,), _source(figure.as_of, when, [one.publisher for one in series]))


def _compared(asked: str, series: Sequence[Series], trends: Sequence[Trend]) -> ComparisonFigure:
    names = [one.heading for one in series]
    compared = []
    for one, name, trend in zip(series, names, trends, strict=True):
        basis, periods = period_rows(trend.demand, trend.pay)
        own = name if names.count(name) == 1 else f"{name} ({one.name})"
        compared.append(Compared(own, basis, periods))
    newest = max((row["latest_as_of"] for trend in trends for row in (*trend.demand, *trend.pay)), default=date.min)
    return comparison_figure(MEASURES[asked], series[0].market, series[0].place, compared, newest)


def _compared_panel(found: ComparisonFigure, chart: Chart) -> Panel:
    legend = {number: f"{one.name}: {one.text}" for number, one in found.legend.items()}
    return Panel(found.figure, chart, datasets_of(chart, ()), legend)


def _months(published: Published, role: str, choice: Choice, when: When) -> Picture:
    months = read_months(published, role, (choice.market, choice.place), when.known_on, when.since)
    others = [
        read_months(published, role, (name, months.place), when.known_on, when.since) for name in months.other_series
    ]
    section = monthly_demand([*months.rows, *(row for one in others for row in one.rows)])
    figure = section.places[0].drawn if section else None
    if figure is None or figure.chart is None:
        show.fail(f"nothing to draw of {role!r}: one month alone is no trend")
    panel = Panel(figure, figure.chart, datasets_of(figure.chart, ()))
    return _picture(months.subject, months.place, [panel], when, [ITJOBSWATCH])


@dataclass(frozen=True, slots=True)
class _Reader:
    """Figures of one series by name."""

    published: Published
    series: Series
    trend: Trend
    when: When

    def panel(self, name: str) -> tuple[Panel | None, str]:
        """Return a figure by its name, or why it cannot be drawn."""
        found: Mapping[str, Callable[[], Made]] = {
            "pay": lambda: self._pay(self._basis()),
            "hourly": lambda: self._pay("hourly_rate"),
            "demand": self._demand,
            "premium": self._premium,
            "histogram": self._histogram,
        }
        if name == "rank":
            ranked = _compared("rank", [self.series], [self.trend])
            chart, titles = ranked.figure.chart, ("Rank by demand", "1 is most demanded")
            alone = replace(ranked, figure=replace(ranked.figure, title=titles[0], subtitle=titles[1]))
            return (_compared_panel(alone, chart), "") if chart else (None, "no rank is printed")
        figure, drawn = found[name]()
        if figure is None:
            return None, "no figure is printed"
        if figure.chart is None:
            return None, " ".join(figure.notes) or "too few periods"
        return Panel(figure, figure.chart, datasets_of(figure.chart, drawn)), ""

    @property
    def _scene(self) -> Scene:
        one = self.series
        key = TargetKey(one.publisher, one.market, one.place, one.window_months)
        return Scene(one.subject, one.market, f"{one.place}{key.whose}", "plot")

    def _basis(self) -> words.PayBasis | None:
        return next((basis for basis in words.PAY_BASES if self._of(basis)), None)

    def _of(self, basis: str) -> list[Row]:
        return [row for row in self.trend.pay if row["pay_basis"] == basis]

    def _demand(self) -> Made:
        demand: list[Row] = [*self.trend.demand]
        return demand_figure(self._scene, demand, []), demand

    def _pay(self, basis: words.PayBasis | None) -> Made:
        paid = self._of(basis) if basis else []
        return (pay_figure(self._scene, basis, paid, []) if basis else None), paid

    def _premium(self) -> Made:
        basis, known_on, since = self._basis(), self.when.known_on, self.when.since
        source, given = (
            (TREND_PAY.name, [])
            if known_on is None
            else (f"{TREND_PAY.name}_as_of(?, ?::DATE)", [self.series.role, known_on])
        )
        both = [row for row in self._rows(source, given, basis) if since is None or row["period_end"] >= since]
        return (premium_figure(self._scene, basis, both) if basis else None), ()

    def _histogram(self) -> Made:
        if self.when.known_on is not None:
            show.fail("--as-of does not go with --figure histogram: distributions are of the newest pages")
        basis = self._basis()
        bins = self._rows(PAY_HISTOGRAM.name, [], basis)
        return (histogram_figure(self._scene, basis, bins, self._of(basis)) if basis else None), ()

    def _rows(self, source: str, given: Sequence[object], basis: str | None) -> list[Row]:
        query = f"FROM {source} WHERE {SERIES_FILTER} AND pay_basis = ?"
        return [*self.published.rows(query, [*given, *self.series.key, basis])]


def _picture(name: str, where: str, panels: Sequence[Panel], when: When, publishers: Sequence[str]) -> Picture:
    """Return a picture whose title names the role and its figures."""
    titles = [panel.figure.title.rpartition(": ")[2] for panel in panels]
    said = " and ".join(f"{title[:1].lower()}{title[1:]}" for title in titles)
    detail = f" · {panels[0].figure.subtitle}" if len(panels) == 1 else ""
    as_of = max(panel.figure.as_of for panel in panels)
    return Picture(f"{name}: {said}", f"{where}{detail}", tuple(panels), _source(as_of, when, publishers))


def _where(series: Series) -> str:
    return f"{series.place}, {series.market}, windows of {words.window(series.window_months)}"


def _source(as_of: date, when: When, publishers: Sequence[str]) -> str:
    """Return whose figures they are, under which licence, and as of which day."""
    known = f"As known on {words.day(when.known_on)}" if when.known_on else f"As of {words.day(as_of)}"
    return f"{source_lines(publishers)}. {known}."
