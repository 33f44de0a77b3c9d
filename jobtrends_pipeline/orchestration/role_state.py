"""What the web UI shows of a role at a glance: the sentence of its report page, its latest figures, the source."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import dagster as dg

from jobtrends_pipeline.orchestration.describe import counts
from jobtrends_pipeline.pages.links import detail_url

if TYPE_CHECKING:
    from jobtrends_pipeline.reports.model import RolePage, Section
    from jobtrends_pipeline.reports.rows import Row
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


def role_state(page: "RolePage", rows: "Mapping[str, list[Row]]", findings: int) -> dict[str, dg.MetadataValue]:
    """Metadata of a role: its headline window in words and numbers, findings above `info`, the page of the source.

    Numbers are numbers, which the web UI plots from run to run; one that was not printed is left out.

    Args:
        page: What its report page says; the first section is the headline.
        rows: What the page was made of.
        findings: How many findings above `info` its pages have.
    """
    found = counts({"findings": findings})
    if not page.sections:
        return {"state": dg.MetadataValue.text("No figures are held yet.")} | found
    first = page.sections[0]
    source = detail_url(first.key.market, first.key.place, first.subject, first.key.window_months)
    return {
        "state": dg.MetadataValue.text(first.sentence),
        "headline": dg.MetadataValue.text(first.title),
        "period_end": dg.MetadataValue.text(first.as_of.isoformat()),
        **_numbers(first, rows["trend_pay"], ("median_gbp", "quoted_count")),
        **_numbers(first, rows["trend_demand"], ("share_of_all_pct", "job_count", "rank")),
        **found,
        "source_page": dg.MetadataValue.url(source),
    }


def _numbers(section: "Section", trend: "Iterable[Row]", names: tuple[str, ...]) -> dict[str, dg.MetadataValue]:
    """The section's latest figures of a trend, with the flag of the first."""
    wanted = ("subject", *section.key, section.as_of)
    of_page = ("scope", "market", "place", "window_months", "period_end")
    for row in trend:
        if tuple(row[name] for name in of_page) == wanted and row[names[0]] is not None:
            flag = row["reliability"]
            words = f"{flag}: not to be relied on alone" if flag in _UNRELIABLE else flag
            numbers = {name: dg.MetadataValue.float(float(row[name])) for name in names if row[name] is not None}
            return numbers | {f"{names[0]}_reliability": dg.MetadataValue.text(words)}
    return {}
