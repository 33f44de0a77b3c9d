"""Subject of a page from its sentences, for a table that is cut off."""

import re
from collections import Counter
from collections.abc import Iterable

_SKILL = (
    r"\bwith a requirement for (?P<name>.{1,80}?) skills\b",
    r"\brequiring (?P<name>[^.]{1,80}?) skills\. ",
    r"\bcited (?P<name>.{1,80}?) over the \d",
    r"\bthe (?:prevalence of the )?term (?P<name>.{1,80}?) in (?:permanent|contract|IT)\b",
    r"^(?P<name>.{1,80}?) (?:is in|falls under) the .{1,100}? category\b",
    r"\bciting (?P<name>.{1,80}?) as a (?:proportion|percentage) of\b",
)
_ROLE = (
    r"\b(?:rate|salary) for an? (?P<name>.{1,80}?) (?:was|is|in|of)\b",
    r"\bmedian (?P<name>.{1,80}?) (?:salary|daily rate) in\b",
    r"\bfeatur(?:ed|ing) '?(?P<name>.{1,80}?)'? in the job title\b",
)
_PATTERNS = [(kind, re.compile(form)) for kind, forms in (("skill", _SKILL), ("role", _ROLE)) for form in forms]
_LONGEST_TEXT = 2000
_AGREEING = 2


def subject_named(prose: Iterable[str]) -> tuple[str, str] | None:
    """Return name and kind of the subject, from the sentences of a page.

    At least two forms of sentence must agree on them, and no other name may be as frequent; else null.

    Args:
        prose: Texts of the page's paragraphs and headings.
    """
    found: Counter[tuple[str, str]] = Counter()
    texts = [text for text in prose if len(text) <= _LONGEST_TEXT]
    for kind, pattern in _PATTERNS:
        found.update({(match["name"], kind) for text in texts if (match := pattern.search(text))})
    (best, count), (_, other) = [*found.most_common(2), (("", ""), 0), (("", ""), 0)][:2]
    return best if count >= _AGREEING and count > other else None
