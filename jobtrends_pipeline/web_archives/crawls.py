"""List of Common Crawl's crawls, and the choice of those in some months."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from jobtrends_pipeline.fetch.response import Fetcher
from jobtrends_pipeline.web_archives.cdx import Months
from jobtrends_pipeline.web_archives.errors import IndexAnswerError, refuse_status

_WEEK = re.compile(r"CC-MAIN-(\d{4})-(\d{2})")
_YEARS = re.compile(r"CC-MAIN-(\d{4})(?:-(\d{4}))?")
_AROUND_WEEK = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Service:
    """Addresses of Common Crawl.

    Attributes:
        index: Address of the index server, without a slash at the end.
        data: Address of the folder of its files, without a slash at the end.
        block_rows: Rows of a block of the index; every page except the last has at least one whole block.
    """

    index: str
    data: str
    block_rows: int = 3000


@dataclass(frozen=True, slots=True)
class Crawl:
    """One crawl.

    Attributes:
        name: Name, such as `CC-MAIN-2019-35`.
        index: Address of its index.
        start: Earliest possible time of a capture, UTC.
        end: Latest possible time of a capture, UTC.
    """

    name: str
    index: str
    start: datetime
    end: datetime


def crawls(fetcher: Fetcher, months: Months, service: Service) -> list[Crawl]:
    """Request the list of crawls and return those that may overlap some months.

    The list gives the start and end of a crawl; otherwise they are estimated from its name, to about a month.

    Returns:
        The crawls, oldest first.

    Raises:
        FetchError: if the list cannot be retrieved or parsed.
    """
    address = f"{service.index}/collinfo.json"
    answer = fetcher.get(address)
    refuse_status(answer.status, address)
    try:
        listed = [_crawl(entry) for entry in json.loads(answer.body)]
    except (ValueError, TypeError, KeyError) as error:
        raise IndexAnswerError(f"{address}: no list of crawls ({error!r})") from error
    if not listed:
        raise IndexAnswerError(f"{address}: the list of crawls is empty")
    overlapping = [crawl for crawl in listed if crawl.start < months.end and crawl.end >= months.start]
    return sorted(overlapping, key=lambda crawl: crawl.start)


def _crawl(entry: dict[str, str]) -> Crawl:
    name = entry["id"]
    if entry.get("from") and entry.get("to"):
        start, end = (datetime.fromisoformat(entry[side]) for side in ("from", "to"))
        return Crawl(name, entry["cdx-api"], _as_utc(start), _as_utc(end))
    if week := _WEEK.fullmatch(name):
        monday = datetime.fromisocalendar(int(week[1]), int(week[2]), 1).replace(tzinfo=UTC)
        return Crawl(name, entry["cdx-api"], monday - _AROUND_WEEK, monday + _AROUND_WEEK)
    if years := _YEARS.fullmatch(name):
        end = datetime(int(years[2] or years[1]) + 1, 1, 1, tzinfo=UTC)
        return Crawl(name, entry["cdx-api"], datetime(int(years[1]), 1, 1, tzinfo=UTC), end)
    raise ValueError(f"the crawl {name} does not say when it ran")


def _as_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
