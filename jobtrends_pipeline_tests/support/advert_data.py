"""Real adverts beside the repository, and the labels that were made of them by hand."""

import csv
import gzip
import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from jobtrends_pipeline_tests.support.site.real_pages import SHARED

ADVERTS = SHARED / "adverts"
GOLD = Path(__file__).parent.parent / "adverts" / "gold"
needs_adverts = pytest.mark.skipif(not ADVERTS.is_dir(), reason="../shared/adverts is not beside the repository")


@cache
def table(name: str) -> list[dict[str, str]]:
    """The rows of a packed CSV file."""
    csv.field_size_limit(10**8)
    with gzip.open(ADVERTS / f"{name}.csv.gz", "rt", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


@cache
def api_answers() -> dict[str, dict[str, Any]]:
    """The adverts of the daily answers of an API, by identifier, the last answer counts."""
    return {posting["id"]: posting for _, postings in daily_answers().values() for posting in postings}


@cache
def daily_answers() -> dict[date, tuple[Path, list[dict[str, Any]]]]:
    """The daily answers of an API in their order: file and adverts of each day."""
    found = {}
    for path in sorted(ADVERTS.glob("adzuna-2026-*.json.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            answer = json.load(file)
        found[date.fromisoformat(answer["collected_at"][:10])] = (path, answer["postings"])
    return found


def json_lines(name: str) -> Iterator[dict[str, Any]]:
    """The objects of a packed file with one a line."""
    with gzip.open(ADVERTS / name, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def gold(name: str) -> list[list[str]]:
    """The labels of a file, field by field."""
    lines = (GOLD / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]
