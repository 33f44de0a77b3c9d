"""Static site on disk: home, roles, compare, skills and `assets/`.

Each file is whole or absent.
"""

import re
from datetime import date
from pathlib import Path

import pandas as pd

from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.files import write_derived
from jobtrends_pipeline.reports.assets import write_assets
from jobtrends_pipeline.reports.compare import build_compare_page, role_script
from jobtrends_pipeline.reports.home import build_home_page
from jobtrends_pipeline.reports.listing import build_listing_page
from jobtrends_pipeline.reports.model import RolePage, build_role_page
from jobtrends_pipeline.reports.render import home_html, listing_html, role_html
from jobtrends_pipeline.reports.role_tables import RoleRows
from jobtrends_pipeline.reports.skill_html import compare_html, skill_html, skills_html
from jobtrends_pipeline.reports.skill_pages import build_skills
from jobtrends_pipeline.trends.headlines import HomeSeries
from jobtrends_pipeline.trends.skills_across import Skills

ROLE_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_ROLE_KEY = 100


class RoleKeyError(JobtrendsError, ValueError):
    """A role key that cannot name a file: not lower-case words joined by hyphens."""

    def __init__(self, role: str) -> None:
        """Describe the key in the message, shortened to `LONGEST_ROLE_KEY` characters."""
        super().__init__(f"role key {role[:LONGEST_ROLE_KEY]!r} is not lower-case words joined by hyphens")
        self.role = role


def write_role_page(
    folder: Path, role: str, tables: RoleRows, generated_from: date | None
) -> tuple[Path, RolePage | None]:
    """Write the page of a role, and its script for the compare page.

    A role without data gets a page that states so, a partition of the market index its list. The script is
    `compare/{role}.js`, written where the role has figures.

    Args:
        folder: Folder of the site; made when absent.
        role: Key of the role, e.g. backend-developer.
        tables: Its facts and trends.
        generated_from: Date of the newest data the site is built from; None without data.

    Returns:
        The file written, `roles/{role}.html`, and the model of the page; null for the list of the market index.

    Raises:
        RoleKeyError: if the key cannot name a file.
    """
    path = folder / "roles" / f"{checked_role(role)}.html"
    write_assets(folder)
    index = tables.index
    if index is None or index.empty:
        page = build_role_page(role, tables, generated_from)
        write_derived(path, role_html(page))
        script = role_script(role, tables.rows)
        if script is not None:
            write_derived(folder / "compare" / f"{role}.js", script)
        return path, page
    write_derived(path, listing_html(build_listing_page(index, generated_from)))
    return path, None


def write_home(
    folder: Path,
    comparison: pd.DataFrame,
    captures: pd.DataFrame,
    findings: pd.DataFrame,
    series: HomeSeries | None = None,
) -> Path:
    """Write the home page and `compare.html`.

    The home page links to the page of every role in `comparison`, `captures` and the monthly series.

    Args:
        folder: Folder of the site; made when absent.
        comparison: Typed rows of `role_comparison`.
        captures: Typed rows of `captures`.
        findings: Typed rows of `findings`.
        series: Series that `trends.headlines` reads; without it there are no sparklines and no changes.

    Returns:
        The file written, `index.html`.

    Raises:
        RoleKeyError: if a role's key cannot name a file.
    """
    drawn = {row["role"] for row in series.months} if series else set()
    for role in {*comparison["role"], *captures["role"], *drawn}:
        checked_role(role)
    write_assets(folder)
    path = folder / "index.html"
    write_derived(path, home_html(build_home_page(comparison, captures, findings, series)))
    write_derived(folder / "compare.html", compare_html(build_compare_page(comparison)))
    return path


def write_skills(folder: Path, skills: Skills) -> list[Path]:
    """Write `skills/index.html` and a page per skill that several roles list.

    Unchanged pages are not written again; pages of other skills are removed.

    Args:
        folder: Folder of the site; made when absent.
        skills: Skills that `trends.skills_across` reads.

    Returns:
        The files that were written anew.

    Raises:
        RoleKeyError: if a role's key cannot name a file.
    """
    write_assets(folder)
    names = {row.subject.casefold(): checked_role(row.role) for row in skills.rows}
    listing, pages = build_skills(skills, names)
    kept = {folder / "skills" / "index.html"}
    written = [path for path in kept if write_derived(path, skills_html(listing))]
    for page in pages:
        path = folder / "skills" / f"{page.slug}.html"
        kept.add(path)
        if write_derived(path, skill_html(page)):
            written.append(path)
    for gone in {*(folder / "skills").glob("*.html")} - kept:
        gone.unlink()
    return written


def checked_role(role: str) -> str:
    """Check that a role key can name a file.

    It has lower-case words of letters and digits joined by single hyphens.

    Returns:
        The key itself.

    Raises:
        RoleKeyError: otherwise.
    """
    if len(role) > LONGEST_ROLE_KEY or not ROLE_KEY.fullmatch(role):
        raise RoleKeyError(role)
    return role


def remove_role(folder: Path, role: str) -> None:
    """Remove the files of a role that lost all its captures; absent files are ignored."""
    for path in (*(folder / "roles").glob(f"{checked_role(role)}.*"), folder / "compare" / f"{role}.js"):
        path.unlink(missing_ok=True)
