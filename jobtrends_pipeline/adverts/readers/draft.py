"""Draft of a posting, which takes fields and notes what is not understood."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import cast

from jobtrends_pipeline.adverts.readers.dates import is_relative, read_day, read_past_day
from jobtrends_pipeline.adverts.readers.not_understood import NotUnderstoodError
from jobtrends_pipeline.adverts.readers.paths import MOST_VALUES, Found, values_at
from jobtrends_pipeline.adverts.readers.posting import Finding, Posting, shortened
from jobtrends_pipeline.adverts.readers.values import (
    description_kind,
    is_cut,
    read_amount,
    read_flag,
    read_name,
    read_url,
    sound,
)

LONGEST_DESCRIPTION = 400_000
"""Characters of a description that are kept; the longest seen has 60,000."""
_NAMES = ("posting_id", "reference", "title", "company", "country", "pay_unit", "pay_currency", "pay_text")
_LISTS = ("place_texts", "place_tree")
_TELLING = (
    "reference", "place_tree", "country", "pay_text", "pay_min", "pay_max", "pay_unit", "pay_currency",
    "employment_type", "description",
)  # fmt: skip
"""Fields beside those of every digest that tell adverts without an address apart."""
FIELDS = frozenset({
    *_NAMES, *_LISTS, "source_url", "posted_on", "valid_through", "is_remote", "employment_type", "pay_min", "pay_max",
    "is_estimated", "description",
})  # fmt: skip
"""Fields of a posting that an input can give."""


class Draft:
    """A posting in the making.

    Args:
        seen_on: When the input was captured.
        date_format: Declared form of dates, as `strptime` has it.
    """

    def __init__(self, seen_on: datetime, date_format: str = "") -> None:
        self._seen_on, self._date_format = seen_on, date_format
        self._values: dict[str, object] = {}
        self._origin: dict[str, str] = {}
        self._text: dict[str, str] = {}
        self._findings: list[Finding] = []

    def __contains__(self, field: str) -> bool:
        return field in self._values

    def find(self, field: str, message: str, text: object = "") -> None:
        """Note something that is not understood."""
        self._findings.append(Finding(field, message, sound(shortened(text))))

    def take(self, field: str, found: Iterable[Found]) -> bool:
        """Take a field from the first value that can be its value; lists take all of them.

        Values that cannot be are noted. A field that has a value keeps it.

        Returns:
            Whether the field has a value.
        """
        if field in _LISTS or field == "employment_type":
            self._take_all(field, found)
            return field in self
        for place, value in found:
            if field in self:
                break
            self._take_one(field, place, value)
        return field in self

    def take_paths(self, item: object, paths: Mapping[str, tuple[str, ...]]) -> None:
        """Take fields from a JSON object.

        Args:
            item: The object.
            paths: Paths of each field; the first that has a value counts, and for lists all.
        """
        for field, alternatives in paths.items():
            self.take(field, [one for path in alternatives for one in values_at(item, path)])

    def take_constants(self, constants: Mapping[str, str]) -> None:
        """Take fields that the input left out from what the source declares."""
        for field, value in constants.items():
            self.take(field, [("constant", value)])

    def take_dated(self, field: str, place: str, text: str, plain: str, date_format: str) -> None:
        """Take a date from a part of a text, and keep the whole text."""
        self._date_format = date_format
        if self.take(field, [(place, plain)]):
            self._text[field] = text

    def replace_value(self, field: str, value: str) -> None:
        """Replace the value of a field, and keep the text that it was read from."""
        self._text.setdefault(field, str(self._values.get(field, "")))
        self._values[field] = value

    def value(self, field: str) -> object:
        """Return the value of a field; None without one."""
        return self._values.get(field)

    def finish(self, rows: Counter[str] | None = None) -> Posting:
        """Return the posting.

        Args:
            rows: How often each digest stood in the rows of the table before, which is counted on; without a table
                postings of one digest are one.
        """
        description = str(self._values.get("description", ""))
        if "title" not in self:
            self.find("title", "The posting has no title.")
        return Posting(
            posting_id=self._name("posting_id") or self._digest(rows),
            reference=self._name("reference"),
            source_url=cast("str | None", self.value("source_url")),
            seen_on=self._seen_on,
            posted_on=cast("date | None", self.value("posted_on")),
            valid_through=cast("date | None", self.value("valid_through")),
            title=self._name("title"),
            company=self._name("company"),
            place_texts=cast("tuple[str, ...]", self._values.get("place_texts", ())),
            place_tree=cast("tuple[str, ...]", self._values.get("place_tree", ())),
            country=self._name("country"),
            is_remote=cast("bool | None", self.value("is_remote")),
            employment_type=", ".join(cast("tuple[str, ...]", self._values.get("employment_type", ()))),
            pay_min=cast("float | None", self.value("pay_min")),
            pay_max=cast("float | None", self.value("pay_max")),
            pay_unit=self._name("pay_unit"),
            pay_currency=self._name("pay_currency"),
            pay_text=self._name("pay_text"),
            is_estimated=bool(self.value("is_estimated")),
            description=description,
            description_kind=description_kind(description),
            is_cut=is_cut(description),
            origin=self._origin,
            text=self._text,
            findings=tuple(self._findings),
        )

    def _name(self, field: str) -> str:
        return str(self._values.get(field, ""))

    def _take_all(self, field: str, found: Iterable[Found]) -> None:
        values, places, texts = [], [], []
        for place, value in found:
            text = self._scalar(field, value)
            name = self._converted(field, text) if text else None
            if text and name and name not in values:
                values.append(str(name))
                places.append(place)
                texts.append(text)
        if len(values) >= MOST_VALUES:
            self.find(field, f"Only the first {MOST_VALUES} values of a path are read.")
        if values and field not in self:
            self._values[field] = tuple(values)
            self._origin[field] = ", ".join(places[:3]) + (", …" if len(places) > 3 else "")
            if texts != values:
                self._text[field] = " | ".join(texts)

    def _take_one(self, field: str, place: str, value: object) -> None:
        text = self._scalar(field, value)
        converted = self._converted(field, text) if text else None
        if text is None or converted is None or converted == "":
            return
        self._values[field] = converted
        self._origin[field] = place
        if converted != text and field != "description":
            self._text[field] = text

    def _scalar(self, field: str, value: object) -> str | None:
        """Return a value as text; objects and lists are noted."""
        if isinstance(value, dict | list):
            self.find(field, "The value is not a single one.", value)
            return None
        text = sound(str(value).lower() if isinstance(value, bool) else str(value))
        return text if text.strip() else None

    def _converted(self, field: str, text: str) -> object:
        try:
            return self._read(field, text)
        except NotUnderstoodError as error:
            self.find(field, f"The value {error}.", text)
            return None

    def _read(self, field: str, text: str) -> object:
        if field == "posted_on":
            return read_past_day(text, self._seen_on, self._date_format)
        if field == "valid_through":
            return read_day(text, self._seen_on, self._date_format)
        if field in ("pay_min", "pay_max"):
            return read_amount(text)
        if field in ("is_remote", "is_estimated"):
            return read_flag(text)
        if field == "source_url":
            return read_url(text)
        return self._body(text) if field == "description" else read_name(text)

    def _body(self, text: str) -> str:
        if len(text) > LONGEST_DESCRIPTION:
            self.find("description", f"Only the first {LONGEST_DESCRIPTION:,} characters are kept.", text)
        return text[:LONGEST_DESCRIPTION]

    def _digest(self, rows: Counter[str] | None) -> str:
        """Return a digest that stands for the identifier that a source leaves out.

        It is of address, title, company and places. Without an address of its own also of all else that is printed, and
        in a table of the number of rows before that say the same.
        """
        places = cast("tuple[str, ...]", self._values.get("place_texts", ()))
        said = [self._name("source_url"), self._name("title"), self._name("company"), "|".join(places)]
        if self._origin.get("source_url", "page") != "page":
            return _digest_of(said)
        said += [self._name(name) for name in _TELLING]
        if not is_relative(self._text.get("posted_on", "")):  # a day ago is another day on the next
            said.append(self._name("posted_on"))
        digest = _digest_of(said)
        if rows is None:
            return digest
        rows[digest] += 1
        return digest if rows[digest] == 1 else _digest_of([digest, str(rows[digest])])


def _digest_of(said: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:24]
