"""Plain-text captures of a printed page, as web-archive text records hold them.

One row a line with its cells separated by spaces is the usual form; some extractions put cells between
Markdown pipes, others break every cell onto its own line.
"""

from collections.abc import Callable, Sequence
from typing import Literal

from jobtrends_pipeline_tests.support.site import wording
from jobtrends_pipeline_tests.support.site.figures import rank_change_text
from jobtrends_pipeline_tests.support.site.printed import FigureRow, PrintedPage, SkillRow

TextStyle = Literal["spaces", "pipes", "lines"]
_Row = Callable[[Sequence[str]], str]


def page_text(page: PrintedPage, style: TextStyle = "spaces") -> str:
    """The text of a page, without a newline at its end.

    Args:
        page: What the page prints.
        style: How the cells of a row are kept apart: by spaces (an empty cell leaves no trace), between
            Markdown pipes, or one cell a line.
    """
    row = _ROWS[style]
    blocks = [*_summary(page, row), *_charts(page), *_locations(page, row), *_skills(page, row)]
    return "\n\n".join(blocks)


def _spaces(cells: Sequence[str]) -> str:
    return " ".join(cell for cell in cells if cell)


def _pipes(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


_ROWS: dict[TextStyle, _Row] = {"spaces": _spaces, "pipes": _pipes, "lines": "\n".join}


def _summary(page: PrintedPage, row: _Row) -> list[str]:
    return [
        *([page.title] if page.title else []),
        f"{page.subject}\n{page.location}",
        wording.lead(page),
        wording.subject_intro(page),
        "\n".join([*_period_heads(page, row), *_figure_lines(page, page.subject_table, row)]),
        f"{page.market_title}\n{page.location}",
        wording.market_intro(page),
        "\n".join(_figure_lines(page, page.market_table, row)),
    ]


def _period_heads(page: PrintedPage, row: _Row) -> list[str]:
    """The three column heads; the line break of the first survives where cells are not between pipes."""
    current, *earlier = page.period_labels
    if row is _pipes:
        return [_pipes(["", current, *earlier])]
    window, end = current.split(" to ")
    return [f"{window} to", end, row(earlier)]


def _figure_lines(page: PrintedPage, table: Sequence[FigureRow], row: _Row) -> list[str]:
    lines = []
    for label, *cells in table:
        is_rank_change = label == "Rank change year-on-year"
        shown = [rank_change_text(cell, page.period_end) for cell in cells] if is_rank_change else cells
        lines.append(row([label, *shown]))
    return lines


def _charts(page: PrintedPage) -> list[str]:
    return [
        block
        for chart in wording.charts(page)
        for block in (f"{page.subject}\n{chart.heading}", chart.sentence, chart.caption)
    ]


def _locations(page: PrintedPage, row: _Row) -> list[str]:
    if not page.locations:
        return []
    heads = wording.location_heads(page)
    if row is _pipes:
        lines = [_pipes([" ".join(head) for head in heads])]
    else:
        first, *others = heads
        broken = "\n".join(line for head in others for line in head)
        lines = [row([*first, broken])]
    for place in page.locations:
        change = rank_change_text(place.rank_change, page.period_end)
        money = (place.advert_count, place.median, place.median_change, place.live_jobs)
        lines.append(row([place.location, change, *money]))
    heading = f"{page.subject}\n{wording.locations_heading(page)}"
    return [heading, wording.locations_intro(page), "\n".join(lines)]


def _skills(page: PrintedPage, row: _Row) -> list[str]:
    blocks = []
    if page.top_skills:
        blocks += [
            f"{page.subject} Skill Set\n{wording.top_skills_heading(page)}",
            wording.top_skills_intro(page),
            "\n".join(_skill_lines(page.top_skills, row)),
        ]
    if page.skill_categories:
        lines = []
        for name, skills in page.skill_categories.items():
            lines += [name, *_skill_lines(skills, row)]
        blocks += [
            f"{page.subject} Skill Set\n{wording.categories_heading(page)}",
            wording.CATEGORIES_INTRO,
            "\n".join(lines),
        ]
    return blocks


def _skill_lines(skills: Sequence[SkillRow], row: _Row) -> list[str]:
    return [row([skill.rank, f"{skill.advert_count} ({skill.share})", skill.name]) for skill in skills]
