"""Drift watch: fields that lose their values, vanish or are new. Pure.

A *field* is a measure (with its pay basis) of a part, e.g. the index's `rank_change`. It is judged by the tallies of
earlier captures. The reader can only report that a cell has no value; that the field always had one until yesterday is
detected here, on the first day.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from jobtrends_pipeline.pages.page import ERROR, INFO, WARNING

Row = dict[str, object]
Counts = npt.NDArray[np.int64]

LEAST_CAPTURES, LEAST_CELLS = 10, 100
"""Least history by which a field is judged: captures and cells."""
LEAST_CHANCE = 1e-6
LEAST_JUMP = 0.3
USUAL = 0.1
"""Least part of the captures of the history that makes a behaviour usual.

So a silence that lasts becomes the norm at that part of the captures (sooner for a field with few cells a page): the
day on which it begins is reported.
"""
MOST_CAPTURES = 200
CHECKS = ("field_went_quiet", "field_vanished", "field_new")


@dataclass(frozen=True, slots=True)
class _Counted:
    """Tallies of one layout and market as arrays.

    A row per capture in order of period end, a column per field.
    """

    captures: pd.DataFrame
    fields: list[tuple[str, str, str]]
    printed: Counts
    cells: Counts
    missing: Counts
    reasons: dict[tuple[object, ...], str]


def drift_findings(tallies: pd.DataFrame) -> list[Row]:
    """List the changes of fields of new captures against earlier period ends.

    `field_went_quiet`, error: too many cells have no value. Three conditions hold together: (1) if each cell lacked its
    value as often as in the history (two cells of doubt added, one of them missing), as many missing values or more
    would occur with chance below `LEAST_CHANCE`; (2) the rate is `LEAST_JUMP` above that of the history; (3) at most
    `USUAL` of the captures of the history were as quiet. The first alone would raise false alarms, since cells of one
    page lack values together: (2) and (3) require a silence unlike any usual page. False alarms: a page has about 40
    fields, so even were cells independent and every test at its bound, one page in 25,000. Cells of windows and rows
    with fewer than 20 adverts (or quotes) do not count, since the source rightly prints "-" there, unless they are
    `unreadable`, which is never right; a page with 0 jobs has no cell that counts.

    `field_vanished`: no cell at all of a field that was on `1 - USUAL` of at least 20 captures with its part. A column
    never rightly vanishes: error. A summary row may in a page with few quotes: warning, and only where the page quotes
    enough. Rows of changes are left to the identities of the page, which know when there is no change to show.

    `field_new`, info: a field that was on none of at least 20 captures with its part. Neither of these two checks is
    applied to partial pages.

    Args:
        tallies: As `warehouse.tallies.field_tallies` gives them.

    Returns:
        Rows of `findings` without their role; position is part, measure and pay basis.
    """
    found: list[Row] = []
    for _, group in tallies.groupby(["layout", "market"], sort=True):
        found.extend(_of_layout(_counted(group)))
    return found


def _counted(group: pd.DataFrame) -> _Counted:
    named = group.assign(pay_basis=group["pay_basis"].fillna(""))
    captures = named[["capture_id", "period_end", "is_whole", "is_new"]].drop_duplicates("capture_id")
    captures = captures.sort_values(["period_end", "capture_id"], ignore_index=True)
    field_names = ["part", "measure", "pay_basis"]
    wide = named.pivot_table(
        index="capture_id", columns=field_names, values=["printed", "cells", "missing"], fill_value=0, aggfunc="sum"
    ).reindex(captures["capture_id"])
    fields = [(str(part), str(measure), str(basis)) for part, measure, basis in wide["printed"].columns]
    told = named[named["missing"] > 0]
    reasons = zip(told[["capture_id", *field_names]].itertuples(index=False, name=None), told["reason"], strict=True)
    printed, cells, missing = (wide[name].to_numpy(dtype="int64") for name in ("printed", "cells", "missing"))
    return _Counted(captures, fields, printed, cells, missing, {key: str(reason) for key, reason in reasons})


def _of_layout(counted: _Counted) -> Iterator[Row]:
    ends = counted.captures["period_end"].to_numpy()
    for number in np.flatnonzero(counted.captures["is_new"].to_numpy(dtype=bool)):
        until = int(np.searchsorted(ends, ends[number], side="left"))
        history = slice(max(0, until - MOST_CAPTURES), until)
        yield from _quiet(counted, int(number), history)
        if counted.captures["is_whole"][number]:
            yield from _come_and_gone(counted, int(number), history)


def _quiet(counted: _Counted, number: int, history: slice) -> Iterator[Row]:
    cells, missing = counted.cells[number], counted.missing[number]
    past_cells, past_missing = counted.cells[history], counted.missing[history]
    total, lacking = past_cells.sum(axis=0), past_missing.sum(axis=0)
    captures = (past_cells > 0).sum(axis=0)
    usual = (lacking + 1) / (total + 2)
    rate = missing / np.maximum(cells, 1)
    as_quiet = ((past_cells > 0) & (past_missing >= rate * past_cells)).sum(axis=0)
    suspects = (captures >= LEAST_CAPTURES) & (total >= LEAST_CELLS) & (missing > 0)
    suspects &= (rate - usual >= LEAST_JUMP) & (as_quiet <= USUAL * captures)
    for field in np.flatnonzero(suspects):
        if _tail(int(cells[field]), int(missing[field]), float(usual[field])) < LEAST_CHANCE:
            reason = counted.reasons[(counted.captures["capture_id"][number], *counted.fields[field])]
            message = (
                f"{missing[field]} of {cells[field]} cells have no value, most are {reason.replace('_', ' ')}; "
                f"in the {captures[field]} captures before it were {lacking[field]:,} of {total[field]:,}"
            )
            yield _finding(counted, number, int(field), CHECKS[0], ERROR, message)


def _tail(cells: int, missing: int, chance: float) -> float:
    """Return the chance of at least `missing` missing values among `cells`.

    Each cell is missing with the same chance.
    """
    logs = (math.log(chance), math.log1p(-chance))
    return sum(
        math.exp(
            math.lgamma(cells + 1)
            - math.lgamma(k + 1)
            - math.lgamma(cells - k + 1)
            + k * logs[0]
            + (cells - k) * logs[1]
        )
        for k in range(missing, cells + 1)
    )


def _come_and_gone(counted: _Counted, number: int, history: slice) -> Iterator[Row]:
    parts = np.array([part for part, _, _ in counted.fields])
    is_printed, past = counted.printed[number] > 0, counted.printed[history] > 0
    for part in dict.fromkeys(parts[is_printed]):
        inside = parts == part
        peers = past[past[:, inside].any(axis=1)]
        if len(peers) < 2 * LEAST_CAPTURES:
            continue
        share = peers.mean(axis=0)
        for field in np.flatnonzero(inside & ~is_printed & (share >= 1 - USUAL)):
            if _should_be_there(counted, number, int(field)):
                severity = WARNING if part == "summary" else ERROR
                message = f"not on the page; on {share[field]:.0%} of the {len(peers)} captures before"
                yield _finding(counted, number, int(field), CHECKS[1], severity, message)
        for field in np.flatnonzero(inside & is_printed & (share == 0)):
            message = f"{counted.printed[number, field]} cells of a field that none of the {len(peers)} before had"
            yield _finding(counted, number, int(field), CHECKS[2], INFO, message)


def _should_be_there(counted: _Counted, number: int, field: int) -> bool:
    """Return whether a part without this field lost it.

    A summary row is expected when the page quotes enough pay.
    """
    part, measure, basis = counted.fields[field]
    if part != "summary":
        return True
    if "change" in measure:
        return False
    witness = (part, "pay_advert_count" if basis else "advert_count", basis)
    return witness in counted.fields and bool(counted.cells[number, counted.fields.index(witness)])


def _finding(counted: _Counted, number: int, field: int, check: str, severity: str, message: str) -> Row:
    part, measure, basis = counted.fields[field]
    return {
        "capture_id": counted.captures["capture_id"][number],
        "check_name": check,
        "position": "/".join(filter(None, (part, measure, basis))),
        "severity": severity,
        "message": f"{part} {measure}{f' ({basis})' if basis else ''}: {message}",
    }
