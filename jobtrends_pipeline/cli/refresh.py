"""`jobtrends refresh`: process inbox and unread captures, and update the report."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from jobtrends_pipeline.archive.document import SAVED
from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.advert_inbox import BroughtAdverts, bring_adverts
from jobtrends_pipeline.cli.bring_through import report_problems, whole_captures
from jobtrends_pipeline.cli.months import ensure_covered
from jobtrends_pipeline.cli.summary import published_state, show_summary
from jobtrends_pipeline.config.paths import DataPaths

if TYPE_CHECKING:
    from jobtrends_pipeline.config.adverts import AdvertSource
    from jobtrends_pipeline.config.watchlist import Watchlist
    from jobtrends_pipeline.orchestration.runner import Runner


def refresh(
    *,
    role: Annotated[
        str | None,
        typer.Option(metavar="ROLE", help="Refresh only this role (see `jobtrends roles`), even if nothing is new."),
    ] = None,
    month: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM", help="Take only pages of this month from the inbox, by their period end."),
    ] = None,
) -> None:
    """Process the inbox and unread captures; update facts, trends and report.

    Files of the inbox move to `inbox/done`, or to `inbox/refused` with the reason. Raw adverts in `advert-inbox/SOURCE`
    are taken likewise, and their figures are computed. Captures that this version has not read are read. A warehouse
    that is missing, damaged or of an earlier version is rebuilt from the archive. Nothing is requested from any host.
    Exits with 1 if an input is not a page, holds no advert, or a page is quarantined.

    \b
    Examples:
      jobtrends refresh
      jobtrends refresh --role backend-developer --month 2026-02
    """
    from jobtrends_pipeline.config.adverts import load_advert_sources
    from jobtrends_pipeline.config.watchlist import load_watchlist
    from jobtrends_pipeline.orchestration.runs import runner

    paths = DataPaths.load()
    watchlist = load_watchlist(paths.watchlist_file)
    if paths.watchlist_remark:
        show.warn(paths.watchlist_remark)
    if month is not None:
        ensure_covered(month)
    sources = load_advert_sources(paths.advert_sources_file)
    _warn_of_left(paths, sources)
    with show.progress("Starting") as progress, runner(paths, progress, is_thorough=True) as runs:
        known = sorted({*watchlist.keys, *runs.captured_roles()})
        if role is not None and role not in known:
            show.fail(f"{role!r} is not on the watchlist and has no captures; known roles: {', '.join(known)}")
        is_clean = _take_inbox(runs, [role] if role else known, month, watchlist)
        own = bring_adverts(runs, sources) if month is None else BroughtAdverts()
        chosen = [role] if role else sorted({*runs.roles_with_work(), *own.roles})
        is_unpublished = runs.has_unpublished(is_thorough=True)
        if chosen or is_unpublished:
            runs.refresh(chosen)
        did = _what_was_done(chosen, runs.renewed, is_unpublished=is_unpublished)
    show.say(f"Refreshed  {did}")
    own.raise_failures()
    state = published_state(paths)
    if state:
        show_summary(paths, state)
    if not is_clean or own.refused:
        raise typer.Exit(1)


def _warn_of_left(paths: DataPaths, sources: "Sequence[AdvertSource]") -> None:
    """Print what of both inboxes nobody will read, a line per reason."""
    from jobtrends_pipeline.acquire.inbox.advert_folders import describe_left_adverts
    from jobtrends_pipeline.acquire.inbox.waiting import contents, describe_left

    pages = describe_left(contents(paths.inbox_dir).left)
    for line in (*pages, *describe_left_adverts(paths.advert_inbox_dir, sources)):
        show.warn(line)


def _take_inbox(runs: "Runner", roles: list[str], month: str | None, watchlist: "Watchlist") -> bool:
    """Archive all pages of the inbox, or those of some roles and one month.

    Returns:
        Whether no input is refused and no page is quarantined.
    """
    from jobtrends_pipeline.steps.backfill import Wanted, months_between

    if month is None:
        return not runs.take_saved([]).problems
    is_clean = _report_inbox(runs.paths, watchlist)
    runs.backfill(Wanted(roles, months_between(month, month)), [SAVED])
    return is_clean


def _report_inbox(paths: DataPaths, watchlist: "Watchlist") -> bool:
    """Report inputs of the inbox that are no page, and quarantined pages.

    Returns:
        Whether all inputs are pages, and no page is quarantined, of any month.
    """
    from jobtrends_pipeline.acquire.inbox.examine import examine_files
    from jobtrends_pipeline.acquire.inbox.waiting import waiting_files
    from jobtrends_pipeline.acquire.saved_batches import together

    files = waiting_files(paths.inbox_dir)
    intake = together(one.intake for one in examine_files(files, watchlist, whole_captures(paths)))
    return report_problems(intake.refused, intake.arrivals, intake.remarks)


def _what_was_done(roles: list[str], renewed: str | None, *, is_unpublished: bool) -> str:
    if renewed:
        return f"all: the warehouse was made anew from the archive, {renewed}"
    if roles:
        return ", ".join(roles)
    if is_unpublished:
        return "no role, as all captures are read and in the facts; the warehouse was published anew"
    return "nothing: all captures are read and in the facts"
