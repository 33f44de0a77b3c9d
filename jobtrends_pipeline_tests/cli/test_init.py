"""`jobtrends init`: files to fill in that say what may be set, and never in place of a person's own."""

from pathlib import Path

import pytest
import yaml

from jobtrends_pipeline.cli import init
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.config.watchlist import load_watchlist
from jobtrends_pipeline_tests.support.command import called

STARTING = Path(init.__file__).parent / "starting"


def test_a_data_root_is_begun_and_the_next_commands_are_said(empty_root: DataPaths) -> None:
    outcome = called("init")
    root = empty_root.data_dir
    assert (outcome.code, outcome.err) == (0, "")
    assert [line.split("  ")[0] for line in outcome.out.splitlines() if not line.startswith(" ")] == [
        "Written", "Written", "Next",
    ]  # fmt: skip
    assert [line.split()[1] for line in outcome.out.splitlines()[-3:] if "jobtrends" in line][1:] == ["capture", "ui"]
    assert "Next       jobtrends ingest PATH" in outcome.out
    assert sorted(path.name for path in root.iterdir()) == ["settings.yaml", "watchlist.yaml"]
    assert load_watchlist(empty_root.watchlist_file).keys == ("java",)
    assert Settings.load(empty_root.settings_file, {}) == Settings()


def test_what_is_there_stays_as_it_is(empty_root: DataPaths) -> None:
    empty_root.data_dir.mkdir()
    (empty_root.data_dir / "watchlist.yaml").write_text("roles: [{name: Mine}]")
    outcome = called("init")
    assert f"Kept       {empty_root.data_dir / 'watchlist.yaml'}" in outcome.out
    assert f"Written    {empty_root.data_dir / 'settings.yaml'}" in outcome.out
    assert (empty_root.data_dir / "watchlist.yaml").read_text() == "roles: [{name: Mine}]"
    assert called("init").out.count("Kept ") == 2


def test_another_folder_is_said_to_be_named_first(empty_root: DataPaths, tmp_path: Path) -> None:
    outcome = called("init", tmp_path / "my jobs")
    assert f"First      export JOBTRENDS_DATA_DIR='{tmp_path / 'my jobs'}'" in outcome.out
    assert (tmp_path / "my jobs" / "watchlist.yaml").exists()
    assert not empty_root.data_dir.exists()


def test_a_file_in_place_of_the_folder_is_one_line(empty_root: DataPaths, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    outcome = called("init", tmp_path / "file")
    assert (outcome.code, outcome.complaints) == (1, [f"jobtrends: {tmp_path / 'file'} is a file: name a folder"])


@pytest.mark.parametrize("name", ["settings.yaml", "watchlist.yaml"])
def test_all_that_the_files_show_may_be_set_by_taking_the_mark_away(tmp_path: Path, name: str) -> None:
    lines = (STARTING / name).read_text(encoding="utf-8").splitlines()
    text = "\n".join(line.replace("# ", "", 1) if _is_key(line) else line for line in lines)
    (tmp_path / name).write_text(text, encoding="utf-8")
    if name == "watchlist.yaml":
        (role,) = load_watchlist(tmp_path / name).roles
        assert set(yaml.safe_load(text)["roles"][0]) == set(type(role).model_fields)
        assert (role.places, role.markets, role.aliases) == (
            ("UK", "London"),
            ("permanent", "contract"),
            ("Core Java",),
        )
    else:
        shown = Settings.load(tmp_path / name, {})
        assert (shown.contact, shown.notify.log, shown.profile) == ("you@example.org", True, "cluster")
        examples = {"contact", "notify", "profile", "storage", "engine", "warehouse"}
        usual = Settings().model_dump(exclude=examples)
        assert shown.model_dump(exclude=examples) == usual, "what is shown is what is usual"


def _is_key(line: str) -> bool:
    words = line.split("# ", 1)[-1].strip().split(" ", 1)
    return line.lstrip().startswith("# ") and words[0].endswith(":") and words[0][:-1].replace("_", "").isalpha()
