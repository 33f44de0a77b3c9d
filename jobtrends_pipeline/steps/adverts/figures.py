"""Compute figures of one's own adverts for each month end and each day of capture.

Facts of a day rest on adverts that were seen by that day. They are computed again where an earlier input is new or was
read by other rules, where adverts were grouped otherwise, and where the watchlist follows other roles or places. Days
that are no longer wanted, as their inputs have another publisher now, lose their facts. The result depends on the
archive alone, not on the order in which inputs came.
"""

import hashlib
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import pandas as pd

from jobtrends_pipeline.advert_facts.build import own_facts
from jobtrends_pipeline.advert_facts.request import FactsRequest, months_before
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.facts.validate import Verdict, validate
from jobtrends_pipeline.tables.advert_figures import ADVERT_FIGURE_TABLES
from jobtrends_pipeline.tables.adverts import ADVERT_INPUTS, ADVERTS, VACANCIES
from jobtrends_pipeline.tables.facts import FACT_DEMAND, FACT_TABLES
from jobtrends_pipeline.tables.frames import rows_frame, typed
from jobtrends_pipeline.warehouse.noted import UNDERIVED
from jobtrends_pipeline.warehouse.own_days import Day, forget_days, held_days, note_day
from jobtrends_pipeline.warehouse.statements import Keys
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline.warehouse.vacancies import first_ungrouped

FIGURES_VERSION = 2
"""Version of the rules of the figures; a new one computes all of them again."""
UK = "UK"
LONGEST_WINDOW = 6
"""Months; a month end without any capture in so many months before it has no figures."""
COMPUTED_TABLES = (*FACT_TABLES, *ADVERT_FIGURE_TABLES)
_INPUTS = f"""
    SELECT publisher, seen_on, concat_ws(' ', input_id, rules_version, read_with) FROM {ADVERT_INPUTS.name}
    WHERE outcome = 'read'
    UNION ALL
    SELECT publisher, seen_on, 'grouped ' || bit_xor(md5_number_lower(advert_id || ' ' || vacancy_id))
    FROM {VACANCIES.name} JOIN {ADVERTS.name} USING (publisher, advert_id) GROUP BY publisher, seen_on
    ORDER BY ALL
"""  # noqa: S608  # names are declared


@dataclass(frozen=True, slots=True)
class Computed:
    """Result of computing figures.

    Attributes:
        days: Publishers and days whose facts were replaced or removed.
        verdicts: Roles and verdict of each table of each day.
    """

    days: tuple[Day, ...]
    verdicts: tuple[tuple[tuple[str, ...], Verdict], ...]


def compute_figures(store: Warehouse, watchlist: Watchlist, tell: Callable[[str], None] = lambda _: None) -> Computed:
    """Compute the facts of the days that lack them, each in one transaction.

    Roles whose trends are to be derived again are noted with them. A day whose facts break their schema keeps the facts
    that it had; the next call tries it again. Publishers with adverts that are not grouped yet wait.

    Args:
        store: The warehouse, with adverts read and grouped.
        watchlist: Its roles get figures like those of a page, for its places and the UK.
        tell: Called with a line of progress.
    """
    roles = tuple(sorted(watchlist.keys))
    places = tuple(dict.fromkeys([UK, *(place for role in watchlist.roles for place in role.places)]))
    days: list[Day] = []
    verdicts: list[tuple[tuple[str, ...], Verdict]] = []
    waiting = first_ungrouped(store)
    with store.kept_open():
        with store.connection() as connection:
            wanted = _wanted(connection.execute(_INPUTS).fetchall(), (repr(roles), repr(places)))
            held = held_days(connection)
        for gone in sorted(day for day in held if day not in wanted and day[0] not in waiting):
            tell(f"removing figures of {gone[0]}, {gone[1]}")
            _store(store, gone, {table.name: rows_frame(table, []) for table in COMPUTED_TABLES}, None, roles)
            days.append(gone)
        for day, evidence in wanted.items():
            if held.get(day) == evidence or day[0] in waiting:
                continue
            tell(f"computing figures of {day[0]}, {day[1]}")
            checked = _checked(store, FactsRequest(*day, roles, places))
            verdicts += [(roles, verdict) for _, verdict in checked]
            if all(verdict.is_valid for _, verdict in checked):
                _store(store, day, {verdict.table: frame for frame, verdict in checked}, evidence, roles)
                days.append(day)
    return Computed(tuple(days), tuple(verdicts))


def _checked(store: Warehouse, request: FactsRequest) -> list[tuple[pd.DataFrame, Verdict]]:
    """Compute and check the facts of a day."""
    with store.connection() as connection:
        queries = own_facts(connection, request)
        frames = {table: typed(table, connection.execute(queries[table.name]).df()) for table in COMPUTED_TABLES}
    return [validate(table, frame) for table, frame in frames.items()]


def _store(
    store: Warehouse, day: Day, frames: Mapping[str, pd.DataFrame], evidence: str | None, roles: Sequence[str]
) -> None:
    """Replace the facts of a day, and note it and the roles whose trends rest on them.

    Without evidence the day is forgotten.
    """
    keys: Keys = {"publisher": [day[0]], "as_of": [day[1]]}
    with store.transaction() as connection:
        before = store.read(FACT_DEMAND, keys)["role"]
        store.replace(frames, keys)
        UNDERIVED.note(connection, {*before, *frames[FACT_DEMAND.name]["role"]} & {*roles})
        if evidence is None:
            forget_days(connection, [day])
        else:
            note_day(connection, day, evidence)


def _wanted(rows: Iterable[tuple[str, date, str]], scope: tuple[str, ...]) -> dict[Day, str]:
    """Return the digest of what each day rests on.

    Args:
        rows: Publisher, day and text of each input and of each day's groups, by publisher.
        scope: What all of them depend on.
    """
    found: dict[Day, str] = {}
    for publisher, held in groupby(rows, key=lambda row: str(row[0])):
        read = [(seen_on, text) for _, seen_on, text in held]
        for day in period_ends(sorted({seen_on for seen_on, _ in read})):
            known = sorted(text for seen_on, text in read if seen_on <= day)
            text = "\n".join([str(FIGURES_VERSION), *scope, *known])
            found[publisher, day] = hashlib.sha256(text.encode()).hexdigest()
    return found


def period_ends(days: Sequence[date]) -> list[date]:
    """List the days of facts: days of capture, and month ends soon after one.

    Args:
        days: Days of capture, in order.
    """
    return sorted({*days, *_month_ends(days)})


def _month_ends(days: Sequence[date]) -> Iterator[date]:
    first, last = days[0], days[-1]
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        year, number = month // 12, month % 12 + 1
        end = date(year, number, monthrange(year, number)[1])
        if end <= last and any(months_before(end, LONGEST_WINDOW) < day <= end for day in days):
            yield end
