"""Identities across the pages of one market, place, window and period end. Pure.

The rules are in `market`, `pairs` and `recaptured`; rows missing from an index are in `missing_rows`.
"""

from collections.abc import Iterator

import pandas as pd

from jobtrends_pipeline.facts.market import market_breaches
from jobtrends_pipeline.facts.missing_rows import missing_rows
from jobtrends_pipeline.facts.pairs import comparison_breaches, index_breaches
from jobtrends_pipeline.facts.recaptured import recaptured
from jobtrends_pipeline.facts.vintage import Held, Row
from jobtrends_pipeline.tables.captures import FINDINGS
from jobtrends_pipeline.tables.frames import rows_frame

CHECKS = ("market_interval", "same_comparison", "role_and_index", "captured_twice", "rows_missing")
"""Names of the checks of this module.

The new findings of a vintage replace its old findings of these checks, so that a second run doubles none.
"""


def across_findings(held: Held) -> pd.DataFrame:
    """List every breach among the pages of some vintages, in any order of the pages.

    Severities: an identity that the source keeps to the last digit and whose breach means that one of two pages was
    misread, or is of another place or day, is an `error` (rank, adverts, share and median of a role page and its index
    row). One that may be a slip of the source, or whose tolerance is inferred, is a `warning`.

    Args:
        held: All rows of the vintages to judge (see `vintage.of_vintages`), and of the index the captures before.

    Returns:
        Typed rows of `findings`, each on the capture that does not fit.
    """
    role = held.captures.set_index("capture_id")["role"].to_dict()
    rows = {
        (row["capture_id"], row["check_name"], row["position"]): {**row, "role": role[row["capture_id"]]}
        for row in _breaches(held)
    }
    return rows_frame(FINDINGS, rows.values())


def _breaches(held: Held) -> Iterator[Row]:
    yield from market_breaches(held)
    yield from comparison_breaches(held)
    yield from index_breaches(held)
    yield from recaptured(held)
    yield from missing_rows(held)
