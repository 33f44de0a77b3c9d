"""A published warehouse whose names try to run, to end what holds them, or to turn the text around them."""

from datetime import date, datetime
from pathlib import Path

import pandas as pd

from jobtrends_pipeline.tables.catalog import TABLES_BY_NAME
from jobtrends_pipeline.tables.facts import FACT_DEMAND
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.publish import publish
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.table_rows import captures

NAMES = (
    '=HYPERLINK("http://x")', "+1+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "'=1", "'quoted'",
    "<script>alert(1)</script>", "</script>", "]]>", "x" * 300, "\u202egnissecorp\u202c \u200fRTL", "two\nlines",
    'a "quoted", name; and more', "£ é 漢 🙂", "\\N", "NULL", "",
)  # fmt: skip


def demand() -> pd.DataFrame:
    """A row of `fact_demand` per name, with figures that are hard to print, and every kind of null."""
    shares = (0.1 + 0.2, None, 1e-7, 100.0, 0.0)
    common = {
        "role": "java",
        "publisher": "itjobswatch",
        "market": "permanent",
        "window_months": 6,
        "scope": "subject",
        "lag_years": 0,
    }
    return rows_frame(
        FACT_DEMAND,
        [
            {
                **common, "subject": name, "place": name, "as_of": date(2026, 2, 15), "period_end": date(2026, 2, 15),
                "rank": None if number % 3 else number + 1, "share_of_all_pct": shares[number % len(shares)],
                "comparison_name": name if number % 2 else None, "missing": '{"advert_count": "no_data"}',
                "capture_id": f"c{number}",
            }
            for number, name in enumerate(NAMES)
        ],
    )  # fmt: skip


def skills() -> pd.DataFrame:
    """Rows of `trend_skill`, with booleans and their nulls."""
    common = {
        "role": "java",
        "publisher": "itjobswatch",
        "market": "permanent",
        "place": "UK",
        "window_months": 6,
        "as_of": date(2026, 2, 15),
    }
    return rows_frame(
        TABLES_BY_NAME["trend_skill"],
        [
            {
                **common, "skill_list": "top", "skill": name, "is_exit": number % 2 == 0, "reliability": "low",
                "year_before_reliability": "not_available", "change_reliability": "not_available",
                "is_entrant": (None, True, False)[number % 3], "share_pct": number / 7,
            }
            for number, name in enumerate(NAMES)
        ],
    )  # fmt: skip


def published_hostile(folder: Path) -> Path:
    """The published file of a warehouse of these rows, and of captures with fractions of seconds."""
    held = captures("b", "a", *NAMES[:3])
    held.loc[1, "captured_at"] = datetime(2026, 2, 16, 6, 30, 1, 250_000)  # noqa: DTZ001  # the column is UTC
    other = captures("other", role="rust")
    store = Warehouse.at(folder / "working.duckdb")
    frames = {"captures": pd.concat([held, other]), "fact_demand": demand(), "trend_skill": skills()}
    store.replace(frames, {})
    publish(store, folder / "jobtrends.duckdb")
    return folder / "jobtrends.duckdb"
