"""`jobtrends archive explain`: how the reader interpreted a page."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths

if TYPE_CHECKING:
    from jobtrends_pipeline.archive.document import Document
    from jobtrends_pipeline.pages.explain import Explanation, Reading


def explain(
    page: Annotated[
        str, typer.Argument(metavar="PAGE", help="Id of a capture, or its first characters; or a saved file.")
    ],
    *,
    as_json_text: Annotated[
        bool, typer.Option("--json", help="Print JSON for programs, one object per page and line.")
    ] = False,
) -> None:
    """Explain how a page was read: what was recognised, what was not, and why.

    Prints outcome and findings, the outline of headings and tables, figures without a known meaning, and figures that
    differ between the two readings, of the markup and of the visible text. A file is explained before it is archived,
    or when it was refused.

    \b
    Examples:
      jobtrends archive explain 3f2a
      jobtrends archive explain refused-page.html
    """
    from jobtrends_pipeline.acquire.identify import given_address
    from jobtrends_pipeline.pages.explain import explain as explained

    for name, document in _documents(page):
        explanation = explained(document.body, given_address(document))
        if as_json_text:
            show.say_json({"page": name} | asdict(explanation))
        else:
            for line in _lines(name, explanation):
                show.say(line)


def _documents(page: str) -> Iterator[tuple[str, "Document"]]:
    """Yield name and content of each page that the argument names.

    It is a file with one or more pages, or the id of a capture.
    """
    from jobtrends_pipeline.archive.archive import Archive
    from jobtrends_pipeline.archive.document import Document
    from jobtrends_pipeline.saved_files.read import Refused, read_saved

    archive = Archive(DataPaths.load().archive_dir)
    matching = {name: copies for name, copies in archive.copies().items() if name.startswith(page)}
    if len(matching) == 1:
        ((name, copies),) = matching.items()
        yield f"{name} {copies[0].url}", archive.read_any(copies)
    elif page and Path(page).exists():
        for item in read_saved([Path(page)]):
            if isinstance(item, Refused):
                show.warn(f"{item.source}: {item.reason}")
            elif isinstance(item, Document):
                yield item.source, item
    else:
        what = (
            f"the beginning of {len(matching)} captures"
            if matching
            else "no file, and the beginning of no capture's id"
        )
        show.fail(f"{page!r} is {what}: `jobtrends archive list` names all")


def _lines(name: str, page: "Explanation") -> Iterator[str]:
    yield f"page       {name}"
    yield f"outcome    {page.outcome}{f', {page.layout}' if page.layout else ''}"
    if page.reason:
        yield f"reason     {page.reason}"
    if page.key:
        parts = (f"{field.replace('_', ' ')} {value}" for field, value in page.key.items() if value is not None)
        yield f"key        {', '.join(parts)}"
    for reading in page.readings:
        yield from _reading_lines(reading)
    if len(page.readings) > 1:
        yield from _listed("Figures that markup and text give otherwise", page.differing)
    yield from _listed("Findings", [f"{one.severity:<8} {one.check_name}: {one.message}" for one in page.findings])


def _reading_lines(reading: "Reading") -> Iterator[str]:
    reason = f": {reading.reason}" if reading.reason else ""
    yield ""
    yield f"Read by its {reading.name}: {reading.outcome}{reason}"
    yield from (f"  {name:<60} {read:>5} read, {unread} not" for name, read, unread in reading.parts)
    yield from _listed(f"Outline of the {reading.name}", reading.outline)
    yield from _listed("Figures without a known meaning", reading.unknown)


def _listed(title: str, lines: "tuple[str, ...] | list[str]") -> Iterator[str]:
    yield ""
    yield f"{title}{'' if lines else ': none'}"
    yield from (f"  {line}" for line in lines)
