"""Lists that a heading announces, with the number of their rows: what is announced and not there was lost."""

import re
from collections.abc import Iterator

from jobtrends_pipeline.pages.outline import Heading, Outline
from jobtrends_pipeline.pages.page import INFO, WARNING, Finding

TOP_SKILLS = re.compile(r"top (\d+) co-?\s?occurring", re.IGNORECASE)
TOP_LOCATIONS = re.compile(r"top (\d+) [a-z ]*locations", re.IGNORECASE)
ANNOUNCED = {"locations": TOP_LOCATIONS, "skills": TOP_SKILLS}
"""Headings that announce a list, by part."""


def count_findings(
    outline: Outline, pattern: re.Pattern[str], part: str, found: int, *, is_most: bool = False
) -> Iterator[Finding]:
    """Compare the rows read with the number that a heading announces; a list of skills may be shorter."""
    for block in outline.blocks:
        match = pattern.search(block.text) if isinstance(block, Heading) else None
        if match and found and found != int(match[1]):
            severity = INFO if is_most and found < int(match[1]) else WARNING
            yield Finding("row_count", part, severity, f"heading announces {match[1]} rows, {found} were read")
            return
