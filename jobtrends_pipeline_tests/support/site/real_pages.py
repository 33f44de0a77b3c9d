"""The real printed figures this folder is checked against; they live beside the repository, not in it."""

from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
CASES = sorted((SHARED / "cases").glob("*.json"))

_ABSENT = pytest.param(None, marks=pytest.mark.skip(reason="../shared/cases is not beside the repository"))
each_case = pytest.mark.parametrize("case", CASES or [_ABSENT], ids=lambda path: path.stem if path else "none")
needs_shared = pytest.mark.skipif(not CASES, reason="../shared is not beside the repository")


def case_named(stem: str) -> Path:
    """The file of one case."""
    return SHARED / "cases" / f"{stem}.json"


def subsequence(wanted: list[Any], held: list[Any]) -> bool:
    """Whether all of `wanted` occurs in `held`, in order."""
    rest = iter(held)
    return all(item in rest for item in wanted)
