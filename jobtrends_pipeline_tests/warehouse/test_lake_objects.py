"""A lake whose files are in a real object store answers as a file does, and loses nothing when the store goes away."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jobtrends_pipeline.pages.page import PARSER_VERSION
from jobtrends_pipeline.steps.engine import LocalEngine
from jobtrends_pipeline.tables.facts import FACT_DEMAND, FACT_PAY
from jobtrends_pipeline.trends.build import as_of_macros
from jobtrends_pipeline.trends.offered import AS_OF_MACROS
from jobtrends_pipeline.warehouse.database import DatabaseFile
from jobtrends_pipeline.warehouse.extensions import LakeError
from jobtrends_pipeline.warehouse.lake import Lake
from jobtrends_pipeline.warehouse.objects import connected, remove_objects, try_objects
from jobtrends_pipeline.warehouse.publish import is_published, publish
from jobtrends_pipeline.warehouse.refusals import WarehouseDamagedError, WarehouseUnreachableError
from jobtrends_pipeline_tests.support.lakes import make_lake, needs_lake, rows_of, written
from jobtrends_pipeline_tests.support.listening import free_port
from jobtrends_pipeline_tests.support.object_store import BUCKET, SECRET, ObjectStore, needs_objects, object_store
from jobtrends_pipeline_tests.support.postgres_server import PostgresServer, postgres_server
from jobtrends_pipeline_tests.support.spread_world import carry_through, fill_archive, tables_of

pytestmark = [needs_lake, needs_objects]


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with postgres_server() as running:
        yield running


@pytest.fixture(scope="module")
def running_store() -> Iterator[ObjectStore]:
    with object_store() as running:
        yield running


@pytest.fixture
def store(running_store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> ObjectStore:
    """The store, with the environment that leads to it."""
    for name, value in running_store.variables.items():
        monkeypatch.setenv(name, value)
    return running_store


@pytest.fixture
def lake(server: PostgresServer, store: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    name = f"lake-{tmp_path.name}"
    return make_lake(server, tmp_path / name, monkeypatch, f"s3://{BUCKET}/{name}")


def keys_of(store: ObjectStore, lake: Lake) -> list[str]:
    return store.keys(lake.files.removeprefix(f"s3://{BUCKET}/"))


def test_pages_carried_through_by_two_processes_are_stored_and_published_as_in_a_file(
    lake: Lake, store: ObjectStore, tmp_path: Path
) -> None:
    archive, plain = fill_archive(tmp_path / "pages", 2, 6), DatabaseFile(tmp_path / "plain.duckdb")
    carry_through(archive, plain, None)
    carry_through(archive, lake, LocalEngine(2))
    wanted, held = tables_of(plain), tables_of(lake)
    assert [name for name, frame in wanted.items() if not frame.equals(held[name])] == []
    assert len(wanted["fact_pay"])
    folders = [key.split("/")[-3:-1] for key in keys_of(store, lake)]
    assert ["work", "fact_pay"] in folders
    target = tmp_path / "published" / "jobtrends.duckdb"
    assert publish(lake.open(), target, as_of_macros())["fact_pay"] == len(wanted["fact_pay"])
    assert is_published(lake.open(), target, AS_OF_MACROS, is_thorough=True)


def test_a_store_that_stops_between_two_steps_is_one_line_and_nothing_is_lost(
    filled: Lake, store: ObjectStore, file: DatabaseFile
) -> None:
    before, warehouse_ = rows_of(filled), filled.open()
    new = written(filled, "new", ["java"])
    all_rows = file.reading().read(FACT_DEMAND)
    store.stop()
    try:
        for work in (
            lambda: written(filled, "later", ["java"]),
            lambda: warehouse_.adopt(new, {"role": ["java"]}),
            lambda: warehouse_.replace({FACT_DEMAND.name: all_rows}, {}),
        ):
            with pytest.raises(WarehouseUnreachableError, match="nothing was half-stored: see AWS_ENDPOINT") as raised:
                work()
            assert "\n" not in str(raised.value)
    finally:
        store.start()
    assert rows_of(filled) == before
    warehouse_.adopt(new, {"role": ["java"]})
    assert rows_of(filled) == before


def test_tidying_removes_objects_of_replaced_rows_and_of_lost_work_after_a_day(
    filled: Lake, store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse_ = filled.open()
    for name in ("first", "second"):
        warehouse_.adopt(written(filled, name, ["java"]), {"role": ["java"]})
    written(filled, "lost", ["java"])
    before = rows_of(filled)
    warehouse_.tidy()
    assert any(key.endswith("/lost.parquet") for key in keys_of(store, filled))
    monkeypatch.setattr("jobtrends_pipeline.warehouse.lake._KEPT_DAYS", 0)
    warehouse_.tidy()
    warehouse_.tidy()  # it removes what the first lists
    left = keys_of(store, filled)
    assert left
    assert not [key for key in left if key.endswith(("/lost.parquet", "/first.parquet"))]
    assert rows_of(filled) == before


def put(place: str) -> None:
    """Put an object that is of no lake of these tests."""
    with connected(place) as connection:
        connection.execute(f"COPY (SELECT 1 AS one) TO '{place}/x.parquet' (FORMAT parquet)")


def test_a_draft_takes_the_place_of_the_lake_whose_objects_alone_are_removed(filled: Lake, store: ObjectStore) -> None:
    beside = [f"{filled.files}2", f"{filled.files}/beside", f"s3://{BUCKET}"]
    for place in beside:
        put(place)
    old = [key for key in keys_of(store, filled) if "/beside/" not in key]
    draft = filled.draft(PARSER_VERSION)
    draft.open().replace({}, {})
    filled.replace_by(draft, PARSER_VERSION)
    assert filled.reading().counts([FACT_DEMAND], {}) == {FACT_DEMAND.name: 0}
    assert old
    assert not set(old) & set(keys_of(store, filled))
    kept = {f"{place.removeprefix(f's3://{BUCKET}').strip('/')}/x.parquet".strip("/") for place in beside}
    assert kept <= set(store.keys())


def test_a_draft_outlives_an_environment_without_the_key(
    filled: Lake, store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = filled.draft(PARSER_VERSION)
    draft.open().replace(filled.reading().read_many([FACT_DEMAND]), {})
    before = rows_of(draft)
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(LakeError, match="needs AWS_SECRET_ACCESS_KEY"):
        filled.draft(PARSER_VERSION)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    assert rows_of(filled.draft(PARSER_VERSION)) == before


def test_a_store_with_none_of_the_files_is_another_store_and_no_damage(filled: Lake, store: ObjectStore) -> None:
    remove_objects(filled.files)
    with pytest.raises(WarehouseUnreachableError, match="none of the lake's files"):
        filled.check(PARSER_VERSION, is_thorough=True)


def test_a_lake_that_is_elsewhere_than_the_settings_say_is_named(filled: Lake, tmp_path: Path) -> None:
    for files in (f"s3://{BUCKET}/elsewhere", str(tmp_path)):
        with pytest.raises(LakeError, match=f"the lake is in {filled.files}/.*settings.yaml says {files}"):
            replace(filled, files=files).check(PARSER_VERSION)


def test_lost_objects_are_named_as_damage(filled: Lake, file: DatabaseFile) -> None:
    filled.open().replace(file.reading().read_many([FACT_PAY]), {})
    with connected(filled.files) as connection:
        (path,) = connection.execute(f"FROM glob('{filled.files}/**/fact_demand/*.parquet')").fetchone() or ("",)
    remove_objects(path.rpartition("/")[0])
    with pytest.raises(WarehouseDamagedError, match=r"jobtrends refresh"):
        filled.check(PARSER_VERSION, is_thorough=True)


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"AWS_SECRET_ACCESS_KEY": "secret-of-another"}, "refuses the key"),
        ({"AWS_ACCESS_KEY_ID": "nobody", "AWS_SECRET_ACCESS_KEY": "secret-of-nobody"}, "refuses the key"),
        ({"AWS_SECRET_ACCESS_KEY": ""}, "needs AWS_SECRET_ACCESS_KEY in the environment"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:{free}"}, "does not answer"),
        ({"AWS_ENDPOINT_URL": "http://key:secret-in-url@127.0.0.1"}, "is no address of an object store"),
        ({"AWS_ENDPOINT_URL": "http://:secret-in-url@127.0.0.1"}, "is no address of an object store"),
        ({"AWS_ENDPOINT_URL": "http://[secret-in-url"}, "is no address of an object store"),
        ({"AWS_ENDPOINT_URL": "objects.example"}, "is no address of an object store"),
    ],
)
def test_a_store_that_cannot_be_used_is_one_line_without_a_secret(
    filled: Lake, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], words: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value.replace("{free}", str(free_port())))
    for use in (lambda: try_objects(filled.files), lambda: rows_of(filled), lambda: written(filled, "new", ["java"])):
        with pytest.raises((LakeError, WarehouseUnreachableError), match=words) as raised:
            use()
        shown = "".join(map(str, (raised.value, raised.value.__cause__, raised.value.__context__)))
        assert "\n" not in str(raised.value)
        assert SECRET not in shown
        assert "secret-" not in shown


def test_a_bucket_that_is_not_there_is_named(store: ObjectStore) -> None:
    with (
        pytest.raises(WarehouseUnreachableError, match="does not have the bucket"),
        connected("s3://none") as connection,
    ):
        connection.execute("FROM glob('s3://no-such-bucket/**')").fetchall()


def test_a_try_leaves_no_object(store: ObjectStore) -> None:
    try_objects(f"s3://{BUCKET}/tried")
    assert store.keys("tried") == []
