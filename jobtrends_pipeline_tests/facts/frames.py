"""Captures of pages as the frames that facts are built from."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd

from jobtrends_pipeline.acquire.identify import page_address
from jobtrends_pipeline.facts.build import build_facts
from jobtrends_pipeline.facts.parsed import capture_columns, figures_frame
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.frames import rows_frame

Frames = tuple[pd.DataFrame, pd.DataFrame]


def captured(*bodies: bytes, outcomes: Sequence[str] = (), days: Sequence[int] = ()) -> Frames:
    """Rows of `captures` and `parsed_cells` of pages, captured on the given days of March 2026."""
    captures, pages = [], []
    for number, body in enumerate(bodies):
        page = read_page(body)
        if outcomes:
            page = replace(page, outcome=outcomes[number])
        identity = f"capture {number}"
        day = days[number] if days else number + 1
        captures.append(
            {
                "capture_id": identity,
                "role": "role",
                "url": page_address(page.key),
                "origin": "saved",
                "captured_at": datetime(2026, 3, day, tzinfo=UTC).replace(tzinfo=None),
                "sha256": "0" * 64,
                "warc_file": "x.warc.gz",
            }
            | capture_columns(page)
        )
        pages.append((identity, "role", page))
    return rows_frame(CAPTURES, captures), figures_frame(pages)


def facts_of(*bodies: bytes) -> dict[str, pd.DataFrame]:
    """The fact tables of pages."""
    return build_facts(*captured(*bodies))


def one(frame: pd.DataFrame, **wanted: object) -> dict[str, object]:
    """The only row with these values, nulls as None."""
    for name, value in wanted.items():
        frame = frame[frame[name] == value]
    (row,) = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return {str(name): value for name, value in row.items()}
