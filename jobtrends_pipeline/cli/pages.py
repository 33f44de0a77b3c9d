"""Commands that take pages in and bring them through to the report."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobtrends_pipeline.cli import clock, show
from jobtrends_pipeline.cli.captured import tell_amiss
from jobtrends_pipeline.cli.summary import as_json, published_state, show_summary
from jobtrends_pipeline.config.paths import FIRST_MONTH, Settings

if TYPE_CHECKING:
    from jobtrends_pipeline.archive.archive import Holding

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Files or folders: HTML, text, MHTML, WARC, ARC, WACZ; also packed."),
    ],
    *,
    as_json_text: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Take saved pages into the archive and through to facts, trends and report.

    \b
    Examples:
      jobtrends ingest page.html
      jobtrends ingest ~/saved-pages more.warc.gz
    """
    from jobtrends_pipeline.acquire.identify import take_in
    from jobtrends_pipeline.config.watchlist import load_watchlist

    settings = Settings.load()
    intake = take_in(paths, load_watchlist(settings.watchlist_file), _held(settings))
    is_clean = tell_amiss(intake.refused, intake.arrivals, intake.remarks)
    is_logged = settings.archive_dir.exists() and any(refused.is_there for refused in intake.refused)
    taken, held = 0, len(intake.held)
    if intake.arrivals or is_logged or _has_work(settings):
        taken, held = _take_and_refresh(settings, paths)
    _conclude(settings, taken, held, as_json_text=as_json_text)
    if not is_clean:
        raise typer.Exit(1)


def refresh(
    *,
    role: Annotated[str | None, typer.Option(help="Only this role (see `jobtrends roles`).")] = None,
    month: Annotated[str | None, typer.Option(help="Capture only this month, YYYY-MM.")] = None,
) -> None:
    """Take what waits in the inbox, read what was not read, and bring facts, trends and report up to date.

    \b
    Examples:
      jobtrends refresh
      jobtrends refresh --role backend-developer --month 2026-02
    """
    from jobtrends_pipeline.acquire.identify import together
    from jobtrends_pipeline.acquire.inbox.examine import look_at
    from jobtrends_pipeline.acquire.inbox.waiting import contents, lines_of
    from jobtrends_pipeline.config.watchlist import load_watchlist
    from jobtrends_pipeline.orchestration.assets.wanted import SAVED
    from jobtrends_pipeline.orchestration.runs import runner
    from jobtrends_pipeline.steps.backfill import Wanted, months_between

    settings = Settings.load()
    watchlist = load_watchlist(settings.watchlist_file)
    if month is not None and not (_MONTH.fullmatch(month) and FIRST_MONTH <= month <= f"{clock.now():%Y-%m}"):
        show.fail(f"{month!r} is no month from {FIRST_MONTH} to this one: write it as 2026-02")
    lying = contents(settings.inbox_dir)
    for line in lines_of(lying.left):
        show.warn(line)
    intake = together(one.intake for one in look_at(lying.waiting, watchlist, _held(settings)))
    is_clean = tell_amiss(intake.refused, intake.arrivals, intake.remarks)
    with show.progress("Starting") as progress, runner(settings, progress, is_thorough=True) as runs:
        known = sorted({*watchlist.keys, *runs.held_roles()})
        if role is not None and role not in known:
            show.fail(f"{role!r} is neither on the watchlist nor held; known roles: {', '.join(known)}")
        if month is None:
            runs.take_saved([])
        else:
            roles = [role] if role else known
            runs.backfill(Wanted(roles, months_between(month, month)), [SAVED])
        chosen = [role] if role else runs.roles_with_work()
        is_unpublished = runs.has_unpublished(is_thorough=True)
        if chosen or is_unpublished:
            runs.refresh(chosen)
        did = _what_was_done(chosen, runs.renewed, is_unpublished=is_unpublished)
    show.say(f"Refreshed  {did}")
    state = published_state(settings)
    if state:
        show_summary(settings, state)
    if not is_clean:
        raise typer.Exit(1)


def _what_was_done(roles: list[str], renewed: str | None, *, is_unpublished: bool) -> str:
    if renewed:
        return f"all: the warehouse was made anew from the archive, {renewed}"
    if roles:
        return ", ".join(roles)
    if is_unpublished:
        return "no role, as all captures are read and in the facts; the warehouse was published anew"
    return "nothing: all captures are read and in the facts"


def report() -> None:
    """Draw the static report anew from the warehouse, every role and the home page.

    \b
    Example:
      jobtrends report
    """
    from jobtrends_pipeline.orchestration.runs import runner

    settings = Settings.load()
    with show.progress("Starting") as progress, runner(settings, progress) as runs:
        roles = runs.held_roles()
        if not roles:
            show.fail("nothing is held yet: run `jobtrends ingest PATH` first")
        runs.redraw(roles)
    show.say(f"Report     {settings.reports_dir / 'index.html'} ({len(roles)} roles)")


def _held(settings: Settings) -> "Holding":
    """The captures that the archive holds whole."""
    from jobtrends_pipeline.archive.archive import Archive

    archive = Archive(settings.archive_dir)
    archive.mend()
    return archive.holding()


def _take_and_refresh(settings: Settings, paths: list[Path]) -> tuple[int, int]:
    """Take pages through to the report; gives how many this command took, and how many were held before."""
    from jobtrends_pipeline.orchestration.runs import runner

    with show.progress("Starting") as progress, runner(settings, progress) as runs:
        taken = runs.take_saved(paths)
        runs.refresh(runs.roles_with_work())
    return taken.pages, taken.held


def _has_work(settings: Settings) -> bool:
    """Whether an earlier run left captures unread, or was cut off before it published."""
    from jobtrends_pipeline.acquire.identify import is_page
    from jobtrends_pipeline.archive.archive import Archive
    from jobtrends_pipeline.pages.page import PARSER_VERSION
    from jobtrends_pipeline.warehouse.publish import UnreadablePublishedError
    from jobtrends_pipeline.warehouse.refusals import EarlierVersionError
    from jobtrends_pipeline.warehouse.renewal import renewal_reason

    if renewal_reason(settings.working_file, settings.archive_dir, PARSER_VERSION):
        return True
    try:
        state = published_state(settings)
    except (UnreadablePublishedError, EarlierVersionError):
        return True
    archive = Archive(settings.archive_dir)
    held = {entry.capture_id for entry in archive.held() if is_page(entry)}
    if state is None:
        return bool(held)
    settled = state.pages_read + state.pages_partial + state.pages_quarantined
    return state.pages_waiting > 0 or settled < len(held)


def _conclude(settings: Settings, taken: int, held: int, *, as_json_text: bool) -> None:
    state = published_state(settings)
    if as_json_text:
        numbers = as_json(state) if state else {}
        show.say_json({"pages_taken": taken, "pages_held_before": held} | numbers)
        return
    if taken:
        show.say(f"Taken      {show.number(taken)} new pages, {show.number(held)} held before")
    elif held:
        show.say(f"Nothing is new: all {show.number(held)} pages are held already")
    if state:
        show_summary(settings, state)
