"""Read charts: unread chart images to their outcome and monthly facts."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from jobtrends_pipeline.archive.archive import Archive, ArchiveDamagedError, ArchiveEntry
from jobtrends_pipeline.charts.read import read_chart
from jobtrends_pipeline.charts.reading import READER_VERSION, ChartReading
from jobtrends_pipeline.facts.chart_rows import Row, chart_columns, chart_fact_rows, chart_finding_rows, superseded
from jobtrends_pipeline.facts.parsed import LOST
from jobtrends_pipeline.facts.validate import Verdict, validate
from jobtrends_pipeline.steps.engine import IN_PROCESS, Engine
from jobtrends_pipeline.tables.captures import FINDINGS
from jobtrends_pipeline.tables.charts import CHART_IMAGES, CHART_OUTCOMES, FACT_CHART_DEMAND
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.store import Warehouse

BATCH = 20
"""Images read before they are stored; a killed run loses at most one batch, which the next run reads again."""


@dataclass(frozen=True, slots=True)
class ReadCharts:
    """Result of reading the charts of some roles.

    Attributes:
        counts: Images read now, by role and outcome.
        verdicts: Validation result of the facts of each batch.
    """

    counts: dict[str, Counter[str]]
    verdicts: tuple[Verdict, ...]


def read_charts(
    roles: Sequence[str],
    archive: Archive,
    store: Warehouse,
    engine: Engine = IN_PROCESS,
    tell: Callable[[str], None] = lambda _: None,
) -> ReadCharts:
    """Read the unread chart images of some roles, and store them in batches.

    Unread are images that this version has not read. Facts of a batch that break the schema are not stored, and its
    images stay unread.

    Args:
        roles: The roles.
        archive: The archive.
        store: The warehouse.
        engine: Reads the images.
        tell: Called with each role whose images are read.
    """
    images = store.read(CHART_IMAGES, {"role": roles})
    unread = images[images["reader_version"].fillna(0) < READER_VERSION].sort_values(["role", "captured_at"])
    counts = {role: Counter(dict.fromkeys(CHART_OUTCOMES[1:], 0)) for role in roles}
    verdicts = []
    batches = [unread.iloc[start : start + BATCH] for start in range(0, len(unread), BATCH)]
    named = [(archive.folder, list(zip(each["capture_id"], each["warc_file"], strict=True))) for each in batches]
    for batch, readings in zip(batches, engine.map(_read_images, named), strict=True):
        for role in batch["role"].unique():
            tell(role)
        stored, verdict = _store_batch(batch, readings, store)
        verdicts.append(verdict)
        for role, outcome in zip(stored["role"], stored["outcome"], strict=True):
            counts[role][outcome] += 1
    return ReadCharts(counts, tuple(verdicts))


def _read_images(named: tuple[Path, list[tuple[str, str]]]) -> list[ChartReading]:
    """Read some images of an archive, given by their captures and WARC files."""
    folder, images = named
    archive = Archive(folder)
    copies = archive.copies({warc_file for _, warc_file in images})
    return [_read(archive, copies.get(capture_id, [])) for capture_id, _ in images]


def _store_batch(
    images: pd.DataFrame, readings: Sequence[ChartReading], store: Warehouse
) -> tuple[pd.DataFrame, Verdict]:
    """Store the rows, facts and findings of some images in one transaction.

    Returns:
        The rows that were stored, and the validation result of the facts.
    """
    rows: list[Row] = []
    facts: list[Row] = []
    findings: list[Row] = []
    records = images.astype(object).where(images.notna(), None).to_dict("records")
    for record, reading in zip(records, readings, strict=True):
        image = {str(name): value for name, value in record.items()}
        row = image | chart_columns(reading, image["chart_kind"], image["captured_at"])
        rows.append(row)
        findings += chart_finding_rows(row, reading)
        if row["outcome"] == "read":
            facts += chart_fact_rows(row, reading, image["captured_at"].date())
    stored, frame = rows_frame(CHART_IMAGES, rows), rows_frame(FACT_CHART_DEMAND, facts)
    unused = _unused(store, stored)
    checked, verdict = validate(FACT_CHART_DEMAND, frame[~frame["capture_id"].isin(unused)])
    if not verdict.is_valid:
        return stored.iloc[:0], verdict
    frames = {
        CHART_IMAGES.name: stored, FACT_CHART_DEMAND.name: checked, FINDINGS.name: rows_frame(FINDINGS, findings),
    }  # fmt: skip
    roles, read = sorted(set(stored["role"])), stored["capture_id"].tolist()
    store.replace(frames, {"role": roles, "capture_id": read})
    if earlier := sorted(unused - set(read)):
        none = {FACT_CHART_DEMAND.name: rows_frame(FACT_CHART_DEMAND, [])}
        store.replace(none, {"role": roles, "capture_id": earlier})
    return stored, verdict


def _read(archive: Archive, copies: Iterable[ArchiveEntry]) -> ChartReading:
    try:
        return read_chart(archive.read_any(copies).body)
    except ArchiveDamagedError as error:
        return ChartReading("refused", f"{LOST}{error}")


def _unused(store: Warehouse, read: pd.DataFrame) -> set[str]:
    """Return the images of the same roles without facts, as a later one has them."""
    known = store.read(CHART_IMAGES, {"role": sorted(set(read["role"]))})
    images = pd.concat([known[~known["capture_id"].isin(read["capture_id"])], read], ignore_index=True)
    return set(images.loc[superseded(images), "capture_id"])
