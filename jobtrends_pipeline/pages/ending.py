"""Where an HTML document ends: whether it was cut off, whatever end tags its writer leaves out."""

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
"""Elements of the source's pages whose end tags HTML does not let be left out."""
_REACH = 100_000
"""Characters from the end in which an end mark is looked for."""


def is_whole(markup: str) -> bool:
    """Whether a document reaches its end.

    The end mark shows it. Where that is left out, as HTML allows, nothing may be open that has to be closed.
    """
    tail = markup[-_REACH:]
    marks = list(_MARK.finditer(tail))
    if marks and not _CONTENT.search(tail, marks[-1].end()):
        return True
    return not _open_elements(markup)


def _open_elements(markup: str) -> Counter[str]:
    """How many elements of each name are open at the end, the tag in which a document is cut off included."""
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
