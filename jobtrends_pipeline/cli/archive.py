"""Commands that look at the archive, prove it whole and take captures out of it."""

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
    help="Look at the archive of pages, prove it whole, take captures out of it.",
    epilog="Example:\n\n\b\n  jobtrends archive verify",
    no_args_is_help=True,
    rich_markup_mode=None,
)
archive.command()(explain)
_Url = Annotated[str | None, typer.Option("--url", help="Only addresses that contain this.")]
_Origin = Annotated[str | None, typer.Option("--origin", help="Only captures of live, wayback, common_crawl or saved.")]
_Since = Annotated[
    datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="Only captures from that day on.")
]
_Json = Annotated[bool, typer.Option("--json", help="Print for a program: JSON, an object a line.")]


@archive.command()
def verify(*, as_json_text: _Json = False) -> None:
    """Read every byte of the archive back and say what is truncated, altered or missing; exits with 1 if anything is.

    \b
    Examples:
      jobtrends archive verify
      jobtrends archive verify --json
    """
    from jobtrends_pipeline.archive.verify import Counts
    from jobtrends_pipeline.archive.verify import verify as problems_of

    folder = _swept(DataPaths.load()).folder
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
        healed = f"all are held whole, {show.number(counts.healed)} by a copy given again" if counts.healed else ""
        end = healed or "all are as they were written"
        end = f"{show.number(counts.lost)} captures are lost" if has_problems else end
        show.say(f"Verified   {read}, {size}: {end}")
    if has_problems:
        raise typer.Exit(1)


@archive.command("list")
def list_(*, url: _Url = None, origin: _Origin = None, since: _Since = None, as_json_text: _Json = False) -> None:
    """List captures in the order of time: address, origin, when, size in bytes, and the id that `show` takes.

    \b
    Examples:
      jobtrends archive list --url /java.do --since 2026-01-01
      jobtrends archive list --origin wayback --json
    """
    entries = _chosen(_swept(DataPaths.load()), url, origin, since)
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
    capture_id: Annotated[str, typer.Argument(help="Id of a capture, or the begin of one.")],
    *,
    body: Annotated[bool, typer.Option("--body", help="Write the page's bytes to standard output.")] = False,
    as_json_text: _Json = False,
) -> None:
    """Say what a capture is and where it was had.

    \b
    Examples:
      jobtrends archive show 3f2a
      jobtrends archive show 3f2a --body > page.html
    """
    held = _swept(DataPaths.load())
    found = {name: copies for name, copies in held.copies().items() if name.startswith(capture_id)}
    if len(found) != 1:
        ids = f"{len(found)} captures: {', '.join(sorted(found)[:5])}" if found else "no capture"
        show.fail(f"{capture_id!r} is the begin of {ids}: `jobtrends archive list` names all")
    (copies,) = found.values()
    document = held.read_any(copies)
    if body:
        show.send(document.body)
        return
    entry = next(filter(held.is_whole, copies))
    if as_json_text:
        show.say_json(asdict(entry), _iso)
        return
    status = f"HTTP {entry.http_status}" if entry.http_status is not None else "a saved file"
    for name, text in (
        ("capture", entry.capture_id),
        ("url", entry.url),
        ("origin", entry.origin),
        ("had from", entry.provenance or "the source"),
        ("captured at", _time(entry)),
        ("answer", f"{status}, {entry.media_type or 'of unknown type'}, {show.number(entry.byte_count)} bytes"),
        ("sha256", entry.sha256),
        ("lies in", f"{entry.warc_file}, {show.number(entry.record_length)} bytes at {show.number(entry.warc_offset)}"),
    ):
        show.say(f"{name:<12} {text}")


@archive.command()
def export(
    file: Annotated[Path, typer.Argument(help="WARC file to write, ending in .warc.gz; one of that name is replaced.")],
    *,
    url: _Url = None,
    origin: _Origin = None,
    since: _Since = None,
) -> None:
    """Write captures to one WARC file, with the requests and metadata kept about them; whole or not at all.

    \b
    Examples:
      jobtrends archive export java.warc.gz --url /java.do
      jobtrends archive export all.warc.gz
    """
    from jobtrends_pipeline.archive.export import extract

    if not file.name.endswith(".warc.gz"):
        show.fail(f"{file} does not end in .warc.gz, by which other tools know a WARC file: name it so")
    held = _swept(DataPaths.load())
    entries = _chosen(held, url, origin, since)
    if not entries:
        show.fail("no capture is chosen: `jobtrends archive list` with the same options shows which are")
    chosen = {entry.capture_id: entry for entry in entries}
    chosen |= {entry.capture_id: entry for entry in entries if held.is_whole(entry)}
    size = extract(held, chosen.values(), file)
    show.say(f"Exported   {show.number(len(chosen))} captures, {size / 1024**2:,.1f} MiB, to {file.resolve()}")


def _swept(paths: DataPaths) -> "Archive":
    from jobtrends_pipeline.archive.archive import Archive

    held = Archive(paths.archive_dir)
    for name in held.sweep():
        show.warn(f"{name} was left unfinished by a run that was killed; what it had captured is kept")
    return held


def _chosen(held: "Archive", url: str | None, origin: str | None, since: datetime | None) -> "list[ArchiveEntry]":
    first = since and since.replace(tzinfo=UTC)
    wanted = (url or "").lower()
    return sorted(
        (
            entry
            for entry in held.entries()
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
