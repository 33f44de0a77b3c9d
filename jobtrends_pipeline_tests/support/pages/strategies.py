"""What hypothesis draws: facts that a detail page of any year, market and place could state.

They keep the identities of the source (changes follow from the figures they compare, shares from counts, parts are
no larger than wholes), so that a page printed from them gives a reader nothing to complain of.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from jobtrends_pipeline_tests.support.site import labels
from jobtrends_pipeline_tests.support.site.facts import MISSING, PayFacts, TableFacts, Triple
from jobtrends_pipeline_tests.support.site.figures import change_pct
from jobtrends_pipeline_tests.support.site.labels import Heading, PayBasis

FIRST_DAY, LAST_DAY = date(2013, 1, 1), date(2026, 12, 31)
_TURNS = (
    *(labels.MEDIAN_NAMED, labels.ADVERTISED_IN, labels.PERCENTILES_NAMED, labels.PLACE_MEDIANS, labels.SECTIONS),
    *(labels.QUARTILES, labels.JOB_TRENDS, labels.SHARE_SHORTENED, labels.JOB_ROLES, date(2026, 4, 14)),
)
_PLACES = (
    *("UK", "England", "London", "UK excluding London", "North of England", "North West", "Yorkshire", "Midlands"),
    *("East Midlands", "Scotland", "Wales", "City of London", "Thames Valley", "Isle of Man", "Kingston upon Hull"),
    *("Weston-super-Mare", "King's Lynn", "Bury St Edmunds", "Channel Islands", "Stoke-on-Trent"),
)
_NAMES = (
    *("Java", "C", "C#", "C++", "R", ".NET", "PL/SQL", "AS/400", "Node.js", "802.1X", "24/7", "3D", "ITIL v3", "Go"),
    *("R&D", "Data-Driven Design", "Java 8", "UI/UX", "Head of IT", "1st Line Support", "UX Designer", "I/O (LAN)"),
    *("Master's Degree", "Microsoft Office", "Web Services", "Analyst", "Senior 2nd/3rd Line Engineer", "SC Cleared"),
)
CATEGORIES = (
    *("Application Platforms", "Applications", "Business Applications", "Cloud Services", "General", "Vendors"),
    *("Communications & Networking", "Database & Business Intelligence", "Development Applications", "Qualifications"),
    *("Libraries, Frameworks & Software Standards", "Miscellaneous", "Operating Systems", "System Software"),
    *("Processes & Methodologies", "Programming Languages", "Quality Assurance & Compliance", "Systems Management"),
)
"""Categories of skills, 2013 to 2026; roles have one of their own."""
_GRIDS: dict[PayBasis, tuple[int, int, float]] = {
    "salary": (40, 400, 250),
    "daily rate": (80, 1000, 1),
    "hourly rate": (1_000, 12_000, 0.01),
}
"""Least and greatest of the amounts that a pay block lies around, in steps, and the step in pounds."""
_LEAST, _MOST = 0.6, 2.2
"""How far around it: changes of medians stay below the 300% that no page exceeds."""

LAGS = (0, 1, 2)
counts = st.integers(0, 30_000)
salaries, daily_rates = st.integers(5_000, 300_000), st.integers(40, 2_500)
changes = st.integers(-9_000, 30_000).filter(bool).map(lambda number: number / 100)
days = st.dates(FIRST_DAY, LAST_DAY) | st.builds(
    lambda turn, after: turn + timedelta(after), st.sampled_from(_TURNS), st.integers(-1, 1)
)


def _proper_names(word: str, most: int) -> SearchStrategy[str]:
    return st.lists(st.from_regex(word, fullmatch=True), min_size=1, max_size=most).map(" ".join)


places = st.sampled_from(_PLACES) | _proper_names("[A-Z][a-zéŷ]{2,9}(-[A-Z][a-z]{2,5}|'s)?", 3)
names = st.sampled_from(_NAMES) | _proper_names(r"[A-Z][A-Za-z0-9]{0,8}([+#]|[./&'-][A-Za-z0-9]{1,6})?", 3)


@st.composite
def headings(draw: DrawFn) -> Heading:
    """Which page it is: any period end, market, place, role or skill, with a window of three or six months."""
    is_role = draw(st.booleans())
    place, other = draw(st.lists(places, min_size=2, max_size=2, unique_by=str.casefold))
    return Heading(
        kind=draw(st.sampled_from(("permanent", "contract"))),
        subject=draw(names),
        is_role=is_role,
        location=place,
        comparison_place=other,
        category="Job Titles" if is_role else draw(st.sampled_from(CATEGORIES)),
        period_end=draw(days),
        window_months=draw(st.sampled_from((3, 6))),
    )


def share(count: float, whole: float, day: date) -> float | None:
    """The share in percent with the decimals that the source prints; none of nothing."""
    if not count:
        return None
    exact = Decimal(str(100 * count / whole))
    step = "0.001" if exact < (10 if day.year < 2014 else Decimal("0.1")) else "0.01"
    return float(exact.quantize(Decimal(step), ROUND_HALF_UP))


def _triple(values: Sequence[float | None]) -> Triple:
    first, second, third = values
    return first, second, third


def _changes(draw: DrawFn, medians: Triple, day: date) -> Triple:
    """Changes that follow from the medians; the oldest compares with a median that no page prints."""
    is_old = day < labels.PLACE_MEDIANS
    first, second = (change_pct(medians[lag], medians[lag + 1], truncated=is_old) or None for lag in (0, 1))
    has_third = medians[2] is not None and not is_old
    return first, second, draw(st.none() | changes) if has_third else None


def _amounts(basis: PayBasis, middle: int) -> SearchStrategy[float]:
    """Amounts around one that is so many steps of the basis."""
    step = _GRIDS[basis][2]
    return st.integers(round(_LEAST * middle), round(_MOST * middle)).map(lambda steps: round(steps * step, 2))


@st.composite
def pay_blocks(draw: DrawFn, heading: Heading, basis: PayBasis, jobs: Triple) -> PayFacts:
    """One pay block: percentiles rise, and are there or not; rates quoted may be more than jobs, salaries not."""
    day = heading.period_end
    least, most, _ = _GRIDS[basis]
    amounts = _amounts(basis, draw(st.integers(least, most)))
    rising = st.lists(amounts, min_size=5, max_size=5, unique=True).map(sorted)
    is_idle = basis == "hourly rate" and draw(st.booleans())
    most_quoted = [int(n or 0) + (3 if n and basis != "salary" else 0) for n in jobs]
    quoted = _triple([0 if is_idle else draw(st.integers(0, number)) for number in most_quoted])
    columns: list[Sequence[float | None]] = [draw(rising) if quoted[lag] else (None,) * 5 for lag in LAGS]
    p10, p25, median, p75, p90 = (_triple(row) for row in zip(*columns, strict=True))
    has_quartiles = day >= labels.QUARTILES
    compared = _triple([draw(st.none() | amounts | amounts) for _ in LAGS])
    compared = _without_stillness(compared, jobs, day)
    return PayFacts(
        quoted=quoted,
        median=median,
        median_change=_changes(draw, median, day),
        p10=draw(_gaps(p10)),
        p25=draw(_gaps(p25)) if has_quartiles else MISSING,
        p75=draw(_gaps(p75)) if has_quartiles else MISSING,
        p90=draw(_gaps(p90)),
        comparison_median=compared,
        comparison_change=_changes(draw, compared, day),
    )


def _gaps(values: Triple) -> SearchStrategy[Triple]:
    """The values, some of them or all not published."""
    kept = st.tuples(*(st.sampled_from((True, True, False)) for _ in LAGS))
    return kept.map(
        lambda keep: _triple([value if is_kept else None for value, is_kept in zip(values, keep, strict=True)])
    )


def _without_stillness(medians: Triple, jobs: Triple, day: date) -> Triple:
    """The medians of the comparison place, without those unchanged in a window that has no job.

    Whether the "-" of their change then says "no change" or "no data", no page seen tells.
    """
    held = list(medians)
    for lag in (0, 1):
        if not jobs[lag] and change_pct(held[lag], held[lag + 1], truncated=day < labels.PLACE_MEDIANS) == 0:
            held[lag] = None
    return _triple(held)


@st.composite
def summaries(draw: DrawFn, heading: Heading) -> tuple[TableFacts, TableFacts]:
    """Both summary tables: jobs are a part of the comparison's, those of all adverts of the market."""
    day = heading.period_end
    whole = [draw(st.integers(1, 250_000)) for _ in LAGS]
    market = [draw(st.integers(1, n)) for n in whole]
    jobs = [draw(st.integers(0, n) | st.integers(0, min(3, n))) for n in market]
    rank = _triple([draw(st.integers(1, 4_000)) if n else None for n in jobs])
    subject = TableFacts(
        advert_count=_triple(jobs),
        share_of_all=_triple([share(n, of, day) for n, of in zip(jobs, whole, strict=True)]),
        pay={basis: draw(pay_blocks(heading, basis, _triple(jobs))) for basis in heading.pay_bases},
        rank=rank,
        rank_change=_rank_changes(draw, rank, day),
        share_of_category=_triple([share(n, of, day) for n, of in zip(jobs, market, strict=True)]),
    )
    return subject, TableFacts(
        advert_count=_triple(market),
        share_of_all=_triple([share(n, of, day) for n, of in zip(market, whole, strict=True)]),
        pay={basis: draw(pay_blocks(heading, basis, _triple(market))) for basis in heading.pay_bases},
    )


def _rank_changes(draw: DrawFn, rank: Triple, day: date) -> Triple:
    """The rank a year before less the rank; the oldest compares with a rank that no page prints.

    An old page may print 0 beside the "-" of a window without a rank.
    """
    now, before, oldest = rank
    first = before - now if now is not None and before is not None else None
    second = oldest - before if before is not None and oldest is not None else None
    has_third = oldest is not None and day >= labels.PLACE_MEDIANS
    if now is not None and before is None and day < labels.PLACE_MEDIANS:
        second = draw(st.sampled_from((None, 0)))
    return first, second, draw(st.none() | st.integers(-2_000, 2_000)) if has_third else None
