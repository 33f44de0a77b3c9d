"""settings.yaml: what may be set, and one line for what may not."""

from pathlib import Path

import pytest

from jobtrends_pipeline.acquire.fetchers import polite_fetcher, wayback_service
from jobtrends_pipeline.config.settings import Settings, SettingsError
from jobtrends_pipeline.fetch.user_agent import MissingContactError


def written(folder: Path, text: str) -> Path:
    file = folder / "settings.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_the_pace_is_three_seconds_and_nobody_is_named(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path / "settings.yaml", {})
    assert (settings.pause_seconds, settings.contact, settings.allows_loopback) == (3.0, None, False)
    assert settings.source == "https://www.itjobswatch.co.uk"


def test_the_file_says_who_captures_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    file = written(tmp_path, "contact: me@example.org\npause_seconds: 5\n")
    assert Settings.load(file, {}).contact == "me@example.org"
    assert Settings.load(file, {"JOBTRENDS_CONTACT": "you@example.org"}).contact == "you@example.org"


def test_an_empty_file_sets_nothing(tmp_path: Path) -> None:
    assert Settings.load(written(tmp_path, "# nothing yet\n"), {}) == Settings()


def test_without_a_contact_nothing_is_asked_and_the_line_says_how_to_set_one() -> None:
    with pytest.raises(MissingContactError, match=r"settings\.yaml"):
        polite_fetcher(Settings())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("contact: [unclosed", "not valid YAML"),
        ("pace: 3", "pace: .*settings are contact, pause_seconds"),
        ("pause_seconds: -1", "pause_seconds: Input should be greater than or equal to 0"),
        ("source: ftp://example.org", "source: String should match"),
        ("refresh_hours: [6, 1]", r"refresh_hours: \[6, 1\] are no hours of a day: name two, such as \[1, 6\]"),
        ("refresh_hours: [1]", "refresh_hours.2: Field required"),
        ("storage: mysql://db/runs", "storage: is no address of a PostgreSQL database: write it as postgresql://"),
        ("storage: postgresql://db.example", "storage: is no address of a PostgreSQL database"),
        ("- a list", "the file: "),
    ],
)
def test_what_cannot_be_set_is_one_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        Settings.load(written(tmp_path, text), {})
    assert "\n" not in str(caught.value)


def test_the_archive_may_be_a_pywb_collection(tmp_path: Path) -> None:
    file = written(tmp_path, "wayback: http://127.0.0.1:8080/pages\nwayback_kind: pywb\n")
    assert wayback_service(Settings.load(file, {})).index == "http://127.0.0.1:8080/pages/cdx"


@pytest.mark.parametrize(
    "address",
    ["postgresql://me:secret@db/runs", "postgresql://db/runs?user=me&password=secret", "postgresql://me:@db/r"],
)
def test_a_password_is_refused_in_the_file_and_not_repeated(tmp_path: Path, address: str) -> None:
    with pytest.raises(
        SettingsError, match=r"a password does not belong in a file: .*JOBTRENDS_DAGSTER_POSTGRES_URL"
    ) as caught:
        Settings.load(written(tmp_path, f"storage: {address}"), {})
    assert "secret" not in str(caught.value)


def test_hours_and_storage_may_be_set(tmp_path: Path) -> None:
    usual = Settings.load(tmp_path / "none.yaml", {})
    assert (usual.refresh_hours, usual.storage) == ((1, 6), None)
    text = "refresh_hours: [22, 24]\nstorage: postgresql://me@db.example:5433/runs"
    settings = Settings.load(written(tmp_path, text), {})
    assert (settings.refresh_hours, settings.storage) == ((22, 24), "postgresql://me@db.example:5433/runs")
