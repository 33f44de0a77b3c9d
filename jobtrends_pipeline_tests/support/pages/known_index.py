"""Market indexes of known facts: what hypothesis draws, how they are printed, and what they must read as."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from jobtrends_pipeline_tests.support.pages.compare import Fact
from jobtrends_pipeline_tests.support.pages.strategies import changes, counts, names, salaries, share
from jobtrends_pipeline_tests.support.site import figures
from jobtrends_pipeline_tests.support.site.printed import IndexRow, PrintedIndex, subject_slug

_DAYS = (
    st.dates(date(2019, 1, 1), date(2019, 12, 31)),
    st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    st.integers(-1, 1).map(lambda after: date(2026, 4, 14) + timedelta(after)),
)


@dataclass(frozen=True)
class IndexRowFacts:
    """What one row of the market index says."""

    subject: str
    rank: int
    rank_change: int | None
    median: float | None
    median_change: float | None
    advert_count: int
    share: float | None
    live_jobs: int | None


@dataclass(frozen=True)
class IndexFacts:
    """The whole market index of a place and window, and the page of it that is read."""

    location: str
    window_months: int
    period_end: date
    rows: tuple[IndexRowFacts, ...]
    page: int


@st.composite
def indexes(draw: DrawFn) -> IndexFacts:
    """A market index of 2019 or of 2025 and 2026; equal counts share a rank."""
    day = draw(st.one_of(*_DAYS))
    total = draw(st.integers(1, 20) | st.integers(1, 110))
    whole = draw(st.integers(1, 300_000))
    jobs = sorted(draw(st.lists(st.integers(1, whole), min_size=total, max_size=total)), reverse=True)
    ranks = {count: rank for rank, count in enumerate(dict.fromkeys(jobs), 1)}
    named = draw(st.lists(names, max_size=8, unique_by=str.casefold))
    subjects = [*named, *(f"Skill {number}" for number in range(total))][:total]
    rows = []
    for subject, count in zip(subjects, jobs, strict=True):
        median = draw(st.none() | salaries)
        rows.append(
            IndexRowFacts(
                subject=subject,
                rank=ranks[count],
                rank_change=draw(st.none() | st.integers(-2_000, 2_000)),
                median=median,
                median_change=draw(st.none() | changes) if median else None,
                advert_count=count,
                share=share(count, whole, day),
                live_jobs=draw(st.none() | counts),
            )
        )
    pages = -(-total // (50 if day.year >= 2025 else 30))
    page = draw(st.integers(1, pages))
    return IndexFacts(
        draw(st.sampled_from(("UK", "London", "UK excluding London", "North West"))),
        draw(st.sampled_from((3, 6))),
        day,
        tuple(rows),
        page,
    )


def printed_index(index: IndexFacts) -> PrintedIndex:
    """The index as the source prints it."""
    return PrintedIndex(
        index.location,
        index.window_months,
        index.period_end,
        tuple(_printed(row, index.period_end) for row in index.rows),
    )


def _printed(row: IndexRowFacts, day: date) -> IndexRow:
    return IndexRow(
        subject=row.subject,
        slug=subject_slug(row.subject),
        rank=figures.rank(row.rank),
        rank_change=figures.rank_change(row.rank_change),
        median=figures.money(row.median, pence=False),
        median_change=figures.change(row.median_change),
        advert_count=figures.count(row.advert_count, day),
        share=figures.share(row.share, day),
        live_jobs="" if row.live_jobs is None else figures.count(row.live_jobs, day),
    )


def expected_index(index: IndexFacts) -> frozenset[Fact]:
    """Every fact that the page of the index states."""
    size = printed_index(index).page_size
    start = size * (index.page - 1)
    rows = index.rows[start : start + size]
    return frozenset((*_key(index, start + 1), *(fact for row in rows for fact in _row_facts(row))))


def _key(index: IndexFacts, first_row: int) -> Iterator[Fact]:
    fields = {
        "kind": "index",
        "market": "permanent",
        "subject": None,
        "subject_kind": None,
        "place": index.location,
        "window_months": index.window_months,
        "period_end": index.period_end,
        "first_row": first_row,
        "category": None,
    }
    return (Fact("key", "", "", None, None, None, name, value, "value") for name, value in fields.items())


def _row_facts(row: IndexRowFacts) -> Iterator[Fact]:
    """A change of a median that says nothing is not published where it could be: of a median, of no new entry."""
    is_comparable = row.median is not None and row.rank_change is not None
    cells: tuple[tuple[str, float | None, str], ...] = (
        ("rank", row.rank, ""),
        ("rank_change", row.rank_change, "new_entry"),
        ("median_gbp", row.median, "no_data"),
        ("median_change_pct", row.median_change, "not_published" if is_comparable else "no_data"),
        ("advert_count", row.advert_count, ""),
        ("share_pct", row.share, ""),
        ("open_vacancy_count", row.live_jobs, "not_published"),
    )
    for measure, value, reason in cells:
        basis = "annual_salary" if measure.startswith("median") else None
        status = reason if value is None else "value"
        yield Fact("index", "index", row.subject, subject_slug(row.subject), basis, 0, measure, value, status)
