"""Text captures by the tools that people use: what they add to a page is none of its names and figures."""

import shutil
import subprocess

import pytest

from jobtrends_pipeline.pages.markdown import is_definition, without_link_numbers, words_of
from jobtrends_pipeline.pages.page import ParsedPage
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.real_pages import CASES, SHARED
from jobtrends_pipeline_tests.support.site.text import page_text

PIPES, LINES = (page_text(page_on(), style) for style in ("pipes", "lines"))


def printed(page: ParsedPage) -> set[tuple[object, ...]]:
    """The lists of a page, without the addresses that a text may lack."""
    lists = (one for one in page.figures if one.part in ("locations", "skills") and one.measure)
    return {(one.part, one.section, one.label, one.measure, one.value) for one in lists}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("[Java](/jobs/uk/java.do)", ("Java", "/jobs/uk/java.do", None)),
        (
            '[CMS](/jobs/uk/cms.do "Content Management System (CMS) Jobs")',
            ("CMS", "/jobs/uk/cms.do", "Content Management System (CMS) Jobs"),
        ),
        ("[CMS](/jobs/uk/cms.do 'CMS (x) Jobs')", ("CMS", "/jobs/uk/cms.do", "CMS (x) Jobs")),
        ("[Git (software)](/a/git%20(software).do)", ("Git (software)", "/a/git%20(software).do", None)),
        ("[C#](</jobs/uk/c sharp.do>)", ("C#", "/jobs/uk/c sharp.do", None)),
        ("[C\\#](/jobs/uk/csharp.do)", ("C#", "/jobs/uk/csharp.do", None)),
        ("[ASP.NET [Core]](/x.do)", ("ASP.NET [Core]", "/x.do", None)),
        ("ASP.NET [Core]", ("ASP.NET [Core]", None, None)),
        ("**[Java](/x.do)**", ("Java", "/x.do", None)),
        ("![](/i.svg) [![icon](/i.svg)](/x.do) Java", ("Java", "/x.do", None)),
        ("[Java][12]", ("Java", None, None)),
        ("[Java][]", ("Java", None, None)),
        ("**Rank**", ("Rank", None, None)),
        ("__Rank__", ("Rank", None, None)),
        ("*Rank* change", ("Rank change", None, None)),
        ("`Node.js`", ("Node.js", None, None)),
        ("## Programming Languages", ("Programming Languages", None, None)),
        ("| Cloud Services  ", ("Cloud Services", None, None)),
        ("Cloud Services |", ("Cloud Services", None, None)),
        ("R&amp;D", ("R&D", None, None)),
        ("Q&A", ("Q&A", None, None)),
        ("T\\-SQL", ("T-SQL", None, None)),
        ("snake\\_case", ("snake_case", None, None)),
        ("snake_case_name", ("snake_case_name", None, None)),
        ("Video\\Live Streaming", ("Video\\Live Streaming", None, None)),
        ("C++", ("C++", None, None)),
        ("C#", ("C#", None, None)),
        (".NET", (".NET", None, None)),
        ("*nix", ("*nix", None, None)),
        ("<https://example.org/x>", ("https://example.org/x", None, None)),
        ("\\+3", ("+3", None, None)),
        ("\\-", ("-", None, None)),
    ],
)
def test_a_line_is_what_a_person_reads(written: str, words: tuple[object, ...]) -> None:
    assert words_of(written) == words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[1]Java\n[2]C# [3]Go", "Java\nC# Go"),
        ("[10]England\n[11]London\n[12]Wales", "England\nLondon\nWales"),
        ("Java[1] Go[2] C[3]", "Java Go C"),
        ("[2014]Java [7]C", "[2014]Java [7]C"),
        ("ASP.NET [Core] [4]", "ASP.NET [Core] [4]"),
    ],
)
def test_numbers_of_links_are_left_out_where_they_count_up(written: str, read: str) -> None:
    assert without_link_numbers(written) == read


def test_lines_of_addresses_are_no_text() -> None:
    assert is_definition('  [12]: https://example.org/x "Jobs"')
    assert not is_definition("[12] Java")


@pytest.mark.parametrize(
    "dressed",
    [
        lambda name: f'[{name}](/jobs/uk/x.do "{name} (and more) Jobs")',
        lambda name: f"[{name}](/jobs/uk/x.do '{name} Jobs')",
        lambda name: f"[{name}][7]",
        lambda name: f"**{name}**",
        lambda name: name.replace("#", "\\#"),
        lambda name: f"![x](/i(1).svg) {name}",
    ],
)
@pytest.mark.parametrize("page", [PIPES, LINES], ids=["pipes", "lines"])
def test_names_of_a_markdown_page_are_as_printed(page: str, dressed: object) -> None:
    assert callable(dressed)
    marked = page
    for name in ("Yeast", "C#", "Wales"):
        marked = marked.replace(name, dressed(name))
    assert printed(read_page(marked.encode())) == printed(read_page(page.encode()))


@pytest.mark.parametrize(
    "broken", ["[Yeast", "[Yeast](/jobs/uk/x.do", "Yeast](/x.do)", "[77]Yeast", "Yeast https://x.y/z"]
)
def test_a_name_with_markup_left_in_it_is_told(broken: str) -> None:
    page = read_page(LINES.replace("Yeast", broken).encode())
    found = [one.message for one in page.findings if one.check_name == "name_altered"]
    assert f"{broken!r} is no name" in found


@pytest.mark.skipif(not CASES, reason="real pages are not beside the repository")
@pytest.mark.parametrize(
    ("text", "source"),
    [("qa-html2text.txt", "contract-uk-qa-engineer-2020-03-06.html")],
)
def test_a_real_page_by_html2text_has_the_lists_of_the_page(text: str, source: str) -> None:
    by_tool = read_page((SHARED / "faults" / "inputs" / text).read_bytes())
    assert by_tool.findings == ()
    assert printed(by_tool) == printed(read_page((SHARED / "pages" / source).read_bytes()))


@pytest.mark.skipif(not CASES, reason="real pages are not beside the repository")
def test_a_dump_with_numbered_links_has_names_without_numbers() -> None:
    page = read_page((SHARED / "faults" / "inputs" / "lynx-dump.txt").read_bytes())
    assert (page.outcome, page.findings) == ("read", ())
    names = {one.label for one in page.figures if one.part in ("locations", "skills")}
    assert {"England", "Python", "C#", "Node.js"} <= names
    assert not [name for name in names if "[" in name]


@pytest.mark.skipif(shutil.which("lynx") is None, reason="lynx is not installed")
def test_a_page_dumped_by_lynx_itself_has_the_lists_of_the_page() -> None:
    body = page_html(page_on())
    dump = subprocess.run(
        ["lynx", "-dump", "-stdin", "-width=1000", "-display_charset=utf-8"],
        input=body, capture_output=True, check=True,
    ).stdout  # fmt: skip
    assert b"]Yeast" in dump
    assert printed(read_page(dump)) == printed(read_page(body))
