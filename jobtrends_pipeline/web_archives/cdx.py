"""What an archive's index lists, whichever the archive, and which of it to take for a range of months."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Generic, TypeVar

CANDIDATES = 5
"""Most captures tried for one choice: the first, and four to fall back on."""
PAGE = 200
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class CdxRecord:
    """A capture that an archive holds, as its index lists it.

    Attributes:
        captured_at: When the archive took it from the source, UTC, whole seconds.
        url: Address at the source, as archived.
        status: HTTP status the source gave; null where the index does not say, as for a revisit.
        media_type: As the index says; `warc/revisit` for one that repeats an earlier capture; null when unknown.
        digest: SHA-1 of the payload in base 32, which names equal content; null when unknown.
        length: Bytes of the archive's own record, compressed; null when unknown.
    """

    captured_at: datetime
    url: str
    status: int | None
    media_type: str | None
    digest: str | None
    length: int | None

    @property
    def timestamp(self) -> str:
        """The moment in the 14 digits of an archive's addresses."""
        return timestamp_of(self.captured_at)

    @property
    def month(self) -> date:
        """First day of the month in which it was captured."""
        return self.captured_at.date().replace(day=1)


S = TypeVar("S", bound=CdxRecord)


@dataclass(frozen=True, slots=True)
class Months:
    """Whole months from the one of `first` to the one of `last`, both included; days do not matter."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """The first moment, UTC."""
        return datetime(self.first.year, self.first.month, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The moment after the last, UTC."""
        return datetime(self.last.year + self.last.month // 12, self.last.month % 12 + 1, 1, tzinfo=UTC)

    def covers(self, moment: datetime) -> bool:
        """Whether a moment lies in one of the months."""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Found(Generic[S]):
    """What an index listed.

    Attributes:
        snapshots: In order of time, none twice.
        malformed: Rows that were passed over, because time, address or status could not be read.
    """

    snapshots: tuple[S, ...]
    malformed: int


@dataclass(frozen=True, slots=True)
class Choice(Generic[S]):
    """One page to take.

    Attributes:
        month: First day of the month it stands for.
        candidates: What to fetch, best first: the next where one cannot be had or turns out to be an error page.
    """

    month: date
    candidates: tuple[S, ...]


def timestamp_of(moment: datetime) -> str:
    """A moment in the 14 digits of an archive's indexes and addresses."""
    return f"{moment.astimezone(UTC):%Y%m%d%H%M%S}"


def choose(snapshots: Iterable[S], months: Months, *, every: bool) -> list[Choice[S]]:
    """Which captures to take, in order of time; months without a usable one have no choice.

    Usable are pages (status 200), then captures whose status the index keeps back, then redirects, which lead to
    where the page stood. A revisit has the status of the capture whose digest it shares.

    Args:
        snapshots: What the index listed, also outside the months: a revisit may repeat an earlier capture.
        months: The months wanted, by time of capture.
        every: Each distinct content by digest, when it was first seen, not only the last page of each month.
    """
    held: dict[date, list[S]] = defaultdict(list)
    for snapshot in _resolved(snapshots):
        if months.covers(snapshot.captured_at) and _rank(snapshot) is not None:
            held[snapshot.month].append(snapshot)
    pages = [snapshot for month in held.values() for snapshot in month if snapshot.status == PAGE]
    with_pages = {snapshot.month for snapshot in pages} if every else set()
    choices = [Choice(month, _best_first(group)) for month, group in held.items() if month not in with_pages]
    if every:
        choices += [Choice(group[0].month, tuple(group[:CANDIDATES])) for group in _by_digest(pages)]
    return sorted(choices, key=lambda choice: choice.candidates[0].captured_at)


def _rank(snapshot: CdxRecord) -> int | None:
    """How good a capture is by its status, 0 the best; null for one that cannot hold a page."""
    if snapshot.status is None:
        return 1
    return 0 if snapshot.status == PAGE else 2 if snapshot.status in REDIRECTS else None


def _best_first(group: Iterable[S]) -> tuple[S, ...]:
    """Of equal rank the latest first, but other content before the same once more: that would fail again."""
    times_seen: Counter[str | None] = Counter()
    ranked = []
    for snapshot in sorted(group, key=lambda snapshot: snapshot.captured_at, reverse=True):
        ranked.append((_rank(snapshot) or 0, times_seen[snapshot.digest], snapshot))
        times_seen[snapshot.digest] += snapshot.digest is not None
    return tuple(snapshot for _, _, snapshot in sorted(ranked, key=lambda entry: entry[:2])[:CANDIDATES])


def _by_digest(pages: Sequence[S]) -> Iterable[list[S]]:
    """Pages of equal content together, in order of time; a page without a digest stands by itself."""
    groups: dict[object, list[S]] = defaultdict(list)
    for number, page in enumerate(pages):
        groups[page.digest or number].append(page)
    return groups.values()


def _resolved(snapshots: Iterable[S]) -> Iterator[S]:
    """In order of time, each revisit with status and type of the last earlier capture of its digest, else the next."""
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
