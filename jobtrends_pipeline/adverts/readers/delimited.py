"""CSV and JSON lines with declared columns, a row at a time."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import IO, TYPE_CHECKING

from jobtrends_pipeline.adverts.readers.draft import Draft
from jobtrends_pipeline.adverts.readers.json_text import read_json
from jobtrends_pipeline.adverts.readers.not_understood import NotUnderstoodError
from jobtrends_pipeline.adverts.readers.packed import lines_of
from jobtrends_pipeline.adverts.readers.paths import Found, values_at
from jobtrends_pipeline.adverts.readers.posting import ColumnMap, Finding, Posting, Source, shortened
from jobtrends_pipeline.adverts.readers.values import sound

if TYPE_CHECKING:
    import _csv

MOST_COLUMNS = 1_000
LONGEST_CELL = 131_072
_SEPARATE = ("place_texts", "place_tree", "employment_type")
"""Fields whose columns are a value each."""
_BETWEEN = {"description": "\n\n", "posting_id": "-"}
"""What stands between the columns of a field that are joined; a blank by default."""


def read_csv(stream: IO[bytes], source: Source, seen_on: datetime) -> Iterator[Posting | Finding]:
    """Yield the postings of a CSV file, and a finding for each row that is not read.

    The file may be gzip. A row with more or fewer cells than the head is not read: its cells may be shifted, as after
    a quote that is never closed. Cells that look like formulas of a spreadsheet are text.

    Args:
        stream: A binary file that can seek.
        source: Source with a table.
        seen_on: When it was captured.
    """
    table = _table(source)
    try:
        rows = csv.reader(_decoded(lines_of(stream), table.encoding), delimiter=table.delimiter)
        read = _rows(rows)
        first = next(read, [])
        if isinstance(first, Finding):
            yield first
            return
        head = [name.strip() for name in first][:MOST_COLUMNS]
        yield from _unknown_columns(table, head)
        rows_before: Counter[str] = Counter()
        for row in read:
            if isinstance(row, Finding):
                yield row
            elif len(row) != len(head):
                message = f"Line {rows.line_num}: the row has {len(row)} cells, the head {len(head)}."
                yield Finding("document", message, sound(shortened(table.delimiter.join(row[:5]))))
            else:
                yield _posting(dict(zip(head, row, strict=True)), source, seen_on, rows_before)
    except NotUnderstoodError as error:
        yield Finding("document", f"The file {error}; what follows is not read.")


def read_json_lines(stream: IO[bytes], source: Source, seen_on: datetime) -> Iterator[Posting | Finding]:
    """Yield the postings of JSON lines, and a finding for each line that is not read.

    Args:
        stream: A binary file that can seek, with or without gzip.
        source: Source with a table.
        seen_on: When it was captured.
    """
    table = _table(source)
    rows_before: Counter[str] = Counter()
    for number, document in json_documents(stream):
        if isinstance(document, dict):
            draft = Draft(seen_on, table.date_format)
            for field, paths in table.columns.items():
                draft.take(field, _merged(field, [one for path in paths for one in values_at(document, path)]))
            draft.take_constants(source.constants)
            yield draft.finish(rows_before)
        else:
            yield document if isinstance(document, Finding) else Finding("document", f"Line {number} is no object.")


def json_documents(stream: IO[bytes]) -> Iterator[tuple[int, object]]:
    """Yield line numbers from 1, each with its document or a finding."""
    number = 0
    try:
        for number, line in enumerate(lines_of(stream), 1):
            text = line.decode("utf-8-sig", "replace")
            if not text.strip():
                continue
            try:
                yield number, read_json(text)
            except NotUnderstoodError as error:
                yield number, Finding("document", f"Line {number} {error}.", sound(shortened(text)))
    except NotUnderstoodError as error:
        yield number + 1, Finding("document", f"The file {error}; what follows is not read.")


def _table(source: Source) -> ColumnMap:
    if source.table is None:
        raise ValueError(f"the source {source.name!r} declares no columns")
    return source.table


def _decoded(lines: Iterator[bytes], encoding: str) -> Iterator[str]:
    """Decode line by line; a byte that the set lacks becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for line in lines:
        yield decoder.decode(line)


def _rows(rows: "_csv.Reader") -> Iterator[list[str] | Finding]:
    """Yield the rows that are not empty.

    A row with a cell of more than `LONGEST_CELL` characters is a finding.
    """
    while True:
        try:
            row = _next_row(rows)
        except csv.Error as error:
            message = f"The row that ends in line {rows.line_num} is not CSV ({error}): a quote may never be closed."
            yield Finding("document", message)
            continue
        if row is None:
            return
        if row:
            yield row


def _next_row(rows: "_csv.Reader") -> list[str] | None:
    """Return the next row; null at the end.

    The limit of a cell is one for the whole process, and others may have set it.
    """
    elsewhere = csv.field_size_limit(LONGEST_CELL)
    try:
        return next(rows, None)
    finally:
        csv.field_size_limit(elsewhere)


def _unknown_columns(table: ColumnMap, head: list[str]) -> Iterator[Finding]:
    for field, columns in table.columns.items():
        for column in columns:
            if column not in head:
                yield Finding(field, f"The file has no column {column!r}.", sound(shortened(", ".join(head))))


def _posting(row: dict[str, str], source: Source, seen_on: datetime, rows_before: Counter[str]) -> Posting:
    table = _table(source)
    draft = Draft(seen_on, table.date_format)
    for field, columns in table.columns.items():
        cells: list[Found] = [(column, row[column]) for column in columns if row.get(column, "").strip()]
        draft.take(field, _merged(field, cells))
    if any("\ufffd" in cell for cell in row.values()):
        draft.find("document", "The row holds characters that were lost in decoding.")
    draft.take_constants(source.constants)
    return draft.finish(rows_before)


def _merged(field: str, found: list[Found]) -> list[Found]:
    """Return the columns of a field as one value, or each as its own."""
    if field in _SEPARATE or len(found) < 2:
        return found
    text = _BETWEEN.get(field, " ").join(str(value) for _, value in found)
    return [(" + ".join(place for place, _ in found), text)]
