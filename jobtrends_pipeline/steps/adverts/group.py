"""Group adverts: adverts of each publisher to vacancies, day by day.

The texts are read from the archive, as no table has them. Of the days before only those of the last 60 are read, and
of a posting only what was seen last.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from jobtrends_pipeline.adverts.duplicates import LONGEST_PAUSE_DAYS, SeenAdvert
from jobtrends_pipeline.adverts.joining import Joined, OwnVacancy, join_day
from jobtrends_pipeline.adverts.readers.posting import Posting
from jobtrends_pipeline.adverts.readers.recognise import stream_adverts
from jobtrends_pipeline.adverts.text import advert_text
from jobtrends_pipeline.adverts.window import Window
from jobtrends_pipeline.archive.archive import Archive, ArchiveDamagedError
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.config.adverts import AdvertSource
from jobtrends_pipeline.facts.advert_rows import advert_id
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline.warehouse.vacancies import (
    AdvertKey,
    add_vacancies,
    adverts_of_day,
    days_from,
    first_ungrouped,
    remove_from,
    seen_before,
    update_seen,
)


def group_adverts(
    archive: Archive, store: Warehouse, sources: Sequence[AdvertSource], tell: Callable[[str], None] = lambda _: None
) -> int:
    """Give every advert its vacancy.

    Adverts of a day join vacancies of days before, so that what is seen later changes no earlier answer; an input of an
    earlier day groups all days from it on again. Each day is stored for itself, and the next run goes on behind it.

    Args:
        archive: The archive.
        store: The warehouse.
        sources: Sources of adverts.yaml; adverts of others are compared by title, employer and reference alone.
        tell: Called with a line of progress.

    Returns:
        Number of adverts that were grouped.
    """
    texts = _Texts(archive, sources)
    count = 0
    for publisher, first in first_ungrouped(store).items():
        remove_from(store, publisher, first)
        window, owned = _before(store, publisher, first, texts)
        for day in days_from(store, publisher, first):
            adverts = list(texts.of(adverts_of_day(store, publisher, day)))
            joined = join_day(day, adverts, window, owned)
            add_vacancies(store, [_row(publisher, day, one) for one in joined])
            count += len(joined)
            tell(f"grouped {count:,} adverts, {day}")
        update_seen(store, publisher)
    return count


def _before(store: Warehouse, publisher: str, first: date, texts: "_Texts") -> tuple[Window, dict[str, OwnVacancy]]:
    """Return postings of the days before, as grouping them day by day leaves them."""
    window, owned = Window(), dict[str, OwnVacancy]()
    earlier = seen_before(store, publisher, first, LONGEST_PAUSE_DAYS)
    for one in earlier:
        owned[one.advert.key] = OwnVacancy(one.vacancy_id, one.first_seen_on)
    near = [one.advert for one in earlier if (first - one.advert.seen_on).days <= LONGEST_PAUSE_DAYS]
    for key, advert in texts.of(near):
        window.put(key, advert)
    return window, owned


def _row(publisher: str, day: date, joined: Joined) -> dict[str, object]:
    return {
        "publisher": publisher, "advert_id": joined.advert_id, "vacancy_id": joined.vacancy.vacancy_id,
        "rule": joined.rule, "first_seen_on": joined.vacancy.first_seen_on, "last_seen_on": day, "is_live": False,
    }  # fmt: skip


class _Texts:
    """What tells adverts apart, read from the archive."""

    def __init__(self, archive: Archive, sources: Sequence[AdvertSource]) -> None:
        self._archive = archive
        self._sources = {source.name: source for source in sources}
        self._copies = archive.advert_inputs()

    def of(self, adverts: Iterable[AdvertKey]) -> Iterator[tuple[str, SeenAdvert]]:
        """Yield adverts in their order with the keys of their postings."""
        wanted: dict[str, dict[str, AdvertKey]] = {}
        for one in adverts:
            wanted.setdefault(one.input_id, {})[one.advert_id] = one
        for input_id, of_input in wanted.items():
            found = dict(self._read(input_id, of_input))
            for identity, one in of_input.items():
                yield one.key, found.get(identity) or _stated(one)

    def _read(self, input_id: str, wanted: Mapping[str, AdvertKey]) -> Iterator[tuple[str, SeenAdvert]]:
        try:
            document = self._archive.read_any(self._copies.get(input_id, ()))
        except ArchiveDamagedError:
            return
        source = document.label.source if document.label else ""
        for number, posting in enumerate(postings_of(document, self._sources)):
            identity = advert_id(input_id, number)
            if identity in wanted:
                yield identity, _seen(identity, posting, wanted[identity].seen_on, source)


def postings_of(document: Document, sources: Mapping[str, AdvertSource]) -> Iterator[Posting]:
    """Yield the postings of an archived input, in the order of their identifiers.

    An input whose source is no longer known has no postings.
    """
    source = sources.get(document.label.source) if document.label else None
    if source:
        url = document.url if (document.url or "").startswith("http") else None
        read = stream_adverts(document.body, document.media_type, url, document.captured_at, source.as_source())
        yield from (item for item in read.items if isinstance(item, Posting))


def _stated(advert: AdvertKey) -> SeenAdvert:
    """Return what the tables say of an advert whose text cannot be read."""
    return SeenAdvert(advert.advert_id, advert.title, advert.employer, "", "", advert.seen_on, advert.reference)


def _seen(identity: str, posting: Posting, seen_on: date, source: str) -> SeenAdvert:
    terms = (
        posting.posted_on, posting.pay_min, posting.pay_max, posting.pay_unit, posting.pay_text,
        posting.employment_type,
    )  # fmt: skip
    place = "; ".join(posting.place_texts or posting.place_tree)
    return SeenAdvert(
        identity, posting.title, posting.company, place, advert_text(posting.description), seen_on, posting.reference,
        source, terms,
    )  # fmt: skip
