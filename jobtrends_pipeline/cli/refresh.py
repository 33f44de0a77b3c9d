"""`jobtrends refresh`: take in the inbox and bring what is new through to the report."""

from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.bring_through import tell_amiss, whole_captures
from jobtrends_pipeline.cli.months import ensure_covered
from jobtrends_pipeline.cli.summary import published_state, show_summary
from jobtrends_pipeline.config.paths import DataPaths


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
    from jobtrends_pipeline.acquire.inbox.examine import examine_files
    from jobtrends_pipeline.acquire.inbox.waiting import contents, describe_left
    from jobtrends_pipeline.config.watchlist import load_watchlist
    from jobtrends_pipeline.orchestration.assets.wanted import SAVED
    from jobtrends_pipeline.orchestration.runs import runner
    from jobtrends_pipeline.steps.backfill import Wanted, months_between

    paths = DataPaths.load()
    watchlist = load_watchlist(paths.watchlist_file)
    if month is not None:
        ensure_covered(month)
    lying = contents(paths.inbox_dir)
    for line in describe_left(lying.left):
        show.warn(line)
    intake = together(one.intake for one in examine_files(lying.waiting, watchlist, whole_captures(paths)))
    is_clean = tell_amiss(intake.refused, intake.arrivals, intake.remarks)
    with show.progress("Starting") as progress, runner(paths, progress, is_thorough=True) as runs:
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
    state = published_state(paths)
    if state:
        show_summary(paths, state)
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
