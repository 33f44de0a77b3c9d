"""Feed entries: changes of each new vintage of a role. Pure.

They are for the role's Atom feed and the feed of all roles.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.reports import sentences, words
from jobtrends_pipeline.reports.cells import break_words, is_suppressed
from jobtrends_pipeline.reports.narrow import TOP_SKILLS, Rows, for_feed
from jobtrends_pipeline.reports.rows import Row, TargetKey, by_target, having
from jobtrends_pipeline.reports.summary import pay_formatter
from jobtrends_pipeline.tables.columns import PAY_BASES

ROLE_ENTRIES, ALL_ENTRIES = 60, 200
SKILLS_NAMED = 8
_NAMES = uuid.UUID("5d1e2a8e-6f0b-5b0e-9a53-3c1a5a6f7b11")  # namespace of the identities below, never to be changed


@dataclass(frozen=True, slots=True)
class Entry:
    """Feed entry: one vintage of one market, place and window of a role.

    Attributes:
        role: Key of the role.
        key: Market, place and window.
        as_of: Period end printed on the page; the entry's date, so that the same data gives the same feed.
        title: The main figure and its change, in a line.
        lines: Changes, a sentence each.
        mark: Distinguishes entries of the same vintage in a feed that may have several; empty where it has one.
    """

    role: str
    key: TargetKey
    as_of: date
    title: str
    lines: tuple[str, ...]
    mark: str = ""

    @property
    def identity(self) -> str:
        """URN of the entry, the same whatever the name of the role or address of the site."""
        marks = [self.mark] if self.mark else []
        return identity("entry", self.role, *map(str, self.key), self.as_of.isoformat(), *marks)


def identity(*parts: str) -> str:
    """Return a URN that is determined by some parts."""
    return uuid.uuid5(_NAMES, "\0".join(parts)).urn


def role_entries(role: str, given: Rows) -> list[Entry]:
    """Return the newest entries of a role, newest first.

    Args:
        role: Key of the role.
        given: Its rows by table name (see `role_tables`); an absent table counts as empty.
    """
    grouped = {name: by_target(rows) for name, rows in for_feed(given).items()}
    keys = {key for name in ("fact_demand", "fact_pay") for key in grouped[name]}
    entries = [
        entry
        for key in keys
        for entry in _entries(role, key, {name: groups.get(key, []) for name, groups in grouped.items()})
    ]
    return newest_first(entries)[:ROLE_ENTRIES]


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Sort entries by date, newest first, then by role and section."""
    return sorted(entries, key=lambda entry: (-entry.as_of.toordinal(), entry.role, entry.key))


def _entries(role: str, key: TargetKey, rows: Mapping[str, list[Row]]) -> list[Entry]:
    own = [row for name in ("fact_demand", "fact_pay") for row in having(rows[name], scope="subject", lag_years=0)]
    names = {row["as_of"]: row["subject"] for row in sorted(own, key=lambda row: (row["as_of"], row["subject"]))}
    top = _by(having(rows["trend_skill"], skill_list=TOP_SKILLS), "as_of")
    revised = _by(having(rows["revisions"], scope="subject"), "latest_as_of")
    demands = _by(having(rows["trend_demand"], scope="subject"), "period_end")
    paid = _by(having(rows["trend_pay"], scope="subject"), "period_end")
    entries, before = [], None
    for as_of, subject in names.items():
        demand, pays = next(iter(demands.get(as_of, [])), None), paid.get(as_of, [])
        pay = min(pays, key=lambda row: PAY_BASES.index(row["pay_basis"]), default=None)
        lines = [
            *_renamed(before, subject),
            sentences.summary_sentence(subject, key, as_of, demand, pay),
            *(_demand(key, demand) if demand else []),
            *_broken([row for row in (demand, *pays) if row is not None]),
            *_skills(top.get(as_of, [])),
            *_revised(revised.get(as_of, [])),
        ]
        entries.append(Entry(role, key, as_of, _title(subject, key, as_of, demand, pay), tuple(lines)))
        before = subject
    return entries


