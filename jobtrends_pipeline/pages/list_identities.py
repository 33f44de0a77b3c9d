"""Arithmetic identities of locations and index rows.

Those of skills are in `skill_identities`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from jobtrends_pipeline.pages.bounds import size_bounds
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


def location_breaches(key: PageKey, figures: Iterable[Figure], jobs: float | None) -> Iterator[Finding]:
    """List every breach within the locations, and against the page's adverts.

    Args:
        key: Key of the page.
        figures: Figures of the list.
        jobs: Number of adverts in the page's own window; null if unknown.
    """
    counts = {
        figure.label: figure for figure in figures if figure.measure == "advert_count" and figure.value is not None
    }
    yield from _falling(counts)
    yield from _contained_places(key, counts, jobs)


def index_breaches(figures: Sequence[Figure]) -> Iterator[Finding]:
    """Report index rows that do not fit the other rows.

    Count and share of each row must imply the same market size, and ranks must follow the counts.
    """
    low, high = 0.0, float("inf")
    for (_, _, number), row in _rows(figures).items():
        count, share = row["advert_count"], row["share_pct"]
        if not count.value or share.value is None:
            continue
        least, most = size_bounds(count.value, _share_text(share), share.value)
        if least > high or most < low:
            message = f"{share.label}: {share.text!r} is a share of {least:,.0f} to {most:,.0f}, others of {low:,.0f}"
            yield Finding("market_size", f"index/{number}", WARNING, message)
        else:
            low, high = max(low, least), min(high, most)
    yield from _index_ranks(figures)


def _index_ranks(figures: Iterable[Figure]) -> Iterator[Finding]:
    """Check that ranks follow the number of adverts.

    Of two ranks the better has more adverts, and equal ranks have equal numbers.
    """
    rows = sorted(
        (row["rank"].value, -row["advert_count"].value, number, row["rank"])
        for (_, _, number), row in _rows(figures).items()
        if row["rank"].value is not None and row["advert_count"].value is not None
    )
    for (better, more, _, _), (rank, less, number, figure) in pairwise(rows):
        if more > less or (better == rank) != (more == less):
            message = f"{figure.label}: rank {rank:.0f} with {-less:,.0f} adverts, rank {better:.0f} with {-more:,.0f}"
            yield Finding("index_rank", f"index/{number}", WARNING, message)


def _rows(figures: Iterable[Figure]) -> dict[Place, Row]:
    rows: dict[Place, Row] = {}
    for figure in figures:
        if figure.part != "summary":
            rows.setdefault((figure.part, figure.section, figure.row_number), {})[figure.measure] = figure
    return rows


def _share_text(share: Figure) -> str:
    """Return the share of a cell such as `64 (48.48%)` or `1,145 2.81%`.

    It is the printed text without the percent sign.
    """
    return share.text.replace("(", " ").rpartition("%")[0].split()[-1]


def _falling(counts: Mapping[str, Figure]) -> Iterator[Finding]:
    """Check that locations are in descending order of adverts."""
    for (above, more), (below, less) in pairwise(counts.items()):
        if (less.value or 0) > (more.value or 0):
            message = f"{below} with {less.text} adverts stands below {above} with {more.text}"
            yield Finding("location_order", f"locations/{less.row_number}", WARNING, message)


def _contained_places(key: PageKey, counts: Mapping[str, Figure], jobs: float | None) -> Iterator[Finding]:
    """Check that a place has no more adverts than the place that contains it.

    Only places whose containment is certain are checked.
    """
    for name, figure in counts.items():
        outer = _INSIDE.get(name)
        whole = counts[outer].value if outer and outer in counts else jobs if key.place == _UK else None
        if whole is not None and (figure.value or 0) > whole:
            message = f"{name}: {figure.text} adverts, {whole:,.0f} in {outer if outer in counts else key.place}"
            yield Finding("location_count", f"locations/{figure.row_number}", WARNING, message)
