"""`jobtrends backfill`: past pages of roles from web archives and saved files."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobtrends_pipeline.archive.document import PAST_ORIGINS, SAVED, WAYBACK
from jobtrends_pipeline.base import clock
from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.backfill_saved import backfill_saved
from jobtrends_pipeline.cli.bring_through import capture_and_refresh, conclude, ensure_current
from jobtrends_pipeline.cli.months import ensure_covered, spans
from jobtrends_pipeline.cli.options import RolesOption
from jobtrends_pipeline.config.paths import DataPaths

if TYPE_CHECKING:
    from jobtrends_pipeline.acquire.backfill import Plan
    from jobtrends_pipeline.archive.attempts import Attempt, AttemptLog
    from jobtrends_pipeline.config.settings import Settings
    from jobtrends_pipeline.config.watchlist import Watchlist
    from jobtrends_pipeline.steps.backfill import Wanted

_Origin = Annotated[
    str, typer.Option(metavar="ORIGIN", help="Where to look: wayback, common_crawl or saved (saved files).")
]
_Paths = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="PATH", help="With `--origin saved`: this file or folder instead of the inbox; may be repeated."
    ),
]


def backfill(  # noqa: PLR0913  # an option each
    *,
    first: Annotated[str, typer.Option("--from", metavar="YYYY-MM", help="First month.")],
    last: Annotated[
        str | None, typer.Option("--to", metavar="YYYY-MM", help="Last month; the current month by default.")
    ] = None,
    role: RolesOption = None,
    origin: _Origin = WAYBACK,
    path: _Paths = None,
    every: Annotated[
        bool,
        typer.Option("--every-capture", help="From a web archive: every distinct page of a month, not only the last."),
    ] = False,
    charts: Annotated[
        bool,
        typer.Option(help="From the Wayback Machine: the demand charts of the pages too, as by default; or not."),
    ] = True,
    is_dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print the plan; nothing is requested.")] = False,
) -> None:
    """Get past pages of roles from a web archive or saved files; update the report.

    It prints first how many requests are needed and how long they take, and at the end which months stay empty and why.
    You can stop it at any time: the same command continues where it stopped, and requests nothing twice. Web archives
    need a contact, as for `jobtrends capture`. Pages are chosen by the day they were archived, and filed under the
    period end they print. From the Wayback Machine the demand charts that the pages name are taken too, if it archived
    them within 31 days of the page; one that is not found leaves no month empty.

    With `--origin saved` nothing is requested: pages of these roles and months, by the period end they print, are taken
    from the inbox or from PATH; all other pages stay where they are.

    Exits with 1 if some months could not be requested or an input is not a page.

    \b
    Examples:
      jobtrends backfill --role backend-developer --from 2013-01 --to 2026-02 --dry-run
      jobtrends backfill --from 2019-01 --origin common_crawl
      jobtrends backfill --role java --from 2013-01 --origin saved --path ~/old-pages
    """
    from jobtrends_pipeline.config.watchlist import load_watchlist
    from jobtrends_pipeline.steps.backfill import Wanted, months_between

    paths, months = DataPaths.load(), _checked(first, last)
    _check_origin(origin, path)
    watchlist = load_watchlist(paths.watchlist_file)
    roles = [one.key for one in watchlist.chosen(role or [])]
    ensure_current(paths)
    wanted = Wanted(roles, months_between(*months), every, charts)
    if origin == SAVED:
        backfill_saved(wanted, paths, watchlist, path or [], is_dry_run=is_dry_run)
    else:
        _backfill_from_web(wanted, origin, paths, watchlist, is_dry_run=is_dry_run)


def _check_origin(origin: str, path: Sequence[Path] | None) -> None:
    """End the command if the origin is unknown, or the files do not go with it."""
    if origin not in PAST_ORIGINS:
        show.fail(f"no origin {origin!r}: there are {', '.join(PAST_ORIGINS)}")
    if path and origin != SAVED:
        show.fail(f"--path is of saved pages: give --origin {SAVED} with it")


def _backfill_from_web(
    wanted: "Wanted", origin: str, paths: DataPaths, watchlist: "Watchlist", *, is_dry_run: bool
) -> None:
    from jobtrends_pipeline.acquire.fetchers import origin_of
    from jobtrends_pipeline.archive.attempts import AttemptLog
    from jobtrends_pipeline.config.settings import Settings
    from jobtrends_pipeline.steps.backfill import plan_backfill
    from jobtrends_pipeline.steps.configured import database_of

    capture, log = Settings.load(paths.settings_file), AttemptLog(paths.attempts_dir)
    todo = plan_backfill(wanted, origin, capture, log, database_of(paths).open(), watchlist)
    _show_plan(todo, origin, capture)
    if is_dry_run:
        return
    if todo.targets:
        origin_of(origin, capture)
        capture_and_refresh(paths, lambda runs: runs.backfill(wanted, [origin]))
    conclude(paths, is_clean=_show_result(wanted, origin, log))


def _checked(first: str, last: str | None) -> tuple[str, str]:
    end = last or f"{clock.now():%Y-%m}"
    for month in (first, end):
        ensure_covered(month)
    if first > end:
        show.fail(f"--from {first} is after --to {end}")
    return first, end


def _show_plan(todo: "Plan", origin: str, settings: "Settings") -> None:
    from jobtrends_pipeline.acquire.origins import CommonCrawlOrigin, WaybackOrigin
    from jobtrends_pipeline.web_archives.cdx import Months

    kind = WaybackOrigin if origin == WAYBACK else CommonCrawlOrigin
    passed = (
        f"{show.number(todo.archived)} months archived already, {show.number(todo.settled)} settled by earlier runs"
    )
    if not todo.targets:
        show.say(f"Plan       nothing to look for: {passed}")
        return
    wanted = [month for _, months in todo.targets for month in months]
    requests = todo.requests(kind.listings(Months(min(wanted), max(wanted))))
    seconds = requests * settings.pause_seconds
    show.say(
        f"Plan       {show.number(len(todo.targets))} pages × {show.number(len(set(wanted)))} months; {passed}",
        f"           at most {show.number(requests)} requests to {origin}: {_duration(seconds)} and the answers' time",
    )


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{max(minutes, 1)} min"


def _show_result(wanted: "Wanted", origin: str, log: "AttemptLog") -> bool:
    """Print which months have a page, which stay empty and why, and the charts found.

    Returns:
        Whether no month is left to request again.
    """
    from jobtrends_pipeline.acquire.backfill import RETRIED
    from jobtrends_pipeline.saved_files.image_types import may_be_chart

    months = {month.isoformat() for month in wanted.months}
    latest: dict[tuple[str, str], Attempt] = {}
    charts: dict[tuple[str, str], Attempt] = {}
    for attempt in log.all():
        if attempt.origin == origin and attempt.role in wanted.roles and attempt.month and attempt.month in months:
            (charts if may_be_chart(attempt.url) else latest)[attempt.url, attempt.month] = attempt
    is_whole = True
    for url, of_page in groupby(sorted(latest.items(), key=itemgetter(0)), lambda item: item[0][0]):
        attempts = list(of_page)
        filled = sum(attempt.capture_id is not None for _, attempt in attempts)
        show.say(f"Page       {url}: {show.number(filled)} of {show.number(len(attempts))} months found")
        for line in spans(
            (month, f"{one.outcome}: {_plain(one.reason)}") for (_, month), one in attempts if not one.capture_id
        ):
            show.say(f"           {line}")
        is_whole &= all(attempt.outcome not in RETRIED for _, attempt in attempts)
    if charts:
        found = Counter(attempt.outcome for attempt in charts.values())
        words = ", ".join(f"{show.number(count)} {outcome}" for outcome, count in found.most_common())
        show.say(f"Charts     {words}")
    if not is_whole:
        until = max(filter(None, (attempt.not_before for attempt in latest.values())), default=None)
        when = f" after {until.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if until and until > clock.now() else ""
        show.warn(f"not all months could be asked for; run the same command again{when} to go on")
    return is_whole


def _plain(reason: str | None) -> str:
    """Remove the timestamp at the start of a reason, so that equal reasons match."""
    return re.sub(r"^\d{14}: ", "", reason or "")[:160]
