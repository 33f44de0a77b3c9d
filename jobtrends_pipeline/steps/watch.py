"""Rules of `notify`: which series they name, and which changes of these are news.

Of each series the latest vintage is looked at, once: vintages that came before it, or before the rule, are not news.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import groupby

import duckdb

from jobtrends_pipeline.config.notify_rules import NotifyRule
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.reports.watched import Notice, Told, in_words
from jobtrends_pipeline.tables.columns import ITJOBSWATCH
from jobtrends_pipeline.trends.watched import Series, Watched, read_changes, read_vintages

Seen = Mapping[tuple[str, Series], date]
"""The vintage of each aspect and series that was looked at last."""


@dataclass(frozen=True, slots=True)
class News:
    """A change that a rule names.

    Attributes:
        rule: Number of the first rule that names it, from 1.
        as_of: Period end of the vintage that brings it.
        told: The change in words.
        is_new: False if the vintage was looked at before.
    """

    rule: int
    as_of: date
    told: Told
    is_new: bool


@dataclass(frozen=True, slots=True)
class Watch:
    """What rules find in the latest vintages.

    Attributes:
        news: Changes that rules name, by series.
        looked_at: Latest vintage of each aspect and series that rules name.
        faults: Names in rules that nothing has, one line each.
    """

    news: tuple[News, ...]
    looked_at: Seen
    faults: tuple[str, ...]


def notices_of(news: Iterable[News]) -> list[Notice]:
    """Group changes by series; the changes of each are of one vintage."""
    groups = groupby(news, key=lambda each: (each.told.series, each.as_of))
    return [Notice(series, as_of, tuple(each.told for each in group)) for (series, as_of), group in groups]


def aspects_of(rule: NotifyRule) -> tuple[str, ...]:
    """Return what a rule looks for, by the names of `Told.aspect`."""
    moved = tuple(f"{figure} {rule.since}" for figure in dict.fromkeys(rule.moved))
    return (*moved, *(["skills"] if rule.new_skills else []), *(["revised"] if rule.revised_pct is not None else []))


def watch(
    connection: duckdb.DuckDBPyConnection,
    rules: Sequence[NotifyRule],
    watchlist: Watchlist,
    seen: Seen,
    *,
    is_again: bool = False,
) -> Watch:
    """Find the changes that rules name in the latest vintages.

    Args:
        connection: Connection to the published tables.
        rules: The rules.
        watchlist: The roles that are followed, with their aliases.
        seen: What was looked at before.
        is_again: Whether to look again at vintages that were looked at.
    """
    vintages = read_vintages(connection)
    faults = tuple(rule_faults(rules, watchlist, vintages))
    named = {
        (aspect, series): vintages[series][0]
        for rule in rules
        for series in series_of(rule, watchlist, vintages)
        for aspect in aspects_of(rule)
    }
    asked = {key: day for key, day in named.items() if is_again or key not in seen or seen[key] < day}
    told = _read(connection, asked, vintages, seen)
    news = []
    for change in told:
        number = _first_rule(change, rules, watchlist)
        if number and (change.aspect, change.series) in asked:
            day = asked[change.aspect, change.series]
            looked_at = seen.get((change.aspect, change.series))
            news.append(News(number, day, change, is_new=looked_at is None or looked_at < day))
    return Watch(tuple(sorted(news, key=lambda each: (each.told.series, each.as_of))), named, faults)


def _read(
    connection: duckdb.DuckDBPyConnection, asked: Seen, vintages: Mapping[Series, Sequence[date]], seen: Seen
) -> list[Told]:
    """Read the changes of the series that are asked for.

    Verdicts are compared with those of the vintage looked at last; where none was, of the one before the latest.
    """
    watched: dict[Series, Watched] = {}
    for (aspect, series), day in asked.items():
        known = seen.get((aspect, series))
        earlier = [vintage for vintage in vintages[series] if vintage < day]
        before = known if known is not None and known < day else max(earlier, default=None)
        held = watched.get(series)
        if held is None or (before is not None and (held.before is None or before < held.before)):
            watched[series] = Watched(series, day, before)
    if not watched:
        return []
    weekly = any(aspect.endswith(" week") for aspect, _ in asked)
    return list(in_words(read_changes(connection, sorted(watched.values()), weekly=weekly)))


def series_of(rule: NotifyRule, watchlist: Watchlist, known: Iterable[Series]) -> Iterator[Series]:
    """Yield the series that a rule names."""
    roles = {watchlist.role_of_subject(name) for name in rule.roles}
    places = {place.casefold() for place in rule.places}
    for series in known:
        if (
            (not roles or series.role in roles)
            and (not places or series.place.casefold() in places)
            and (not rule.markets or series.market in rule.markets)
            and (not rule.publishers or series.publisher in rule.publishers)
        ):
            yield series


def rule_faults(rules: Sequence[NotifyRule], watchlist: Watchlist, known: Collection[Series]) -> Iterator[str]:
    """Yield a line for each name in the rules that nothing held or followed has."""
    roles = {series.role for series in known} | set(watchlist.keys)
    names = sorted(roles | {role.name for role in watchlist.roles})
    places = {series.place for series in known} | {place for role in watchlist.roles for place in role.places}
    publishers = {ITJOBSWATCH, *(series.publisher for series in known)}
    for number, rule in enumerate(rules, 1):
        missing = [
            *(("roles", "role", name, names) for name in rule.roles if watchlist.role_of_subject(name) not in roles),
            *(
                ("places", "place", name, sorted(places))
                for name in rule.places
                if name.casefold() not in {place.casefold() for place in places}
            ),
            *(("publishers", "publisher", name, sorted(publishers)) for name in rule.publishers
              if name not in publishers),
        ]  # fmt: skip
        for key, what, name, near in missing:
            yield f"notify.rules.{number}.{key}: no {what} {name!r} is held{_did_you_mean(name, near)}"


def _did_you_mean(name: str, names: Sequence[str]) -> str:
    folded = {each.casefold(): each for each in names}
    near = get_close_matches(name.casefold(), folded, 1)
    return f"; did you mean {folded[near[0]]!r}?" if near else ""


def _first_rule(told: Told, rules: Sequence[NotifyRule], watchlist: Watchlist) -> int | None:
    """Return the number of the first rule that names a change; null if none does."""
    for number, rule in enumerate(rules, 1):
        is_large = told.size is None or (rule.revised_pct is not None and told.size > rule.revised_pct)
        if told.aspect in aspects_of(rule) and is_large and any(series_of(rule, watchlist, [told.series])):
            return number
    return None
