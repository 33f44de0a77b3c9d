"""Live capture of the chart images that a page names, each at most once a month."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from jobtrends_pipeline.acquire.chart_subjects import charts_on
from jobtrends_pipeline.acquire.conditional_get import (
    NOT_AN_IMAGE,
    Clock,
    LastOf,
    LiveResult,
    Verdict,
    WantedBody,
    capture_live,
)
from jobtrends_pipeline.archive.attempts import CAPTURED, NOT_FOUND, UNCHANGED, Attempt
from jobtrends_pipeline.archive.document import LIVE
from jobtrends_pipeline.fetch.response import DeferredError, Fetcher, Response
from jobtrends_pipeline.saved_files.image_types import IMAGE_BYTES, image_type

ACCEPT = "image/webp,image/png,image/*;q=0.8"
"""What a browser asks an image for, without the types that are not read here."""
IMAGE = WantedBody(IMAGE_BYTES, ACCEPT)
_SETTLED = (CAPTURED, UNCHANGED, NOT_FOUND, NOT_AN_IMAGE)


def settled_in_month(attempts: Iterable[Attempt], moment: datetime) -> set[str]:
    """Return the live addresses that need no further request in the month of a time.

    Args:
        attempts: Attempts of any time.
        moment: The time.
    """
    month = f"{moment:%Y-%m}-01"
    return {one.url for one in attempts if one.origin == LIVE and one.month == month and one.outcome in _SETTLED}


def capture_charts(
    fetcher: Fetcher, role: str, page: tuple[str, bytes], last_of: LastOf, now: Clock, settled: Collection[str] = ()
) -> Iterator[LiveResult]:
    """Request the chart images that a page names; stop if the host asks to wait.

    Images are compared by content: one equal to the last capture of its address is `unchanged`.

    Args:
        fetcher: Sends the requests.
        role: Partition key of the role of the page.
        page: Address and bytes of the page, new or archived.
        last_of: Returns the last good attempt at an image's address.
        now: Returns the current time.
        settled: Addresses that are not requested, as they were this month.

    Yields:
        A result for each image requested.
    """
    for url in charts_on(*page):
        if url in settled:
            continue
        live = capture_live(fetcher, url, role, last_of(url), now, _judge_image, IMAGE)
        yield live
        if live.attempt.outcome == DeferredError.outcome:
            return


def _judge_image(fetched: Response) -> Verdict:
    media_type = image_type(fetched.body)
    if media_type:
        return Verdict(CAPTURED, media_type=media_type)
    return Verdict(NOT_AN_IMAGE, f"{fetched.final_url}: not a PNG, WebP, GIF or JPEG")
