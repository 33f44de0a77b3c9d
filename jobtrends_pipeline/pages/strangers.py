"""What a page is that is none of the source's statistics, told from its words, so that a person knows what to do."""

import re

from jobtrends_pipeline.pages.outline import Outline

_KINDS = (
    ("a page that says it was not found", r"\b404\b|not found|no longer available|does not exist"),
    ("a page that asks to prove one is human", r"captcha|are you (?:a )?human|not a robot|checking your browser"),
    ("a refusal to serve the page", r"\b40[13]\b|\b429\b|access denied|forbidden|too many requests|blocked"),
    ("a page that asks to log in", r"\b(?:log|sign) ?in\b|password"),
    (
        "a page that asks for consent",
        r"\bconsent\b|before you continue|accept (?:all )?cookies|cookie (?:policy|settings)",
    ),
    (
        "an error page",
        r"\b50[0234]\b|server error|bad gateway|unavailable|an error (?:has )?occurred|something went wrong",
    ),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
_OWN_HOST = "itjobswatch.co.uk"
_LONGEST = 4000
"""An error or a log-in says what it is at once; a long page that has such words somewhere is something else."""


def stranger(outline: Outline) -> str:
    """What the page seems to be, in words, with its title; and of what source it is not."""
    words = " ".join((outline.title, *outline.prose, *outline.loose))
    title = f" (titled {outline.title[:80]!r})" if outline.title else ""
    for text in (outline.title, words if len(words) <= _LONGEST else ""):
        for kind, pattern in _PATTERNS:
            if pattern.search(text):
                return f"{kind}, not a job-trend page of IT Jobs Watch{title}"
    if _OWN_HOST in (outline.canonical_url or ""):
        return f"a page of IT Jobs Watch without figures{title}: its tables are empty, or it is of another kind"
    return f"no summary table and no market index found: not a job-trend page of IT Jobs Watch{title}"
