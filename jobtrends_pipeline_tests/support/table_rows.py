"""Small frames of real tables, with every kind of null."""

from datetime import date, datetime

import pandas as pd

from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.facts import FACT_DEMAND
from jobtrends_pipeline.tables.frames import rows_frame


def captures(*names: str, role: str = "java", outcome: str = "read") -> pd.DataFrame:
    """A capture per name; time, status, offset and window are null in the first of them."""
    rows: list[dict[str, object]] = []
    for number, name in enumerate(names):
        held: dict[str, object] = {
            "capture_id": name, "role": role, "url": "https://example.org/", "origin": "saved", "sha256": "0" * 64,
            "warc_file": "a.warc.gz", "outcome": outcome,
        }  # fmt: skip
        if number:
            held |= {"captured_at": datetime(2026, 2, 16, 6, 30), "http_status": 200, "warc_offset": 1_234}  # noqa: DTZ001
        rows.append(held)
    return rows_frame(CAPTURES, rows)


def demand(*names: str, share: float | None = 0.2, role: str = "java") -> pd.DataFrame:
    """A row of `fact_demand` per capture name."""
    return rows_frame(
        FACT_DEMAND,
        [
            {
                "role": role, "publisher": "itjobswatch", "market": "permanent", "subject": name,
                "place": "UK", "window_months": 6,
                "as_of": date(2026, 2, 15), "period_end": date(2025, 2, 15), "scope": "subject", "lag_years": 1,
                "rank": 69, "share_of_all_pct": share, "missing": '{"advert_count": "no_data"}', "capture_id": name,
            }
            for name in names
        ],
    )  # fmt: skip


def uk_page(role: str) -> dict[str, object]:
    """What every row of a role's page of the UK says, its subject being the role."""
    return {
        "role": role, "publisher": "itjobswatch", "market": "permanent", "subject": role, "place": "UK",
        "window_months": 6,
    }  # fmt: skip
