"""`jobtrends adverts`: what the rules read from adverts, and their vocabulary."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.advert_calibration import calibrate
from jobtrends_pipeline.cli.advert_intake import check_installed, ingest

if TYPE_CHECKING:
    from jobtrends_pipeline.adverts.judged import JudgedPosting
    from jobtrends_pipeline.adverts.pay_types import Pay

_Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs, one object per line.")]

adverts = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


adverts.command()(ingest)
adverts.command()(calibrate)


@adverts.command()
def explain(
    advert: Annotated[
        str,
        typer.Argument(metavar="FILE|ID|URL", help="A saved page or answer; or id or address of an ingested advert."),
    ],
    *,
    most: Annotated[int, typer.Option(metavar="N", help="Number of adverts shown of a file.", min=1)] = 20,
    as_json_text: _Json = False,
) -> None:
    """Say how an advert counts, and why: those of a file, or one that was ingested.

    Roles, pay, places and skills with the words they were read from, amounts that are no pay with the reason, and
    whether the advert sells a course or is of a job abroad. Roles of the watchlist come first. Of an ingested advert,
    by its id or the address of the posting, the raw input is read from the archive, and the vacancy it belongs to is
    named, with the rule. Nothing is stored. Only the words that decided are shown, as the texts of adverts may name
    people.

    \b
    Examples:
      jobtrends adverts explain saved-advert.html
      jobtrends adverts explain greenhouse.json --json
      jobtrends adverts explain https://jobs.example/1234
    """
    check_installed()
    from jobtrends_pipeline.adverts.judged import judge
    from jobtrends_pipeline.adverts.titles import given_roles
    from jobtrends_pipeline.cli.advert_found import of_file, of_warehouse
    from jobtrends_pipeline.config.paths import DataPaths
    from jobtrends_pipeline.config.watchlist import load_watchlist

    paths = DataPaths.load()
    found = of_file(Path(advert)) if os.path.lexists(advert) else of_warehouse(paths, advert)
    given = given_roles({role.name: role.aliases for role in load_watchlist(paths.watchlist_file).roles})
    judged = [judge(posting, given) for posting in found.postings[:most]]
    if as_json_text:
        for each in judged:
            show.say_json(_as_json(each) | ({"vacancy": found.vacancy} if found.vacancy else {}))
    else:
        plural = "" if len(found.postings) == 1 else "s"
        show.say(f"{show.number(len(found.postings))} advert{plural}, read as {found.form}")
        for each in judged:
            for line in (*_lines(each), *_vacancy_line(found.vacancy)):
                show.say(line)
        if found.postings[most:]:
            show.say(f"… and {show.number(len(found.postings) - most)} more (--most N shows them)")
    for finding in found.findings:
        show.warn(f"{found.name}: {finding.field}: {finding.message}")
    if not found.postings:
        raise typer.Exit(1)


@adverts.command()
def vocabulary(*, category: Annotated[str, typer.Option(metavar="NAME", help="Only this one.")] = "") -> None:
    """List the categories of the shipped names of skills, or the names of one.

    \b
    Examples:
      jobtrends adverts vocabulary
      jobtrends adverts vocabulary --category "Cloud Services"
    """
    check_installed()
    from jobtrends_pipeline.adverts.skill_vocabulary import shipped_skills

    counts = Counter(skill.category for skill in shipped_skills())
    if not category:
        rows = [(name, show.number(count)) for name, count in sorted(counts.items())]
        show.table(("category", "names"), rows, numeric=(1,))
        return
    if category not in counts:
        show.fail(f"{category!r} is no category; they are {', '.join(sorted(counts))}")
    for skill in sorted(shipped_skills(), key=lambda one: one.name.casefold()):
        if skill.category == category:
            show.say(skill.name)


def _vacancy_line(vacancy: dict[str, object]) -> Iterator[str]:
    if vacancy:
        live = "live" if vacancy["is_live"] else "no longer live"
        seen = f"seen {vacancy['first_seen_on']} to {vacancy['last_seen_on']}, {live}"
        yield f"  vacancy  {vacancy['vacancy_id']} (rule: {str(vacancy['rule']).replace('_', ' ')}), {seen}"


def _lines(judged: "JudgedPosting") -> Iterator[str]:
    posting, pay = judged.posting, judged.pay.pay
    yield ""
    yield f"{posting.title or '(no title)'} – {judged.employer or 'employer not named'}"
    if judged.why_excluded:
        yield f"  out      {judged.why_excluded.sentence}"
    known = [f"{role.name} ({' '.join(role.words)})" for role in judged.roles if not role.is_generic]
    yield f"  role     {'; '.join(known) or 'none recognised'}"
    yield f"  market   {judged.market}"
    yield f"  pay      {_spoken(pay)} ({judged.pay.origin}: {pay.text})" if pay else "  pay      none that counts"
    for finding in judged.pay.findings:
        yield f"           {finding.replace('_', ' ')}"
    for refused in judged.refused:
        yield f"           not pay: {refused.text} ({refused.reason.replace('_', ' ')})"
    for place in judged.places:
        yield f"  place    {' < '.join((place.name or 'work from home', *place.within))}"
    if posting.is_cut:
        yield "  skills   not looked for: the text is cut"
    else:
        yield f"  skills   {', '.join(skill.name for skill in judged.skills) or 'none'}"
    for one in posting.findings:
        yield f"  finding  {one.field}: {one.message}"


def _spoken(pay: "Pay") -> str:
    span = f"{pay.low:,.10g}" if pay.low == pay.high else f"{pay.low:,.10g} to {pay.high:,.10g}"
    flags = f", {', '.join(sorted(flag.replace('_', ' ') for flag in pay.flags))}" if pay.flags else ""
    return f"{pay.currency or 'currency not said'} {span} a {pay.basis}{flags}"


def _as_json(judged: "JudgedPosting") -> dict[str, object]:
    pay = judged.pay.pay
    return {
        "posting_id": judged.posting.posting_id,
        "title": judged.posting.title,
        "employer": judged.employer,
        "why_excluded": judged.why_excluded and judged.why_excluded.sentence,
        "market": judged.market,
        "roles": [{"name": role.name, "words": role.words, "is_generic": role.is_generic} for role in judged.roles],
        "pay": pay
        and {
            "low": pay.low, "high": pay.high, "basis": pay.basis, "currency": pay.currency, "flags": sorted(pay.flags),
            "origin": judged.pay.origin, "text": pay.text,
        },
        "pay_findings": judged.pay.findings,
        "refused": [{"text": each.text, "reason": each.reason} for each in judged.refused],
        "places": [{"name": each.name, "within": each.within, "is_remote": each.is_remote} for each in judged.places],
        "skills": [{"name": each.name, "category": each.category, "count": each.count} for each in judged.skills],
        "findings": [{"field": each.field, "message": each.message} for each in judged.posting.findings],
    }  # fmt: skip
