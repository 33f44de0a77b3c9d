"""Facts with figures of too few adverts in every part: now, a year before, in the market, in places and in skills.

Every amount is a number of its own, so that a text that has it can only mean that figure.
"""

from datetime import date
from typing import Any

from jobtrends_pipeline_tests.support.trends.random_facts import Rows

NOW, THEN = date(2026, 2, 15), date(2025, 2, 15)
ENDS = (NOW, THEN, date(2024, 2, 15))
STRONG, PLUMBER, ALCHEMIST = "backend-developer", "cloud-plumber", "data-alchemist"
Row = dict[str, Any]


def weak_facts() -> Rows:
    """Rows of the fact tables of three roles; see the calls for what is weak in each."""
    rows: Rows = {f"fact_{name}": [] for name in ("demand", "pay", "location", "skill", "chart_demand")}
    uk = _page(STRONG, "UK")
    _series(rows, uk, (200, 214, 190), (0.33, 0.35, 0.32), (180, 190, 170), (70_103, 65_207, 62_501))
    _series(rows, uk, (61_003, 60_007, 59_009), (95.11, 95.12, 95.13), (52_001, 51_001, 50_001),
            (55_009, 54_013, 53_017), "comparison")  # fmt: skip
    # England alone has enough adverts; North West has ten, of which nine quote pay.
    for place, jobs, median, change in (
        ("England", 170, 71_303, 6.31), ("North West", 10, 52_607, -12.37), ("Yorkshire", 5, 35_211, -39.91),
    ):  # fmt: skip
        figures = {"advert_count": jobs, "rank_change": -26, "median_gbp": median, "median_change_pct": change}
        rows["fact_location"].append({**uk, "location": place, "pay_basis": "annual_salary", **figures})
    # Spark is weak now, Kafka was, COBOL was and is gone, Elm is and is new; Perl and Go rise and fall with enough.
    _skills(rows, uk, 200, Python=120, Perl=66, Kafka=71, Go=21, Spark=8, Elm=7, R=55)
    _series(rows, {**uk, "as_of": THEN}, (214,), (0.35,), (190,), (65_207,))
    _skills(rows, {**uk, "as_of": THEN}, 214, Python=118, Perl=22, Kafka=9, Go=67, Spark=66, COBOL=6, Ruby=58)
    # Few adverts now, enough a year before.
    scotland = _page(STRONG, "Scotland")
    _series(rows, scotland, (7, 96, 90), (0.19, 2.87, 2.71), (4, 88, 80), (27_617, 58_211, 57_203))
    _series(rows, scotland, (3_701, 3_301, 3_203), (94.11, 94.12, 94.13), (3_001, 2_903, 2_801),
            (47_011, 46_007, 45_013), "comparison")  # fmt: skip
    _skills(rows, scotland, 7, Python=3, Haskell=2)
    # A chart draws the place over both, so that its points lie near a weak and a strong print.
    _months(rows, scotland)
    # Enough now, few a year before: only what holds the two against each other is weak.
    plumber = _page(PLUMBER, "UK")
    _series(rows, plumber, (150, 4, 160), (0.25, 0.007, 0.27), (140, 3, 150), (80_429, 27_823, 77_431))
    _series(rows, plumber, (61_003, 60_007, 59_009), (95.11, 95.12, 95.13), (52_001, 51_001, 50_001),
            (55_009, 54_013, 53_017), "comparison")  # fmt: skip
    _skills(rows, plumber, 150, Python=90, Kafka=3, Go=40)
    # Enough of the role in a place where few adverts of the whole market quote pay.
    wales = _page(PLUMBER, "Wales", "contract")
    _series(rows, wales, (60, 55, 50), (61.0, 55.0, 51.0), (45, 44, 43), (513, 488, 467))
    _series(rows, wales, (98, 99, 97), (100.0, 99.0, 98.0), (7, 8, 6), (391, 389, 386), "comparison")
    # Few adverts of everything, in every year; a later page revises one of them.
    alchemist = _page(ALCHEMIST, "UK")
    _series(rows, alchemist, (9, 8, 7), (0.014, 0.013, 0.012), (8, 7, 6), (41_413, 39_419, 37_423))
    _series(rows, {**alchemist, "as_of": THEN}, (8,), (0.017,), (7,), (36_301,))
    _skills(rows, alchemist, 9, Python=4, Elm=2)
    return rows


def _page(role: str, place: str, market: str = "permanent") -> Row:
    subject = role.replace("-", " ").title()
    return {
        "role": role, "publisher": "itjobswatch", "market": market, "subject": subject,
        "place": place, "window_months": 6, "as_of": NOW,
        "capture_id": f"{role}-{place}",
    }  # fmt: skip


def _series(  # figures of a table
    rows: Rows,
    page: Row,
    jobs: tuple[int, ...],
    shares: tuple[float, ...],
    quoted: tuple[int, ...],
    medians: tuple[int, ...],
    scope: str = "subject",
) -> None:
    """The windows that a page prints, its own first."""
    ends = [end for end in ENDS if end <= page["as_of"]]
    basis = "annual_salary" if page["market"] == "permanent" else "daily_rate"
    for lag, count in enumerate(jobs):
        window = {**page, "scope": scope, "lag_years": lag, "period_end": ends[lag]}
        rank = {"rank": 211 + 131 * lag, "rank_change": 131} if scope == "subject" else {}
        rows["fact_demand"].append({**window, **rank, "advert_count": count, "share_of_all_pct": shares[lag]})
        around = {"p10_gbp": 0.71, "p25_gbp": 0.86, "median_gbp": 1.0, "p75_gbp": 1.17, "p90_gbp": 1.33}
        figures = {name: round(medians[lag] * factor) for name, factor in around.items()}
        rows["fact_pay"].append({**window, "pay_basis": basis, "pay_advert_count": quoted[lag], **figures})


def _months(rows: Rows, page: Row) -> None:
    """The points of a chart image from 2024 to the month of the page."""
    own = {name: page[name] for name in ("role", "subject", "place", "capture_id")}
    for number in range(26):
        share = 5.5617 + 0.0113 * number
        bounds = {"drawn_share_low_pct": share - 0.0119, "drawn_share_high_pct": share + 0.0119}
        point = {"as_of": NOW, "month": date(2024 + number // 12, number % 12 + 1, 1), "drawn_share_pct": share}
        rows["fact_chart_demand"].append({**own, "market_series": "permanent", **point, **bounds})


def _skills(rows: Rows, page: Row, jobs: int, **counts: int) -> None:
    order = sorted({*counts.values()}, reverse=True)
    for skill, count in counts.items():
        share = round(100 * count / jobs, 2)
        figures = {"rank": 1 + order.index(count), "advert_count": count, "share_pct": share}
        rows["fact_skill"].append({**page, "skill_list": "top", "skill": skill, **figures})
