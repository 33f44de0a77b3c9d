"""The text of a page is what a person sees of it, a row a line, in whatever elements it is written."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from jobtrends_pipeline.pages.hidden import may_hide, take_out_unseen
from jobtrends_pipeline.pages.visible_text import rows_of, visible_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<table><tr><td>Rank</td><td>1</td><td>2</td></tr></table>", "| Rank | 1 | 2 |"),
        ("<tr>\n <td class='x'> Rank </td>\n <th>1</th> <td>2</td> </tr>", "| Rank | 1 | 2 |"),
        ("<div><div>Rank</div><div>1</div><div>2</div></div>", "| Rank | 1 | 2 |"),
        ("<div><div><p>Rank</p></div><div><div><p>1</p></div></div><div>2</div></div>", "| Rank | 1 | 2 |"),
        ("<ul><li>Rank <span>1</span><span>2</span></li><li>Jobs <span>3</span></li></ul>", "Rank 1 2\nJobs 3"),
        ("<dl><dt>Rank</dt><dd>1</dd><dt>Jobs</dt><dd>1,234</dd></dl>", "| Rank | 1 |\n| Jobs | 1,234 |"),
        ("<x-a><x-b>Rank</x-b><x-b>1</x-b></x-a>", "| Rank | 1 |"),
        ("<div><p>6</p><p>32 (24.24%)</p><p>AWS</p><p>7</p><p>30 (22.73%)</p><p>C#</p></div>",
         "| 6 | 32 (24.24%) | AWS |\n| 7 | 30 (22.73%) | C# |"),
        ("<div><p>General</p><p>1</p><p>3</p><p>(2.27%)</p><p>SQL</p></div>", "General\n| 1 | 3 | (2.27%) | SQL |"),
        ("<td>Rank</td><td></td><td>2</td><td>3</td>", "| Rank |  | 2 | 3 |"),
        ("<div><i></i><div>Rank</div><div> </div><div>2</div></div>", "| Rank |  | 2 |"),
        ("<td>Wales</td><td>8</td><td></td>", "| Wales | 8 |"),
        ("<td>a|b</td><td>1</td>", "a|b 1"),
        ("25<sup>th</sup> Percentile &#163;5 &amp; &lt;b&gt;", "25th Percentile £5 & <b>"),
        ("<h2>One<br>Two</h2><p>Three</p>", "One\nTwo\nThree"),
        ("<td>32<div>(24.24%)</div></td><td>AWS</td>", "| 32 (24.24%) | AWS |"),
        ("a<!-- <td>1</td> --><script>var a = '<td>2</td>'</script>b", "ab"),
        ("<div><div>Top</div><div>Skills</div></div>", "Top\nSkills"),
    ],
)  # fmt: skip
def test_markup_gives_its_lines(markup: str, text: str) -> None:
    assert visible_text(markup) == text


def test_what_only_looks_like_markup_in_a_figure_stays_text() -> None:
    assert visible_text("<div><p>R&amp;D &lt;b&gt;</p><p>1</p></div>") == "| R&D <b> | 1 |"


@pytest.mark.parametrize(
    ("cells", "rows"),
    [
        (["Java", "1", "-", "£55,000", "+4.76%", "43,032 (30.33%)", "6,503"], 1),
        (["Up", "Down"], 2),
        (["Rank", "Up 3 places +3", "Down -4 places -4", "No change 0"], 1),
        (["12", "15"], 2),
        (["Rank", "", ""], 3),
    ],
)
def test_texts_side_by_side_are_rows_where_figures_follow_a_name(cells: list[str], rows: int) -> None:
    assert len(list(rows_of(cells))) == rows


@pytest.mark.parametrize(
    "beginning", ["<div><p>", "<div>" * 9, "<td><div>", "<tr><td>1</td>", "<script>", "<!--", "|", " \t"]
)
def test_the_time_grows_with_the_length_alone(beginning: str) -> None:
    assert isinstance(visible_text(beginning * 20_000), str)


def seen(markup: str) -> tuple[str, bool]:
    tree = LexborHTMLParser(f"<html><body>{markup}</body></html>")
    is_moved = take_out_unseen(tree)
    return visible_text(tree.html or ""), is_moved


def test_hidden_elements_inside_hidden_ones_are_gone_with_them() -> None:
    assert seen("<p>a<b hidden>b<i hidden>c<u style='display:none'>d</u></i></b>e</p>") == ("ae", False)


@pytest.mark.parametrize(
    ("markup", "is_told"),
    [
        ("<p hidden>a</p>", True),
        ("<input type='hidden'><p>a</p>", False),
        ("<p style='display: none'>a</p>", True),
        ("<style>.a{visibility:hidden}</style>", True),
        ("<p>none of the hidden costs</p>", False),
        ("<dialog>a</dialog>", True),
        ("<p>12<sup>1</sup></p>", True),
        ("<p>25<SUP>th</SUP></p>", False),
        ("<p>12<del>3</del></p>", True),
        ("<p>12<S>3</S></p>", True),
        ("<summary>a</summary><span>b</span>", False),
        ("<p style='text-decoration: red line-through'>a</p>", True),
        ("<p STYLE='Visibility:COLLAPSE'>a</p>", True),
    ],
)
def test_a_page_that_may_hide_something_is_known(markup: str, is_told: bool) -> None:  # noqa: FBT001
    assert may_hide(markup) is is_told
