"""Fact tables, bitemporal: `period_end` dates a figure, `as_of` the page it is on."""

from jobtrends_pipeline.tables import columns as c
from jobtrends_pipeline.tables.model import Table

TARGET = (c.ROLE, c.PUBLISHER, c.MARKET, c.SUBJECT, c.PLACE, c.WINDOW_MONTHS, c.AS_OF)
TARGET_GRAIN = ("publisher", "market", "subject", "place", "window_months", "as_of")

FACT_DEMAND = Table(
    name="fact_demand",
    layer="facts",
    description="How much a subject is asked for: rank, adverts and shares of each window a page prints.",
    grain=(*TARGET_GRAIN, "period_end", "scope"),
    columns=(
        *TARGET, c.PERIOD_END, c.SCOPE, c.LAG_YEARS, c.SUBJECT_KIND, c.COMPARISON_NAME, c.RANK, c.RANK_CHANGE,
        c.JOB_COUNT, c.SHARE_OF_ALL_PCT, c.CATEGORY, c.SHARE_OF_CATEGORY_PCT, c.MISSING, c.CAPTURE_ID,
    ),
)  # fmt: skip

FACT_PAY = Table(
    name="fact_pay",
    layer="facts",
    description="Advertised pay: quoted count and percentiles of each window a page prints, per pay basis.",
    grain=(*TARGET_GRAIN, "period_end", "scope", "pay_basis"),
    columns=(
        *TARGET, c.PERIOD_END, c.SCOPE, c.PAY_BASIS, c.LAG_YEARS, c.QUOTED_COUNT, c.P10_GBP, c.P25_GBP, c.MEDIAN_GBP,
        c.P75_GBP, c.P90_GBP, c.MEDIAN_CHANGE_PCT, c.COMPARISON_PLACE, c.COMPARISON_PLACE_MEDIAN_GBP,
        c.COMPARISON_PLACE_CHANGE_PCT, c.MISSING, c.CAPTURE_ID,
    ),
)  # fmt: skip

FACT_LOCATION = Table(
    name="fact_location",
    layer="facts",
    description="The page's top locations: demand and median pay of the subject in each.",
    grain=(*TARGET_GRAIN, "location"),
    columns=(
        *TARGET, c.LOCATION, c.RANK_CHANGE, c.JOB_COUNT, c.PAY_BASIS, c.MEDIAN_GBP, c.MEDIAN_CHANGE_PCT,
        c.LIVE_JOB_COUNT, c.MISSING, c.CAPTURE_ID,
    ),
)  # fmt: skip

FACT_SKILL = Table(
    name="fact_skill",
    layer="facts",
    description="Skills that co-occur with the subject: the top 30, and up to 20 of each category.",
    grain=(*TARGET_GRAIN, "skill_list", "skill"),
    columns=(*TARGET, c.SKILL_LIST, c.SKILL, c.SKILL_SLUG, c.RANK, c.JOB_COUNT, c.SHARE_PCT, c.CAPTURE_ID),
)

FACT_MARKET_INDEX = Table(
    name="fact_market_index",
    layer="facts",
    description="The market index of a place: one row per subject it lists.",
    grain=("publisher", "market", "place", "window_months", "as_of", "subject"),
    columns=(
        *TARGET, c.SUBJECT_SLUG, c.RANK, c.RANK_CHANGE, c.PAY_BASIS, c.MEDIAN_GBP, c.MEDIAN_CHANGE_PCT, c.JOB_COUNT,
        c.SHARE_PCT, c.LIVE_JOB_COUNT, c.MISSING, c.CAPTURE_ID,
    ),
)  # fmt: skip

OF_PAGES = {"publisher": [c.ITJOBSWATCH]}
"""Key of the facts that are read from pages, not computed from one's own adverts."""
FACT_TABLES = (FACT_DEMAND, FACT_PAY, FACT_LOCATION, FACT_SKILL, FACT_MARKET_INDEX)
