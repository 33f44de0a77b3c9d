"""`jobtrends backfill --origin saved`: saved pages of the requested months."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from jobtrends_pipeline.archive.document import SAVED
from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.bring_through import capture_and_refresh, conclude, report_problems, whole_captures
from jobtrends_pipeline.cli.months import spans
from jobtrends_pipeline.config.paths import DataPaths

if TYPE_CHECKING:
    from pathlib import Path

    from jobtrends_pipeline.acquire.backfill import TargetKey
    from jobtrends_pipeline.acquire.saved_months import WantedPages
    from jobtrends_pipeline.config.watchlist import Watchlist
    from jobtrends_pipeline.steps.backfill import Wanted
    from jobtrends_pipeline.warehouse.store import Warehouse


def backfill_saved(
    wanted: "Wanted", paths: DataPaths, watchlist: "Watchlist", inputs: "list[Path]", *, is_dry_run: bool
) -> None:
    """Archive the saved pages of some roles and months; print the months covered."""
    from jobtrends_pipeline.steps.backfill import sort_saved
    from jobtrends_pipeline.steps.configured import database_of

    sorted_out = sort_saved(wanted, inputs, paths.inbox_dir, watchlist, whole_captures(paths))
    _show_plan(sorted_out, "the inputs named" if inputs else "the inbox")
    is_clean = report_problems(sorted_out.refused, sorted_out.arrivals, sorted_out.remarks)
    if is_dry_run:
        return
    if sorted_out.arrivals or sorted_out.finished:
        capture_and_refresh(paths, lambda runs: runs.backfill(wanted, [SAVED], inputs), is_writing=True)
    for line in _result(wanted, database_of(paths).open(), watchlist):
        show.say(line)
    conclude(paths, is_clean=is_clean)


def _show_plan(sorted_out: "WantedPages", place: str) -> None:
    show.say(
        f"Plan       {show.number(sorted_out.files)} files in {place}, no request: "
        f"{show.number(len(sorted_out.arrivals))} pages to take, {show.number(sorted_out.archived)} archived already",
        f"           {show.number(sorted_out.others)} pages of other roles or months stay where they are, "
        f"{show.number(len(sorted_out.refused))} inputs are no page",
    )


def _result(wanted: "Wanted", store: "Warehouse", watchlist: "Watchlist") -> Iterator[str]:
    """Yield, per page, how many months have a capture, and why the others do not."""
    from jobtrends_pipeline.acquire.backfill import past_targets
    from jobtrends_pipeline.steps.backfill import captured_months, quarantined_months

    months = wanted.months
    captured, quarantined = captured_months(store, wanted.roles), quarantined_months(store, wanted.roles)
    targets = [target for role in watchlist.chosen(list(wanted.roles)) for target in past_targets(role)]
    for target in targets:
        filled = captured.get(target.key, frozenset())
        empty = [month for month in months if month not in filled]
        yield f"Page       {target.url}: {len(months) - len(empty)} of {len(months)} months archived"
        for line in spans((month.isoformat(), _why(target.key, month, quarantined)) for month in empty):
            yield f"           {line}"
    for (role, market, place), filled in sorted(captured.items()):
        month_count = len(filled & set(months))
        if month_count and (role, market, place) not in {target.key for target in targets}:
            yield f"Page       {market} {role} in {place}, not on the watchlist: {month_count} months archived"


def _why(key: "TargetKey", month: date, quarantined: "dict[tuple[TargetKey, date], str]") -> str:
    reason = quarantined.get((key, month))
    return f"quarantined: {reason}" if reason else "no saved page of this month"
