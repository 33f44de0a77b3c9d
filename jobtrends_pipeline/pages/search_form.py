"""State of the search form in markup: the chosen category and the requested place."""

import html
import re

from jobtrends_pipeline.pages.visible import visible_name

_CATEGORIES = re.compile(r'<select[^<>]{0,200}?\sname="id"[^<>]{0,200}>')
_LONGEST_LIST = 20_000
_CHOSEN = re.compile(r"<option([^<>]{0,200}?\sselected[^<>]{0,200})>([^<]{1,100})")
_NUMBER = re.compile(r'\svalue="(\d+)"')
_PLACE = re.compile(r'<input(?=[^<>]{0,300}?\sname="ll?")[^<>]{0,300}?\svalue="([^"<>]{1,100})"')


def chosen_category(markup: str) -> str | None:
    """Return the category chosen in the form; null for all categories (number 0)."""
    form = _CATEGORIES.search(markup)
    chosen = _CHOSEN.search(markup[form.end() : form.end() + _LONGEST_LIST].partition("</select>")[0]) if form else None
    number = _NUMBER.search(chosen[1]) if chosen else None
    return visible_name(html.unescape(chosen[2])) if chosen and number and number[1] != "0" else None


def asked_place(markup: str) -> str:
    """Return the place in the form, as the page or the visitor wrote it.

    Empty if the form has no place.
    """
    found = _PLACE.search(markup)
    return visible_name(html.unescape(found[1])) if found else ""
