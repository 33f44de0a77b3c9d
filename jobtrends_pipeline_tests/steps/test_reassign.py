"""An alias that the watchlist gains takes the history of its subject along."""

import pytest

from jobtrends_pipeline.config.paths import DataPaths
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
        "parsed_figures",
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
