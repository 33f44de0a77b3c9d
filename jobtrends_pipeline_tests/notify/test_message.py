"""Whatever a message is made of, what is shown is plain lines."""

import pytest

from jobtrends_pipeline.notify.message import Message, plain

HOSTILE = "a\r\nBcc: x@example.org\x1b[2J\x1b]0;owned\x07\x00\u202egpj.exe\u2028b\x9b31m\udcff\N{NO-BREAK SPACE}c"


def test_hostile_text_becomes_one_printable_line() -> None:
    line = plain(HOSTILE)
    assert line.isprintable()
    assert line == "a Bcc: x@example.org?[2J?]0;owned???gpj.exe b?31m? c"
    assert line.encode()


def test_a_long_text_is_cut_and_the_cut_is_marked() -> None:
    assert plain("x" * 501) == "x" * 499 + "…"
    assert plain("x" * 500) == "x" * 500


def test_every_text_of_a_message_is_plain_and_only_what_happened_has_lines() -> None:
    message = Message("k", HOSTILE, f"one\n{HOSTILE}", HOSTILE, link=f"https://example.org/{HOSTILE}")
    assert all(text.isprintable() for text in (message.title, message.action, message.link or ""))
    assert [line.isprintable() for line in message.happened.split("\n")] == [True, True, True]


def test_a_message_of_very_many_lines_says_how_many_it_leaves_out() -> None:
    lines = Message("k", "t", "\n".join(map(str, range(100))), "a").happened.split("\n")
    assert (len(lines), lines[28], lines[29]) == (30, "28", "... and 71 lines more")


@pytest.mark.parametrize("link", [None, "https://example.org/runs/1"])
def test_the_text_says_what_happened_what_to_do_and_where(link: str | None) -> None:
    text = Message("k", "t", "It broke", "Mend it", link=link).text
    assert text == "It broke\n\nWhat to do: Mend it" + (f"\n\n{link}" if link else "")
