"""What the web UI shows of a role at a glance: the sentence of its report page, its latest figures, the source."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import dagster as dg

from jobtrends_pipeline.orchestration.describe import counts
from jobtrends_pipeline.pages.links import detail_url
from jobtrends_pipeline.tables.class_columns import SUPPRESSED

if TYPE_CHECKING:
    from jobtrends_pipeline.reports.rows import Row
    from jobtrends_pipeline.steps.draw import Headline
    from jobtrends_pipeline.warehouse.store import Warehouse

_UNRELIABLE = ("low", "suppressed", "not_available")


def grave_findings(store: "Warehouse", roles: Sequence[str]) -> dict[str, int]:
    """How many findings above `info` the pages of each role have; roles without any are left out."""
    with store.connection() as connection:
        query = (
            "SELECT role, count(*) FROM findings "
            "WHERE severity IN ('warning', 'error') AND role IN (SELECT unnest(?)) GROUP BY role"
        )
        return dict(connection.execute(query, [list(roles)]).fetchall())


def role_state(headline: "Headline | None", findings: int) -> dict[str, dg.MetadataValue]:
    """Metadata of a role: its headline window in words and numbers, findings above `info`, the page of the source.

    Numbers are numbers, which the web UI plots from run to run; one that was not printed is left out.

    Args:
        headline: What its report page says first; null without figures.
        findings: How many findings above `info` its pages have.
    """
    found = counts({"findings": findings})
    if headline is None:
        return {"state": dg.MetadataValue.text("No figures are held yet.")} | found
    source = detail_url(headline.key.market, headline.key.place, headline.subject, headline.key.window_months)
    return {
        "state": dg.MetadataValue.text(headline.sentence),
        "headline": dg.MetadataValue.text(headline.title),
        "period_end": dg.MetadataValue.text(headline.as_of.isoformat()),
        **_numbers(headline.pay, ("median_gbp", "quoted_count")),
        **_numbers(headline.demand, ("share_of_all_pct", "job_count", "rank")),
        **found,
        "source_page": dg.MetadataValue.url(source),
    }


def _numbers(row: "Row | None", names: tuple[str, ...]) -> dict[str, dg.MetadataValue]:
    """Figures of a trend's row, with the flag of the first; of a suppressed row the flag alone: the UI draws them."""
    if row is None or row[names[0]] is None:
        return {}
    flag = row["reliability"]
    words = f"{flag}: not to be relied on alone" if flag in _UNRELIABLE else flag
    shown = () if flag == SUPPRESSED else names
    numbers = {name: dg.MetadataValue.float(float(row[name])) for name in shown if row[name] is not None}
    return numbers | {f"{names[0]}_reliability": dg.MetadataValue.text(words)}
