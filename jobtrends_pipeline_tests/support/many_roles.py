"""A warehouse of invented roles, some with hostile names, and the site made of it: home, compare and skills."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from jobtrends_pipeline.reports.site import write_home, write_skills
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS
from jobtrends_pipeline.tables.catalog import TABLES_BY_NAME
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.tables.trends import ROLE_COMPARISON, TREND_TABLES
from jobtrends_pipeline.trends.build import comparison_queries, role_trend_queries
from jobtrends_pipeline.trends.headlines import read_home_series
from jobtrends_pipeline.trends.skills_across import read_skills
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.role_pages import RoleTables, role_page_file

HOSTILE = [
    "<script>document.title='owned'</script>",
    "</script></title></svg><img src=x onerror=alert(1)>",
    '=HYPERLINK("http://example.org","x")',
    "]]> --> &lt; {{ 7*7 }}",
    "x" * 300,
    "\u202egnissecorp\u202c \u200fRTL",
]
NAMES = {"java": "Java", "python": "Python", "data-analyst": "Data Analyst", "c-sharp": "C#"}
NAMES |= {f"hostile-{at}": name for at, name in enumerate(HOSTILE)}
MARKETS = {"permanent": "annual_salary", "contract": "daily_rate"}
VINTAGES = (date(2025, 9, 15), date(2025, 11, 15), date(2026, 8, 15), date(2026, 11, 8), date(2026, 11, 15))
LAST_OF_ANALYST = date(2026, 11, 8)
SKILLS = ("Java", "C#", "C++", ".NET", "C", "Index", *HOSTILE)
ALONE = "Only Here"


def warehouse(path: Path) -> Warehouse:
    """The warehouse with facts, and the trends computed from them."""
    store = Warehouse.at(path)
    rows: dict[str, list[dict[str, Any]]] = {"fact_demand": [], "fact_pay": [], "fact_skill": [], "captures": []}
    for name, row in _facts():
        rows[name].append(row)
    rows["findings"] = [
        {"capture_id": "a", "role": "java", "check_name": "unknown_label", "position": str(at), "severity": "warning",
         "message": message}
        for at, message in enumerate(HOSTILE)
    ]  # fmt: skip
    store.replace({name: rows_frame(TABLES_BY_NAME[name], held) for name, held in rows.items()}, {})
    store.derive(role_trend_queries, None)
    store.derive(lambda _: comparison_queries(), None)
    return store


def write_site(store: Warehouse, folder: Path) -> None:
    """All pages that the pages of several roles link to."""
    for role in NAMES:
        held = store.read_many([TABLES_BY_NAME[name] for name in ("fact_demand", "fact_pay", "fact_skill")],
                               {"role": [role]})  # fmt: skip
        trends = store.read_many(TREND_TABLES, {"role": [role]})
        role_page_file(folder, role, RoleTables(held, trends), VINTAGES[-1])
    tables = store.read_many([ROLE_COMPARISON, CAPTURES, FINDINGS])
    with store.connection() as connection:
        series, skills = read_home_series(connection), read_skills(connection)
    write_skills(folder, skills)
    comparison, captures, findings = (tables[table.name] for table in (ROLE_COMPARISON, CAPTURES, FINDINGS))
    write_home(folder, comparison, captures, findings, series)


def _facts() -> Iterator[tuple[str, dict[str, Any]]]:
    for number, (role, subject) in enumerate(NAMES.items()):
        for market, basis in MARKETS.items():
            for at, as_of in enumerate(VINTAGES):
                if role == "data-analyst" and as_of > LAST_OF_ANALYST:
                    continue
                if market == "contract" and role == "python":
                    continue
                page = {
                    "role": role, "publisher": "itjobswatch", "market": market, "subject": subject,
                    "place": "UK", "window_months": 6,
                    "as_of": as_of, "capture_id": f"{role}-{market}-{at}",
                }  # fmt: skip
                yield from _page(page, basis, number, at)


def _page(page: dict[str, Any], basis: str, number: int, at: int) -> Iterator[tuple[str, dict[str, Any]]]:
    as_of = page["as_of"]
    yield "captures", {
        **page, "url": "https://www.itjobswatch.co.uk/x", "origin": "saved", "sha256": "0", "warc_file": "w",
        "period_end": as_of, "layout": "detail/html", "outcome": "read",
    }  # fmt: skip
    median = (50_000 + 2_500 * number + (20_000 if number == 0 and at == 4 else 0)) / (1 if basis[0] == "a" else 100)
    period = {**page, "period_end": as_of, "scope": "subject", "lag_years": 0, "subject_kind": "role"}
    count = 2_000 - 150 * number + 10 * at
    yield "fact_demand", {**period, "rank": 10 + number - at, "advert_count": count, "share_of_all_pct": count / 1000}
    percentiles = {"p10_gbp": 0.7, "p25_gbp": 0.85, "median_gbp": 1.0, "p75_gbp": 1.15, "p90_gbp": 1.4}
    pay = {name: round(median * factor, 2) for name, factor in percentiles.items()}
    yield "fact_pay", {**period, "pay_basis": basis, "pay_advert_count": count // 2, **pay}
    skills = [*SKILLS, *([ALONE] if page["role"] == "java" else [])]
    for place, skill in enumerate(skills):
        jobs = count // (place + 2) + (200 if skill == "Java" and at == 4 else 0)
        yield "fact_skill", {**page, "skill_list": "top", "skill": skill, "rank": place + 1, "advert_count": jobs,
                             "share_pct": round(100 * jobs / count, 2)}  # fmt: skip
