"""The data packages: valid by the frictionless tool, with the data in them, and true about the files."""

import hashlib
import json
from pathlib import Path

import pytest
from frictionless import Resource, Schema, system, validate

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.tables.catalog import PUBLIC_TABLES
from jobtrends_pipeline.tables.package import table_schema
from jobtrends_pipeline.warehouse.downloads import write_downloads
from jobtrends_pipeline.warehouse.export import Choice, export_tables
from jobtrends_pipeline_tests.support.hostile_warehouse import published_hostile

FORMS = ("csv", "parquet", "json", "duckdb", "sqlite")


def faults(folder: Path) -> list[list[object]]:
    with system.use_context(trusted=True):
        found: list[list[object]] = validate(str(folder / "datapackage.json")).flatten(["title", "type", "message"])
    return found


@pytest.mark.parametrize("form", FORMS)
def test_the_package_of_the_sample_is_valid_and_true(ingested: DataPaths, tmp_path: Path, form: str) -> None:
    rows = export_tables(ingested.published_file, tmp_path, Choice(form))
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert faults(tmp_path) == []
    assert [item["name"] for item in package["resources"]] == [table.name for table in PUBLIC_TABLES]
    for item in package["resources"]:
        content = (tmp_path / item["path"]).read_bytes()
        assert (item["bytes"], item["row_count"]) == (len(content), rows[item["name"]])
        assert item["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert (package["as_of"], package["created"]) == ("2026-03-13", "2026-03-13T00:00:00Z")
    assert package["licenses"][0]["name"] == "CC-BY-NC-SA-4.0"


def test_every_row_of_json_obeys_the_schema(ingested: DataPaths, tmp_path: Path) -> None:
    export_tables(ingested.published_file, tmp_path, Choice("json"))
    for table in PUBLIC_TABLES:
        lines = (tmp_path / f"{table.name}.jsonl").read_text(encoding="utf-8").splitlines()
        if rows := [json.loads(line) for line in lines]:
            report = Resource(data=rows, schema=Schema.from_descriptor(table_schema(table))).validate()
            assert report.flatten(["rowNumber", "message"]) == []
            assert report.tasks[0].stats["rows"] == len(rows)


def test_hostile_names_keep_the_package_valid(tmp_path: Path) -> None:
    (tmp_path / "warehouse").mkdir()
    published = published_hostile(tmp_path / "warehouse")
    export_tables(published, tmp_path / "out", Choice("csv", ("captures",)))
    assert faults(tmp_path / "out") == []


def test_a_changed_file_and_a_changed_cell_are_found(ingested: DataPaths, tmp_path: Path) -> None:
    export_tables(ingested.published_file, tmp_path, Choice("csv", ("trend_pay",)))
    path = tmp_path / "trend_pay.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("permanent", "unpaid", 1), encoding="utf-8")
    assert {str(fault[1]) for fault in faults(tmp_path)} >= {"hash-count", "constraint-error"}


def test_the_package_says_units_bounds_and_how_text_was_made_safe(ingested: DataPaths, tmp_path: Path) -> None:
    export_tables(ingested.published_file, tmp_path, Choice("csv", ("trend_pay",)))
    (resource,) = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    assert fields["median_rse_pct"]["unit"] == "%"
    assert fields["market"]["constraints"] == {"required": True, "enum": ["permanent", "contract"]}
    assert "one apostrophe in front" in resource["description"]
    assert resource["schema"]["primaryKey"][0] == "role"


def test_the_downloads_of_the_site_are_valid_links_that_cost_nothing(ingested: DataPaths, tmp_path: Path) -> None:
    held, as_of = write_downloads(ingested.published_file, tmp_path / "data")
    assert faults(tmp_path / "data") == []
    assert str(as_of) == "2026-03-13"
    assert {item.form for item in held} == {"duckdb", "parquet", "csv"}
    if (tmp_path / "data").stat().st_dev == ingested.published_file.stat().st_dev:
        assert (tmp_path / "data" / "jobtrends.duckdb").samefile(ingested.published_file)
    written = (tmp_path / "data" / "trend_pay.csv.gz").stat()
    write_downloads(ingested.published_file, tmp_path / "data")
    assert (tmp_path / "data" / "trend_pay.csv.gz").stat().st_ino == written.st_ino
