"""JSON Schema of `roles/{role}.json`. Pure.

The site publishes it as `assets/role.schema.json`.
"""

from typing import Any

from jobtrends_pipeline.reports.snapshot import SCHEMA_VERSION, SERIES_COLUMNS
from jobtrends_pipeline.tables import rights
from jobtrends_pipeline.tables.charts import MARKET_SERIES
from jobtrends_pipeline.tables.class_columns import RELIABILITIES
from jobtrends_pipeline.tables.columns import MARKETS, PAY_BASES

Schema = dict[str, Any]


def role_schema() -> Schema:
    """Return a schema of draft 2020-12.

    Every object is closed, so that a snapshot has no property that the schema does not name.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Snapshot of a role's advertised jobs and pay",
        "description": f"{rights.SOURCE_LINE}. {rights.CAVEAT}",
        **_object(
            {
                "$schema": {"type": "string"},
                "schema_version": {"const": SCHEMA_VERSION},
                "role": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
                "subject": {"type": "string"},
                "as_of": _or_null(_DAY),
                "page": {"type": "string", "pattern": r"\.html$"},
                "feed": {"type": "string", "pattern": r"\.xml$"},
                "source": _object({name: {"type": "string"} for name in ("name", "url", "attribution")}),
                "licence": _object({name: {"type": "string"} for name in ("id", "name", "url")}),
                "caveats": {"type": "array", "minItems": 1, "items": {"type": "string"}},
                "units": {"type": "object", "additionalProperties": {"type": "string"}},
                "marks": {"type": "object", "additionalProperties": {"type": "string"}},
                "series_columns": _object(
                    {
                        name: {"type": "array", "items": {"enum": list(columns)}, "minItems": len(columns)}
                        for name, columns in SERIES_COLUMNS.items()
                    }
                ),
                "sections": {"type": "array", "items": _section()},
                "demand_by_month": {"type": "array", "items": _months()},
            }
        ),
    }


def _section() -> Schema:
    return _object(
        {
            "publisher": {"type": "string"},
            "market": {"enum": list(MARKETS)},
            "place": {"type": "string"},
            "window_months": {"type": "integer", "minimum": 1, "maximum": 12},
            "subject": {"type": "string"},
            "as_of": _DAY,
            "vintage_count": {"type": "integer", "minimum": 1},
            "summary": {"type": "string"},
            "demand": _or_null(_demand()),
            "pay": {"type": "array", "items": _pay()},
            "top_skills": _or_null(_skills()),
            "locations": _or_null(_locations()),
            "series": _series(),
        }
    )


def _demand() -> Schema:
    return _object(
        {
            "period_end": _DAY,
            "as_of": _DAY,
            "rank": _COUNT,
            "rank_change": _INTEGER,
            "advert_count": _COUNT,
            **dict.fromkeys(("share_of_all_pct", "share_of_all_first_pct", "share_rse_pct"), _POSITIVE),
            **_JUDGED,
        }
    )


def _pay() -> Schema:
    pounds = (
        "p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp", "median_first_gbp", "comparison_place_median_gbp",
        "market_median_gbp", "median_rse_pct",
    )  # fmt: skip
    return _object(
        {
            "pay_basis": {"enum": list(PAY_BASES)},
            "per": {"type": "string"},
            "period_end": _DAY,
            "as_of": _DAY,
            "pay_advert_count": _COUNT,
            **dict.fromkeys(pounds, _POSITIVE),
            "comparison_place": _TEXT,
            "market_median_reliability": _CLASS,
            "premium_over_market_pct": _NUMBER,
            "premium_reliability": _CLASS,
            **_JUDGED,
        }
    )


def _skills() -> Schema:
    skill = {
        "skill": {"type": "string"},
        "rank": _COUNT,
        "advert_count": _COUNT,
        "share_pct": _POSITIVE,
        "share_year_change_pp": _NUMBER,
        "change_q_value": _POSITIVE,
        "is_change_beyond_noise": _FLAG,
        "change_reliability": _CLASS,
        "is_entrant": _FLAG,
        "reliability": _CLASS,
    }
    left = {"type": "array", "items": {"type": "string"}}
    listed = {"type": "array", "items": _object(skill)}
    return _object({"as_of": _DAY, "listed": listed, "left": left, "breaks": _BREAKS})


def _locations() -> Schema:
    location = {
        "location": {"type": "string"},
        "advert_count": _COUNT,
        "rank_change": _INTEGER,
        "reliability": _CLASS,
        "pay_basis": _or_null({"enum": list(PAY_BASES)}),
        "median_gbp": _POSITIVE,
        "median_change_pct": _NUMBER,
        "median_reliability": _CLASS,
        "open_vacancy_count": _COUNT,
    }
    return _object({"as_of": _DAY, "listed": {"type": "array", "items": _object(location)}})


def _months() -> Schema:
    """Return the schema of one monthly series, with the figures of its newest point."""
    change = {"change_pct": {"type": "number"}, "is_beyond_bounds": _FLAG, "verdict": {"type": "string"}}
    return _object(
        {
            "market_series": {"enum": list(MARKET_SERIES)},
            **{name: {"type": "string"} for name in ("place", "subject", "measure", "summary")},
            "as_of": _DAY,
            "month": _DAY,
            **dict.fromkeys(("drawn_share_pct", "drawn_share_low_pct", "drawn_share_high_pct"), _POSITIVE),
            "change_on_the_year": _or_null(_object(change)),
            "breaks": _BREAKS,
            "series": _points(SERIES_COLUMNS["demand_by_month"]),
        }
    )


def _series() -> Schema:
    points = {name: _points(columns) for name, columns in SERIES_COLUMNS.items()}
    pay = {"type": "object", "propertyNames": {"enum": list(PAY_BASES)}, "additionalProperties": points["pay"]}
    return _object({"demand": points["demand"], "pay": pay})


def _points(columns: tuple[str, ...]) -> Schema:
    """Return the schema of an array of rows with figures in the order of the columns."""
    known = {
        "period_end": _DAY,
        "month": _DAY,
        "as_of": _DAY,
        "is_restated": _FLAG,
        "is_restated_only": {"type": "boolean"},
        "reliability": _CLASS,
        "breaks": {"type": "array", "items": {"type": "string"}},
    }
    row = [known.get(name, _POSITIVE) for name in columns]
    return {
        "type": "array",
        "items": {"type": "array", "prefixItems": row, "items": False, "minItems": len(row)},
    }


def _object(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [{"type": "null"}, schema]}


_DAY: Schema = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_TEXT: Schema = {"type": ["string", "null"]}
_NUMBER: Schema = {"type": ["number", "null"]}
_POSITIVE: Schema = {"type": ["number", "null"], "minimum": 0}
_INTEGER: Schema = {"type": ["integer", "null"]}
_COUNT: Schema = {"type": ["integer", "null"], "minimum": 0}
_CLASS: Schema = {"enum": list(RELIABILITIES)}
_FLAG: Schema = {"type": ["boolean", "null"]}
_BREAKS: Schema = {"type": "array", "items": _object({"code": {"type": "string"}, "words": {"type": "string"}})}
_JUDGED: Schema = {
    "change_on_the_year": _or_null(
        _object(
            {
                "change_pct": {"type": "number"},
                "base_period_end": _or_null(_DAY),
                "reliability": _CLASS,
                "is_beyond_noise": _FLAG,
                "verdict": {"type": "string"},
            }
        )
    ),
    "reliability": _object({"class": _CLASS, "mark": _TEXT, "words": {"type": "string"}}),
    "breaks": _BREAKS,
}
