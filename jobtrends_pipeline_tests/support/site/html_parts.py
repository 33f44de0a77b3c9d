"""Small pieces of the source's markup that detail pages and the market index share."""

import re
from datetime import date
from html import escape
from typing import Literal

from jobtrends_pipeline_tests.support.site.figures import has_rank_words, rank_change_words
from jobtrends_pipeline_tests.support.site.labels import SECTIONS

Encoding = Literal["utf-8", "cp1252"]

_TRENDS = {"+": "rankUp", "-": "rankDown", "0": "rankNoc"}
_ORDINAL = re.compile(r"(\d+)th Percentile")


def label_html(label: str, day: date) -> str:
    """A row's label: ordinals in `<sup>` since 2021."""
    text = escape(label)
    return _ORDINAL.sub(r"\1<sup>th</sup> Percentile", text) if day >= SECTIONS else text


def rank_change_html(printed: str, day: date) -> str:
    """A change of rank behind its arrow; the arrow's tool-tip is text of the cell since April 2026."""
    words = rank_change_words(printed)
    if not words:
        return escape(printed)
    classes = f"rankChg {_TRENDS[printed[0]]}"
    if has_rank_words(day):
        return f'<span class="{classes}"><span class="tip">{words}</span></span>{printed}'
    return f'<span class="{classes}" title="{words}"></span>{printed}'


def encoded(html: str, encoding: Encoding) -> bytes:
    """The bytes of a page: `&#163;` for pounds in UTF-8, the bare byte in cp1252 copies.

    What cp1252 cannot hold becomes a character reference.
    """
    if encoding == "utf-8":
        return html.replace("£", "&#163;").encode()
    return html.encode(encoding, errors="xmlcharrefreplace")


def footer_html(day: date) -> str:
    """The foot of every page: links, the date of the figures and the licence."""
    dated = f'<time datetime="{day.isoformat()}">{day:%A} {day.day} {day:%B %Y}</time>'
    return f"""<div class="pageFooter" role="contentinfo">
<div class="links"><a href="/about.aspx">About us</a><span>|</span>
<a href="/copyright.aspx">Copyright</a></div>
<div class="notice">Last Updated <b>{dated}</b></div>
<div class="copyright">2004-{day.year} IT Jobs Watch Ltd. Some rights reserved.
Creative Commons Attribution-NonCommercial-ShareAlike 4.0 International License.</div>
</div>"""


def head_html(title: str, canonical: str, encoding: str) -> str:
    """The head of a page, with the script element real pages carry."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="{"windows-1252" if encoding == "cp1252" else encoding}">
<title>{escape(title)} | IT Jobs Watch</title>
<link rel="canonical" href="{escape(canonical)}">
<script>window.pageOptions = {{"table": "<td class='fig'>0</td>", "rates": 1 < 2}};</script>
</head>"""
