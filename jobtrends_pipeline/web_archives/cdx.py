"""CDX records of any web archive, and the choice of captures for some months."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Generic, TypeVar

CANDIDATES = 5
"""Maximum number of captures to try for one page: the first, and four alternatives."""
PAGE = 200
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class CdxRecord:
    """A capture of a web archive, as its index lists it.

    Attributes:
        captured_at: When the archive took it from the source, UTC, whole seconds.
        url: Address at the source, as archived.
        status: HTTP status of the source; None if the index does not list it, as for a revisit.
        media_type: Media type in the index; `warc/revisit` for a record that repeats an earlier capture; None if
            unknown.
        digest: SHA-1 of the payload in base 32, equal for equal content; None if unknown.
        length: Length of the archive's own record in bytes, compressed; None if unknown.
    """

    captured_at: datetime
    url: str
    status: int | None
    media_type: str | None
    digest: str | None
    length: int | None

    @property
    def timestamp(self) -> str:
        """Time of capture as the 14 digits in an archive's addresses."""
        return timestamp_of(self.captured_at)

    @property
    def month(self) -> date:
        """First day of the month of capture."""
        return self.captured_at.date().replace(day=1)


RecordT = TypeVar("RecordT", bound=CdxRecord)


@dataclass(frozen=True, slots=True)
class Months:
    """A range of whole months.

    Attributes:
        first: Any day of the first month.
        last: Any day of the last month, which is included.
    """

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """Start of the first month, UTC."""
        return datetime(self.first.year, self.first.month, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """End of the last month, exclusive: the start of the next, UTC."""
        return datetime(self.last.year + self.last.month // 12, self.last.month % 12 + 1, 1, tzinfo=UTC)

    def covers(self, moment: datetime) -> bool:
        """Return whether a time lies in one of the months."""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class CdxListing(Generic[RecordT]):
    """Result of a query to an index.

    Attributes:
        snapshots: Records by time, without duplicates.
        malformed: Number of rows skipped because time, address or a number was not readable.
    """

    snapshots: tuple[RecordT, ...]
    malformed: int


@dataclass(frozen=True, slots=True)
class CaptureChoice(Generic[RecordT]):
    """Captures to try for one page.

    Attributes:
        month: First day of the month that the page represents.
        candidates: Captures, best first; the next is tried if one cannot be retrieved or is an error page.
    """

    month: date
    candidates: tuple[RecordT, ...]


def timestamp_of(moment: datetime) -> str:
    """Return a time as the 14 digits used in indexes and addresses of archives."""
    return f"{moment.astimezone(UTC):%Y%m%d%H%M%S}"


def choose(snapshots: Iterable[RecordT], months: Months, *, every: bool) -> list[CaptureChoice[RecordT]]:
    """Choose the captures to retrieve, by time; a month without usable ones has none.

    Usable are pages (status 200), then captures without a status in the index, then redirects, which lead to the page's
    address at that time. A revisit has the status of the capture with the same digest.

    Args:
        snapshots: Records of the index, also outside the months: a revisit may repeat an earlier capture.
        months: The months wanted, by time of capture.
        every: Whether to choose each distinct content by digest, at its first capture, instead of only the last page of
            each month.

    Returns:
        One choice per page.
    """
    usable: dict[date, list[RecordT]] = defaultdict(list)
    for snapshot in _resolved(snapshots):
        if months.covers(snapshot.captured_at) and _rank(snapshot) is not None:
            usable[snapshot.month].append(snapshot)
    pages = [snapshot for month in usable.values() for snapshot in month if snapshot.status == PAGE]
    with_pages = {snapshot.month for snapshot in pages} if every else set()
    choices = [CaptureChoice(month, _best_first(group)) for month, group in usable.items() if month not in with_pages]
    if every:
        choices += [CaptureChoice(group[0].month, tuple(group[:CANDIDATES])) for group in _by_digest(pages)]
    return sorted(choices, key=lambda choice: choice.candidates[0].captured_at)


def nearest(snapshots: Iterable[RecordT], moment: datetime, reach: timedelta) -> tuple[RecordT, ...]:
    """Return the captures near a time that may be whole, nearest first.

    Args:
        snapshots: Records of the index.
        moment: The time.
        reach: Longest time before or after it.

    Returns:
        At most `CANDIDATES`, with status 200 or without a status in the index.
    """
    near = [
        snapshot
        for snapshot in _resolved(snapshots)
        if snapshot.status in (PAGE, None) and abs(snapshot.captured_at - moment) <= reach
    ]
    return tuple(sorted(near, key=lambda snapshot: abs(snapshot.captured_at - moment))[:CANDIDATES])


def _rank(snapshot: CdxRecord) -> int | None:
    """Return the rank of a capture by its status, 0 the best; None if unusable."""
    if snapshot.status is None:
        return 1
    return 0 if snapshot.status == PAGE else 2 if snapshot.status in REDIRECTS else None


def _best_first(group: Iterable[RecordT]) -> tuple[RecordT, ...]:
    """Sort captures by rank, then latest first, and keep the first `CANDIDATES`.

    Content that was already listed comes after other content of the same rank: it would fail again.
    """
    times_seen: Counter[str | None] = Counter()
    ranked = []
    for snapshot in sorted(group, key=lambda snapshot: snapshot.captured_at, reverse=True):
        ranked.append((_rank(snapshot) or 0, times_seen[snapshot.digest], snapshot))
        times_seen[snapshot.digest] += snapshot.digest is not None
    return tuple(snapshot for _, _, snapshot in sorted(ranked, key=lambda entry: entry[:2])[:CANDIDATES])


def _by_digest(pages: Sequence[RecordT]) -> Iterable[list[RecordT]]:
    """Group pages of equal content, by time; a page without a digest is its own group."""
    groups: dict[object, list[RecordT]] = defaultdict(list)
    for number, page in enumerate(pages):
        groups[page.digest or number].append(page)
    return groups.values()


def _resolved(snapshots: Iterable[RecordT]) -> Iterator[RecordT]:
    """Yield records by time; revisits get status and type of the capture they repeat.

    That is the last earlier record with the same digest, or else the next.
    """
    ordered = sorted(snapshots, key=lambda snapshot: snapshot.captured_at)
    originals = {snapshot.digest: snapshot for snapshot in reversed(ordered) if snapshot.status is not None}
    originals.pop(None, None)
    for snapshot in ordered:
        original = originals.get(snapshot.digest)
        if snapshot.status is not None and snapshot.digest:
            originals[snapshot.digest] = snapshot
        if snapshot.status is None and original is not None:
            yield replace(snapshot, status=original.status, media_type=original.media_type)
        else:
            yield snapshot
