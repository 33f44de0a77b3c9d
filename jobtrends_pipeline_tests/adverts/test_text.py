"""The text of an advert has a line for each block, whatever its description was wrapped in."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtrends_pipeline.adverts.text import advert_text
from jobtrends_pipeline_tests.support.advert_data import json_lines, needs_adverts


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>Rate: £600 p/d</p><p>The role</p>", "Rate: £600 p/d\nThe role"),
        ("<ul><li>SQL</li><li>Python</li></ul>", "SQL\nPython"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<p>Py<b>thon</b></p>", "Python"),
        ("<p>Hi</p><script>steal()</script><style>p {}</style>", "Hi"),
        ("&lt;p&gt;Hi &amp;amp; bye&lt;/p&gt;&lt;p&gt;SQL&lt;/p&gt;", "Hi & bye\nSQL"),
        ("<div>&lt;p&gt;Hi&lt;/p&gt;&lt;p&gt;SQL&lt;/p&gt;</div>", "Hi\nSQL"),
        ("&amp;lt;p&amp;gt;Hi&amp;lt;/p&amp;gt;", "Hi"),
        ("**Salary** £40\\-50k, C\\+\\+", "Salary £40-50k, C++"),
        ("### Skills", "Skills"),
        ("C# and F#", "C# and F#"),
        ("Data Analyst\n❮ back to last search\nEASY APPLYNEW\nApply for this job\nLeeds", "Data Analyst\nLeeds"),
        ("£600 p/dThe Role is", "£600 p/d\nThe Role is"),
        ("We need JavaScript and PostgreSQL", "We need JavaScript and PostgreSQL"),
        ("right\u202eto\u200bleft", "righttoleft"),
        ("R&D, P&C, a < b", "R&D, P&C, a < b"),
    ],
)
def test_a_description_becomes_lines_of_text(source: str, expected: str) -> None:
    assert advert_text(source) == expected


@needs_adverts
def test_escaped_descriptions_lose_all_markup() -> None:
    texts = [advert_text(line["doc"]["description"]) for line in json_lines("nhs-jsonld-400.jsonl.gz")]
    assert len(texts) == 400
    assert not [text for text in texts if "<p>" in text or "&lt;" in text or "&amp;" in text]
    assert sum("\n" in text for text in texts) > 390


@given(st.text(max_size=400))
def test_any_source_is_read_without_error(source: str) -> None:
    assert "\u202e" not in advert_text(source)


@pytest.mark.parametrize(
    "piece", ["<div>", "<p><div>", "<table><tr><td>", "<b>", "&amp;lt;", "<a href=x>", "</p>", "\\-", "**"]
)
def test_hostile_markup_ends_soon(piece: str) -> None:
    start = time.process_time()
    advert_text(piece * (10**6 // len(piece)))
    assert time.process_time() - start < 2
