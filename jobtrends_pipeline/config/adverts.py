"""adverts.yaml: sources of adverts, with publisher, columns and licence."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from jobtrends_pipeline.adverts.readers.draft import FIELDS
from jobtrends_pipeline.adverts.readers.posting import ColumnMap, Source
from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.config.yaml_file import YamlFile, YamlFileError, read_yaml

ITJOBSWATCH = "itjobswatch"
"""Publisher of the pages this project captures; no advert of the user's own is its."""
MOST_PROBLEMS = 3
_LINE = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\r\n]*$")]
_KEY = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]


def _listed(columns: object) -> object:
    return [columns] if isinstance(columns, str) else columns


_Columns = Annotated[tuple[_LINE, ...], BeforeValidator(_listed), Field(min_length=1)]


class AdvertSourcesError(JobtrendsError, ValueError):
    """adverts.yaml cannot be read; one line with the place and what to do."""


class AdvertSource(BaseModel):
    """A source of adverts.

    Attributes:
        name: Name of the source, a key of partitions.
        publisher: Publisher of the figures that are computed from it; several sources may share one.
        kind: `pages` are saved HTML or WARC, `answers` JSON of an applicant-tracking system or job API, `table` CSV or
            JSON lines with declared columns.
        licence: Licence or terms of the adverts, in words.
        attribution: Line that has to stand beside figures, if the licence asks for one.
        terms: Address of the terms.
        columns: Columns of each field of a posting, for a table.
        constants: Value of each field that the input leaves out.
        date_format: Form of dates of a table, as `strptime` has it; ISO and relative dates without it.
        encoding: Character set of a table; none of two bytes a character.
        delimiter: Separator of CSV.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: _KEY
    publisher: _KEY
    kind: Literal["pages", "answers", "table"]
    licence: _LINE
    attribution: _LINE | None = None
    terms: Annotated[str, Field(pattern=r"^https?://[^\s]+$", max_length=500)] | None = None
    columns: dict[str, _Columns] = Field(default_factory=dict)
    constants: dict[str, _LINE] = Field(default_factory=dict)
    date_format: str = ""
    encoding: str = "utf-8-sig"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","

    @field_validator("publisher")
    @classmethod
    def _is_another(cls, publisher: str) -> str:
        if publisher == ITJOBSWATCH:
            raise ValueError(f"{ITJOBSWATCH!r} is the publisher of captured pages: name another")
        return publisher

    @field_validator("columns", "constants")
    @classmethod
    def _are_fields(cls, values: dict[str, Any]) -> dict[str, Any]:
        for field in values:
            if field not in FIELDS:
                raise ValueError(f"no field is named {field!r}{_hint(field, sorted(FIELDS))}")
        return values

    @field_validator("encoding")
    @classmethod
    def _is_text_encoding(cls, encoding: str) -> str:
        try:
            is_of_bytes = "\n".encode(encoding) == b"\n"
        except (LookupError, UnicodeError):
            is_of_bytes = False
        if not is_of_bytes:  # lines are found before they are decoded
            raise ValueError(f"{encoding[:40]!r} is no character set of a table: save it as utf-8, or write cp1252")
        return encoding

    @model_validator(mode="after")
    def _has_columns_if_a_table(self) -> "AdvertSource":
        if self.kind == "table" and "title" not in self.columns:
            raise ValueError("a table needs columns, with one for the title")
        if self.kind != "table" and self.columns:
            raise ValueError(f"columns are for tables: leave them out, or write kind: table instead of {self.kind}")
        return self

    def as_source(self) -> Source:
        """Return what the readers must know of the source."""
        table = ColumnMap(dict(self.columns), self.date_format, self.encoding, self.delimiter)
        return Source(self.name, table if self.columns else None, dict(self.constants))


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: tuple[AdvertSource, ...]


def load_advert_sources(path: Path) -> tuple[AdvertSource, ...]:
    """Read and check adverts.yaml; without a file there are no sources.

    Raises:
        AdvertSourcesError: if the file is not valid YAML, has an unknown key or field, an invalid value, or a name
            twice.
    """
    try:
        file = read_yaml(path)
        sources = _File.model_validate(file.content).sources
    except FileNotFoundError:
        return ()
    except YamlFileError as error:
        raise AdvertSourcesError(f"{path.name} {error}") from None
    except ValidationError as error:
        raise AdvertSourcesError(f"{path.name}: {'; '.join(_problems(error, file))}") from None
    names = [source.name for source in sources]
    for number, name in enumerate(names):
        if name in names[:number]:
            line = file.line(("sources", number, "name"))
            raise AdvertSourcesError(f"{path.name}: line {line}: the name {name!r} stands twice: keep one")
    return sources


def source_named(path: Path, name: str) -> AdvertSource:
    """Return a source of adverts.yaml.

    Raises:
        AdvertSourcesError: if it has no such source, with near names, or cannot be read; without a file, with what to
            write.
    """
    sources = load_advert_sources(path)
    if not sources:
        raise AdvertSourcesError(
            f"{path} names no source: write `sources: [{{name: {name[:40]}, publisher: own, kind: pages, licence: the "
            "terms in words}]`; kind is pages, answers (of an API), or table with columns, see docs/adverts.md"
        )
    for source in sources:
        if source.name == name:
            return source
    raise AdvertSourcesError(f"{path.name}: no source is named {name!r}{_hint(name, [one.name for one in sources])}")


def _problems(error: ValidationError, file: YamlFile) -> Iterator[str]:
    """Describe the first faults with their lines and the nearest known key."""
    for fault in error.errors(include_url=False, include_input=False)[:MOST_PROBLEMS]:
        place = fault["loc"]
        where = f"line {file.line(place)}, {'.'.join(map(str, place)) or 'the file'}"
        if fault["type"] == "extra_forbidden":
            known = list(_File.model_fields if len(place) == 1 else AdvertSource.model_fields)
            yield f"{where}: no such key{_hint(str(place[-1]), known)}"
        else:
            yield f"{where}: {fault['msg'].removeprefix('Value error, ')}"


def _hint(written: str, known: list[str]) -> str:
    near = get_close_matches(written, known, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}"
