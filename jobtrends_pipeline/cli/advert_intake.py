"""`jobtrends adverts ingest`: archive raw adverts, read them and group them."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobtrends_pipeline.base import clock
from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.options import day_of

if TYPE_CHECKING:
    from jobtrends_pipeline.config.adverts import AdvertSource
    from jobtrends_pipeline.config.paths import DataPaths
    from jobtrends_pipeline.steps.adverts.take import TakenInputs

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
    source: Annotated[str, typer.Option("--source", metavar="NAME", help="Source, as adverts.yaml names it.")],
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
    """
    check_installed()
    from jobtrends_pipeline.config.adverts import source_named
    from jobtrends_pipeline.config.paths import DataPaths

    paths, day = DataPaths.load(), day_of(seen_on, "--seen-on")
    if day and day > clock.now().date():
        show.fail(f"--seen-on {day} is still to come: name the day on which the adverts were captured")
    wanted = source_named(paths.advert_sources_file, source)
    with show.progress("Starting") as tell:
        done = _carry_through(paths, wanted, inputs, day, tell)
    if as_json_text:
        taken = {"inputs_taken": len(done.taken.input_ids), "inputs_known": done.taken.known}
        show.say_json(taken | {"inputs_refused": done.problems, "roles": done.roles} | done.counts)
    else:
        _report(done)
    if done.problems:
        raise typer.Exit(1)


def check_installed() -> None:
    """End the command if a library that reads adverts is not installed."""
    from jobtrends_pipeline.orchestration.advert_runs import INSTALL, are_installed

    if not are_installed():
        show.fail(f"adverts cannot be read, packages are not installed: {INSTALL}")


@dataclass(frozen=True, slots=True)
class _Taken:
    """Result of an ingest.

    Inputs taken, counts of adverts read, a line for each refused input, and the roles that were refreshed.
    """

    taken: "TakenInputs"
    counts: dict[str, int]
    problems: list[str]
    roles: list[str]
    publisher: str


def _carry_through(
    paths: "DataPaths", source: "AdvertSource", inputs: list[Path], day: date | None, tell: Callable[[str], None]
) -> _Taken:
    """Archive inputs, and bring them through to the trends, with those of killed runs."""
    from jobtrends_pipeline.archive.archive import Archive
    from jobtrends_pipeline.orchestration.run_failures import RunFailedError, in_words
    from jobtrends_pipeline.orchestration.runs import runner
    from jobtrends_pipeline.steps.adverts.take import take_inputs
    from jobtrends_pipeline.steps.configured import database_of
    from jobtrends_pipeline.warehouse.adverts import counts_of, refused_inputs

    with runner(paths, tell) as runs:
        archive = Archive(paths.archive_dir)
        archive.recover()
        taken = take_inputs(inputs, source, day, archive, f"{clock.now():%Y%m%dT%H%M%S}-adverts-{os.getpid()}")
        roles, failures = runs.bring_adverts()
        if roles or runs.has_unpublished():
            runs.refresh(roles)
    if failures:
        raise RunFailedError("; ".join(in_words(failures)))
    store = database_of(paths).open()
    problems = [f"{one.source}: {one.reason}" for one in taken.refused]
    for identity, reason in refused_inputs(store, taken.input_ids).items():
        label = archive.find(identity)[0].label
        problems.append(f"{label.file_name if label else identity}: {reason}")
    return _Taken(taken, counts_of(store, taken.input_ids), problems, roles, source.publisher)


def _report(done: _Taken) -> None:
    taken, counts = done.taken, {name: show.number(value) for name, value in done.counts.items()}
    dated = ", ".join(f"{show.number(count)} dated by {what}" for what, count in sorted(taken.dated_by.items()))
    show.say(
        f"Taken      {show.number(len(taken.input_ids))} inputs{f' ({dated})' if dated else ''}, "
        f"{show.number(taken.known)} known before, {show.number(len(done.problems))} refused"
    )
    if done.counts["adverts"]:
        show.say(
            f"Adverts    {counts['adverts']}: {counts['recognised']} with a known role, {counts['with_pay']} with pay, "
            f"{counts['estimates']} with an estimate only",
            f"Left out   {counts['courses']} courses, {counts['abroad']} jobs abroad",
            f"Vacancies  {counts['folded']} adverts repeat an earlier one",
        )
    if done.roles:
        show.say(f"Figures    {', '.join(f'{role}@{done.publisher}' for role in done.roles)}")
    for problem in done.problems[:_MOST_NAMED]:
        show.warn(problem)
    if done.problems[_MOST_NAMED:]:
        show.warn(f"and {show.number(len(done.problems) - _MOST_NAMED)} more inputs are refused")
