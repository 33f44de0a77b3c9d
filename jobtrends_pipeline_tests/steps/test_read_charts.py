"""Chart images of the archive to their outcome, facts and findings."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.document import LIVE, Document
from jobtrends_pipeline.charts.read import read_chart
from jobtrends_pipeline.charts.reading import READER_VERSION
from jobtrends_pipeline.facts.chart_rows import CHART_NOT_READ
from jobtrends_pipeline.steps.read_charts import ReadCharts, read_charts
from jobtrends_pipeline.tables.captures import FINDINGS
from jobtrends_pipeline.tables.charts import CHART_IMAGES, FACT_CHART_DEMAND
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.trends.build import as_of_macros, role_trend_queries
from jobtrends_pipeline.warehouse.publish import publish
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.chart_images import NAMES, content_of, expected_of

SERIES = ("permanent", "contract", "all")
ROUNDING = 1e-4
"""The figures expected have four decimals."""
BEFORE = datetime(2025, 6, 29, tzinfo=UTC)
CAPTURED = datetime(2025, 7, 29, 17, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    return Warehouse.at(tmp_path / "working.duckdb")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def chart(content: bytes, slug: str = "generative-ai", captured_at: datetime = CAPTURED) -> Document:
    address = f"https://www.itjobswatch.co.uk/charts/demand-trend/permanent/m2x/uk/england/london/{slug}.webp"
    return Document(address, captured_at, LIVE, content, "image/webp", 200, address)


def keep(archive: Archive, store: Warehouse, *documents: Document, kind: str = "demand-trend") -> None:
    """Archive images and list them as pending, each under the role of its slug."""
    kept = archive.add(f"20250729T173000-{len(list(archive.entries()))}", documents)
    rows = [
        {
            "capture_id": entry.capture_id, "url": entry.url, "origin": entry.origin, "media_type": entry.media_type,
            "captured_at": entry.captured_at.replace(tzinfo=None), "byte_count": entry.byte_count,
            "sha256": entry.sha256, "warc_file": entry.warc_file, "warc_offset": entry.warc_offset,
            "role": Path(entry.url).stem, "chart_kind": kind, "market": "permanent", "subject": Path(entry.url).stem,
            "place": "London", "outcome": "pending",
        }
        for entry in kept
    ]  # fmt: skip
    store.replace(
        {CHART_IMAGES.name: rows_frame(CHART_IMAGES, rows)}, {"capture_id": [row["capture_id"] for row in rows]}
    )


def read(archive: Archive, store: Warehouse, *roles: str) -> ReadCharts:
    return read_charts(roles or ("generative-ai",), archive, store)


def test_every_figure_of_the_real_images_reaches_the_published_table_within_its_bound(
    archive: Archive, store: Warehouse, tmp_path: Path
) -> None:
    roles = {name: name.replace("__", "-") for name in NAMES}
    keep(archive, store, *(chart(content_of(name), role) for name, role in roles.items()))
    result = read(archive, store, *roles.values())
    assert all(counts["read"] == 1 for counts in result.counts.values())
    store.derive(role_trend_queries, None)
    target = tmp_path / "out" / "jobtrends.duckdb"
    publish(store, target, as_of_macros())
    with open_published(target) as connection:
        rows = connection.execute(
            "SELECT role, market_series, strftime(month, '%Y-%m'), drawn_share_pct, drawn_share_low_pct, "
            "drawn_share_high_pct FROM trend_demand_monthly WHERE latest_as_of = DATE '2025-07-29'"
        ).fetchall()
    found = {(role, series, month): figures for role, series, month, *figures in rows}
    wanted = {name: expected_of(name) for name in NAMES}
    assert len(found) == len(rows) == sum(figures.share.size for figures in wanted.values())
    for name, expected in wanted.items():
        for (series, number), value in np.ndenumerate(expected.share):
            share, low, high = found[roles[name], SERIES[series], expected.months[number]]
            assert expected.low[series, number] - ROUNDING <= share <= expected.high[series, number] + ROUNDING
            assert low - ROUNDING <= value <= high + ROUNDING


def test_an_image_is_read_once_by_each_version(archive: Archive, store: Warehouse) -> None:
    keep(archive, store, chart(content_of("london__generative-ai")))
    assert store.has_unread(10_000, READER_VERSION)
    read(archive, store)
    assert not store.has_unread(10_000, READER_VERSION)
    assert sum(read(archive, store).counts["generative-ai"].values()) == 0
    assert store.has_unread(10_000, READER_VERSION + 1)


@pytest.mark.parametrize(
    ("document", "kind", "outcome", "why"),
    [
        (chart(b"RIFF\x04\x00\x00\x00WEBP"), "demand-trend", "refused", ""),
        (
            chart(content_of("london__generative-ai"), captured_at=BEFORE),
            "demand-trend",
            "refused",
            "after its capture",
        ),
        (chart(content_of("london__generative-ai")), "salary-trend", "refused", "salary-trend"),
    ],
    ids=["damaged", "of-the-future", "of-another-kind"],
)
def test_what_is_not_read_gives_no_facts_and_one_finding_with_the_reason(
    archive: Archive, store: Warehouse, document: Document, kind: str, outcome: str, why: str
) -> None:
    keep(archive, store, document, kind=kind)
    read(archive, store)
    (row,) = store.read(CHART_IMAGES).to_dict("records")
    assert row["outcome"] == outcome
    assert why in row["reason"]
    assert store.read(FACT_CHART_DEMAND).empty
    (finding,) = store.read(FINDINGS).to_dict("records")
    assert (finding["check_name"], finding["severity"]) == (CHART_NOT_READ, "warning")
    assert row["reason"] in finding["message"]


def test_one_damaged_image_holds_up_no_other(archive: Archive, store: Warehouse) -> None:
    keep(archive, store, chart(b"<html>no image</html>", "java"), chart(content_of("london__generative-ai")))
    result = read(archive, store, "java", "generative-ai")
    assert (result.counts["java"]["refused"], result.counts["generative-ai"]["read"]) == (1, 1)


def test_a_damaged_record_is_said_to_be_lost(archive: Archive, store: Warehouse, tmp_path: Path) -> None:
    keep(archive, store, chart(content_of("london__generative-ai")))
    (warc,) = (tmp_path / "archive" / "warc").glob("*.gz")
    content = bytearray(warc.read_bytes())
    content[len(content) // 2] ^= 1
    warc.write_bytes(content)
    read(archive, store)
    assert store.read(CHART_IMAGES)["reason"].str.startswith("lost: ").tolist() == [True]


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_images_of_one_day_the_later_gives_the_facts_whatever_comes_first(
    archive: Archive, store: Warehouse, order: int
) -> None:
    other = content_of("london__data-science")
    documents = [chart(content_of("london__generative-ai")), chart(other, captured_at=CAPTURED.replace(hour=19))]
    for document in documents[::order]:
        keep(archive, store, document)
        read(archive, store)
    facts = store.read(FACT_CHART_DEMAND)
    images = store.read(CHART_IMAGES).set_index("captured_at")["capture_id"]
    assert set(facts["capture_id"]) == {images[pd.Timestamp(2025, 7, 29, 19, 30)]}
    assert len(facts) == 3 * 246


def test_facts_that_break_the_schema_are_not_stored_and_their_images_stay_unread(
    archive: Archive, store: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(archive, store, chart(content_of("london__generative-ai")))

    def broken(content: bytes) -> object:
        read = read_chart(content)
        return replace(read, series=(replace(read.series[0], share_pct=(-1.0, *read.series[0].share_pct[1:])),))

    with monkeypatch.context() as patched:
        patched.setattr("jobtrends_pipeline.steps.read_charts.read_chart", broken)
        assert [verdict.is_valid for verdict in read(archive, store).verdicts] == [False]
    assert store.read(FACT_CHART_DEMAND).empty
    assert store.read(CHART_IMAGES)["outcome"].tolist() == ["pending"]
    assert read(archive, store).counts["generative-ai"]["read"] == 1
