"""Adverts written by this project, for the sample: two dumps of a board that does not exist.

Employers, vacancies and pay are made up. They show what own adverts come to: ranges, rates a day, "up to" and "from",
estimates, vacancies that are advertised twice or are still there on the second day, a course and a job abroad.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

FIRST_DAY, SECOND_DAY = date(2026, 1, 31), date(2026, 2, 15)
_SEED = 2026
_PLACES = (
    "London",
    "London",
    "London",
    "Manchester",
    "Leeds",
    "Glasgow",
    "Bristol",
    "Birmingham",
    "Cardiff",
    "Reading",
)
_ROLES = {
    "Backend Developer": (62_000, ("Python", "SQL", "AWS", "Docker", "Kubernetes", "PostgreSQL", "REST", "Git")),
    "Java Developer": (68_000, ("Java", "Spring Boot", "SQL", "AWS", "Kafka", "Docker", "Git", "Jenkins")),
    "Data Engineer": (65_000, ("Python", "SQL", "Azure", "Databricks", "Spark", "Airflow", "Snowflake", "Git")),
    "DevOps Engineer": (64_000, ("AWS", "Terraform", "Kubernetes", "Linux", "Jenkins", "Docker", "Python", "Git")),
}
_COUNTS = {"Backend Developer": 44, "Java Developer": 32, "Data Engineer": 30, "DevOps Engineer": 18}
_TASKS = (
    "keep the {thing} of our {area} running", "write tests for the {thing} before it changes",
    "move the {area} from one {thing} to the next", "review what others change in the {thing}",
    "measure how the {area} uses the {thing}", "write down how the {thing} works for the next reader",
    "talk with people of the {area} about what the {thing} should do", "take turns to be on call for the {thing}",
)  # fmt: skip
_THINGS = (
    "queue", "ledger", "search", "importer", "calendar", "gateway", "archive", "scheduler", "register", "monitor",
)  # fmt: skip
_AREAS = ("payments", "freight", "energy meters", "library", "ticket office", "claims", "orchard", "clinic", "harbour")


@dataclass(frozen=True)
class Example:
    """An advert as the board shows it."""

    number: int
    title: str
    employer: str
    place: str
    pay: str
    text: str
    posted_on: date

    def line(self) -> str:
        """The advert as a line of JSON."""
        fields = {
            "id": f"example-{self.number:04}", "url": f"https://adverts.example/{self.number:04}", "title": self.title,
            "employer": self.employer, "place": self.place, "salary": self.pay, "text": self.text,
            "posted": self.posted_on.isoformat(),
        }  # fmt: skip
        return json.dumps(fields, ensure_ascii=False)


def dumps() -> dict[date, str]:
    """The adverts of each day as JSON lines, the same ones every time."""
    draw = random.Random(_SEED)  # noqa: S311
    adverts = list(_vacancies(draw))
    first = [advert for advert in adverts if advert.posted_on <= FIRST_DAY]
    later = [advert for advert in adverts if advert.posted_on > FIRST_DAY]
    still_there = draw.sample(first, len(first) // 3)
    again = [
        replace(advert, number=900 + number, posted_on=SECOND_DAY - timedelta(days=2))
        for number, advert in enumerate(draw.sample([one for one in first if one not in still_there], 6))
    ]
    held = {FIRST_DAY: first, SECOND_DAY: [*still_there, *later, *again, *_left_out()]}
    return {day: "".join(f"{advert.line()}\n" for advert in each) for day, each in held.items()}


def _vacancies(draw: random.Random) -> Iterator[Example]:
    number = 0
    for title, count in _COUNTS.items():
        middle, skills = _ROLES[title]
        for _ in range(count):
            number += 1
            place = draw.choice(_PLACES)
            level = draw.choice(("Junior ", "", "", "", "Senior ", "Lead "))
            worth = middle * {"Junior ": 0.65, "": 1.0, "Senior ": 1.25, "Lead ": 1.4}[level]
            worth *= (1.15 if place == "London" else 0.95) * draw.uniform(0.88, 1.12)
            yield Example(
                number,
                f"{level}{title}",
                f"Example Employer {draw.randrange(1, 40)}",
                place,
                _pay(draw, worth),
                _text(draw, title, draw.sample(skills, 5)),
                SECOND_DAY - timedelta(days=draw.randrange(1, 60)),
            )


def _pay(draw: random.Random, worth: float) -> str:
    low, high = (round(worth * part / 2_500) * 2_500 for part in (0.92, 1.08))
    kind = draw.randrange(12)
    if kind < 6:
        return f"£{low:,} - £{high:,} per annum"
    if kind < 8:
        return f"Up to £{high:,} per annum plus benefits"
    if kind == 8:
        return f"£{round(worth / 220 / 25) * 25:,} per day, outside IR35"
    return "Competitive" if kind < 11 else f"£{low:,} per year - estimated"


def _text(draw: random.Random, title: str, skills: list[str]) -> str:
    lines = [f"An employer that does not exist looks for a {title}. This advert was written for a sample."]
    lines += [
        f"You {task.format(thing=draw.choice(_THINGS), area=draw.choice(_AREAS))}." for task in draw.sample(_TASKS, 5)
    ]
    lines.append(f"You have worked with {', '.join(skills[:-1])} and {skills[-1]}.")
    return " ".join(lines)


def _left_out() -> Iterator[Example]:
    """What does not count: a course that poses as a vacancy, and a job abroad."""
    posted = SECOND_DAY - timedelta(days=3)
    yield Example(
        990, "Data Engineer - No Experience Needed", "Example Training", "Leeds", "£30,000 - £45,000 per annum",
        "Looking for a career change? Complete our online training courses and we guarantee you a job interview. "
        "The course fee can be paid monthly.", posted,
    )  # fmt: skip
    yield Example(
        991, "Java Developer", "Example Employer Abroad", "Sydney, Australia", "A$140,000 per annum",
        "Relocate to Australia. You have worked with Java, SQL and Kafka. Visa sponsorship is available.", posted,
    )  # fmt: skip
