"""Dumps of a made market: files of two boards for some days, in which adverts stay, end and come again."""

import csv
import io
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from jobtrends_pipeline.adverts.skill_vocabulary import shipped_skills

FIRST_DAY = date(2026, 7, 29)
BOARD, FEED = "board", "feed"
SOURCES = """
sources:
  - name: board
    publisher: mine
    kind: table
    licence: Written for the tests
    columns: {posting_id: id, title: title, company: company, place_texts: [place, other_place], pay_text: pay,
              posted_on: posted, description: text}
  - {name: feed, publisher: mine, kind: answers, licence: Written for the tests}
"""
WATCHLIST = "roles:\n  - {name: Data Engineer, places: [UK, London]}\n  - {name: Java Developer}\n"
_TITLES = ("Senior Data Engineer", "Data Engineer", "Java Developer", "Contract Project Manager", "Care Assistant")
_PLACES = ("Leeds, West Yorkshire", "London", "Manchester", "Remote", "Berlin, Germany", "Edinburgh")
_PAYS = ("£{0},000 - £{1},000 per annum", "£{0},000 per annum, £5,000 bonus", "Up to £{0}k", "£{0}0 a day", "")
_COURSE = "This is a fully funded bootcamp: course fees back if you find no job."


@dataclass(frozen=True)
class Advert:
    """An advert of a board while it is open."""

    board: str
    identity: str
    title: str
    company: str
    places: tuple[str, ...]
    pay: str
    posted: date
    text: str
    is_estimated: bool


def write_dumps(folder: Path, days: int, adverts: int, seed: int = 0) -> list[tuple[str, Path]]:
    """Write a file of each board and day; return their boards and paths in the order of days.

    Each day has as many adverts in both boards together, of which a third is new the next day. Of these, some repeat an
    earlier text under another identifier, place or board. A file of the first board has a row that cannot be read.
    """
    written = []
    for number, held in enumerate(_markets(random.Random(seed), days, adverts)):  # noqa: S311
        day = FIRST_DAY + timedelta(days=number)
        for board, text, ending in ((BOARD, _table, "csv"), (FEED, _answer, "json")):
            path = folder / board / f"{day}.{ending}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text([one for one in held if one.board == board]), encoding="utf-8", newline="")
            written.append((board, path))
    return written


def _markets(draw: random.Random, days: int, adverts: int) -> Iterator[list[Advert]]:
    """Yield the adverts of each day."""
    skills = [skill.name for skill in shipped_skills()]
    ever: list[Advert] = []
    held: list[Advert] = []
    for number in range(days):
        held = draw.sample(held, 2 * len(held) // 3)
        while len(held) < adverts:
            posted = FIRST_DAY + timedelta(days=number - draw.randrange(3))
            new = _repeated(draw, ever, posted) if ever and draw.random() < 0.2 else _new(draw, skills, posted)
            ever.append(replace(new, identity=str(len(ever))))
            held.append(ever[-1])
        yield held


def _repeated(draw: random.Random, ever: Sequence[Advert], posted: date) -> Advert:
    again = replace(draw.choice(ever), posted=posted, board=draw.choice([BOARD, FEED]))
    return replace(again, places=(draw.choice(_PLACES),)) if draw.random() < 0.5 else again


def _new(draw: random.Random, skills: Sequence[str], posted: date) -> Advert:
    low = draw.randrange(30, 90)
    pay = draw.choice(_PAYS).format(low, low + 5 * draw.randrange(4))
    sentences = [f"You know {name} and explain it to team {draw.randrange(90)}." for name in draw.sample(skills, 9)]
    more = (f"We pay {pay}." if pay else "", "We raised £5 million.", _COURSE if draw.random() < 0.04 else "")
    return Advert(
        board=BOARD if draw.random() < 0.6 else FEED,
        identity="",
        title=draw.choice(_TITLES),
        company=f"Company {draw.randrange(60)}",
        places=tuple(draw.sample(_PLACES, draw.choice([1, 1, 2]))),
        pay=pay,
        posted=posted,
        text=" ".join([*sentences, *more]),
        is_estimated=draw.random() < 0.2,
    )


def _table(adverts: Sequence[Advert]) -> str:
    file = io.StringIO()
    write = csv.writer(file).writerow
    write(["id", "title", "company", "place", "other_place", "pay", "posted", "text"])
    for one in adverts:
        places = (*one.places, "")[:2]
        write([one.identity, one.title, one.company, *places, one.pay, one.posted, one.text])
    write(["shifted"])
    return file.getvalue()


def _answer(adverts: Sequence[Advert]) -> str:
    """Answer of a job API, which cuts texts and estimates pay."""
    results = []
    for one in adverts:
        cut = f"{one.text[:499]}…" if one.is_estimated else one.text
        results.append({
            "id": one.identity, "redirect_url": f"https://feed.example/{one.identity}", "title": one.title,
            "created": f"{one.posted}T08:00:00Z", "company": {"display_name": one.company},
            "location": {"display_name": one.places[0], "area": ["UK"]}, "description": cut,
            "salary_is_predicted": str(int(one.is_estimated)), "salary_min": 41_234.5, "salary_max": 41_234.5,
        })  # fmt: skip
    return json.dumps({"results": results})
