"""Paths under the data root, which JOBTRENDS_DATA_DIR sets."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jobtrends_pipeline.base.errors import JobtrendsError

FIRST_MONTH = "2004-01"
"""First month of the source's statistics."""
DATA_DIR_VARIABLE = "JOBTRENDS_DATA_DIR"
_CHECKOUT = Path(__file__).resolve().parents[2]
_IS_CHECKOUT = _CHECKOUT.name not in {"site-packages", "dist-packages"} and (_CHECKOUT / "pyproject.toml").exists()
"""False for a folder of installed packages, in which some package may have left a pyproject.toml."""
WORKSPACE_FILE = _CHECKOUT / "workspace.yaml"
"""Names the code location for Dagster's servers; absent in an installation without a checkout."""


class DataRootError(JobtrendsError, ValueError):
    """A data root that cannot be used; one line with the reason and what to do."""


@dataclass(frozen=True, slots=True)
class DataPaths:
    """Paths under the data root; creating it neither reads nor makes any file."""

    data_dir: Path

    @classmethod
    def load(cls, environment: Mapping[str, str] = os.environ) -> "DataPaths":
        """Return the paths of this process.

        The data root is JOBTRENDS_DATA_DIR, else `data/` of the checkout, else `~/jobtrends-data`.

        Raises:
            DataRootError: if the data root cannot be used.
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
        """Watchlist in force.

        The data root's own, else its last valid one, else that of the checkout.
        """
        own, shipped = self.own_watchlist_file, _CHECKOUT / "data" / "watchlist.yaml"
        kept = (own, self.good_watchlist_file, *((shipped,) if _IS_CHECKOUT else ()))
        return next((file for file in kept if file.exists()), own)

    @property
    def watchlist_remark(self) -> str | None:
        """Remark on a watchlist in force that is not the one a person wrote, or null."""
        if self.watchlist_file != self.good_watchlist_file:
            return None
        return (
            f"no {self.own_watchlist_file}: the last good watchlist stays in force; put the file back, or write one "
            "with `roles: []` to follow nobody"
        )

    @property
    def settings_file(self) -> Path:
        """Settings of captures and notifications; absent without any."""
        return self.data_dir / "settings.yaml"

    @property
    def advert_sources_file(self) -> Path:
        """Sources of one's own adverts; absent without any."""
        return self.data_dir / "adverts.yaml"

    @property
    def good_watchlist_file(self) -> Path:
        """Copy of the last valid watchlist, for runs that nobody starts by hand."""
        return self.dagster_home / "watchlist.yaml"

    @property
    def attempts_dir(self) -> Path:
        """Log of capture attempts, beside the captures."""
        return self.archive_dir / "attempts"

    @property
    def inbox_dir(self) -> Path:
        """Saved pages that wait for the next refresh."""
        return self.data_dir / "inbox"

    @property
    def advert_inbox_dir(self) -> Path:
        """Raw adverts that wait for the next refresh, in a folder for each source."""
        return self.data_dir / "advert-inbox"

    @property
    def archive_dir(self) -> Path:
        """WARC files and their manifests."""
        return self.data_dir / "archive"

    @property
    def warehouse_dir(self) -> Path:
        """DuckDB files and published Parquet files."""
        return self.data_dir / "warehouse"

    @property
    def working_file(self) -> Path:
        """DuckDB file that runs write to."""
        return self.warehouse_dir / "working.duckdb"

    @property
    def published_file(self) -> Path:
        """Read-only copy of the warehouse for people and programs."""
        return self.warehouse_dir / "jobtrends.duckdb"

    @property
    def lock_file(self) -> Path:
        """Lock of the one command that may write to the data root."""
        return self.data_dir / ".jobtrends.lock"

    @property
    def reports_dir(self) -> Path:
        """Static site."""
        return self.data_dir / "reports"

    @property
    def dagster_home(self) -> Path:
        """Dagster instance: event log, runs, dagster.yaml."""
        return self.data_dir / "dagster"

    @property
    def notifications_file(self) -> Path:
        """Log of sent messages, one JSON object per line, if that channel is on."""
        return self.data_dir / "notifications.log"

    @property
    def notified_file(self) -> Path:
        """Messages sent within a day, and messages still to be sent."""
        return self.dagster_home / "notified.json"

    @property
    def watched_file(self) -> Path:
        """Vintages that rules of `notify` looked at, and the entries of their feed."""
        return self.dagster_home / "watched.json"

    @property
    def watched_feed_file(self) -> Path:
        """Atom feed of the changes that rules of `notify` name."""
        return self.reports_dir / "watched.xml"

    @property
    def known_findings_file(self) -> Path:
        """Findings of severity error that were already reported."""
        return self.dagster_home / "known_findings.txt"


def _usable(folder: Path) -> Path:
    """Check that a folder can be a data root, and return it.

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
