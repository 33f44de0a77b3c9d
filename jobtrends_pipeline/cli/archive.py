"""`jobtrends archive`: commands to inspect, verify and export the archive."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.explain import explain
from jobtrends_pipeline.config.paths import DataPaths

if TYPE_CHECKING:
    from jobtrends_pipeline.archive.archive import Archive, ArchiveEntry

archive = typer.Typer(
    help="Inspect, verify and export the archive of captured pages.",
    epilog="Example:\n\n\b\n  jobtrends archive verify",
    no_args_is_help=True,
    rich_markup_mode=None,
)
archive.command()(explain)
_Url = Annotated[
    str | None,
    typer.Option("--url", metavar="TEXT", help="Only captures whose address contains this text, in any case."),
]
_Origin = Annotated[
    str | None,
    typer.Option(
        "--origin", metavar="ORIGIN", help="Only captures of this origin: live, wayback, common_crawl or saved."
    ),
]
_Since = Annotated[
    datetime | None,
    typer.Option("--since", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="Only captures from this day on, UTC."),
]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs, one object per line.")]


@archive.command()
def verify(*, as_json_text: _Json = False) -> None:
    """Check every byte of the archive and report truncated, altered or missing data.

    Each problem is one line that names the file and the captures that are lost by it. A damaged capture does not count
    as lost if the archive has a whole copy of it: give the same page again to `jobtrends ingest` to heal it. Exits with
    1 if a capture is lost or a problem remains.

    \b
    Examples:
      jobtrends archive verify
      jobtrends archive verify --json
    """
    from jobtrends_pipeline.archive.verify import Counts
    from jobtrends_pipeline.archive.verify import verify as problems_of

    folder = _open_archive(DataPaths.load()).folder
    counts, has_problems = Counts(), False
    for problem in problems_of(folder, counts):
        has_problems |= not problem.is_healed
        if as_json_text:
            show.say_json(asdict(problem))
        else:
            show.say(problem.line)
    if as_json_text:
        show.say_json(asdict(counts) | {"is_whole": not has_problems})
    else:
        read = f"{show.number(counts.captures)} captures in {show.number(counts.files)} files"
        size = f"{counts.bytes / 1024**2:,.1f} MiB"
        healed = f"all are intact, {show.number(counts.healed)} of them in another copy" if counts.healed else ""
        end = healed or "all are as they were written"
        end = f"{show.number(counts.lost)} captures are lost" if has_problems else end
        show.say(f"Verified   {read}, {size}: {end}")
    if has_problems:
        raise typer.Exit(1)


@archive.command("list")
def list_(*, url: _Url = None, origin: _Origin = None, since: _Since = None, as_json_text: _Json = False) -> None:
    """List captures by time: address, origin, capture time, size in bytes, id.

    `jobtrends archive show` and `jobtrends archive explain` take the id.

    \b
    Examples:
      jobtrends archive list --url /java.do --since 2026-01-01
      jobtrends archive list --origin wayback --json
    """
    entries = _chosen(_open_archive(DataPaths.load()), url, origin, since)
    if as_json_text:
        for entry in entries:
            show.say_json(asdict(entry), _iso)
        return
    rows = [
        (entry.url, entry.origin, _time(entry), show.number(entry.byte_count), entry.capture_id) for entry in entries
    ]
    show.table(["url", "origin", "captured at", "bytes", "capture id"], rows, numeric=(3,))


@archive.command("show")
def show_(
    capture_id: Annotated[
        str, typer.Argument(metavar="ID", help="Id of a capture; its first characters are enough if only one matches.")
    ],
    *,
    body: Annotated[bool, typer.Option("--body", help="Write the bytes of the page to standard output.")] = False,
    as_json_text: _Json = False,
) -> None:
    """Show a capture: address, origin, time, HTTP status, size, digest and location.

    The location is the WARC file with the offset of the record.

    \b
    Examples:
      jobtrends archive show 3f2a
      jobtrends archive show 3f2a --body > page.html
    """
    opened = _open_archive(DataPaths.load())
    matching = {name: copies for name, copies in opened.copies().items() if name.startswith(capture_id)}
    if len(matching) != 1:
        ids = f"{len(matching)} captures: {', '.join(sorted(matching)[:5])}" if matching else "no capture"
        show.fail(f"{capture_id!r} matches {ids}: `jobtrends archive list` names all")
    (copies,) = matching.values()
    document = opened.read_any(copies)
    if body:
        show.send(document.body)
        return
    entry = next(filter(opened.is_whole, copies))
    if as_json_text:
        show.say_json(asdict(entry), _iso)
        return
    status = f"HTTP {entry.http_status}" if entry.http_status is not None else "a saved file"
    for name, text in (
        ("capture", entry.capture_id),
        ("url", entry.url),
        ("origin", entry.origin),
        ("obtained from", entry.provenance or "the source"),
        ("captured at", _time(entry)),
        *([("adverts", f"of {entry.label.source}, seen on {entry.label.seen_on}")] if entry.label else ()),
        ("answer", f"{status}, {entry.media_type or 'of unknown type'}, {show.number(entry.byte_count)} bytes"),
        ("sha256", entry.sha256),
        (
            "stored in",
            f"{entry.warc_file}, {show.number(entry.record_length)} bytes at {show.number(entry.warc_offset)}",
        ),
    ):
        show.say(f"{name:<13} {text}")


@archive.command()
def export(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="WARC file to write, ending in .warc.gz; an existing file is replaced."),
    ],
    *,
    url: _Url = None,
    origin: _Origin = None,
    since: _Since = None,
) -> None:
    """Write captures to one WARC file, with their requests and metadata.

    The options choose captures; without options all are written. The file is written completely or not at all, and any
    tool that reads WARC can open it.

    \b
    Examples:
      jobtrends archive export java.warc.gz --url /java.do
      jobtrends archive export all.warc.gz
    """
    from jobtrends_pipeline.archive.export import extract

    if not file.name.endswith(".warc.gz"):
        show.fail(f"{file} does not end in .warc.gz, by which other tools know a WARC file: name it so")
    opened = _open_archive(DataPaths.load())
    entries = _chosen(opened, url, origin, since)
    if not entries:
        show.fail("no capture is chosen: `jobtrends archive list` with the same options shows which are")
    chosen = {entry.capture_id: entry for entry in entries}
    chosen |= {entry.capture_id: entry for entry in entries if opened.is_whole(entry)}
    size = extract(opened, chosen.values(), file)
    show.say(f"Exported   {show.number(len(chosen))} captures, {size / 1024**2:,.1f} MiB, to {file.resolve()}")


def _open_archive(paths: DataPaths) -> "Archive":
    from jobtrends_pipeline.archive.archive import Archive

    opened = Archive(paths.archive_dir)
    for name in opened.sweep():
        show.warn(f"{name} was left unfinished by a killed run; its captures are kept")
    return opened


def _chosen(opened: "Archive", url: str | None, origin: str | None, since: datetime | None) -> "list[ArchiveEntry]":
    first = since and since.replace(tzinfo=UTC)
    wanted = (url or "").lower()
    return sorted(
        (
            entry
            for entry in opened.entries()
            if wanted in entry.url.lower()
            and (origin is None or entry.origin == origin)
            and (first is None or entry.captured_at >= first)
        ),
        key=lambda entry: (entry.captured_at, entry.url),
    )


def _time(entry: "ArchiveEntry") -> str:
    return f"{entry.captured_at:%Y-%m-%d %H:%M:%S} UTC"


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
