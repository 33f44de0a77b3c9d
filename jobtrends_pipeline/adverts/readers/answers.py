"""Answers of applicant-tracking systems and job APIs, read by declared forms."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from jobtrends_pipeline.adverts.readers.draft import Draft
from jobtrends_pipeline.adverts.readers.paths import values_at
from jobtrends_pipeline.adverts.readers.posting import Finding, Posting, Source, shortened

Paths = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Form:
    """How one interface writes an advert.

    Attributes:
        name: Name of the interface.
        marks: Sets of keys, one of which an advert must have in full.
        paths: Paths of each field in an advert.
        envelope: Paths of fields that stand once, around the adverts.
        date_format: Form of dates, if it is an unusual one.
        further: Takes what paths cannot say.
    """

    name: str
    marks: tuple[frozenset[str], ...]
    paths: Paths
    envelope: Paths = field(default_factory=dict)
    date_format: str = ""
    further: Callable[[Draft, dict[str, object]], None] | None = None

    def is_of(self, item: Mapping[str, object]) -> bool:
        """Return whether an object is an advert of this form."""
        return any(marks <= item.keys() for marks in self.marks)


def adverts_in(document: object) -> list[dict[str, object]]:
    """Return the objects of an answer that may be adverts.

    They are the items of its lists, the objects in it, and the answer itself.
    """
    if isinstance(document, list):
        return [item for item in document if isinstance(item, dict)]
    if not isinstance(document, dict):
        return []
    lists = [value for value in document.values() if isinstance(value, list)]
    found = [item for value in lists for item in value if isinstance(item, dict)]
    inner = [value for value in document.values() if isinstance(value, dict)]
    return [document, *inner, *found]


def form_of(document: object, forms: tuple[Form, ...]) -> Form | None:
    """Return the form that most adverts of an answer have."""
    items = adverts_in(document)
    counts = {form.name: sum(form.is_of(item) for item in items) for form in forms}
    best = max(forms, key=lambda form: counts[form.name])
    return best if counts[best.name] else None


def read_answer(document: object, form: Form, seen_on: datetime, source: Source) -> tuple[list[Posting], list[Finding]]:
    """Read the adverts of an answer.

    Args:
        document: Decoded JSON; numbers as text.
        form: Its form.
        seen_on: When it was captured.
        source: Constants, for what the interface leaves out.

    Returns:
        Postings in the answer's order, and a finding for each object of a list that is no advert.
    """
    return list(_postings(document, form, seen_on, source)), list(_strangers(document, form))


def _postings(document: object, form: Form, seen_on: datetime, source: Source) -> Iterator[Posting]:
    for item in adverts_in(document):
        if form.is_of(item):
            draft = Draft(seen_on, form.date_format)
            draft.take_paths(item, form.paths)
            if form.further:
                form.further(draft, item)
            draft.take_paths(document, form.envelope)
            draft.take_constants(source.constants)
            yield draft.finish()


def _strangers(document: object, form: Form) -> Iterator[Finding]:
    """Report the items of a list of adverts that are something else."""
    lists = [document] if isinstance(document, list) else values_lists(document)
    for items in lists:
        if any(isinstance(item, dict) and form.is_of(item) for item in items):
            for number, item in enumerate(items):
                if not (isinstance(item, dict) and form.is_of(item)):
                    message = f"Item {number} of the answer is no advert of {form.name}."
                    yield Finding("document", message, shortened(item))


def values_lists(document: object) -> list[list[object]]:
    """Return the lists that are values of an object."""
    return [value for value in document.values() if isinstance(value, list)] if isinstance(document, dict) else []


def joined(item: object, paths: tuple[str, ...]) -> str:
    """Return the texts at some paths, joined by commas; empty without any."""
    return ", ".join(str(value) for path in paths for _, value in values_at(item, path) if isinstance(value, str))
