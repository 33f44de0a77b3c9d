"""An alias that the watchlist gains takes the history of its subject along."""

import pytest

from jobtrends_pipeline.config import paths as settings_module
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.resources import DataRoot
from jobtrends_pipeline.steps.reassign import reassign
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.dagster_runs import published, running, working


@pytest.fixture
def renamed(root: DataPaths) -> DataPaths:
    """A data root whose watchlist calls Java by another name since its pages came, refreshed."""
    own = root.data_dir / "watchlist.yaml"
    own.write_text(
        "roles:\n  - name: Backend Developer\n  - {name: Java Platform, aliases: [Java]}\n", encoding="utf-8"
    )
    with running(root) as runs:
        runs.take_saved([])
        assert runs.roles_with_work() == ["java-platform"]
        runs.refresh(["java-platform"])
    return root


def test_captures_facts_trends_and_report_follow_the_alias(renamed: DataPaths) -> None:
    tables = published(renamed)
    for name in (
        "captures",
        "parsed_cells",
        "fact_demand",
        "fact_pay",
        "trend_demand",
        "trend_pay",
        "role_comparison",
    ):
        assert set(tables[name]["role"]) == {"backend-developer", "java-platform"}, name
    assert not tables["fact_pay"].duplicated(["market", "subject", "place", "as_of", "period_end", "scope"]).any()
    files = {path.name for path in (renamed.reports_dir / "roles").iterdir()}
    assert files == {
        f"{role}.{form}" for role in ("backend-developer", "java-platform") for form in ("html", "json", "xml")
    }


def test_a_second_refresh_moves_nothing(renamed: DataPaths) -> None:
    before = working(renamed, "SELECT capture_id, role, parser_version, loaded_version FROM captures ORDER BY ALL")
    with running(renamed) as runs:
        runs.take_saved([])
        assert runs.roles_with_work() == []
    assert (
        working(renamed, "SELECT capture_id, role, parser_version, loaded_version FROM captures ORDER BY ALL") == before
    )


def test_a_role_that_keeps_other_captures_is_derived_again_without_those_that_left(root: DataPaths) -> None:
    working(root, "UPDATE captures SET role = 'backend-developer' WHERE subject = 'Java'")
    with running(root) as runs:
        runs.take_saved([])
        assert runs.roles_with_work() == ["backend-developer", "java"]


ROLES_OF_CAPTURES = "SELECT capture_id, role, parser_version, loaded_version FROM captures ORDER BY ALL"


def test_a_watchlist_that_is_gone_moves_no_capture(renamed: DataPaths) -> None:
    before = working(renamed, ROLES_OF_CAPTURES)
    assert renamed.good_watchlist_file.read_bytes() == renamed.own_watchlist_file.read_bytes()
    renamed.own_watchlist_file.unlink()
    assert "last good watchlist stays in force" in (renamed.watchlist_remark or "")
    with running(renamed) as runs:
        runs.take_saved([])
        assert runs.roles_with_work() == []
    assert working(renamed, ROLES_OF_CAPTURES) == before


def test_captures_stay_in_a_line_where_no_watchlist_was_ever_kept(
    renamed: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings_module, "_IS_CHECKOUT", False)
    renamed.own_watchlist_file.unlink()
    renamed.good_watchlist_file.unlink()
    lines: list[str] = []
    watchlist = DataRoot(data_dir=str(renamed.data_dir)).watchlist()
    assert not reassign(watchlist, Warehouse.at(renamed.working_file), renamed.reports_dir, lines.append)
    (line,) = lines
    assert line.startswith("no watchlist: ")
    assert "stay with the roles" in line


def test_a_watchlist_that_follows_nobody_on_purpose_gives_captures_back(renamed: DataPaths) -> None:
    renamed.own_watchlist_file.write_text("roles: []\n", encoding="utf-8")
    with running(renamed) as runs:
        runs.take_saved([])
        assert runs.roles_with_work() == ["java"]


def test_a_watchlist_that_a_run_went_by_is_kept_without_the_daemon(empty_root: DataPaths) -> None:
    empty_root.data_dir.mkdir(parents=True)
    empty_root.own_watchlist_file.write_text("roles:\n  - name: Java\n", encoding="utf-8")
    root = DataRoot(data_dir=str(empty_root.data_dir))
    root.watchlist()
    empty_root.own_watchlist_file.unlink()
    assert root.watchlist().keys == ("java",)
