"""What changes of lists come to, worked out once more beside `independent`: p-values, false discovery, breaks."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from jobtrends_pipeline_tests.support.trends.independent import (
    DEMAND,
    Facts,
    Key,
    Row,
    bursts_of,
    has_other_window,
    listed,
    market_jumps,
    series_of,
)


def p_value(now: float | None, before: float | None, errors: Sequence[float | None]) -> float | None:
    """Two tails of a normal distribution; errors in the figure's unit, None where one is not known or all are 0."""
    known = [error for error in errors if error is not None]
    if now is None or before is None or len(known) < len(errors) or not any(known):
        return None
    return math.erfc(abs(now - before) / math.hypot(*known) / math.sqrt(2))


def judge(rows: list[Row], name: str) -> None:
    """Give rows of one page and vintage that have a `change_p_value` its q-value and verdict.

    Args:
        rows: Of all lists of the vintage; one skill may stand on several.
        name: Column that says what is tested.
    """
    tests: dict[str, float] = {}
    for row in rows:
        if row["change_p_value"] is not None:
            tests[row[name]] = max(row["change_p_value"], tests.get(row[name], 0.0))
    for row in rows:
        q = None
        if row["change_p_value"] is not None:
            own = tests[row[name]]
            q = min(
                len(tests) * other / sum(each <= other for each in tests.values())
                for other in tests.values()
                if other >= own
            )
        row |= {"change_q_value": q, "is_change_beyond_noise": None if q is None else q <= 0.05}


class ListBreaks:
    """The breaks of lists of a page: those of its demand."""

    def __init__(self, facts: Facts) -> None:
        self.demand = series_of(facts["fact_demand"], ["scope"], DEMAND, "advert_count")
        self.bursts, self.after = bursts_of(self.demand, facts)

    def between(self, page: Key, now: Mapping[Any, Row], as_of: date, old: Mapping[Any, Row], day: date | None) -> Any:
        """The marks of a list, given its rows, beside the list of a year before, whose day is None without one."""
        is_base_burst = day is not None and (page, day) in self.bursts
        marks = {
            "window_switched": day is None and self._is_switched(page, as_of),
            "market_size_jump": day is not None and self._jumps(page, as_of),
            "burst": (page, as_of) in self.bursts,
            "burst_before": day is not None and ((page, as_of) in self.after or is_base_burst),
            "renamed_subject": day is not None and _subject(now) != _subject(old),
        }
        return listed(marks)

    def _is_switched(self, page: Key, as_of: date) -> bool:
        series = self.demand.get((*page, "subject"))
        return bool(series and as_of in series.prints and has_other_window(self.demand, series.key, as_of))

    def _jumps(self, page: Key, as_of: date) -> bool:
        for scope in ("subject", "comparison"):
            series = self.demand.get((*page, scope))
            before = series.before(as_of) if series and as_of in series.prints else None
            if series and before and market_jumps(series.latest(as_of), before):
                return True
        return False


def _subject(rows: Mapping[Any, Row]) -> str:
    return max(str(row["subject"]) for row in rows.values())
