"""The backfill from saved pages: what the inbox holds of the months asked, and which remain empty."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.bring_through import capture_and_refresh, conclude, tell_amiss, whole_captures
from jobtrends_pipeline.cli.months import spans
from jobtrends_pipeline.config.paths import DataPaths

if TYPE_CHECKING:
    from pathlib import Path

    from jobtrends_pipeline.acquire.backfill import TargetKey
    from jobtrends_pipeline.acquire.saved_months import WantedPages
    from jobtrends_pipeline.config.watchlist import Watchlist
    from jobtrends_pipeline.steps.backfill import Wanted
    from jobtrends_pipeline.warehouse.store import Warehouse

SAVED = "saved"


def backfill_saved(
    wanted: "Wanted", paths: DataPaths, watchlist: "Watchlist", inputs: "list[Path]", *, is_dry_run: bool
) -> None:
    """Take the saved pages of some roles and months, and say which months are held then."""
    from jobtrends_pipeline.steps.backfill import sort_saved
    from jobtrends_pipeline.warehouse.store import Warehouse

    found = sort_saved(wanted, inputs, paths.inbox_dir, watchlist, whole_captures(paths))
    _show_plan(found, "the inputs named" if inputs else "the inbox")
    is_clean = tell_amiss(found.refused, found.arrivals, found.remarks)
    if is_dry_run:
        return
    if found.arrivals or found.finished:
        capture_and_refresh(paths, lambda runs: runs.backfill(wanted, [SAVED], inputs), is_writing=True)
    for line in _result(wanted, Warehouse.at(paths.working_file), watchlist):
        show.say(line)
    conclude(paths, is_clean=is_clean)


def _show_plan(found: "WantedPages", place: str) -> None:
    show.say(
        f"Plan       {show.number(found.files)} files in {place}, no request: "
        f"{show.number(len(found.arrivals))} pages to take, {show.number(found.archived)} held already",
        f"           {show.number(found.others)} pages of other roles or months stay where they are, "
        f"{show.number(len(found.refused))} inputs are no page",
    )


def _result(wanted: "Wanted", store: "Warehouse", watchlist: "Watchlist") -> Iterator[str]:
    """For each page of the roles how many months are held, and why the others are not."""
    from jobtrends_pipeline.acquire.backfill import past_targets
    from jobtrends_pipeline.steps.backfill import held_months, quarantined_months

    months = wanted.months
    held, quarantined = held_months(store, wanted.roles), quarantined_months(store, wanted.roles)
    targets = [target for role in watchlist.chosen(list(wanted.roles)) for target in past_targets(role)]
    for target in targets:
        filled = held.get(target.key, frozenset())
        empty = [month for month in months if month not in filled]
        yield f"Page       {target.url}: {len(months) - len(empty)} of {len(months)} months held"
        for line in spans((month.isoformat(), _why(target.key, month, quarantined)) for month in empty):
            yield f"           {line}"
    for (role, market, place), filled in sorted(held.items()):
        found = len(filled & set(months))
        if found and (role, market, place) not in {target.key for target in targets}:
            yield f"Page       {market} {role} in {place}, not on the watchlist: {found} months held"


def _why(key: "TargetKey", month: date, quarantined: "dict[tuple[TargetKey, date], str]") -> str:
    reason = quarantined.get((key, month))
    return f"quarantined: {reason}" if reason else "no saved page of this month"
