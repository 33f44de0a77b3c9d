"""Machine-readable files of the site: snapshots, feeds, `llms.txt`.

Each role has a snapshot and a feed; there is one feed of all roles.
"""

import json
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from jobtrends_pipeline.files import write_derived
from jobtrends_pipeline.reports.atom import role_feed, site_feed
from jobtrends_pipeline.reports.data_page import DataPage, data_html
from jobtrends_pipeline.reports.feed import ALL_ENTRIES, role_entries
from jobtrends_pipeline.reports.llms import llms_text
from jobtrends_pipeline.reports.narrow import Rows
from jobtrends_pipeline.reports.own_adverts import PAGE, build_own_adverts_page, own_adverts_html
from jobtrends_pipeline.reports.rows import Row, records
from jobtrends_pipeline.reports.site import checked_role
from jobtrends_pipeline.reports.snapshot import SCHEMA_FILE, role_snapshot, to_text
from jobtrends_pipeline.reports.snapshot_schema import role_schema
from jobtrends_pipeline.trends.own_adverts import OwnAdverts


def write_role_files(folder: Path, role: str, rows: Rows) -> tuple[Path, Path]:
    """Write the snapshot and the feed of a role beside its page.

    Args:
        folder: Folder of the site; made when absent.
        role: Key of the role.
        rows: Its rows by table name (see `role_tables`).

    Returns:
        The files `roles/{role}.json` and `roles/{role}.xml`.

    Raises:
        RoleKeyError: if the key cannot name a file.
    """
    snapshot_file = folder / "roles" / f"{checked_role(role)}.json"
    feed_file = snapshot_file.with_suffix(".xml")
    snapshot = role_snapshot(role, rows)
    write_derived(snapshot_file, to_text(snapshot))
    write_derived(feed_file, role_feed(role, snapshot["subject"], role_entries(role, rows)))
    return snapshot_file, feed_file


def write_site_files(folder: Path, comparison: pd.DataFrame, months: Iterable[Row] = ()) -> tuple[Path, ...]:
    """Write `feed.xml`, `llms.txt` and the schema of the snapshots.

    They are made from the files of the roles in the folder.

    Args:
        folder: Folder of the site; made when absent.
        comparison: Typed rows of `role_comparison`.
        months: Rows of `trends.headlines.MONTHS_QUERY`.

    Returns:
        The files written.
    """
    rows = sorted(records(comparison), key=lambda row: row["period_end"])
    named = {row["role"]: row["subject"] for row in (*months, *rows)}
    names = {role: subject for role, subject in named.items() if _snapshot(folder, role).is_file()}
    feeds = [_snapshot(folder, role).with_suffix(".xml") for role in sorted(names)]
    newest = max((row["period_end"] for row in rows), default=None)
    content = {
        "feed.xml": site_feed((path.read_text(encoding="utf-8") for path in feeds if path.is_file()), ALL_ENTRIES),
        "llms.txt": llms_text(names.items(), newest),
        SCHEMA_FILE: json.dumps(role_schema(), indent=1) + "\n",
    }
    for name, text in content.items():
        write_derived(folder / name, text)
    return tuple(folder / name for name in content)


def write_own_adverts(folder: Path, own: OwnAdverts) -> Path | None:
    """Write `own-adverts.html`; remove it where there are no own adverts.

    Returns:
        The file written.
    """
    path = folder / PAGE
    if not own.sources and not own.coverage:
        path.unlink(missing_ok=True)
        return None
    write_derived(path, own_adverts_html(build_own_adverts_page(own)))
    return path


def write_data_page(folder: Path, page: DataPage) -> Path:
    """Write `data.html`.

    Returns:
        The file written.
    """
    path = folder / "data.html"
    write_derived(path, data_html(page))
    return path


def _snapshot(folder: Path, role: str) -> Path:
    return folder / "roles" / f"{checked_role(role)}.json"
