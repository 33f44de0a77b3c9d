"""Roles drawn by several processes have the same files as those drawn by one."""

from dataclasses import replace
from pathlib import Path

import pytest

from jobtrends_pipeline.steps import draw as drawing
from jobtrends_pipeline.warehouse.database import DatabaseFile
from jobtrends_pipeline_tests.support.many_roles import NAMES, warehouse


def files_of(site: Path) -> dict[str, bytes]:
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_many_roles_are_drawn_by_other_processes_as_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database, roles = tmp_path / "w.duckdb", list(NAMES)
    store = warehouse(database)
    alone = list(drawing.draw_roles(store, DatabaseFile(database), tmp_path / "alone", roles))
    monkeypatch.setattr(drawing, "LEAST_SHARED", 2)
    monkeypatch.setattr(drawing, "ROLES_AT_ONCE", 4)
    monkeypatch.setattr(drawing, "role_rows", None)  # this process reads no role itself
    shared = list(drawing.draw_roles(store, DatabaseFile(database), tmp_path / "shared", roles))
    assert [drawn.role for drawn in shared] == roles
    assert [replace(drawn, path=Path(drawn.path.name)) for drawn in shared] == [
        replace(drawn, path=Path(drawn.path.name)) for drawn in alone
    ]
    assert all(drawn.headline for drawn in shared)
    assert files_of(tmp_path / "shared") == files_of(tmp_path / "alone")
