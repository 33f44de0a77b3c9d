"""Identities that the lists of a page keep among themselves and with its summary, itself seen to in `identities`."""

from collections.abc import Iterable, Iterator, Mapping

from jobtrends_pipeline.pages.identities import share_bounds, size_bounds
from jobtrends_pipeline.pages.lists import TOP
from jobtrends_pipeline.pages.page import WARNING, Figure, Finding, PageKey

_UK, _ENGLAND = "UK", "England"
_ENGLISH = frozenset(
    {
        *("London", "South East", "South West", "North of England", "North West", "North East", "Yorkshire"),
        *("Midlands", "East Midlands", "West Midlands", "East of England"),
    }
)
_INSIDE = dict.fromkeys(_ENGLISH, _ENGLAND) | {
    "North West": "North of England",
    "North East": "North of England",
    "Yorkshire": "North of England",
    "East Midlands": "Midlands",
    "West Midlands": "Midlands",
}
"""Places whose adverts are all adverts of another place of the same list."""

Place = tuple[str, str, int]
Row = dict[str | None, Figure]


def list_breaches(key: PageKey, figures: Iterable[Figure], *, is_text: bool) -> Iterator[Finding]:
    """Every breach within the lists of a detail page, and between them and its summary.

    Args:
        key: The page.
        figures: Its figures.
        is_text: Whether the page came as text, which has no end mark: there a lost table shows only by its rows.
    """
    held = list(figures)
    jobs = next(
        (f.value for f in held if f.measure == "job_count" and f.section == "subject" and f.lag_years == 0), None
    )
    rows = _rows(held)
    skills = {place: row for place, row in rows.items() if place[0] == "skills"}
    yield from _skill_shares(skills, jobs)
    yield from _skill_ranks(skills)
    yield from _top_skills(skills, is_text=is_text)
    yield from _contained_places(key, rows, jobs)


def index_breaches(figures: Iterable[Figure]) -> Iterator[Finding]:
    """Rows whose count and share give a market of another size than the rows before them."""
    low, high = 0.0, float("inf")
    for (_, _, number), row in _rows(figures).items():
        count, share = row["job_count"], row["share_pct"]
        if not count.value or share.value is None:
            continue
        least, most = size_bounds(count.value, _share_text(share), share.value)
        if least > high or most < low:
            message = f"{share.label}: {share.text!r} is a share of {least:,.0f} to {most:,.0f}, others of {low:,.0f}"
            yield Finding("market_size", f"index/{number}", WARNING, message)
        else:
            low, high = max(low, least), min(high, most)


def _rows(figures: Iterable[Figure]) -> dict[Place, Row]:
    rows: dict[Place, Row] = {}
    for figure in figures:
        if figure.part != "summary":
            rows.setdefault((figure.part, figure.section, figure.row_number), {})[figure.measure] = figure
    return rows


def _share_text(share: Figure) -> str:
    """The share of a cell such as `64 (48.48%)` or `1,145 2.81%`."""
    return share.text.replace("(", " ").rpartition("%")[0].split()[-1]


def _position(place: Place) -> str:
    part, section, number = place
    return f"{part}/{section}/{number}"


def _skill_shares(skills: Mapping[Place, Row], jobs: float | None) -> Iterator[Finding]:
    """A skill's share is its count over the page's jobs."""
    if not jobs:
        return
    for place, row in skills.items():
        count, share = row["job_count"], row["share_pct"]
        if count.value is None or share.value is None:
            continue
        low, high = share_bounds(_share_text(share), share.value)
        exact = 100 * count.value / jobs
        if not low <= exact <= high:
            message = f"{share.label}: {count.value:,.0f} of {jobs:,.0f} jobs is {exact:.3f}%; printed is {share.text}"
            yield Finding("skill_share", _position(place), WARNING, message)


def _skill_ranks(skills: Mapping[Place, Row]) -> Iterator[Finding]:
    """Ranks count the different counts of a list from the top: equal counts share one, and none is left out."""
    counts: dict[str, set[float]] = {}
    for (_, section, _), row in skills.items():
        counts.setdefault(section, set()).add(row["job_count"].value or 0.0)
    ranks = {
        section: {count: rank for rank, count in enumerate(sorted(held, reverse=True), 1)}
        for section, held in counts.items()
    }
    for place, row in skills.items():
        rank, count = row["rank"], row["job_count"].value or 0.0
        wanted = ranks[place[1]][count]
        if rank.value != wanted:
            message = f"{rank.label}: rank {rank.text} printed, its count is number {wanted} of the list"
            yield Finding("skill_rank", _position(place), WARNING, message)


def _top_skills(skills: Mapping[Place, Row], *, is_text: bool) -> Iterator[Finding]:
    """A top skill stands in a table of its category too, with the same figures."""
    by_category = {row["rank"].label: row for (_, section, _), row in skills.items() if section != TOP}
    if not by_category and not is_text:
        return
    for place, row in skills.items():
        if place[1] != TOP:
            continue
        name = row["rank"].label
        other = by_category.get(name)
        if other is None:
            message = f"top skill {name!r} stands in no table of a category: one may be cut off"
            yield Finding("part_cut_off" if is_text else "top_skill", _position(place), WARNING, message)
        elif other["job_count"].text != row["job_count"].text:
            message = f"{name}: {row['job_count'].text} among the top, {other['job_count'].text} in its category"
            yield Finding("top_skill", _position(place), WARNING, message)


def _contained_places(key: PageKey, rows: Mapping[Place, Row], jobs: float | None) -> Iterator[Finding]:
    """A place has no more adverts than one that contains it, where containment is beyond doubt."""
    counts = {
        row["job_count"].label: (place, row["job_count"].value)
        for place, row in rows.items()
        if place[0] == "locations" and "job_count" in row
    }
    for name, (place, count) in counts.items():
        outer = _INSIDE.get(name)
        whole = counts[outer][1] if outer in counts else jobs if key.place == _UK else None
        if count is not None and whole is not None and count > whole:
            message = f"{name}: {count:,.0f} adverts, {whole:,.0f} in {outer if outer in counts else key.place}"
            yield Finding("location_count", _position(place), WARNING, message)
