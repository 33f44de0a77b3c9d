"""`jobtrends adverts ingest`: archive raw adverts, read them and group them."""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobtrends_pipeline.base import clock
from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.options import day_of
from jobtrends_pipeline.reports.rows import series_name
from jobtrends_pipeline.saved_files.file_names import shown

if TYPE_CHECKING:
    from jobtrends_pipeline.config.adverts import AdvertSource
    from jobtrends_pipeline.config.paths import DataPaths

_MOST_NAMED = 20


def ingest(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...",
            help="Files or folders: saved pages, answers of job APIs, CSV, JSON lines, WARC; also compressed.",
        ),
    ],
    *,
    source: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Source, as adverts.yaml names it; without it PATH holds a folder for each source, of its name.",
        ),
    ] = None,
    seen_on: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            help="Day of capture; else a date in the file's name, the record's date, or the file's own time.",
        ),
    ] = None,
    as_json_text: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")] = False,
) -> None:
    """Archive raw adverts of your own, and bring them through to figures and trends.

    No network is needed. `adverts.yaml` in the data root names the sources, with publisher, licence and the columns of
    tables. Inputs that are archived already, of the same source and day, are skipped; the same answer on another day
    says that its adverts are still there. Inputs without adverts are refused with a reason, and the rest is processed.
    Facts are computed for each day of capture and month end; the trends of the watchlist's roles are refreshed and
    published, `role@publisher` names them. Raw texts stay in the archive: no table, export or report has them. Exits
    with 1 if an input was refused.

    \b
    Examples:
      jobtrends adverts ingest answers/2026-08-04.json --source board
      jobtrends adverts ingest dump.csv.gz --source archive-of-2018 --seen-on 2018-12-31
      jobtrends adverts ingest data/sample-adverts
    """
    check_installed()
    from jobtrends_pipeline.config.paths import DataPaths

    paths, day = DataPaths.load(), day_of(seen_on, "--seen-on")
    if day and day > clock.now().date():
        show.fail(f"--seen-on {day} is still to come: name the day on which the adverts were captured")
    wanted = _by_source(paths, {source: inputs} if source else _folders(inputs))
    with show.progress("Starting") as tell:
        done = _carry_through(paths, wanted, day, tell)
    if as_json_text:
        show.say_json(done.as_json())
    else:
        _report(done, paths.reports_dir)
    if done.problems:
        raise typer.Exit(1)


def check_installed() -> None:
    """End the command if a library that reads adverts is not installed."""
    from jobtrends_pipeline.orchestration.advert_runs import INSTALL, are_installed

    if not are_installed():
        show.fail(f"adverts cannot be read, packages are not installed: {INSTALL}")


def _by_source(paths: "DataPaths", named: dict[str, list[Path]]) -> "list[tuple[AdvertSource, list[Path]]]":
    """Return the sources of adverts.yaml with their files and folders.

    Raises:
        AdvertSourcesError: if adverts.yaml cannot be read, or has no source of a name.
    """
    from jobtrends_pipeline.config.adverts import source_named

    return [(source_named(paths.advert_sources_file, name), files) for name, files in named.items()]


def _folders(paths: list[Path]) -> dict[str, list[Path]]:
    """Return the folders in the given ones by their names, those of sources."""
    found: dict[str, list[Path]] = {}
    for path in paths:
        if not path.is_dir():
            show.fail(f"{shown(path)} is no folder of sources: say with --source NAME where it is from")
        for folder in sorted(each for each in path.iterdir() if each.is_dir() and not each.name.startswith(".")):
            found.setdefault(folder.name, []).append(folder)
    if not found:
        show.fail(
            f"{', '.join(map(shown, paths))}: no folder of a source in it; say with --source NAME where it is from"
        )
    return found


@dataclass(frozen=True, slots=True)
class _Taken:
    """Result of an ingest.

    Inputs taken, their number that was known before, counts of adverts read, a line for each refused input, and the
    series that were refreshed, `role@publisher`.
    """

    input_ids: list[str]
    known: int
    dated_by: Counter[str]
    counts: dict[str, int]
    problems: list[str]
    series: list[str]

    def as_json(self) -> dict[str, object]:
        """Return the result for programs."""
        return {
            "inputs_taken": len(self.input_ids),
            "inputs_known": self.known,
            "inputs_refused": self.problems,
            "series": self.series,
            **self.counts,
        }


def _carry_through(
    paths: "DataPaths",
    wanted: "list[tuple[AdvertSource, list[Path]]]",
    day: date | None,
    tell: Callable[[str], None],
) -> _Taken:
    """Archive inputs, and bring them through to the trends, with those of killed runs."""
    from jobtrends_pipeline.archive.archive import Archive
    from jobtrends_pipeline.orchestration.run_failures import RunFailedError, in_words
    from jobtrends_pipeline.orchestration.runs import runner
    from jobtrends_pipeline.steps.adverts.take import take_inputs
    from jobtrends_pipeline.steps.configured import database_of
    from jobtrends_pipeline.warehouse.adverts import counts_of, own_series, refused_inputs

    with runner(paths, tell) as runs:
        archive = Archive(paths.archive_dir)
        archive.recover()
        name = f"{clock.now():%Y%m%dT%H%M%S}-adverts-{os.getpid()}"
        taken = [take_inputs(files, source, day, archive, f"{name}-{source.name}") for source, files in wanted]
        roles, failures = runs.bring_adverts()
        if roles or runs.has_unpublished():
            runs.refresh(roles)
    if failures:
        raise RunFailedError("; ".join(in_words(failures)))
    store = database_of(paths).open()
    problems = [f"{one.source}: {one.reason}" for each in taken for one in each.refused]
    new = [one for each in taken for one in each.input_ids]
    for identity, reason in refused_inputs(store, new).items():
        label = archive.find(identity)[0].label
        problems.append(f"{label.file_name if label else identity}: {reason}")
    publishers = {source.publisher for source, _ in wanted}
    series = [series_name(role, publisher) for role, publisher in own_series(store, roles) if publisher in publishers]
    known, dated_by = sum(each.known for each in taken), sum((each.dated_by for each in taken), Counter[str]())
    return _Taken(new, known, dated_by, counts_of(store, new), problems, series)


def _report(done: _Taken, reports: Path) -> None:
    counts = {name: show.number(value) for name, value in done.counts.items()}
    dated = ", ".join(f"{show.number(count)} dated by {what}" for what, count in sorted(done.dated_by.items()))
    show.say(
        f"Taken      {show.number(len(done.input_ids))} inputs{f' ({dated})' if dated else ''}, "
        f"{show.number(done.known)} known before, {show.number(len(done.problems))} refused"
    )
    if done.counts["adverts"]:
        show.say(
            f"Adverts    {counts['adverts']}: {counts['recognised']} with a known role, {counts['with_pay']} with pay, "
            f"{counts['estimates']} with an estimate only",
            f"Left out   {counts['courses']} courses, {counts['abroad']} jobs abroad",
            f"Vacancies  {counts['folded']} adverts repeat an earlier one",
        )
    if done.series:
        show.say(f"Figures    {', '.join(done.series)}", f"Report     {shown(reports / 'own-adverts.html')}")
    for problem in done.problems[:_MOST_NAMED]:
        show.warn(problem)
    if done.problems[_MOST_NAMED:]:
        show.warn(f"and {show.number(len(done.problems) - _MOST_NAMED)} more inputs are refused")
