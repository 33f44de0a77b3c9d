"""Every form that a printed detail page comes in, by name."""

import re
from collections.abc import Callable

from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import PrintedPage
from jobtrends_pipeline_tests.support.site.text import page_text

_TAG = re.compile(r"(</?(?:td|th|tr|table|span|div|a|h2|p)\b[^>]*>)")


def prettified(html: bytes) -> bytes:
    """The page with every tag that matters on a line of its own."""
    return _TAG.sub(r"\n    \1\n    ", html.decode()).encode()


FORMS: dict[str, Callable[[PrintedPage], bytes]] = {
    "utf-8": page_html,
    "cp1252": lambda page: page_html(page, encoding="cp1252"),
    "cp1252 said to be utf-8": lambda page: page_html(page, encoding="cp1252", declared="utf-8"),
    "prettified": lambda page: prettified(page_html(page)),
    "spaces": lambda page: page_text(page, style="spaces").encode(),
    "pipes": lambda page: page_text(page, style="pipes").encode(),
    "lines": lambda page: page_text(page, style="lines").encode(),
}
TEXT_FORMS = ("spaces", "pipes", "lines")
