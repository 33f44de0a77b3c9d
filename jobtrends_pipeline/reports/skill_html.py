"""HTML of skill pages and of the compare page.

Rows of skills are made without a template loop, as there are many.
"""

from datetime import date
from functools import cache, lru_cache

from markupsafe import Markup, escape

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import HIDDEN, RELIABILITY_MARKS, Cell, break_mark
from jobtrends_pipeline.reports.charts import DASHES, PALETTE, SHAPES
from jobtrends_pipeline.reports.compare import SHAPE_PATHS, ComparePage
from jobtrends_pipeline.reports.render import _environment, value
from jobtrends_pipeline.reports.skill_pages import SkillLine, SkillPage, SkillsPage
from jobtrends_pipeline.tables.class_columns import SUPPRESSED
from jobtrends_pipeline.trends.skills_across import SkillRow

REFERENCES = {"market_index": "of the market", "other_roles": "of other roles"}
PARTS_KEPT = 20_000
NONE = '<span class="missing" role="img" aria-label="none">–</span>'


@cache
def swatches() -> tuple[Markup, ...]:
    """Return the line and point of each series in charts of kind `compare`.

    The browser draws the same ones.
    """
    drawn = Markup(
        '<svg class="swatch" width="26" height="12" viewBox="0 0 26 12" aria-hidden="true" focusable="false">'
        '<path d="M0 6H26" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
        '<path d="{shape}" fill="{colour}"/></svg>'
    )
    return tuple(
        drawn.format(colour=colour, dash=" ".join(map(str, dash)), shape=SHAPE_PATHS[shape])
        for colour, dash, shape in zip(PALETTE, DASHES, SHAPES, strict=True)
    )


def skills_html(page: SkillsPage) -> str:
    """Return the HTML of the list of skills, at `skills/index.html`."""
    return _environment().get_template("skills.html").render(page=page, root="../", rows=skill_lines)


def skill_html(page: SkillPage) -> str:
    """Return the HTML of a skill's page, at `skills/{slug}.html`."""
    return _environment().get_template("skill.html").render(page=page, root="../", rows=skill_rows, swatches=swatches())


def compare_html(page: ComparePage) -> str:
    """Return the HTML of the compare page, at `compare.html`."""
    return _environment().get_template("compare.html").render(page=page, root="")


def skill_lines(lines: tuple[SkillLine, ...]) -> Markup:
    """Return the HTML rows of the list of skills."""
    made = []
    for line in lines:
        name = f"<bdi>{escape(line.skill)}</bdi>"
        head = f'<a href="{line.slug}.html">{name}</a>' if line.slug else name
        leader = NONE
        if line.leader_role:
            leader = f'<a href="../roles/{line.leader_role}.html"><bdi>{escape(line.leader)}</bdi></a>'
        made.append(
            f'<tr><th scope="row">{head}</th>'
            f'<td>{line.role_count:,}</td><td data-sort="{line.most or 0:.6g}">{line.span}</td>'
            f"<td>{leader}</td>"
            f"<td>{line.rising}</td><td>{line.falling}</td></tr>"
        )
    return Markup("\n".join(made))  # noqa: S704  # names are escaped above


def skill_rows(rows: tuple[SkillRow, ...]) -> Markup:
    """Return the HTML rows of a skill's table, one per role."""
    made = []
    for row in rows:
        is_past = row.is_exit
        weak = mark(row.reliability)
        rank = NONE if row.rank is None or is_past else f"{row.rank}{weak}{_list(row.skill_list)}"
        jobs = NONE if row.advert_count is None or is_past else f"{row.advert_count:,}{weak}"
        moved = _moved(row.share_year_change_pp, row.is_change_beyond_noise, row.change_reliability, row.breaks)
        before = _before(row.share_year_before_pct, row.is_entrant, row.year_before_reliability)
        specific = NONE
        if row.specificity is not None and row.reference:
            times = f"{row.specificity:,.1f} times{mark(row.specificity_reliability)}"
            times = str(value(HIDDEN)) if row.specificity_reliability == SUPPRESSED else times
            specific = f"{times}<small>that {REFERENCES[row.reference]}</small>"
        made.append(
            f'<tr data-role="{row.role}">{_role(row.role, row.subject)}'
            f'<td data-label="Share now">{_share(row.share_pct, row.reliability, is_past)}</td>'
            f'<td data-label="A year before">{before}</td>'
            f'<td data-label="Change">{moved}</td><td data-label="Rank">{rank}</td>'
            f'<td data-label="Adverts">{jobs}</td><td data-label="Specificity">{specific}</td>'
            f"{_page_of(row.as_of)}</tr>"
        )
    return Markup("\n".join(made))  # noqa: S704  # names are escaped in the parts, role keys are file names


@lru_cache(PARTS_KEPT)
def _role(role: str, subject: str) -> str:
    return f'<th scope="row"><a href="../roles/{role}.html"><bdi>{escape(subject)}</bdi></a></th>'


@lru_cache(PARTS_KEPT)
def _list(name: str) -> str:
    return "<small>top 30</small>" if name == "top" else f"<small><bdi>{escape(name)}</bdi></small>"


@lru_cache(PARTS_KEPT)
def _page_of(as_of: date) -> str:
    return f'<td data-label="Page of" data-sort="{as_of.isoformat()}">{words.day(as_of)}</td>'


@lru_cache(PARTS_KEPT)
def _share(share: float | None, reliability: str, is_past: bool) -> str:  # noqa: FBT001  # a column's value
    """Return the present share, or that the skill is not on the list any more."""
    if is_past or share is None:
        return str(value(Cell("not listed now", is_missing=True)))
    return f"{value(Cell(words.share(share)))}{mark(reliability)}"


@lru_cache(PARTS_KEPT)
def mark(reliability: str) -> str:
    """Return the mark of a class; empty for a good one or one that is not available."""
    letter = RELIABILITY_MARKS[reliability]
    return "" if letter in {"", "x"} else str(value(Cell("", (letter,))))


@lru_cache(PARTS_KEPT)
def _before(share: float | None, is_entrant: bool | None, reliability: str) -> str:  # noqa: FBT001  # a column's value
    """Return the share a year before, or why it is missing."""
    if share is not None:
        return f"{words.share(share)}{mark(reliability)}"
    return str(value(Cell("not listed then" if is_entrant else "not held", is_missing=True)))


@lru_cache(PARTS_KEPT)
def _moved(
    change: float | None,
    is_beyond_noise: bool | None,  # noqa: FBT001  # the same
    reliability: str,
    breaks: str | None,
) -> str:
    """Return the change in percentage points, its break, and its test against noise."""
    if change is None:
        return NONE
    points = f"{change:+.2f}".replace("-", words.MINUS) if round(change, 2) else "0.00"
    if reliability == SUPPRESSED:
        return str(value(HIDDEN))
    moved = value(Cell(f"{points} points", break_mark({"breaks": breaks})))
    if is_beyond_noise is None:
        return f"{moved}<small>noise not known</small>"
    if is_beyond_noise:
        return f'{moved}<small class="beyond">beyond noise</small>'
    return f"{moved}<small>within noise</small>"
