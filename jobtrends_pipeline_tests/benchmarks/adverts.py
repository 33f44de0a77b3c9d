"""How many adverts a second the rules read on one core, alone and with places and repetitions.

Run `python -m jobtrends_pipeline_tests.benchmarks.adverts [COUNT]`. Texts of 4.4 kB are made of common sentences, names
of the vocabulary and four that speak of money, so that no real adverts are needed. Processor time counts; the fastest
of three rounds.
"""

import random
import sys
import time
from collections.abc import Callable

from jobtrends_pipeline.adverts.duplicates import SeenAdvert, vacancies
from jobtrends_pipeline.adverts.pay import read_pay, read_pay_line
from jobtrends_pipeline.adverts.places import read_place
from jobtrends_pipeline.adverts.sellers import course_seller, foreign_job
from jobtrends_pipeline.adverts.skill_vocabulary import shipped_skills
from jobtrends_pipeline.adverts.skills import find_skills
from jobtrends_pipeline.adverts.text import advert_text
from jobtrends_pipeline.adverts.titles import read_roles

COUNT, ROUNDS, LENGTH = 1_000, 3, 4_400
_TITLES = [
    "Senior Data Engineer - Leeds",
    "Java Developer",
    "Head of Data & AI",
    "2nd Line Support Analyst",
    "Pricing Analyst",
]
_PLACES = ["Leeds, West Yorkshire", "London, UK", "Walton, Chesterfield", "Remote", "Reading, Berkshire"]
_SENTENCES = [
    "You will work with stakeholders across the business and take ownership of delivery.",
    "The team is growing quickly and values clear communication and curiosity.",
    "You will design, build and maintain services that our customers rely on every day.",
    "We offer 25 days of holiday, private healthcare and hybrid working, 3 days per week onsite.",
]
_MONEY = [
    "Salary: £45,000 - £55,000 per annum, depending on experience, plus bonus.",
    "We raised £143 million last year and manage more than £5bn of assets.",
    "Rate: £500-550 per day inside IR35.",
    "You have a training budget of £1,500.",
]


def main() -> None:
    """Print adverts per second of each rule and of all."""
    count = int(sys.argv[1]) if sys.argv[1:] else COUNT
    adverts = [_advert(number) for number in range(count)]
    texts = [advert_text(advert.text) for advert in adverts]
    rules: dict[str, Callable[[], object]] = {
        "text": lambda: [advert_text(advert.text) for advert in adverts],
        "pay, free text": lambda: [read_pay(text) for text in texts],
        "pay line": lambda: [read_pay_line("£45,000 - £55,000 per annum, OTE") for _ in adverts],
        "titles": lambda: [read_roles(advert.title) for advert in adverts],
        "skills": lambda: [find_skills(text) for text in texts],
        "places": lambda: [read_place(advert.place) for advert in adverts],
        "sellers": lambda: [(course_seller(one.title, one.text), foreign_job(one.title, one.text)) for one in adverts],
        "repetitions": lambda: vacancies(adverts),
        "all but repetitions": lambda: list(map(_all_rules, adverts)),
    }
    seconds = {name: _fastest(work) for name, work in rules.items()}
    sys.stdout.write(f"{count:,} adverts of {sum(map(len, texts)) // count:,} characters\n")
    for name, least in seconds.items():
        sys.stdout.write(f"{name:<22} {count / least:10,.0f} adverts/s\n")
    whole = seconds["all but repetitions"] + seconds["repetitions"]
    sys.stdout.write(f"{'all':<22} {count / whole:10,.0f} adverts/s\n")


def _advert(number: int) -> SeenAdvert:
    draw = random.Random(number)  # noqa: S311  # no secret
    names = [skill.name for skill in shipped_skills()]
    parts = [*_MONEY]
    while sum(map(len, parts)) < LENGTH:
        parts.append(
            draw.choice(_SENTENCES) if draw.random() < 0.6 else f"Experience of {draw.choice(names)} and {number}."
        )
    draw.shuffle(parts)
    text = "".join(f"<p>{part}</p>" for part in parts)
    return SeenAdvert(f"{number:06}", draw.choice(_TITLES), f"Company {number % 50}", draw.choice(_PLACES), text)


def _all_rules(advert: SeenAdvert) -> None:
    text = advert_text(advert.text)
    read_pay(f"{advert.title}\n{text}")
    read_roles(advert.title)
    find_skills(text, employer=advert.company)
    read_place(advert.place)
    course_seller(advert.title, text, advert.company)
    foreign_job(advert.title, text)


def _fastest(work: Callable[[], object]) -> float:
    """Seconds of processor time of the fastest of some rounds."""
    return min(_timed(work) for _ in range(ROUNDS))


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
