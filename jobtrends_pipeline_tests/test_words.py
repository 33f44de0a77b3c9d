"""Plain English: docstrings of the package begin with one short sentence, and no phrase is a riddle."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import jobtrends_pipeline

PACKAGE = Path(jobtrends_pipeline.__file__).parent
CHECKOUT = PACKAGE.parent
PAGES = [CHECKOUT / "README.md", CHECKOUT / "CHANGELOG.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
LONGEST_LINE = 80
RIDDLES = re.compile(
    r"\b(?:what (?:came|comes) of|(?:was|were|is|are) had|(?:is|are|was|were) told|of before|(?:is|are) (?-i:none)"
    r"|(?:the )?begin of|amiss|whose they are)\b",
    re.IGNORECASE,
)
"""Phrases that stand for a noun of the field, which says it at once: see `docs/glossary.md`."""


def docstrings() -> Iterator[tuple[str, str]]:
    """Each docstring of the package, with its module and line."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                text = ast.get_docstring(node)
                if text:
                    yield f"{path.relative_to(PACKAGE)}:{getattr(node, 'lineno', 1)}", text


def test_docstrings_begin_with_one_short_sentence() -> None:
    found = list(docstrings())
    assert len(found) > 2000
    bad = [
        place
        for place, text in found
        if len(text.split("\n")[0]) > LONGEST_LINE or not text.split("\n")[0].endswith((".", '."'))
    ]
    assert bad == []


def test_docstrings_have_no_riddles() -> None:
    assert [(place, match[0]) for place, text in docstrings() for match in RIDDLES.finditer(text)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_docs_have_no_riddles(page: Path) -> None:
    assert [match[0] for match in RIDDLES.finditer(page.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("text", "is_riddle"),
    [
        ("What came of a request.", True),
        ("A page that was had from the source.", True),
        ("People are told of it.", True),
        ("Return the outcome of a request.", False),
        ("The message is sent to all channels.", False),
    ],
)
def test_a_riddle_is_told_from_plain_words(text: str, is_riddle: bool) -> None:  # noqa: FBT001  # of a case
    assert bool(RIDDLES.search(text)) == is_riddle
