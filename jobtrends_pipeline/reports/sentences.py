"""Sentences of a page: the summary with its uncertainty, and the key figures."""

from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import Cell, break_mark, derived, is_suppressed, reliability_mark
from jobtrends_pipeline.reports.rows import Row, TargetKey
from jobtrends_pipeline.reports.summary import pay_formatter

RELIABILITY_WORDS = {
    "good": "good reliability",
    "low": "low reliability [u]",
    "suppressed": "too few to be relied on [c]",
    "not_available": "not available [x]",
}
TOO_FEW = "too few adverts to be relied on [c]"


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One of the large figures at the top of a section."""

    label: str
    cell: Cell
    note: str


def summary_sentence(subject: str, key: TargetKey, period_end: date, demand: Row | None, pay: Row | None) -> str:
    """Return one sentence: the median with n, error, reliability, and its change.

    The change is compared with noise. Of a suppressed figure the sentence states only that it is suppressed.

    Args:
        subject: Role as the source names it.
        key: Publisher, market, place and window.
        period_end: Last day of the window described.
        demand: The target's row of trend_demand for that period, if any.
        pay: The target's row of trend_pay for that period, if any.
    """
    where, when = (
        f"{words.place_phrase(key.place)}{key.whose and f' ({key.whose[2:]})'}",
        f"the {words.window(key.window_months)} to {words.day(period_end, 'long')}",
    )
    if pay is None or pay["median_gbp"] is None:
        return _without_median(subject, key, demand, f"in {where} in {when}")
    pay_words, money = words.PAY_WORDS[pay["pay_basis"]], pay_formatter(pay["pay_basis"])
    median = f"The median {subject} {pay_words.noun} advertised in {where} in {when}"
    if is_suppressed(pay):
        return f"{median} rests on {TOO_FEW} ({_quoted(pay)})."
    return f"{median} was {money(pay['median_gbp'])} {pay_words.per} ({_uncertainty(pay)}), {_change(pay)}."


def _without_median(subject: str, key: TargetKey, demand: Row | None, where_and_when: str) -> str:
    if demand is None or demand["advert_count"] is None:
        return f"No figures are held for {subject} {where_and_when}."
    jobs = demand["advert_count"]
    if is_suppressed(demand):
        few = f"{key.market} jobs for {subject} {where_and_when}"
        return f"The number of {few} is suppressed: {TOO_FEW}; no median pay was printed [x]."
    noun = f"{key.market} job{'s' if jobs != 1 else ''}"
    return (
        f"{words.count(jobs)} {noun} for {subject} {'were' if jobs != 1 else 'was'} advertised {where_and_when};"
        " no median pay was printed [x]."
    )


def standard_error(pay: Row) -> float | None:
    """Return the standard error of a median in pounds, from its RSE."""
    rse, median = pay["median_rse_pct"], pay["median_gbp"]
    return None if rse is None or median is None else float(rse) * float(median) / 100


def _quoted(pay: Row) -> str:
    if pay["pay_advert_count"] is None:
        return "number quoted not known"
    return f"n = {words.count(pay['pay_advert_count'])} {words.PAY_WORDS[pay['pay_basis']].plural} quoted"


def _uncertainty(pay: Row) -> str:
    error = standard_error(pay)
    spread = (
        "standard error not known"
        if error is None
        else f"standard error about {rounded(error)}, {pay['median_rse_pct']:.1f}%"
    )
    return f"{_quoted(pay)}; {spread}; {RELIABILITY_WORDS[pay['reliability']]}"


def rounded(value: float) -> str:
    """Return pounds rounded to about two digits, enough for an estimate of an error."""
    step = 100 if value >= 1000 else 10 if value >= 100 else 1
    return words.money(round(value / step) * step) if value >= 1 else words.money(value, pence=True)


def noise_words(row: Row) -> str:
    """Return whether a change of the share or the median is beyond noise, in words."""
    beyond = row["is_change_beyond_noise"]
    if is_suppressed(row, "change_reliability"):
        return "on too few adverts to tell it from sampling noise"
    if beyond is None:
        return "whether this is beyond sampling noise is not known"
    return "beyond sampling noise" if beyond else "within sampling noise"


def _change(pay: Row) -> str:
    change = pay["median_year_change_pct"]
    if change is None:
        return "with no median a year before to compare with"
    if is_suppressed(pay, "change_reliability"):
        return "with too few adverts a year before to say how it changed [c]"
    note = " [b]" if break_mark(pay) else ""
    if change == 0:
        return f"unchanged on the year before{note}"
    direction = "up" if change > 0 else "down"
    return f"{direction} {abs(change):.2f}% on the year before{note}, {noise_words(pay)}"


def key_figures(market: str, demand: Row | None, pay: Row | None) -> tuple[KeyFigure, ...]:
    """Return median, change, share and rank of a period, each with its qualification."""
    figures = []
    if pay is not None:
        figures += _pay_figures(pay)
    if demand is not None:
        figures += _demand_figures(market, demand)
    return tuple(figures)


def _pay_figures(pay: Row) -> list[KeyFigure]:
    pay_words = words.PAY_WORDS[pay["pay_basis"]]
    error, quoted = standard_error(pay), pay["pay_advert_count"]
    spread = "standard error not known" if error is None else f"± {rounded(error)} standard error"
    spread = TOO_FEW if is_suppressed(pay) else spread
    behind = "" if quoted is None else f", {words.count(quoted)} quoted"
    return [
        KeyFigure(
            f"Median {pay_words.noun}",
            _headline(pay, "median_gbp", pay_formatter(pay["pay_basis"]), "reliability"),
            spread + behind,
        ),
        KeyFigure(
            "Change on the year",
            _headline(pay, "median_year_change_pct", words.signed_pct, "change_reliability", break_mark(pay)),
            noise_words(pay) if pay["median_year_change_pct"] is not None else "no median a year before",
        ),
    ]


def _headline(row: Row, measure: str, show: words.Show, judge: str, marks: tuple[str, ...] = ()) -> Cell:
    """Return the cell of a large figure; the mark alone where it is suppressed.

    That applies to figures that the source prints, too.
    """
    return derived(row, measure, show, judge, (*reliability_mark(row, judge), *marks))


def _demand_figures(market: str, demand: Row) -> list[KeyFigure]:
    jobs, places = demand["advert_count"], demand["rank_change"]
    moved = "change not available" if places is None else f"{words.signed_count(places)} places on the year"
    return [
        KeyFigure(
            f"Share of {market} jobs",
            _headline(demand, "share_of_all_pct", words.share, "reliability"),
            "adverts not known" if jobs is None else f"{words.count(jobs)} advert{'s' if jobs != 1 else ''}",
        ),
        KeyFigure(
            "Rank by demand",
            _headline(demand, "rank", words.count, "reliability"),
            TOO_FEW if is_suppressed(demand) else "unchanged on the year" if places == 0 else moved,
        ),
    ]
