"""A document is cut off by what is open at its end, not by end tags that HTML lets be left out."""

import pytest

from jobtrends_pipeline.pages.ending import is_whole

BODY = "<!DOCTYPE html><html lang=en><body><div class=a><table><tr><td>£42<tr><td>7</table><p>Skills</div>"


@pytest.mark.parametrize(
    "end",
    ["", "</body></html>", "</HTML >\n", "<script>1 < 2</script>", "</html><!-- archived <table> -->", "<!-- x -->"],
)
def test_a_document_that_closes_what_must_be_closed_is_whole(end: str) -> None:
    assert is_whole(BODY + end)


def test_a_document_cut_anywhere_inside_its_content_is_not_whole() -> None:
    start, end = BODY.index("<div") + 1, BODY.index("</div>") + len("</div>")
    assert [place for place in range(start, end) if is_whole(BODY[:place])] == []


@pytest.mark.parametrize("cut", ["<!-- saved", "<script>var a = '</table>", "<style>a {", "<p class='x", "<"])
def test_a_document_cut_inside_what_no_reader_sees_is_not_whole(cut: str) -> None:
    assert not is_whole(BODY + cut)


def test_an_end_mark_in_a_script_at_the_top_is_none_of_the_document() -> None:
    assert not is_whole("<script>document.write('</html>')</script>" + BODY[: BODY.index("</table>")])
