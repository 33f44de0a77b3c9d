"""Figures that real pages print, and the fact frames they make.

Source IT Jobs Watch (CC BY-NC-SA 4.0): Backend Developer, permanent, 6 months. Each measure lists the page's
own window, then the same window one and two years before.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from jobtrends_pipeline.tables.facts import FACT_DEMAND, FACT_LOCATION, FACT_PAY, FACT_SKILL
from jobtrends_pipeline.tables.frames import rows_frame

Figures = Mapping[str, Sequence[float | None]]
Rows = list[dict[str, object]]
Facts = dict[str, pd.DataFrame]

DEMAND = ("rank", "rank_change", "advert_count", "share_of_all_pct")
PAY = ("pay_advert_count", "p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp")

UK_FEB_2026: Figures = {
    "rank": (528, 525, 616),
    "rank_change": (-3, 91, 16),
    "advert_count": (132, 157, 193),
    "share_of_all_pct": (0.20, 0.32, 0.26),
    "pay_advert_count": (117, 108, 168),
    "p10_gbp": (52_000, 40_425, 37_500),
    "p25_gbp": (57_500, 50_000, 46_250),
    "median_gbp": (80_000, 60_000, 62_500),
    "p75_gbp": (100_000, 75_000, 88_750),
    "p90_gbp": (None, 85_000, 100_000),
}
UK_FEB_2026_MARKET: Figures = {
    "advert_count": (61_307, 45_494, 70_946),
    "share_of_all_pct": (91.18, 91.70, 94.90),
    "pay_advert_count": (38_565, 23_655, 55_494),
    "p10_gbp": (29_000, 33_500, 28_500),
    "p25_gbp": (37_500, 45_000, 39_420),
    "median_gbp": (55_000, 60_000, 55_000),
    "p75_gbp": (75_000, 80_000, 73_750),
    "p90_gbp": (95_000, 100_000, 92_500),
}
LONDON_7_NOV_2025: Figures = {
    "rank": (345, 378, 394),
    "advert_count": (40, 55, 69),
    "share_of_all_pct": (0.33, 0.32, 0.36),
    "pay_advert_count": (34, 20, 64),
    "p10_gbp": (54_375, 49_750, 56_700),
    "p25_gbp": (67_813, 60_000, 65_750),
    "median_gbp": (80_000, 75_000, 73_750),
    "p75_gbp": (90_000, 90_938, 82_500),
    "p90_gbp": (107_500, 113_250, 100_000),
}
LONDON_21_NOV_2025: Figures = {
    "rank": (336, 383, 397),
    "advert_count": (50, 58, 73),
    "share_of_all_pct": (0.38, 0.33, 0.39),
    "pay_advert_count": (41, 22, 68),
    "p10_gbp": (52_500, 50_125, 56_700),
    "p25_gbp": (67_500, 65_000, 66_250),
    "median_gbp": (80_000, 80_000, 75_000),
    "p75_gbp": (90_000, 99_688, 82_500),
    "p90_gbp": (107_500, 119_250, 100_000),
}
GLASGOW_SEP_2025: Figures = {
    "rank": (82, 142, 71),
    "advert_count": (1, 7, 1),
    "share_of_all_pct": (0.13, 0.37, 0.13),
    "pay_advert_count": (0, 7, 1),
    "p10_gbp": (None, 45_000, None),
    "p25_gbp": (None, 47_500, 47_500),
    "median_gbp": (None, 50_000, 50_000),
    "p75_gbp": (None, 55_000, 52_500),
    "p90_gbp": (None, 66_500, None),
}


def page(  # every key of a page may be told
    as_of: str,
    subject: Figures,
    market: Figures | None = None,
    *,
    place: str = "UK",
    name: str = "Backend Developer",
    role: str = "backend-developer",
    window_months: int = 6,
    locations: Sequence[tuple[str, int | None]] = (),
    skills: Sequence[tuple[str, str, int, int, float]] = (),
) -> dict[str, Rows]:
    """Fact rows of one page: locations as (place, adverts), skills as (list, skill, rank, adverts, share)."""
    end = pd.Timestamp(as_of)
    target: dict[str, object] = {
        "role": role,
        "publisher": "itjobswatch",
        "market": "permanent",
        "subject": name,
        "place": place,
        "window_months": window_months,
        "as_of": end,
        "capture_id": f"{name}/{place}/{window_months}/{as_of}",
    }
    rows: dict[str, Rows] = {"fact_demand": [], "fact_pay": []}
    for scope, figures in (("subject", subject), ("comparison", market or {})):
        for lag in range(3) if figures else ():
            key = {**target, "scope": scope, "lag_years": lag, "period_end": end - pd.DateOffset(years=lag)}
            printed = {measure: values[lag] for measure, values in figures.items() if lag < len(values)}
            if not printed:
                continue
            rows["fact_demand"].append({**key, **{m: v for m, v in printed.items() if m in DEMAND}})
            pay: dict[str, object] = {m: v for m, v in printed.items() if m in PAY}
            rows["fact_pay"].append({**key, "pay_basis": "annual_salary", **pay})
    rows["fact_location"] = [{**target, "location": where, "advert_count": count} for where, count in locations]
    rows["fact_skill"] = [
        {**target, "skill_list": group, "skill": skill, "rank": rank, "advert_count": count, "share_pct": share}
        for group, skill, rank, count, share in skills
    ]
    return rows


def facts(*pages: dict[str, Rows]) -> Facts:
    """Typed fact frames of some pages, in the order given; none give empty frames."""
    tables = (FACT_DEMAND, FACT_PAY, FACT_LOCATION, FACT_SKILL)
    return {table.name: rows_frame(table, [row for rows in pages for row in rows[table.name]]) for table in tables}


def only(frame: pd.DataFrame, **equal: object) -> dict[str, Any]:
    """The single row of the frame with these values; None for what is missing."""
    for name, value in equal.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1, f"{len(frame)} rows for {equal}"
    row = frame.astype("object").where(frame.notna(), None).iloc[0]
    return {str(name): value for name, value in row.to_dict().items()}


UK_PAGE = page("2026-02-15", UK_FEB_2026, UK_FEB_2026_MARKET)
LONDON_PAGES = (
    page("2025-11-07", LONDON_7_NOV_2025, place="London"),
    page("2025-11-21", LONDON_21_NOV_2025, place="London"),
)
GLASGOW_PAGE = page("2025-09-18", GLASGOW_SEP_2025, place="Glasgow")
