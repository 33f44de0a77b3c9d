"""Lists that a heading announces with a row count; a shortfall means lost rows."""

import re
from collections.abc import Iterator

from jobtrends_pipeline.pages.outline import Heading, Outline
from jobtrends_pipeline.pages.page import INFO, WARNING, Finding

TOP_SKILLS = re.compile(r"top (\d+) co-?\s?occurring", re.IGNORECASE)
TOP_LOCATIONS = re.compile(r"top (\d+) [a-z ]*locations", re.IGNORECASE)
ANNOUNCED = {"locations": TOP_LOCATIONS, "skills": TOP_SKILLS}
"""Patterns of the headings that announce a list, by part of the page."""


def count_findings(
    outline: Outline, pattern: re.Pattern[str], part: str, found: int, *, is_most: bool = False
) -> Iterator[Finding]:
    """Compare the number of rows read with the number in the heading.

    Args:
        outline: The page.
        pattern: Pattern of the heading; its first group is the number announced.
        part: Part of the page, for the position of the finding.
        found: Number of rows read; 0 gives no finding.
        is_most: Whether the number is a maximum, as for skills: a shorter list is then information only.

    Returns:
        One finding if the numbers differ, else none.
    """
    for block in outline.blocks:
        match = pattern.search(block.text) if isinstance(block, Heading) else None
        if match and found and found != int(match[1]):
            severity = INFO if is_most and found < int(match[1]) else WARNING
            yield Finding("row_count", part, severity, f"heading announces {match[1]} rows, {found} were read")
            return
