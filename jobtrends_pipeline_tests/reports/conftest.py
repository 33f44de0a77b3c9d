"""Fixtures of the report's tests: real Backend Developer figures, and a site made of them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from jobtrends_pipeline.reports.site import write_home
from jobtrends_pipeline.tables.catalog import TABLES_BY_NAME
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline_tests.support.role_pages import RoleTables, role_page_file
from jobtrends_pipeline_tests.support.trends.frames import build_comparisons, build_role_trends

ROLE = "backend-developer"
NEWEST = date(2026, 2, 15)
FIGURES = Path(__file__).parent / "backend_developer.json"
FACT_NAMES = ("fact_demand", "fact_pay", "fact_location", "fact_skill")
# Invented, as no real page of the role prints one: an hourly block beside the daily rates of contract Midlands.
INVENTED_HOURLY = {
    "role": ROLE, "publisher": "itjobswatch", "market": "contract", "subject": "Backend Developer",
    "place": "Midlands", "window_months": 6,
    "as_of": "2025-10-13", "capture_id": "contract-midlands-backend-developer-2025-10-13", "scope": "subject",
    "pay_basis": "hourly_rate",
}  # fmt: skip

Rows = dict[str, list[dict[str, Any]]]
ON_EVERY_PAGE: list[str | None] = ["paper.js", "cards.js"]
"""Scripts that each page of the site loads."""


def scripts_of(page: HTMLParser) -> list[str | None]:
    """Names of a page's scripts in order; null for one that stands in the page."""
    sources = [node.attributes.get("src") for node in page.css("script")]
    return [source.rpartition("/")[2] if source else None for source in sources]


def real_rows() -> Rows:
    """Rows of the fact tables, fresh to change."""
    held = json.loads(FIGURES.read_text(encoding="utf-8"))
    rows: Rows = {name: [{"publisher": "itjobswatch", **row} for row in held[name]] for name in FACT_NAMES}
    for lag, median in enumerate((32.5, 30.0, 28.75)):
        rows["fact_pay"].append(
            {
                **INVENTED_HOURLY,
                "period_end": f"{2025 - lag}-10-13",
                "lag_years": lag,
                "pay_advert_count": 24 - lag,
                "p25_gbp": median - 5,
                "median_gbp": median,
                "p75_gbp": median + 7.5,
                "missing": '{"p10_gbp": "not_published", "p90_gbp": "not_published"}',
            }
        )
    return rows


def tables_of(rows: Rows) -> RoleTables:
    """Typed facts and the trends computed from them."""
    facts = {name: rows_frame(TABLES_BY_NAME[name], rows.get(name, [])) for name in FACT_NAMES}
    return RoleTables(facts, build_role_trends(facts))


def comparison_of(tables: RoleTables) -> pd.DataFrame:
    """The role comparison of one role's trends."""
    return build_comparisons(tables.trends)["role_comparison"]


@pytest.fixture(scope="session")
def tables() -> RoleTables:
    """The real figures as tables; never changed."""
    return tables_of(real_rows())


@pytest.fixture(scope="session")
def captures() -> pd.DataFrame:
    """Three pages held: two of the role, one of a role without figures."""
    common = {"url": "u", "origin": "saved", "sha256": "0", "warc_file": "w"}
    return rows_frame(
        TABLES_BY_NAME["captures"],
        [
            {**common, "capture_id": "a", "role": ROLE, "outcome": "read"},
            {**common, "capture_id": "b", "role": ROLE, "outcome": "quarantined"},
            {**common, "capture_id": "c", "role": "java", "outcome": "quarantined"},
        ],
    )


@pytest.fixture(scope="session")
def findings() -> pd.DataFrame:
    """One warning and one error, in the wrong order."""
    common = {"capture_id": "b", "role": ROLE, "position": "summary"}
    return rows_frame(
        TABLES_BY_NAME["findings"],
        [
            {**common, "check_name": "unknown_label", "severity": "warning", "message": "label <b>Rank</b> & co"},
            {**common, "check_name": "cut_page", "severity": "error", "message": "the summary table ends early"},
        ],
    )


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory, tables: RoleTables, captures: pd.DataFrame, findings: pd.DataFrame
) -> Path:
    """A folder with the home page and the role's page."""
    folder = tmp_path_factory.mktemp("site")
    role_page_file(folder, ROLE, tables, NEWEST)
    role_page_file(folder, "java", tables_of({}), None)
    write_home(folder, comparison_of(tables), captures, findings)
    return folder
