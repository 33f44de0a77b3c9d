"""All trends of a role from its facts, and the comparison of all roles from their trends."""

from collections.abc import Mapping

import pandas as pd

from jobtrends_pipeline.trends.breaks import market_sizes
from jobtrends_pipeline.trends.comparison import role_comparison
from jobtrends_pipeline.trends.demand import trend_demand
from jobtrends_pipeline.trends.histogram import pay_histogram
from jobtrends_pipeline.trends.locations import trend_location
from jobtrends_pipeline.trends.pay import trend_pay
from jobtrends_pipeline.trends.revisions import revisions
from jobtrends_pipeline.trends.skills import trend_skill
from jobtrends_pipeline.trends.vintages import demand_prints, pay_prints, with_latest_subject

FACTS_NEEDED = ("fact_demand", "fact_pay", "fact_location", "fact_skill")


def build_role_trends(facts: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The trend tables of a role, or of several: rows of different roles never meet.

    Args:
        facts: Typed frames (`tables.frames.typed`) by table name; those of `FACTS_NEEDED` must be there.

    Returns:
        Typed frames by table name, one for each of `TREND_TABLES`; empty facts give empty frames.

    Raises:
        KeyError: if a fact table is not given.
    """
    named = with_latest_subject({name: facts[name] for name in FACTS_NEEDED})
    demand, pay = demand_prints(named["fact_demand"]), pay_prints(named["fact_pay"])
    sizes = market_sizes(demand)
    return {
        "trend_demand": trend_demand(demand, sizes),
        "trend_pay": trend_pay(pay, sizes),
        "pay_histogram": pay_histogram(pay),
        "trend_skill": trend_skill(named["fact_skill"]),
        "trend_location": trend_location(named["fact_location"], demand),
        "revisions": revisions(demand, pay),
    }


def build_role_comparison(trend_demand: pd.DataFrame, trend_pay: pd.DataFrame) -> pd.DataFrame:
    """`role_comparison` of all roles: see `comparison.role_comparison`.

    Args:
        trend_demand: Typed rows of all roles.
        trend_pay: Typed rows of all roles.
    """
    return role_comparison(trend_demand, trend_pay)
