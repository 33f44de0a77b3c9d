"""Arithmetic identities of the lists of skills, and with the page's adverts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

from jobtrends_pipeline.pages.page import INFO, WARNING, Finding
from jobtrends_pipeline.pages.plausibility import share_form
from jobtrends_pipeline.pages.skills import TOP, Skill

_TENTH, _HALF_HUNDREDTH = 0.1, 0.5 * 10.0**-2
FULL_LIST, NEARLY_FULL, FEW = 20, 15, 3


def skill_breaches(rows: Sequence[Skill], jobs: float | None, period_end: date, *, is_text: bool) -> Iterator[Finding]:
    """List every breach within the lists of skills, and against the page's adverts.

    Args:
        rows: The rows of all lists.
        jobs: Number of adverts in the page's own window; null if unknown.
        period_end: Period end of the page.
        is_text: Whether the page is text, which has no end mark: a lost table then shows only by its rows.
    """
    if jobs:
        yield from _shares(rows, jobs, period_end)
    for section, held in groupby(rows, itemgetter(0)):
        yield from _ranks(section, held)
    yield from _top_skills(rows, is_text=is_text)
    yield from _short_lists(rows)


def _position(row: Skill) -> str:
    return f"skills/{row.section}/{row.number}"


def _shares(rows: Sequence[Skill], jobs: float, period_end: date) -> Iterator[Finding]:
    """Check that a skill's share is its count over the page's adverts.

    They must agree to the printed decimals.
    """
    whole = 100 / jobs
    for row in rows:
        _, _, _, _, count, share, text = row
        if text[-3:-2] == ".":
            half = _HALF_HUNDREDTH
        else:
            half = 0.5 * 10.0 ** (text.find(".") + 1 - len(text)) if "." in text else 0.5
        if half is not _HALF_HUNDREDTH or share < _TENTH:
            yield from share_form(text, share, period_end, _position(row))
        exact = count * whole
        if abs(exact - share) > half + 1e-9:
            message = f"{row.name}: {row.advert_count:,.0f} of {jobs:,.0f} jobs is {exact:.3f}%; printed is {text}%"
            yield Finding("skill_share", _position(row), WARNING, message)


def _ranks(section: str, rows: Iterator[Skill]) -> Iterator[Finding]:
    """Check that counts descend and that ranks follow them.

    Equal counts share a rank, and the next lower count has the next rank.
    """
    before, wanted = float("inf"), 0.0
    for row in rows:
        count = row[4]
        if count > before:
            message = f"{row.name}: {count:,.0f} stands below {before:,.0f} in {section}"
            yield Finding("skill_order", _position(row), WARNING, message)
        elif count < before:
            wanted += 1
        if row[3] != wanted:
            message = f"{row.name}: rank {row.rank:.0f} printed, its count is number {wanted:.0f} of the list"
            yield Finding("skill_rank", _position(row), WARNING, message)
            wanted = row.rank
        before = count


def _top_skills(rows: Sequence[Skill], *, is_text: bool) -> Iterator[Finding]:
    """Check that each top skill is also in a category's table, with equal figures."""
    by_category = {row[2]: row for row in rows if row[0] != TOP}
    if not by_category and not is_text:
        return
    for row in rows:
        if row[0] != TOP:
            continue
        other = by_category.get(row.name)
        if other is None:
            message = f"top skill {row.name!r} stands in no table of a category: one may be cut off"
            yield Finding("part_cut_off" if is_text else "top_skill", _position(row), WARNING, message)
        elif other[4:] != row[4:]:
            here, there = (f"{one.advert_count:,.0f} ({one.share_text}%)" for one in (row, other))
            yield Finding("top_skill", _position(row), WARNING, f"{row.name}: {here} among the top, {there} elsewhere")


def _short_lists(rows: Sequence[Skill]) -> Iterator[Finding]:
    """Report lists just short of twenty skills that do not end with rare ones.

    Such a list should contain all skills of its category, and so end with rare ones; otherwise rows may be missing.
    """
    sizes = Counter(row[0] for row in rows)
    last = {row[0]: row for row in rows}
    for section, size in sizes.items():
        if section != TOP and NEARLY_FULL <= size < FULL_LIST and last[section].advert_count >= FEW:
            message = f"{section} lists {size} skills, and the last of them is not rare: rows may be missing"
            yield Finding("list_short", f"skills/{section}", INFO, message)
