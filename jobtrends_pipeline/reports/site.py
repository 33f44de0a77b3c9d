"""The static site on disk: `index.html`, `roles/{role}.html`, `assets/`; each whole or absent."""

import re
from datetime import date
from pathlib import Path

import pandas as pd

from jobtrends_pipeline.files import write_whole
from jobtrends_pipeline.reports.assets import write_assets
from jobtrends_pipeline.reports.home import build_home_page
from jobtrends_pipeline.reports.listing import build_listing_page
from jobtrends_pipeline.reports.model import RolePage, build_role_page
from jobtrends_pipeline.reports.render import home_html, listing_html, role_html
from jobtrends_pipeline.reports.role_tables import RoleRows, RoleTables

ROLE_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_ROLE_KEY = 100


class RoleKeyError(ValueError):
    """A role key that cannot name a file: not lower-case words joined by hyphens."""

    def __init__(self, role: str) -> None:
        super().__init__(f"role key {role[:LONGEST_ROLE_KEY]!r} is not lower-case words joined by hyphens")
        self.role = role


def write_role_page(folder: Path, role: str, tables: RoleTables | RoleRows, generated_from: date | None) -> Path:
    """Write the page of a role; a role without data gets a page that says so, the market index its list.

    Args:
        folder: Folder of the site; made when absent.
        role: Key of the role, e.g. backend-developer.
        tables: Its facts and trends.
        generated_from: Date of the newest data the site is built from; None when there is none.

    Returns:
        The file written, `roles/{role}.html`.

    Raises:
        RoleKeyError: if the key cannot name a file.
    """
    return write_role_model(folder, role, tables, generated_from)[0]


def write_role_model(
    folder: Path, role: str, tables: RoleTables | RoleRows, generated_from: date | None
) -> tuple[Path, RolePage | None]:
    """As `write_role_page`; gives also what the page says, null for the list of the market index."""
    path = folder / "roles" / f"{checked_role(role)}.html"
    write_assets(folder)
    index = tables.index if isinstance(tables, RoleRows) else tables.facts.get("fact_index")
    if index is None or index.empty:
        page = build_role_page(role, tables, generated_from)
        write_whole(path, role_html(page))
        return path, page
    write_whole(path, listing_html(build_listing_page(index, generated_from)))
    return path, None


def write_home(folder: Path, comparison: pd.DataFrame, captures: pd.DataFrame, findings: pd.DataFrame) -> Path:
    """Write the home page, which links to the page of every role in `comparison` and `captures`.

    Args:
        folder: Folder of the site; made when absent.
        comparison: Typed rows of `role_comparison`.
        captures: Typed rows of `captures`.
        findings: Typed rows of `findings`.

    Returns:
        The file written, `index.html`.

    Raises:
        RoleKeyError: if a role's key cannot name a file.
    """
    for role in {*comparison["role"], *captures["role"]}:
        checked_role(role)
    write_assets(folder)
    path = folder / "index.html"
    write_whole(path, home_html(build_home_page(comparison, captures, findings)))
    return path


def checked_role(role: str) -> str:
    """The key itself, when it is lower-case words of letters and digits joined by single hyphens.

    Raises:
        RoleKeyError: otherwise.
    """
    if len(role) > LONGEST_ROLE_KEY or not ROLE_KEY.fullmatch(role):
        raise RoleKeyError(role)
    return role


def remove_role(folder: Path, role: str) -> None:
    """Remove the files of a role that lost all its captures; what is not there is as it should be."""
    for path in (folder / "roles").glob(f"{checked_role(role)}.*"):
        path.unlink(missing_ok=True)
