"""Plain text of an advert, from HTML, Markdown or escaped markup.

Each block element is a line; furniture of the page around the advert is dropped.
"""

import html
import re

from selectolax.lexbor import LexborHTMLParser

LONGEST_SOURCE = 400_000
"""Characters of markup that are read of one advert; the longest seen has 60,000."""
_BLOCK = re.compile(
    r"<(?=/?(?:p|div|li|ul|ol|br|hr|tr|td|th|table|h[1-6]|section|article|header|footer|dl|dt|dd|blockquote|pre"
    r"|form|option|aside"
    r"|main|nav|address|figure)\b)",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s|/?>)")
_ESCAPED_TAG = re.compile(r"&(?:amp;)?lt;/?[a-zA-Z]")
_NESTING = re.compile(
    r"<(/?)(?!(?:br|hr|img|input|meta|link|wbr|p|li|td|tr|th|dt|dd|option|col|source|area|base)\b)[a-z]", re.IGNORECASE
)
_DEEPEST = 200
_ANY_TAG = re.compile(r"<[^<>]{0,1000}>")
_SILENT = ["script", "style", "noscript", "template", "iframe", "svg", "select", "textarea", "head"]
_MARKDOWN_ESCAPE = re.compile(r"\\([-+|~>.()*&$_\[\]#!`])")
_MARKDOWN_MARK = re.compile(r"\*{2,}|(?<!\w)_{2}|_{2}(?!\w)|(?m:^#{1,6} )")
_STARTERS = (
    "The|This|That|These|You|Your|We|Our|Us|As|In|At|An|If|For|With|To|Who|What|Why|How|When|About|Key|Role|Location|Salary|Rate|Start|Contract|Job"
    "|Experience|Experienced|Strong|Excellent|Good|Proven|Knowledge|Understanding|Ability|Working|Work|Build|Design|Develop|Create"
    "|Manage|Lead|Support|Ensure|Provide|Collaborate|Extracting|Analyse|Responsibilities|Requirements|Essential|Desirable|Benefits|Duration"
    "|Company|Hybrid|Remote|Permanent|Full|Please|Apply|Skills|Qualifications|Education|Own|Deliver|Partner|Drive|Use|Be|Must|No|Day"
)
_CAMEL = re.compile(r"[a-z.)](?=[A-Z])")
_STARTER = re.compile(rf"(?:{_STARTERS})(?![a-z])")
_BEFORE_GLUE = re.compile(r"[a-z0-9)£/]")
_FURNITURE = frozenset(
    {
        *("❮ back to last search", "❮back to last search", "back to last search", "back to results", "apply now"),
        *("apply for this job", "easy apply", "easy applynew", "easy applynewremote", "easy applyremote", "new"),
        *("newremote", "show more", "show less", "report this job", "save job", "share this job", "sign in", "?"),
    }
)
"""Lines of the page around an advert, in lower case."""
_BLANKS = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
_LINES = re.compile(r" ?\n[ \n]*")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")


def advert_text(source: str) -> str:
    """Turn the description of an advert into lines of text.

    Markup is undone with a line break at each block element, up to twice where it is escaped twice; Markdown loses its
    marks; invisible characters and lines that belong to the page around the advert are dropped; sentences that were
    glued when tags were stripped, "per dayThe role", are parted.

    Args:
        source: HTML, escaped HTML, Markdown or text; its first 400,000 characters count.
    """
    text = source[:LONGEST_SOURCE]
    for _ in range(2):
        if not _TAG.search(text):
            if not _ESCAPED_TAG.search(text):
                break
            text = html.unescape(text.replace("&amp;lt;", "&lt;").replace("&amp;gt;", "&gt;"))
        text = _without_tags(text)
    text = html.unescape(text) if "&" in text else text
    text = text if text.isascii() else _INVISIBLE.sub("", text)
    return _without_furniture(_parted(_tidy(_without_markdown(text))))


def _parted(text: str) -> str:
    """Part sentences that were glued, "per dayThe role", at usual first words."""
    ends = [
        match.end()
        for match in _CAMEL.finditer(text)
        if _STARTER.match(text, match.end()) and _BEFORE_GLUE.match(text, match.start() - 1)
    ]
    return "\n".join(text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True))


def _without_furniture(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if line.lower() not in _FURNITURE)


def _without_tags(source: str) -> str:
    if _is_deep(source):
        return _ANY_TAG.sub("\n", source)
    parser = LexborHTMLParser(_BLOCK.sub("\n<", source))
    for node in parser.css(",".join(_SILENT)):
        node.decompose()
    return parser.text() if parser.root is not None else ""


def _is_deep(source: str) -> bool:
    """Whether elements are nested deeper than in any advert.

    The parser takes time quadratic in the depth.
    """
    depth = 0
    for match in _NESTING.finditer(source):
        depth += -1 if match[1] else 1
        if depth > _DEEPEST:
            return True
    return False


def _without_markdown(text: str) -> str:
    if "\\" in text:
        text = _MARKDOWN_ESCAPE.sub(r"\1", text)
    return _MARKDOWN_MARK.sub("", text) if "**" in text or "__" in text or "#" in text else text


def _tidy(text: str) -> str:
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()
