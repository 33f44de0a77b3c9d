"""`trend_skill`: the skills a role is advertised with, by vintage, and what changed on the year."""

import pandas as pd

from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.tables.trends import TREND_SKILL
from jobtrends_pipeline.trends.vintages import SERIES, vintage_prints
from jobtrends_pipeline.trends.year_before import nearest_year_before

SKILL_LISTS = [*SERIES, "skill_list"]


def trend_skill(fact_skill: pd.DataFrame) -> pd.DataFrame:
    """Skills per series, vintage and list, beside the same list on the vintage about a year before.

    A page has no back-casts of its skills, so the year before is another page, within the tolerance of
    `year_before`, that holds the same list. A list is cut at 30 or 20 skills: a newcomer may have been just
    below the cut. Skills are matched by name, so one that the source renamed is a newcomer.

    Args:
        fact_skill: Typed rows of the fact table.
    """
    skills = vintage_prints(fact_skill, SKILL_LISTS, "skill", "job_count")
    lists = skills[["series_id", "as_of"]].drop_duplicates()
    paired = nearest_year_before(lists, lists.rename(columns={"as_of": "as_of_before"}), "as_of")
    before = skills[["series_id", "as_of", "skill", "rank", "share_pct"]].rename(
        columns={"as_of": "as_of_before", "rank": "rank_year_before", "share_pct": "share_pct_before"}
    )
    before = before.assign(seen_as_of=before["as_of_before"])
    trend = skills.merge(paired, on=["series_id", "as_of"]).merge(
        before, how="left", on=["series_id", "skill", "as_of_before"]
    )
    is_newcomer = trend["seen_as_of"].isna().astype("boolean")
    trend = trend.assign(
        share_year_change_pp=trend["share_pct"] - trend["share_pct_before"],
        is_newcomer=is_newcomer.mask(trend["as_of_before"].isna()),
    )
    order = ["series_id", "as_of", "rank", "skill"]
    return typed(TREND_SKILL, trend.sort_values(order, ignore_index=True)[TREND_SKILL.column_names])
