"""Tables cut out of the markup and tables of the tree are the same: the quick way changes nothing but the time."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jobtrends_pipeline.pages.decode import NotTextError, decode
from jobtrends_pipeline.pages.html_outline import html_outline
from jobtrends_pipeline.pages.outline import Cell, Heading, Outline, Paragraph, Table
from jobtrends_pipeline.pages.regular_tables import MARK, cut_regular_tables
from jobtrends_pipeline_tests.support.pages.forms import prettified
from jobtrends_pipeline_tests.support.pages.hostile import LIST, SUMMARY, hostile_pages
from jobtrends_pipeline_tests.support.pages.mutants import seeded_mutants
from jobtrends_pipeline_tests.support.pages.mutants_tables import HTML_MUTATIONS
from jobtrends_pipeline_tests.support.pages.samples import index_of, page_on
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import load_page
from jobtrends_pipeline_tests.support.site.real_pages import SHARED, each_case, needs_shared

SLOWLY = f"<!--{MARK}-->"
"""A page that has the mark itself is left to the tree whole; a comment before everything changes nothing else."""
REAL = ("permanent-uk-developer-2020-03-02", "contract-uk-qa-engineer-2020-03-06", "index-uk-2019-08-15")
_SHARE = re.compile(r"([\d,]+) \( ?([\d.]+)%\s*\)")
Rows = list[tuple[Cell, ...]]


def real_text(name: str) -> str:
    return (SHARED / "pages" / f"{name}.html").read_text(encoding="utf-8")


def expanded(table: Table) -> Rows:
    """The rows of a table with those listed written out as cells after the others."""
    listed = (
        (Cell(rank), Cell(f"{count} ({share}%)"), Cell(" ".join(name.split()), href))
        for rank, count, share, href, name, _ in table.listed
    )
    return [*table.rows, *listed]


def bare(rows: Iterable[tuple[Cell, ...]]) -> Rows:
    """Rows without what a listed row drops: classes, tool-tips, the white space of a share, and where titles stand."""
    plain = [tuple(cell._replace(style="", title=None, text=_SHARE.sub(r"\1 (\2%)", cell.text)) for cell in row)
             for row in rows]  # fmt: skip
    return sorted(plain, key=lambda row: len(row) > 1)


def block_differences(quick: Outline, slow: Outline) -> list[str]:
    """Blocks that are not the same in both."""
    found = []
    for one, other in zip(quick.blocks, slow.blocks, strict=False):
        if isinstance(one, Table) and isinstance(other, Table) and one.listed:
            is_same = (one.heading, bare(expanded(one))) == (other.heading, bare(other.rows))
        else:
            is_same = one == other
        if not is_same:
            found.append(f"{one} is not {other}")
    return found if len(quick.blocks) == len(slow.blocks) else [*found, "one has more blocks"]


def differences(text: str) -> list[str]:
    """What the two ways of reading a page do not agree on."""
    quick, slow = html_outline(text), html_outline(SLOWLY + text)
    assert not any(table.listed for table in slow.tables)
    others = [replace(outline, blocks=()) for outline in (quick, slow)]
    return block_differences(quick, slow) + [f"{one} is not {other}" for one, other in [others] if one != other]


def cut_count(text: str) -> int:
    return len(cut_regular_tables(text)[1])


@needs_shared
@pytest.mark.parametrize("name", REAL)
def test_a_real_page_is_the_same_read_both_ways(name: str) -> None:
    text = real_text(name)
    assert cut_count(text) > 0
    assert differences(text) == []
    assert differences(prettified(text.encode()).decode()) == []


@needs_shared
def test_nearly_all_rows_of_a_real_page_are_read_the_quick_way() -> None:
    tables = list(html_outline(real_text(REAL[0])).tables)
    assert sum(len(table.listed) for table in tables) == 390


@each_case
def test_a_case_is_the_same_read_both_ways(case: Path) -> None:
    text = page_html(load_page(case)).decode()
    assert cut_count(text) > 0
    assert differences(text) == []
    assert differences(prettified(text.encode()).decode()) == []


@pytest.mark.parametrize("day", [date(2019, 8, 15), date(2025, 11, 3), date(2026, 6, 1)])
@pytest.mark.parametrize("page", [1, 2, 9])
def test_an_index_is_the_same_read_both_ways(day: date, page: int) -> None:
    text = index_html(index_of(day=day), page).decode()
    assert cut_count(text) > 0
    assert differences(text) == []


MUTATED = {
    "sample of 2014": page_html(page_on(date(2014, 3, 1))).decode(),
    "sample of 2026": page_html(page_on()).decode(),
    "index of 2019": index_html(index_of(count=12, day=date(2019, 8, 15))).decode(),
    "index of 2026": index_html(index_of(count=12)).decode(),
}


@pytest.mark.parametrize("name", MUTATED)
def test_mutants_are_the_same_read_both_ways(name: str) -> None:
    _are_same(MUTATED[name], count=400)


@needs_shared
def test_mutants_of_a_real_page_are_the_same_read_both_ways() -> None:
    _are_same(real_text(REAL[0]), count=60)


def _are_same(page: str, count: int) -> None:
    for name, body in seeded_mutants(page, count, 20, HTML_MUTATIONS):
        try:
            text = decode(body)
        except NotTextError:
            continue
        assert differences(text) == [], name


def test_hostile_markup_is_the_same_read_both_ways() -> None:
    pages = list(hostile_pages(mixed=1000, seed=1))
    for page in pages:
        assert differences(page) == [], page
    assert sum(cut_count(page) > 1 for page in pages) > len(pages) // 3


@pytest.mark.parametrize("mark", [MARK, MARK.upper()])
@pytest.mark.parametrize("number", ["0", "1", "99", "-1", "x"])
def test_a_page_that_has_the_mark_itself_is_read_as_any_other(mark: str, number: str) -> None:
    page = f'<html><h2>H</h2><table {mark}="{number}"><tr><td>a</td><td>b</td></tr></table>{LIST}{SUMMARY}</html>'
    wanted = html_outline(page.replace(f' {mark}="{number}"', " id=x"))
    held = html_outline(page)
    assert [(type(block), bare(expanded(block))) for block in held.blocks if isinstance(block, Table)] == [
        (type(block), bare(expanded(block))) for block in wanted.blocks if isinstance(block, Table)
    ]


@pytest.mark.parametrize(
    "around", ["<!-- {} -->", "<script>{}</script>", "<template>{}</template>", "<title>{}</title>"]
)
def test_a_table_that_a_browser_does_not_show_is_none(around: str) -> None:
    outline = html_outline(f"<html><body>{around.replace('{}', LIST)}<p>x</p>{SUMMARY}</body></html>")
    assert [type(block) for block in outline.blocks if not isinstance(block, Heading)] == [Paragraph, Table]


def test_a_list_in_its_common_form_is_kept_as_printed() -> None:
    (table,) = html_outline(f"<html>{LIST}</html>").tables
    assert (table.rows, table.listed) == ((), (("1", "12", "3.40", "/jobs/uk/csharp.do", "C#", "C# Jobs"),))


@pytest.mark.parametrize(
    "altered",
    [
        LIST.replace("12 ", "12,3 "),
        LIST.replace("3.40%", "340%"),
        LIST.replace(">1<", ">1st<"),
        LIST.replace("csharp", "c&amp;sharp"),
        LIST.replace("</tr>", '</tr><tr><td class="x">2</td></tr><tr><td>3</td><td>4</td></tr>'),
        LIST.replace('"cr">1', '"cp">1').replace("</tr>", "</tr>" + LIST.partition(">")[2].removesuffix("</table>")),
    ],
)
def test_a_list_in_any_other_form_is_kept_as_cells(altered: str) -> None:
    (table,) = html_outline(f"<html>{altered}</html>").tables
    assert table.listed == ()
    assert len(table.rows[0]) == 3


def test_categories_are_announced_wherever_their_list_stands() -> None:
    link = '<a href="#Skill-Set-Cloud-Services">Cloud&nbsp;Services</a>'
    for page in (f"<html><ul><li>{link}</ul></html>", f"<html><table><tr><td>{link}</td></tr></table></html>"):
        assert html_outline(page).announced == ("Cloud Services",)
