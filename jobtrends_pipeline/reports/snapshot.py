"""`roles/{role}.json`: a role's newest figures and series for programs. Pure.

The programs include language models.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from jobtrends_pipeline.reports import sentences, words
from jobtrends_pipeline.reports.cells import BREAK_WORDS, MARK_WORDS, RELIABILITY_MARKS
from jobtrends_pipeline.reports.narrow import TOP_SKILLS, Rows, for_snapshot
from jobtrends_pipeline.reports.role_tables import MONTHLY
from jobtrends_pipeline.reports.rows import Row, TargetKey, by_target, decoded, having, latest
from jobtrends_pipeline.reports.snapshot_monthly import CAVEAT, POINT_COLUMNS, monthly_parts
from jobtrends_pipeline.tables import rights
from jobtrends_pipeline.tables.columns import PAY_BASES
from jobtrends_pipeline.trends import reposting, significance

SCHEMA_VERSION = 3
SCHEMA_FILE = "assets/role.schema.json"
CAVEATS = (
    rights.CAVEAT,
    "Medians and percentiles are of the adverts that quote pay (n), rounded by the source.",
    "A relative standard error (rse_pct) is approximate: it is estimated from n and the printed percentiles.",
    reposting.WORDS,
    f"is_change_beyond_noise of skills: all skills of a page are {significance.WORDS}.",
    "Windows of consecutive captures overlap: compare a figure with that of the year before, not with the last one.",
    "A figure is its latest release; the first release stands beside it where the tables have it.",
    "Adverts are counted, not people or vacancies filled; counts do not compare across a market_size_jump, shares do.",
    CAVEAT,
)
_FIELDS = {
    "demand": ("rank", "rank_change", "advert_count", "share_of_all_pct", "share_of_all_first_pct", "share_rse_pct"),
    "pay": ("pay_advert_count", "p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp", "median_first_gbp"),
}
UNITS = {
    "rank": "position, 1 is most demanded",
    "rank_change": "positions gained on the year; positive is more demand",
    "advert_count": "adverts in the window",
    "pay_advert_count": "adverts in the window that quote pay (n)",
    "open_vacancy_count": "vacancies open on the day of capture",
    "_gbp": "pounds sterling per year, day or hour, as pay_basis says",
    "_pct": "percent, 0.2 is 0.2 %",
    "_pp": "percentage points",
}
SERIES_COLUMNS = {
    "demand": (
        "period_end", "as_of", "rank", "advert_count", "share_of_all_pct", "is_restated_only", "reliability", "breaks",
    ),
    "pay": (
        "period_end", "as_of", "pay_advert_count", "p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp",
        "median_rse_pct", "is_restated_only", "reliability", "breaks",
    ),
    "demand_by_month": POINT_COLUMNS,
}  # fmt: skip
Json = dict[str, Any]


def role_snapshot(role: str, given: Rows) -> Json:
    """Return the snapshot of a role; without data it has no sections.

    Args:
        role: Key of the role.
        given: Its rows by table name (see `role_tables`); an absent table counts as empty.
    """
    grouped = {name: by_target(rows) for name, rows in for_snapshot(given).items()}
    keys = sorted({key for groups in grouped.values() for key in groups}, key=_order)
    sections = [_section(key, {name: groups.get(key, []) for name, groups in grouped.items()}) for key in keys]
    months = monthly_parts(given.get(MONTHLY, []))
    newest = max(sections or months, key=lambda part: part["as_of"], default=None)
    return {
        "$schema": f"../{SCHEMA_FILE}",
        "schema_version": SCHEMA_VERSION,
        "role": role,
        "subject": newest["subject"] if newest else words.role_title(role),
        "as_of": newest["as_of"] if newest else None,
        "page": f"{role}.html",
        "feed": f"{role}.xml",
        "source": {"name": rights.SOURCE_NAME, "url": rights.SOURCE_URL, "attribution": rights.SOURCE_LINE},
        "licence": {"id": rights.LICENCE_ID, "name": rights.LICENCE_NAME, "url": rights.LICENCE_URL},
        "caveats": list(CAVEATS),
        "units": UNITS,
        "marks": MARK_WORDS,
        "series_columns": {name: list(columns) for name, columns in SERIES_COLUMNS.items()},
        "sections": sections,
        "demand_by_month": months,
    }


def to_text(snapshot: Json) -> str:
    """Return the snapshot as one line of JSON that cannot end an HTML element."""
    text = json.dumps(snapshot, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_date)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text + "\n"


def _date(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _order(key: TargetKey) -> tuple[object, ...]:
    return *key.rank, key.place != "UK", key.place


def _section(key: TargetKey, rows: Mapping[str, list[Row]]) -> Json:
    demand = _series(rows["trend_demand"])
    pay = {basis: found for basis in PAY_BASES if (found := _series(having(rows["trend_pay"], pay_basis=basis)))}
    vintages = {row["as_of"] for name in ("fact_demand", "fact_pay", "trend_location") for row in rows[name]}
    vintages |= {row["latest_as_of"] for row in (*demand, *(row for found in pay.values() for row in found))}
    vintages |= {row["as_of"] for row in rows["trend_skill"]}
    as_of = max(vintages)
    own = [row for row in demand if row["period_end"] == as_of]
    own_pay = [row for found in pay.values() for row in found if row["period_end"] == as_of]
    return {
        "publisher": key.publisher,
        "market": key.market,
        "place": key.place,
        "window_months": key.window_months,
        "subject": _subject(rows, as_of),
        "as_of": as_of,
        "vintage_count": len(vintages),
        "summary": sentences.summary_sentence(
            _subject(rows, as_of), key, as_of, next(iter(own), None), next(iter(own_pay), None)
        ),
        "demand": _demand(own[0]) if own else None,
        "pay": [_pay(row) for row in own_pay],
        "top_skills": _skills(rows["trend_skill"]),
        "locations": _locations(rows["trend_location"]),
        "series": {
            "demand": [_points(row, "demand") for row in demand],
            "pay": {basis: [_points(row, "pay") for row in found] for basis, found in pay.items()},
        },
    }


def _series(rows: Iterable[Row]) -> list[Row]:
    return sorted(having(rows, scope="subject"), key=lambda row: row["period_end"])


def _subject(rows: Mapping[str, list[Row]], as_of: date) -> str:
    named = [row for found in rows.values() for row in found if row.get("as_of", row.get("latest_as_of")) == as_of]
    return max((row["subject"] for row in named), default="")


def _demand(row: Row) -> Json:
    return _figures(row, "demand") | {
        "change_on_the_year": _change(row, "share_of_all_change_pct"),
        "reliability": _reliability(row),
        "breaks": _breaks(row),
    }


def _pay(row: Row) -> Json:
    names = ("comparison_place", "comparison_place_median_gbp", "market_median_gbp", "market_median_reliability",
             "premium_over_market_pct", "premium_reliability")  # fmt: skip
    return (
        {"pay_basis": row["pay_basis"], "per": words.PAY_WORDS[row["pay_basis"]].per}
        | _figures(row, "pay")
        | {name: row[name] for name in (*names, "median_rse_pct")}
        | {
            "change_on_the_year": _change(row, "median_year_change_pct"),
            "reliability": _reliability(row),
            "breaks": _breaks(row),
        }
    )


def _figures(row: Row, kind: str) -> Json:
    return {"period_end": row["period_end"], "as_of": row["latest_as_of"]} | {name: row[name] for name in _FIELDS[kind]}


def _change(row: Row, measure: str) -> Json | None:
    if row[measure] is None:
        return None
    return {
        "change_pct": row[measure],
        "base_period_end": row["base_period_end"],
        "reliability": row["change_reliability"],
        "is_beyond_noise": row["is_change_beyond_noise"],
        "verdict": sentences.noise_words(row),
    }


def _reliability(row: Row) -> Json:
    code = str(row["reliability"])
    return {
        "class": code,
        "mark": RELIABILITY_MARKS[code] or None,
        "words": sentences.RELIABILITY_WORDS[code],
    }


def _breaks(row: Row) -> list[Json]:
    named = decoded(row["breaks"])
    codes = named if isinstance(named, list) else []
    return [{"code": str(code), "words": BREAK_WORDS.get(str(code), str(code).replace("_", " "))} for code in codes]


def _points(row: Row, kind: str) -> list[Any]:
    named = {**row, "as_of": row["latest_as_of"], "breaks": [item["code"] for item in _breaks(row)]}
    return [named[name] for name in SERIES_COLUMNS[kind]]


def _skills(rows: list[Row]) -> Json | None:
    """Return the top list of the newest vintage, with its exits since the year before."""
    top = having(rows, skill_list=TOP_SKILLS)
    as_of = latest(top)
    if as_of is None:
        return None
    names = (
        "skill", "rank", "advert_count", "share_pct", "reliability", "share_year_change_pp", "change_q_value",
        "is_change_beyond_noise", "change_reliability", "is_entrant",
    )  # fmt: skip
    newest = sorted(having(top, as_of=as_of), key=lambda row: (row["rank"] or len(top), row["skill"]))
    return {
        "as_of": as_of,
        "listed": [{name: row[name] for name in names} for row in newest if not row["is_exit"]],
        "left": [row["skill"] for row in newest if row["is_exit"]],
        "breaks": _breaks(newest[0]),
    }


def _locations(rows: list[Row]) -> Json | None:
    as_of = latest(rows)
    if as_of is None:
        return None
    names = ("location", "advert_count", "rank_change", "reliability", "pay_basis", "median_gbp", "median_change_pct",
             "median_reliability", "open_vacancy_count")  # fmt: skip
    newest = sorted(having(rows, as_of=as_of), key=lambda row: (-(row["advert_count"] or 0), row["location"]))
    return {"as_of": as_of, "listed": [{name: row[name] for name in names} for row in newest]}
