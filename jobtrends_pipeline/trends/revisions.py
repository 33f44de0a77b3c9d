"""`revisions` and `revision_summary`: figures that later pages printed otherwise."""

from jobtrends_pipeline.trends.pay import median_reliability
from jobtrends_pipeline.trends.prints import DEMAND_MEASURES, PAY_BASIS, PAY_MEASURES, SCOPE
from jobtrends_pipeline.trends.reliability import weakest
from jobtrends_pipeline.trends.stages import Stage

DEMAND_REVISED = tuple(name for name in DEMAND_MEASURES if name != "rank_change")
NO_PAY_BASIS = "none"


def revision_stages() -> list[Stage]:
    """List the stages up to `figure_revisions`: a row per series, period and measure.

    It has figures that at least two vintages print, or that one withdrew. A vintage that prints "-" in place of the
    figure does not count as one that prints it. A figure is withdrawn when the last page that prints its period prints
    "-" for the figure.
    """
    demand = _figures("demand", DEMAND_REVISED, f"'{NO_PAY_BASIS}'", "reliability")
    paid = _figures("pay", PAY_MEASURES, PAY_BASIS, median_reliability())
    of_value = "FILTER (value IS NOT NULL)"
    return [
        Stage(
            "figure_revisions",
            f"""
            SELECT series_id, pay_basis, period_end, measure,
                   min(as_of) FILTER (value IS NOT NULL) AS first_as_of,
                   max(as_of) FILTER (value IS NOT NULL) AS latest_as_of,
                   count(value) AS vintage_count,
                   arg_min(value, as_of) AS first_value, arg_max(value, as_of) AS latest_value,
                   {weakest(f"arg_min(class, as_of) {of_value}", f"arg_max(class, as_of) {of_value}")} AS reliability,
                   max(as_of) > max(as_of) FILTER (value IS NOT NULL) AS is_withdrawn
            FROM ({demand} UNION ALL {paid})
            GROUP BY ALL HAVING count(value) > 1 OR (count(value) = 1 AND is_withdrawn)
            """,
        )
    ]


def _figures(kind: str, measures: tuple[str, ...], pay_basis: str, reliability: str) -> str:
    """Return the query of the prints of periods in several vintages, by measure."""
    return f"""
        SELECT series_id, {pay_basis} AS pay_basis, period_end, as_of, {reliability} AS class,
               unnest([{", ".join(f"'{name}'" for name in measures)}]) AS measure,
               unnest([{", ".join(f"{name}::DOUBLE" for name in measures)}]) AS value
        FROM {kind}_prints
        SEMI JOIN (FROM {kind}_released WHERE vintage_count > 1) AS restated USING (series_id, period_end)
        WHERE is_printed
    """


def _mean(value: str, condition: str) -> str:
    """Return the SQL of a mean that does not depend on the order of the rows.

    It adds the values by their size, so that the result is the same to the last bit.
    """
    return f"list_avg(list({value} ORDER BY {value}) FILTER ({condition}))"


REVISIONS_QUERY = f"""
    SELECT role, publisher, market, subject, place, window_months, {SCOPE} AS scope, pay_basis, period_end, measure,
           first_as_of, latest_as_of, vintage_count, first_value, latest_value,
           latest_value - first_value AS revision, is_withdrawn, reliability
    FROM figure_revisions JOIN pages ON page_id = series_id // 8
    WHERE latest_value <> first_value OR is_withdrawn
"""
"""Query of first and latest value of every figure that was revised or withdrawn.

Unchanged figures are only counted, in the summary.
"""

REVISION_SUMMARY_QUERY = f"""
    SELECT role, publisher, market, subject, place, window_months, {SCOPE} AS scope, pay_basis, measure,
           count(*) AS figure_count,
           count(*) FILTER (latest_value <> first_value) AS revised_count,
           count(*) FILTER (is_withdrawn) AS withdrawn_count,
           {_mean("latest_value - first_value", "vintage_count > 1")} AS mean_revision,
           {_mean("abs(latest_value - first_value)", "vintage_count > 1")} AS mean_absolute_revision,
           {_mean("abs(latest_value - first_value) / first_value", "vintage_count > 1 AND first_value > 0")} * 100
               AS mean_absolute_revision_pct
    FROM figure_revisions JOIN pages ON page_id = series_id // 8
    GROUP BY role, publisher, market, subject, place, window_months, {SCOPE}, pay_basis, measure
"""
"""Query of how much each measure of a series is revised.

It covers figures that several vintages print or one withdrew.
"""
