"""End of an HTML document: whether the document is complete or cut off.

Missing end tags that HTML allows do not count as cut off.
"""

import re
from collections import Counter

_MARK = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_CONTENT = re.compile(r"<(?:table|tr|t[dh]|section|main|h[1-6])\b", re.IGNORECASE)
_PARTS = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)"
    r"|<(/?)([a-z][a-z0-9]*+)\b(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+(>|\Z|(?=<))",
    re.IGNORECASE | re.DOTALL,
)
_WHOLE = re.compile(r"(?:-->|</(?:script|style)\s*>)\Z", re.IGNORECASE)
_MUST_END = frozenset(
    {
        *("table", "div", "section", "main", "article", "header", "footer", "nav", "aside", "form", "select", "button"),
        *("ul", "ol", "dl", "span", "a", "title", "h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "label", "time"),
    }
)
"""Elements of the source's pages whose end tags HTML requires."""
_REACH = 100_000
"""Characters from the end in which an end mark is searched for."""


def is_whole(markup: str) -> bool:
    """Check whether a document is complete.

    The end mark shows it. If the mark is left out, as HTML allows, no element may be open that has to be closed.
    """
    tail = markup[-_REACH:]
    marks = list(_MARK.finditer(tail))
    if marks and not _CONTENT.search(tail, marks[-1].end()):
        return True
    return not _open_elements(markup)


def _open_elements(markup: str) -> Counter[str]:
    """Count the elements open at the end, by name.

    A tag that the end of the document cuts in two counts as an open element.
    """
    opened: Counter[str] = Counter()
    position = 0
    for part in _PARTS.finditer(markup):
        position = part.end()
        name = (part[3] or "").lower()
        if not name:
            if not _WHOLE.search(part[0]):
                opened[part[0][:8]] += 1
        elif not part[4]:
            opened[f"<{name}"] += part.end() == len(markup)
        elif name in _MUST_END:
            opened[name] += -1 if part[2] else 1
    if "<" in markup[position:]:
        opened["<"] += 1
    return Counter({name: count for name, count in opened.items() if count > 0})
