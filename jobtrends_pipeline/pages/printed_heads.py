"""Printed heads of lists in a page's text.

The text is read by the usual order of columns, so the printed head must have that order.
"""

import re
from collections.abc import Sequence

_HEADS = {
    "locations": re.compile(
        r"location\b.*?\brank\b.*?\b(?:matching|ads|adverts|jobs|vacancies|contracts)\b.*?\b(?:median|average)\b"
        r".*?\bchange\b",
        re.IGNORECASE,
    ),
    "index": re.compile(
        r"(?:skill|description|job role)\b.*?\brank\b.*?\brank\b.*?\bchange\b.*?\b(?:median|average)\b"
        r".*?\b(?:median|average)\b.*?\bchange\b.*?\b(?:historical|ads|adverts|vacancies)\b",
        re.IGNORECASE,
    ),
}
_LIVE = re.compile(r"\blive\b", re.IGNORECASE)
_MOST_LINES, _LONGEST_HEAD = 40, 400


def printed_head(lines: Sequence[str], part: str, first_row: str) -> str:
    """Return the head right above a list, on one line.

    Args:
        lines: The page's text.
        part: `locations` or `index`.
        first_row: Name in the first row of the list.

    Returns:
        The head; empty if it is absent, or if its columns are not the usual ones.
    """
    for start, line in enumerate(lines):
        usual = _HEADS[part]
        if not line.casefold().lstrip("| ").startswith(("location", "skill", "description", "job role")):
            continue
        end = _row_after(lines, start, first_row)
        head = " ".join(" ".join(lines[start:end]).replace("|", " ").split())
        match = usual.match(head) if end and len(head) <= _LONGEST_HEAD else None
        if match and not _LIVE.search(match[0]):
            return head
    return ""


def _row_after(lines: Sequence[str], start: int, name: str) -> int:
    """Return the number of the next line that begins with a name.

    It is 0 if none of the following 39 lines does.
    """
    near = range(start + 1, min(start + _MOST_LINES, len(lines)))
    return next((number for number in near if lines[number].removeprefix("|").strip().startswith(name)), 0)
