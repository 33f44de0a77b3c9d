"""`jobtrends adverts`: what the rules read from adverts, and their vocabulary."""

from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobtrends_pipeline.cli import show

if TYPE_CHECKING:
    from jobtrends_pipeline.adverts.judged import JudgedPosting
    from jobtrends_pipeline.adverts.pay_types import Pay

_NEEDED = ("ahocorasick", "extruct", "rapidfuzz", "rensa")
_LARGEST = 32 * 1024 * 1024
_Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs, one object per line.")]

adverts = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@adverts.command()
def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A saved advert page, or an answer of a job API.")],
    *,
    most: Annotated[int, typer.Option(metavar="N", help="Number of adverts shown.", min=1)] = 20,
    as_json_text: _Json = False,
) -> None:
    """Say how each advert of a file counts, and why.

    Roles, pay, places and skills with the words they were read from, amounts that are no pay with the reason, and
    whether the advert sells a course or is of a job abroad. Roles of the watchlist come first. Nothing is stored. Only
    the words that decided are shown, as the texts of adverts may name people.

    \b
    Examples:
      jobtrends adverts explain saved-advert.html
      jobtrends adverts explain greenhouse.json --json
    """
    _check_installed()
    from datetime import UTC, datetime

    from jobtrends_pipeline.adverts.judged import judge
    from jobtrends_pipeline.adverts.readers.posting import Source
    from jobtrends_pipeline.adverts.readers.recognise import read_adverts
    from jobtrends_pipeline.adverts.titles import given_roles
    from jobtrends_pipeline.config.paths import DataPaths
    from jobtrends_pipeline.config.watchlist import load_watchlist

    if not file.is_file():
        show.fail(f"{file} is no file: name a saved advert page, or an answer of a job API")
    if file.stat().st_size > _LARGEST:
        show.fail(f"{file} is larger than 32 MB: split it")
    seen = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    read = read_adverts(file.read_bytes(), None, None, seen, Source(file.stem))
    given = given_roles({role.name: role.aliases for role in load_watchlist(DataPaths.load().watchlist_file).roles})
    judged = [judge(posting, given) for posting in read.postings[:most]]
    if as_json_text:
        for each in judged:
            show.say_json(_as_json(each))
    else:
        plural = "" if len(read.postings) == 1 else "s"
        show.say(f"{show.number(len(read.postings))} advert{plural}, read as {read.form}")
        for each in judged:
            for line in _lines(each):
                show.say(line)
        if read.postings[most:]:
            show.say(f"… and {show.number(len(read.postings) - most)} more (--most N shows them)")
    for finding in read.findings:
        show.warn(f"{file.name}: {finding.field}: {finding.message}")
    if not read.postings:
        raise typer.Exit(1)


@adverts.command()
def vocabulary(*, category: Annotated[str, typer.Option(metavar="NAME", help="Only this one.")] = "") -> None:
    """List the categories of the shipped names of skills, or the names of one.

    \b
    Examples:
      jobtrends adverts vocabulary
      jobtrends adverts vocabulary --category "Cloud Services"
    """
    _check_installed()
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


def _check_installed() -> None:
    if any(find_spec(name) is None for name in _NEEDED):
        show.fail("adverts cannot be read, packages are not installed: pip install 'jobtrends_pipeline[adverts]'")


def _lines(judged: "JudgedPosting") -> Iterator[str]:
    posting, pay = judged.posting, judged.pay.pay
    yield ""
    yield f"{posting.title or '(no title)'} – {judged.employer or 'employer not named'}"
    if judged.why_excluded:
        yield f"  out      {judged.why_excluded}"
    known = [f"{role.name} ({' '.join(role.words)})" for role in judged.roles if not role.is_generic]
    yield f"  role     {'; '.join(known) or 'none recognised'}"
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
        "why_excluded": judged.why_excluded,
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
