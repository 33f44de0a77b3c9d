"""Parsed pages as rows of `parsed_cells`, `findings` and `captures`."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from itertools import chain

import numpy as np
import pandas as pd

from jobtrends_pipeline.pages.page import PARSER_VERSION, Figure, ParsedPage
from jobtrends_pipeline.tables.captures import PARSED_CELLS
from jobtrends_pipeline.tables.frames import typed

Row = dict[str, object]
LOST = "lost: "
"""Prefix of the reason of a capture whose record in the archive is damaged."""


def figures_frame(pages: Iterable[tuple[str, str, ParsedPage]]) -> pd.DataFrame:
    """Return the figures of some pages as a typed frame of `parsed_cells`.

    Args:
        pages: Identity of the capture, role, and page.
    """
    held = list(pages)
    sizes = [len(page.figures) for _, _, page in held]
    columns = zip(*chain.from_iterable(page.figures for _, _, page in held), strict=True)
    figures = dict(zip(Figure._fields, columns, strict=False)) or dict.fromkeys(Figure._fields, ())
    named = {
        name: np.repeat(np.array([page[number] for page in held], dtype=object), sizes)
        for number, name in enumerate(("capture_id", "role"))
    }
    values = {name: np.array(column, dtype=object) for name, column in figures.items()}
    return typed(PARSED_CELLS, pd.DataFrame(named | values))


def finding_rows(capture_id: str, role: str, page: ParsedPage) -> list[Row]:
    """Return the page's findings as rows of `findings`, without duplicates."""
    start: Row = {"capture_id": capture_id, "role": role}
    unique = {(finding.check_name, finding.position): finding for finding in page.findings}
    return [start | asdict(finding) for finding in unique.values()]


def capture_columns(page: ParsedPage) -> Row:
    """Return the columns of `captures` that reading a page fills."""
    key = page.key
    return {
        "market": key.market,
        "subject": key.subject,
        "subject_kind": key.subject_kind,
        "place": key.place,
        "window_months": key.window_months,
        "period_end": key.period_end,
        "layout": page.layout,
        "parser_version": PARSER_VERSION,
        "outcome": page.outcome,
        "reason": page.reason,
    }


def lost_columns(why: str) -> Row:
    """Return the columns of a page whose record in the archive is damaged.

    It is quarantined until a good copy is given.

    Args:
        why: Reason.
    """
    return unread_columns(f"{LOST}{why}")


def why_lost(columns: Mapping[str, object]) -> str | None:
    """Return why a page is lost, from its columns of `captures`; null if it is not."""
    reason = str(columns["reason"])
    return reason.removeprefix(LOST) if reason.startswith(LOST) else None


def unread_columns(reason: str) -> Row:
    """Return the columns of a page that this version of the reader cannot read.

    It is quarantined, with the reason. The identity that an earlier version read from it is cleared.
    """
    names = ("market", "subject", "subject_kind", "place", "window_months", "period_end", "layout")
    nothing: Row = dict.fromkeys(names)
    return nothing | {"parser_version": PARSER_VERSION, "outcome": "quarantined", "reason": reason}
