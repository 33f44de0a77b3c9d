"""`jobtrends capture`: capture the current pages of the source."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from jobtrends_pipeline.base import clock
from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.bring_through import capture_and_refresh, conclude, ensure_current
from jobtrends_pipeline.cli.options import RolesOption
from jobtrends_pipeline.config.paths import DataPaths

if TYPE_CHECKING:
    from jobtrends_pipeline.archive.attempts import Attempt


def capture(
    *,
    role: RolesOption = None,
    index: Annotated[
        bool,
        typer.Option(help="Capture the market index of every place of the watchlist too, as by default; or not."),
    ] = True,
    charts: Annotated[
        bool,
        typer.Option(help="Capture the chart images of each page too, each once a month, as by default; or not."),
    ] = True,
) -> None:
    """Capture the pages of the watchlist from the source, and update the report.

    Needs your contact, which is sent to the source in the user agent: set `contact` in settings.yaml, or
    JOBTRENDS_CONTACT. Requests are slow and obey robots.txt. If the source asks to wait, the command stops; the same
    command continues later. An unchanged page is not stored again. A role without a page under its name is requested
    under its aliases, in their order. A chart image that is not found or cannot be kept is named, and fails nothing.

    Exits with 1 if a page could not be captured, or the source asked to wait.

    \b
    Examples:
      jobtrends capture
      jobtrends capture --role backend-developer --no-index --no-charts
    """
    from jobtrends_pipeline.acquire.fetchers import polite_fetcher
    from jobtrends_pipeline.archive.attempts import AttemptLog
    from jobtrends_pipeline.archive.document import LIVE
    from jobtrends_pipeline.config.settings import Settings
    from jobtrends_pipeline.config.watchlist import MARKET_INDEX, load_watchlist

    paths, started = DataPaths.load(), clock.now()
    chosen = [one.key for one in load_watchlist(paths.watchlist_file).chosen(role or [])]
    polite_fetcher(Settings.load(paths.settings_file))
    ensure_current(paths)
    keys = [*([MARKET_INDEX] if index else []), *chosen]
    capture_and_refresh(paths, lambda runs: runs.capture_live(keys, takes_charts=charts))
    tried = [one for one in AttemptLog(paths.attempts_dir).all() if one.attempted_at >= started and one.origin == LIVE]
    conclude(paths, is_clean=_show_attempts(tried))


def _show_attempts(attempts: "Iterable[Attempt]") -> bool:
    """Print how many addresses were captured, and a line for each that failed.

    Returns:
        Whether every page was captured, under its name or an alias, and the source deferred no request.
    """
    from collections import Counter

    from jobtrends_pipeline.archive.attempts import CAPTURED, NOT_FOUND, UNCHANGED
    from jobtrends_pipeline.pages.chart_links import read_chart_link

    tried = list(attempts)
    outcomes = Counter(attempt.outcome for attempt in tried)
    words = ", ".join(f"{show.number(count)} {outcome}" for outcome, count in outcomes.most_common())
    show.say(f"Captured   {words or 'nothing'}")
    failed = [attempt for attempt in tried if attempt.outcome not in (CAPTURED, UNCHANGED)]
    captured = {_page(attempt) for attempt in tried if attempt.outcome in (CAPTURED, UNCHANGED)} - {None}
    is_clean = True
    for attempt in failed:
        is_captured = attempt.outcome == NOT_FOUND and _page(attempt) in captured
        is_chart = read_chart_link(attempt.url) is not None
        is_clean &= is_captured or (is_chart and attempt.not_before is None)
        alias = "; captured under an alias" if is_captured else ""
        show.warn(f"{attempt.url}: {attempt.outcome}: {attempt.reason}{alias}")
    return is_clean


def _page(attempt: "Attempt") -> "tuple[object, ...] | None":
    """Identify the role page of an address, whatever name of the role it contains.

    Returns:
        Role, market, place and query; null for an index or an image.
    """
    from jobtrends_pipeline.pages.links import read_link

    link = read_link(attempt.url)
    return (attempt.role, link.market, link.place, urlsplit(attempt.url).query) if link else None
