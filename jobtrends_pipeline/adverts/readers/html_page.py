"""HTML page cut into its JSON-LD scripts and the markup around them.

The time to cut it is linear in its length. Parsers of HTML take time quadratic in depth and in the attributes of an
element; so no tree is made of a page, but of markup that was found to be light.
"""

import re
from dataclasses import dataclass

from jobtrends_pipeline.adverts.readers.not_understood import NotUnderstoodError

MOST_CHARACTERS = 2 * 1024 * 1024
MOST_TAGS = 10_000
"""Tags of markup of which a tree is made; real pages have up to 5,000."""
MOST_WORDS = 3_000
"""Words without the end of a tag between them: attributes of one element, or text."""
_TYPE = "application/ld+json"
_OPENING = re.compile(r"<!--|<script(?=[\s/>])|<style(?=[\s/>])", re.IGNORECASE)
_CLOSING = {
    "<!--": re.compile("-->"),
    "<script": re.compile("</script[^<>]*>?", re.IGNORECASE),
    "<style": re.compile("</style[^<>]*>?", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A page in two parts.

    Attributes:
        linked_data: Contents of its JSON-LD scripts.
        markup: The page without scripts, styles and comments.
    """

    linked_data: tuple[str, ...]
    markup: str


def cut_page(text: str) -> HtmlPage:
    """Cut a page; a script or comment that is never closed reaches to the end."""
    linked_data: list[str] = []
    kept: list[str] = []
    place = 0
    while opening := _OPENING.search(text, place):
        kept.append(text[place : opening.start()])
        name = opening[0].lower()
        head_end = text.find(">", opening.end()) + 1 if name == "<script" else opening.end()
        closing = _CLOSING[name].search(text, head_end) if head_end else None
        if name == "<script" and head_end and _TYPE in text[opening.end() : head_end].lower():
            linked_data.append(text[head_end : closing.start() if closing else len(text)])
        if not closing:
            return HtmlPage(tuple(linked_data), "".join(kept))
        place = closing.end()
    return HtmlPage(tuple(linked_data), "".join([*kept, text[place:]]))


def check_light(markup: str) -> None:
    """Check that a tree can be made of markup without scripts in a few seconds.

    Raises:
        NotUnderstoodError: if it is too long, or has too many tags or attributes.
    """
    if len(markup) > MOST_CHARACTERS:
        raise NotUnderstoodError("is too long")
    if markup.count("<") > MOST_TAGS:
        raise NotUnderstoodError("has too many tags")
    if any(len(part) > MOST_WORDS and len(part.split(None, MOST_WORDS)) > MOST_WORDS for part in markup.split(">")):
        raise NotUnderstoodError("has too many attributes in one tag")
