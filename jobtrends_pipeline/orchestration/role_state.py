"""State of a role in the web UI: summary sentence, latest figures, source page."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import dagster as dg

from jobtrends_pipeline.orchestration.describe import counts
from jobtrends_pipeline.pages.links import detail_url
from jobtrends_pipeline.tables.class_columns import SUPPRESSED
from jobtrends_pipeline.tables.columns import ITJOBSWATCH

if TYPE_CHECKING:
    from jobtrends_pipeline.reports.rows import Row
    from jobtrends_pipeline.steps.draw import Headline
    from jobtrends_pipeline.warehouse.store import Warehouse

_UNRELIABLE = ("low", "suppressed", "not_available")


def grave_findings(store: "Warehouse", roles: Sequence[str]) -> dict[str, int]:
    """Count the findings above `info` of each role; omit roles without any."""
    with store.connection() as connection:
        query = (
            "SELECT role, count(*) FROM findings "
            "WHERE severity IN ('warning', 'error') AND role IN (SELECT unnest(?)) GROUP BY role"
        )
        return dict(connection.execute(query, [list(roles)]).fetchall())


def role_state(headline: "Headline | None", findings: int) -> dict[str, dg.MetadataValue]:
    """Build the metadata of a role: headline window, findings, source page.

    Numbers are stored as numbers, which the web UI plots from run to run; figures that were not printed are left out.

    Args:
        headline: Headline of the role's report page; null without figures.
        findings: Number of findings above `info` on its pages.
    """
    finding_count = counts({"findings": findings})
    if headline is None:
        return {"state": dg.MetadataValue.text("There are no figures yet.")} | finding_count
    key = headline.key
    source = detail_url(key.market, key.place, headline.subject, key.window_months)
    return {
        "state": dg.MetadataValue.text(headline.sentence),
        "headline": dg.MetadataValue.text(headline.title),
        "period_end": dg.MetadataValue.text(headline.as_of.isoformat()),
        **_numbers(headline.pay, ("median_gbp", "pay_advert_count")),
        **_numbers(headline.demand, ("share_of_all_pct", "advert_count", "rank")),
        **finding_count,
    } | ({"source_page": dg.MetadataValue.url(source)} if key.publisher == ITJOBSWATCH else {})


def _numbers(row: "Row | None", names: tuple[str, ...]) -> dict[str, dg.MetadataValue]:
    """Convert figures of a trend's row to metadata.

    The reliability of the first is added; of a suppressed row it is all, as the UI draws figures.
    """
    if row is None or row[names[0]] is None:
        return {}
    flag = row["reliability"]
    words = f"{flag}: not to be relied on alone" if flag in _UNRELIABLE else flag
    shown = () if flag == SUPPRESSED else names
    numbers = {name: dg.MetadataValue.float(float(row[name])) for name in shown if row[name] is not None}
    return numbers | {f"{names[0]}_reliability": dg.MetadataValue.text(words)}
