"""Pages read into frames and into a warehouse, as a refresh does, without Dagster."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

import duckdb
import pandas as pd

from jobtrends_pipeline.acquire.identify import page_address
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.facts.best_parts import contested, loaded_figures, marked
from jobtrends_pipeline.facts.build import build_facts
from jobtrends_pipeline.facts.missing_rows import with_preceding
from jobtrends_pipeline.facts.parsed import capture_columns, figures_frame, finding_rows
from jobtrends_pipeline.facts.vintage import Held
from jobtrends_pipeline.pages.page import ParsedPage
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline.steps.drift import drift_rows, watch_across
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS, PARSED_CELLS
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.store import Warehouse

NOBODY = Watchlist(())
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Read:
    """Some pages as rows of the three tables that reading gives."""

    captures: pd.DataFrame
    figures: pd.DataFrame
    findings: list[Row]


def in_memory() -> Warehouse:
    """An empty warehouse that lives as long as it is held."""
    return Warehouse(duckdb.connect().cursor)


def read_all(pages: Iterable[tuple[bytes, date]]) -> Read:
    """Read pages captured at six in the morning of their days."""
    captures: list[Row] = []
    parsed: list[tuple[str, str, ParsedPage]] = []
    findings: list[Row] = []
    for body, day in pages:
        page = read_page(body)
        captured_at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC).replace(tzinfo=None)
        capture_id = sha256(body + day.isoformat().encode()).hexdigest()[:16]
        role = NOBODY.role_of(page.key)
        address: Row = {"url": page_address(page.key), "origin": "saved", "captured_at": captured_at}
        held: Row = {"sha256": capture_id, "warc_file": "none", "warc_offset": 0, "loaded_version": None}
        captures.append({"capture_id": capture_id, "role": role} | address | held | capture_columns(page))
        parsed.append((capture_id, role, page))
        findings.extend(finding_rows(capture_id, role, page))
    return Read(rows_frame(CAPTURES, captures), figures_frame(parsed), findings)


def held_of(*reads: Read) -> Held:
    """All that was read, as the watch across pages gets it from a warehouse that holds it."""
    captures = pd.concat([read.captures for read in reads], ignore_index=True)
    figures = pd.concat([read.figures for read in reads], ignore_index=True)
    facts = _facts(captures, figures)
    indexes = captures[captures["subject"].isna()]
    listed = figures[figures["part"].eq("index") & figures["measure"].isin(["rank", "advert_count"])]
    return Held(
        captures=captures,
        demand=facts["fact_demand"],
        pay=facts["fact_pay"],
        index=facts["fact_market_index"],
        figures=figures,
        listings=with_preceding(indexes, captures),
        listed=listed,
    )


def take(store: Warehouse, read: Read) -> pd.DataFrame:
    """Store what was read and its facts, watched as a refresh does; gives the findings held of these pages."""
    findings = [*read.findings, *drift_rows(store, read.captures, read.figures)]
    ids = read.captures["capture_id"].tolist()
    store.replace(
        {
            CAPTURES.name: read.captures,
            PARSED_CELLS.name: read.figures,
            FINDINGS.name: rows_frame(FINDINGS, findings),
        },
        {"capture_id": ids},
    )
    load(store, read.captures)
    return store.read(FINDINGS, {"capture_id": ids})


def load(store: Warehouse, new: pd.DataFrame) -> None:
    """Facts of the best captures of the new ones' roles and period ends, then the watch across pages."""
    held = store.read(CAPTURES, {"role": new["role"].unique().tolist(), "period_end": new["period_end"].tolist()})
    figures = store.read(PARSED_CELLS, {"capture_id": held["capture_id"].tolist()})
    store.replace(_facts(held, figures), {"capture_id": held["capture_id"].tolist()})
    watch_across(store, [new])


def _facts(captures: pd.DataFrame, figures: pd.DataFrame) -> dict[str, pd.DataFrame]:
    shared = figures["capture_id"].isin(contested(captures)["capture_id"])
    best = marked(captures, figures[shared])
    return build_facts(best, loaded_figures(best, figures))
