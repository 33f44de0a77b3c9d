"""Where things live: one data root, moved by JOBTRENDS_DATA_DIR, and the paths under it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jobtrends_pipeline.errors import JobtrendsError

FIRST_MONTH = "2004-01"
"""The source's statistics begin here."""
DATA_DIR_VARIABLE = "JOBTRENDS_DATA_DIR"
_CHECKOUT = Path(__file__).resolve().parents[2]
_IS_CHECKOUT = _CHECKOUT.name not in {"site-packages", "dist-packages"} and (_CHECKOUT / "pyproject.toml").exists()
"""Not where packages lie beside each other, one of which may have left a file of that name."""
WORKSPACE_FILE = _CHECKOUT / "workspace.yaml"
"""Names the code location for Dagster's servers; absent where the package is installed without its checkout."""


class DataRootError(JobtrendsError, ValueError):
    """A data root that cannot be used; one line that says why and what to do."""


@dataclass(frozen=True, slots=True)
class DataPaths:
    """The data root and what is kept under it; nothing is read or made before it is needed."""

    data_dir: Path

    @classmethod
    def load(cls, environment: Mapping[str, str] = os.environ) -> "DataPaths":
        """DataPaths of this process: JOBTRENDS_DATA_DIR, or `data/` of the checkout, or `~/jobtrends-data`.

        Raises:
            DataRootError: if it cannot be used.
        """
        given = environment.get(DATA_DIR_VARIABLE, "").strip()
        if given:
            return cls(_usable(Path(given).expanduser().resolve()))
        return cls(_usable(_CHECKOUT / "data" if _IS_CHECKOUT else Path.home() / "jobtrends-data"))

    @property
    def own_watchlist_file(self) -> Path:
        """The data root's own watchlist, which a person writes."""
        return self.data_dir / "watchlist.yaml"

    @property
    def watchlist_file(self) -> Path:
        """The watchlist in force: the data root's own; where it is gone, as it last was; else the checkout's."""
        own, shipped = self.own_watchlist_file, _CHECKOUT / "data" / "watchlist.yaml"
        kept = (own, self.good_watchlist_file, *((shipped,) if _IS_CHECKOUT else ()))
        return next((file for file in kept if file.exists()), own)

    @property
    def watchlist_remark(self) -> str | None:
        """What to say where the watchlist in force is not the one that a person wrote."""
        if self.watchlist_file != self.good_watchlist_file:
            return None
        return (
            f"no {self.own_watchlist_file}: the last good watchlist stays in force; put the file back, or write one "
            "with `roles: []` to follow nobody"
        )

    @property
    def settings_file(self) -> Path:
        """What may be set of capture and of notifications; absent where nothing is."""
        return self.data_dir / "settings.yaml"

    @property
    def good_watchlist_file(self) -> Path:
        """The watchlist as it was when it last parsed: what runs that nobody asked for go by."""
        return self.dagster_home / "watchlist.yaml"

    @property
    def attempts_dir(self) -> Path:
        """The log of every try to capture a page, beside what was captured."""
        return self.archive_dir / "attempts"

    @property
    def inbox_dir(self) -> Path:
        """Saved pages that wait for the next refresh."""
        return self.data_dir / "inbox"

    @property
    def archive_dir(self) -> Path:
        """WARC files and their manifests."""
        return self.data_dir / "archive"

    @property
    def warehouse_dir(self) -> Path:
        """The DuckDB files and the published Parquet."""
        return self.data_dir / "warehouse"

    @property
    def working_file(self) -> Path:
        """The DuckDB file that runs write."""
        return self.warehouse_dir / "working.duckdb"

    @property
    def published_file(self) -> Path:
        """The read-only copy that people and programs open."""
        return self.warehouse_dir / "jobtrends.duckdb"

    @property
    def lock_file(self) -> Path:
        """Held by the one command that may write to the data root."""
        return self.data_dir / ".jobtrends.lock"

    @property
    def reports_dir(self) -> Path:
        """The static site."""
        return self.data_dir / "reports"

    @property
    def dagster_home(self) -> Path:
        """The Dagster instance: event log, runs, its dagster.yaml."""
        return self.data_dir / "dagster"

    @property
    def notifications_file(self) -> Path:
        """What people were told, a line of JSON each, where that channel is on."""
        return self.data_dir / "notifications.log"

    @property
    def notified_file(self) -> Path:
        """What was sent within a day, and what could not be sent yet."""
        return self.dagster_home / "notified.json"

    @property
    def known_findings_file(self) -> Path:
        """Findings of severity error that people were told of."""
        return self.dagster_home / "known_findings.txt"


def _usable(folder: Path) -> Path:
    """A data root, if everything can be kept in it.

    Raises:
        DataRootError: if Dagster cannot keep its runs there.
    """
    named = os.fsencode(folder).decode("utf-8", "backslashreplace")
    if "?" in named:
        raise DataRootError(
            f"{named} has a ? in its path, where the address of an SQLite file ends, so that Dagster's runs would be "
            f"kept elsewhere: set {DATA_DIR_VARIABLE} to a path without one"
        )
    if named != str(folder):
        raise DataRootError(
            f"{named} is no UTF-8, so that Dagster cannot store its path: set {DATA_DIR_VARIABLE} to another"
        )
    return folder
