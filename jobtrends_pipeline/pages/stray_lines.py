"""Stray lines between the rows of a list in a text capture.

They are usually the rest of a broken row.
"""

import re
from collections.abc import Sequence

from jobtrends_pipeline.pages.outline import Cell
from jobtrends_pipeline.pages.page import INFO, WARNING, Finding
from jobtrends_pipeline.pages.skills import CATEGORIES

CHECK = "stray_line"
_HEAD = re.compile(
    r"\b(?:locations?|rank|change|ads|adverts|jobs?|vacanc\w+|contracts?|median|average|salary|rates?|live|year|months?)\b"
    r"|[.:|]$",
    re.IGNORECASE,
)
"""Words of a head; a line that ends a sentence or contains cells is no part of a name either."""
_FIRST_RANK = "1"
_LONGEST, _MOST_LINES = 60, 3


class StrayLines:
    """Check of the lines between two rows, done once the second row is known.

    It follows the reading of lines.
    """

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._shape = ""
        self._between: list[tuple[str, bool]] = []

    def prose(self, text: str, *, is_next: bool) -> None:
        """Take a line that is no row.

        Args:
            text: The line.
            is_next: Whether no blank line is before it.
        """
        self._between.append((text, is_next))

    def row(self, shape: str, cells: Sequence[Cell]) -> bool:
        """Take a row of a list.

        Args:
            shape: Kind of row: `skills`, `locations`, `index` or `summary`.
            cells: Cells of the row.

        Returns:
            Whether the row continues the list of skills before it, despite the lines between.
        """
        lines, self._between = self._between, []
        before, self._shape = self._shape, shape
        if not lines:
            return False
        name = cells[-1 if shape == "skills" else 0].text
        goes_on = before == shape and self._goes_on(shape, cells, lines)
        if goes_on:
            self._note(shape, WARNING, [text for text, _ in lines], name)
        elif shape == before == "skills" and _is_tail(lines):
            self._note(shape, WARNING, [lines[0][0]], name)
        elif shape == "locations" and lines[-1][1] and len(lines) > 1 and not _HEAD.search(lines[-1][0]):
            self._note(shape, INFO, [lines[-1][0]], name)
        return goes_on and shape == "skills"

    def _goes_on(self, shape: str, cells: Sequence[Cell], lines: Sequence[tuple[str, bool]]) -> bool:
        if shape == "skills":
            return cells[0].text != _FIRST_RANK
        is_short = len(lines) <= _MOST_LINES and all(len(text) <= _LONGEST for text, _ in lines)
        return shape == "locations" or (shape == "index" and is_short and all(is_next for _, is_next in lines))

    def _note(self, shape: str, severity: str, lines: Sequence[str], name: str) -> None:
        told = " / ".join(text[:_LONGEST] for text in lines[:_MOST_LINES])
        message = f"{told!r} stands before the row of {name[:80]!r}: one of them may be a part of a name"
        self.findings.append(Finding(CHECK, f"{shape}/{name[:80]}", severity, message))


def _is_tail(lines: Sequence[tuple[str, bool]]) -> bool:
    """Check whether two lines are a stray line and the head of a category.

    The stray line is directly below the row before it.
    """
    (first, is_next), (last, _) = lines[0], lines[-1]
    return len(lines) == 2 and is_next and last in CATEGORIES and first not in CATEGORIES
