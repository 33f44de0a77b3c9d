"""Sentences about changes that rules name: figure, error, verdict and date. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import break_mark
from jobtrends_pipeline.reports.feed import Entry
from jobtrends_pipeline.reports.revised import measure_label, show_measure
from jobtrends_pipeline.reports.rows import Row, TargetKey, target_of
from jobtrends_pipeline.reports.sentences import RELIABILITY_WORDS, rounded, standard_error, summary_sentence
from jobtrends_pipeline.reports.summary import pay_formatter
from jobtrends_pipeline.trends.watched import Changes, Series

_OF_RANK = "a rank has no error of its own, its share went the same way beyond sampling noise"
_OF_WEEK = "beyond sampling noise, judged together with the moves of all series"


_FIRST = ("median_gbp", "share_of_all_pct")
"""Measures whose revisions are named before others."""
MOST_OF_A_KIND, _MOST_BRIEFS = 8, 3


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words.

    Attributes:
        aspect: What moved, and since when: `median year`, `share week`, `rank year`, `skills`, `revised`.
        series: The series.
        subject: The role, as the source names it.
        detail: What distinguishes it from other changes of the same aspect, series and vintage.
        brief: The change in a few words.
        sentence: The change with figure, error and dates.
        size: Size of a revision, in percent of the first value; null for other changes.
    """

    aspect: str
    series: Series
    subject: str
    detail: str
    brief: str
    sentence: str
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Changes of one series that one vintage brings and rules name.

    Attributes:
        series: The series.
        as_of: Period end of the vintage.
        told: The changes, at least one.
    """

    series: Series
    as_of: date
    told: tuple[Told, ...]

    @property
    def title(self) -> str:
        """Series and changes in one line."""
        briefs = [one.brief for one in self.told]
        more = len(briefs) - _MOST_BRIEFS
        said = "; ".join(briefs[:_MOST_BRIEFS]) + (f"; {more} more" if more > 0 else "")
        return f"{series_words(self.series, self.told[0].subject)} to {words.day(self.as_of)}: {said}"

    @property
    def lines(self) -> tuple[str, ...]:
        """A sentence for each change, of each kind the first `MOST_OF_A_KIND`."""
        lines = []
        for _, group in groupby(self.told, key=lambda one: one.aspect):
            sentences = [one.sentence for one in group]
            more = len(sentences) - MOST_OF_A_KIND
            lines += [*sentences[:MOST_OF_A_KIND], *([f"And {more} more of this kind."] if more > 0 else [])]
        return tuple(lines)

    @property
    def entry(self) -> Entry:
        """Entry of the feed, the same whenever it is made."""
        mark = "\n".join(f"{one.aspect}\0{one.detail}" for one in self.told)
        return Entry(self.series.role, TargetKey(*self.series[1:]), self.as_of, self.title, self.lines, mark)


def in_words(changes: Changes) -> Iterator[Told]:
    """Yield each change in words, in the order in which a message lists them."""
    for row in changes.medians:
        brief = f"median {words.signed_pct(row['median_year_change_pct'])} on the year"
        sentence = summary_sentence(row["subject"], target_of(row), row["period_end"], None, row)
        yield _told("median year", row, row["pay_basis"], brief, sentence)
    for row in changes.shares:
        change = words.signed_pct(row["share_of_all_change_pct"])
        sentence = f"{_share(row)}, {change} on the year before{_broken(row)}, beyond sampling noise."
        yield _told("share year", row, "", f"share {change} on the year", sentence)
    for row in changes.ranks:
        places = _places(row["rank_change"])
        sentence = f"{_rank(row)}, {places} on the year before{_broken(row)}; {_OF_RANK} ({_error_of_share(row)})."
        yield _told("rank year", row, "", f"rank {places} on the year", sentence)
    yield from map(_median_move, [row for row in changes.moves if row["is_median_named"]])
    shares = {_series(row): row for row in changes.moves if row["is_share_named"]}  # a row for each pay basis
    yield from map(_share_move, shares.values())
    yield from map(_rank_move, filter(_is_rank_moved, shares.values()))
    yield from map(_new_skill, changes.skills)
    yield from map(_revision, sorted(changes.revised, key=lambda row: row["measure"] not in _FIRST))


def _told(aspect: str, row: Row, detail: str, brief: str, sentence: str, size: float | None = None) -> Told:
    return Told(aspect, _series(row), row["subject"], detail, brief, sentence, size)


def _since(row: Row) -> str:
    return f"since the vintage of {words.day(row['period_end_before'])}"


def _median_move(row: Row) -> Told:
    money, pay = pay_formatter(row["pay_basis"]), words.PAY_WORDS[row["pay_basis"]]
    change = words.signed_pct((row["median_gbp"] / row["median_gbp_before"] - 1) * 100)
    sentence = (
        f"Median {pay.noun} of {_where(row)}: {money(row['median_gbp'])} {pay.per} ({_error_of_median(row)}), "
        f"from {money(row['median_gbp_before'])}, {change} {_since(row)}, {_OF_WEEK}."
    )
    return _told("median week", row, row["pay_basis"], f"median {change} since the week before", sentence)


def _share_move(row: Row) -> Told:
    before, now = row["share_of_all_pct_before"], row["share_of_all_pct"]
    change = words.signed_pct((now / before - 1) * 100) if before else words.share(now)
    sentence = f"{_share(row)}, from {words.share(before)}, {change} {_since(row)}, {_OF_WEEK}."
    return _told("share week", row, "", f"share {change} since the week before", sentence)


def _is_rank_moved(row: Row) -> bool:
    """Return whether the rank moved as the share did, which moved beyond noise."""
    if row["rank"] is None or row["rank_before"] is None:
        return False
    moved = (row["rank_before"] - row["rank"]) * (row["share_of_all_pct"] - row["share_of_all_pct_before"])
    return bool(moved > 0)


def _rank_move(row: Row) -> Told:
    places = _places(row["rank_before"] - row["rank"])
    sentence = f"{_rank(row)}, {places} {_since(row)}; {_OF_RANK} ({_error_of_share(row)})."
    return _told("rank week", row, "", f"rank {places} since the week before", sentence)


def _new_skill(row: Row) -> Told:
    sentence = (
        f"New among the top skills of {_where(row)} since the vintage of {words.day(row['compared_as_of'])}: "
        f"{row['skill']}, rank {words.count(row['rank'])}, {words.share(row['share_pct'])} of the adverts "
        f"({_error_of_share(row)}){_broken(row)}."
    )
    return _told("skills", row, row["skill"], f"new top skill {row['skill']}", sentence)


def _revision(row: Row) -> Told:
    show, label = show_measure(row), measure_label(row)
    change = words.signed_pct(row["revision"] / row["first_value"] * 100)
    error = "standard error not known" if row["rse_pct"] is None else f"standard error {row['rse_pct']:.1f}% of it"
    sentence = (
        f"{label} of {_where(row)} in the period to {words.day(row['period_end'])}: revised to "
        f"{show(row['latest_value'])} ({error}; {RELIABILITY_WORDS[row['reliability']]}), {change} on the "
        f"{show(row['first_value'])} printed first, as of {words.day(row['first_as_of'])}."
    )
    detail = f"{row['pay_basis']} {row['period_end']} {row['measure']}"
    return _told("revised", row, detail, f"{label.lower()} revised {change}", sentence, row["revision_pct"])


def _series(row: Row) -> Series:
    return Series(row["role"], row["publisher"], row["market"], row["place"], int(row["window_months"]))


def series_words(series: Series, subject: str) -> str:
    """Return the name of a series: Java, UK, permanent, 6 months."""
    key = TargetKey(*series[1:])
    return f"{subject}, {key.place}, {key.labour_market}, {words.window(key.window_months)}"


def _where(row: Row) -> str:
    return series_words(_series(row), row["subject"])


def _share(row: Row) -> str:
    return (
        f"Share of all {row['market']} jobs that ask for {_where(row)}: {words.share(row['share_of_all_pct'])} "
        f"({_error_of_share(row)})"
    )


def _rank(row: Row) -> str:
    return f"Rank by demand of {_where(row)}: {words.count(row['rank'])}"


def _places(change: float) -> str:
    return f"{words.signed_count(change)} place{'s' if abs(change) != 1 else ''}"


def _error_of_share(row: Row) -> str:
    """Return number of adverts, error and class of a share."""
    counted = row.get("advert_count")
    error = row["share_rse_pct"]
    return "; ".join(
        (
            *([] if counted is None else [f"n = {words.count(counted)} adverts"]),
            "standard error not known" if error is None else f"standard error {error:.1f}% of it",
            RELIABILITY_WORDS[row.get("share_reliability", row.get("reliability"))],
        )
    )


def _error_of_median(row: Row) -> str:
    error = standard_error(row)
    known = "standard error not known" if error is None else f"standard error about {rounded(error)}"
    return f"{known}; {RELIABILITY_WORDS[row['reliability']]}"


def _broken(row: Row) -> str:
    return " [b]" if break_mark(row) else ""