def _by(rows: Iterable[Row], column: str) -> dict[date, list[Row]]:
    groups: dict[date, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups


def _title(subject: str, key: TargetKey, as_of: date, demand: Row | None, pay: Row | None) -> str:
    where = f"{subject}, {key.place}, {key.labour_market}, {words.window(key.window_months)} to {words.day(as_of)}"
    has_median = pay is not None and pay["median_gbp"] is not None
    has_share = demand is not None and demand["share_of_all_pct"] is not None
    if pay is not None and has_median and not is_suppressed(pay):
        return f"{where}: median {pay_formatter(pay['pay_basis'])(pay['median_gbp'])}{_moved(pay)}"
    if demand is not None and has_share and not is_suppressed(demand):
        return f"{where}: {words.share(demand['share_of_all_pct'])} of jobs"
    return f"{where}: {sentences.TOO_FEW if has_median or has_share else 'no figures'}"


def _moved(pay: Row) -> str:
    change = pay["median_year_change_pct"]
    if change is None:
        return ""
    if is_suppressed(pay, "change_reliability"):
        return " (change on the year: too few adverts [c])"
    verdict = f", {sentences.noise_words(pay)}" if pay["is_change_beyond_noise"] is not None and change else ""
    return f" ({words.signed_pct(change)} on the year{verdict})"


def _renamed(before: str | None, subject: str) -> list[str]:
    return [f"The source renamed the page: {before} is now {subject}."] if before not in {None, subject} else []


def _demand(key: TargetKey, demand: Row) -> list[str]:
    if is_suppressed(demand):
        return [f"Share of all {key.market} jobs: {sentences.TOO_FEW}."]
    lines = []
    if demand["share_of_all_pct"] is not None:
        change = demand["share_of_all_change_pct"]
        moved = "" if change is None else f", {words.signed_pct(change)} on the year, {sentences.noise_words(demand)}"
        if change is not None and is_suppressed(demand, "change_reliability"):
            moved = ", its change on the year on too few adverts [c]"
        lines.append(f"Share of all {key.market} jobs: {words.share(demand['share_of_all_pct'])}{moved}.")
    if demand["rank"] is not None:
        change = demand["rank_change"]
        moved = "" if change is None else f" ({words.signed_count(change)} places on the year)"
        lines.append(f"Rank by demand: {words.count(demand['rank'])}{moved}.")
    return lines


def _broken(rows: list[Row]) -> list[str]:
    named = break_words(rows)
    return [f"Break on the year before: {'; '.join(named)}."] if named else []


def _skills(rows: list[Row]) -> list[str]:
    ordered = sorted(rows, key=lambda row: (-(row["share_pct"] or 0.0), row["skill"]))
    new = [row["skill"] for row in ordered if row["is_entrant"] and not is_suppressed(row)]
    left = [row["skill"] for row in ordered if row["is_exit"] and not is_suppressed(row, "year_before_reliability")]
    return [
        f"{what} the top skills since the year before: {_listed(names)}."
        for what, names in (("New among", new), ("Gone from", left))
        if names
    ]


def _listed(names: list[str]) -> str:
    more = len(names) - SKILLS_NAMED
    return f"{', '.join(names[:SKILLS_NAMED])}{f' and {more} more' if more > 0 else ''}"


def _revised(rows: list[Row]) -> list[str]:
    """List the figures of earlier periods that this vintage revised.

    Medians and shares are named, the others are counted.
    """
    lines = []
    for row in sorted(rows, key=lambda row: (row["period_end"], row["measure"], row["pay_basis"])):
        if row["measure"] not in {"median_gbp", "share_of_all_pct"} or is_suppressed(row):
            continue
        money = pay_formatter(row["pay_basis"])
        show = words.share if row["measure"] == "share_of_all_pct" else money
        what = "Share" if row["measure"] == "share_of_all_pct" else "Median"
        now = "withdrawn" if row["latest_value"] is None else f"revised to {show(row['latest_value'])}"
        first = "not known" if row["first_value"] is None else show(row["first_value"])
        lines.append(f"{what} of the period to {words.day(row['period_end'])}: first {first}, {now}.")
    others = len(rows) - len(lines)
    return [*lines, *([f"Other figures revised: {others}."] if others else [])]
