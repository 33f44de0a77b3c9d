"""Roles by any of their names, and names near an unknown one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jobtrends_pipeline.library.errors import NotHeldError
from jobtrends_pipeline.library.published import Published
from jobtrends_pipeline.tables.columns import ITJOBSWATCH

if TYPE_CHECKING:
    from jobtrends_pipeline.config.watchlist import Watchlist

_NAMES = (
    "SELECT DISTINCT role, subject FROM trend_demand UNION SELECT DISTINCT role, subject FROM fact_demand ORDER BY ALL"
)
_INDEX = f"(FROM fact_market_index WHERE publisher = '{ITJOBSWATCH}')"
LISTED = f"SELECT DISTINCT subject FROM {_INDEX} WHERE as_of = (SELECT max(as_of) FROM {_INDEX})"  # noqa: S608
"""Query of the subjects that the newest market index lists."""


def find_role(published: Published, asked: str, more: str = "") -> str:
    """Return the key of a role by any of its names.

    The watchlist is read only for a name that no page has, as that takes as long as all else.

    Args:
        published: The published warehouse.
        asked: Key, subject or alias.
        more: Query of further keys and subjects beside those of pages.

    Raises:
        NotHeldError: if no role has the name; the message names near ones.
        WatchlistError: if the watchlist is needed and cannot be read.
    """
    names = _names(published, more)
    wanted = asked.strip().casefold()
    if role := _by_name(names).get(wanted):
        return role
    from jobtrends_pipeline.config.watchlist import role_key  # noqa: PLC0415  # pydantic

    watchlist = _watchlist(published)
    every = _with_aliases(names, watchlist)
    by_name = _by_name(every)
    role = by_name.get(wanted) or by_name.get(role_key(asked))
    if role is None:
        raise NotHeldError(_unknown(published, asked, [name for name, _ in every], watchlist))
    return role


def find_roles(published: Published, like: str, more: str = "") -> set[str]:
    """Return the keys of the roles with a name like a text: part of it, or near it.

    Args:
        published: The published warehouse.
        like: Key, subject or alias, or part of one, in any case.
        more: Query of further keys and subjects beside those of pages.

    Raises:
        NotHeldError: if nothing is held; the message names near subjects of the market index.
        WatchlistError: if the watchlist cannot be read.
    """
    from jobtrends_pipeline.pages.nearest_names import nearest_names  # noqa: PLC0415

    watchlist = _watchlist(published)
    every = _with_aliases(_names(published, more), watchlist)
    wanted = like.strip().casefold()
    near = set(nearest_names(like, [name for name, _ in every]))
    found = {role for name, role in every if wanted in name.casefold() or wanted in role or name in near}
    if not (wanted and found):
        raise NotHeldError(_unknown(published, like, [name for name, _ in every], watchlist))
    return found


def _names(published: Published, more: str = "") -> list[tuple[str, str]]:
    """Return the names of the roles that are held, each with the role's key."""
    queries = filter(None, (_NAMES, more))
    return [(row["subject"], row["role"]) for query in queries for row in published.rows(query)]


def _watchlist(published: Published) -> "Watchlist":
    from jobtrends_pipeline.config.watchlist import Watchlist, load_watchlist  # noqa: PLC0415  # pydantic

    path = published.watchlist_file
    return load_watchlist(path) if path.exists() else Watchlist(())


def _with_aliases(names: Sequence[tuple[str, str]], watchlist: "Watchlist") -> list[tuple[str, str]]:
    held = {role for _, role in names}
    aliases = [(name, role.key) for role in watchlist.roles for name in (role.name, *role.aliases) if role.key in held]
    return [*names, *aliases]


def _by_name(names: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the role of each name; of equal names that of the first, and keys win."""
    return {name.casefold(): role for name, role in reversed(names)} | {role: role for _, role in names}


def _unknown(published: Published, asked: str, names: Sequence[str], watchlist: "Watchlist") -> str:
    """Return the message about a role without pages.

    It has similar names, of roles with pages or in the market index.
    """
    from jobtrends_pipeline.pages.nearest_names import nearest_names  # noqa: PLC0415

    if watchlist.role_of_subject(asked) in watchlist.keys:
        return f"{asked!r} is on the watchlist, but no page of it is held: `jobtrends ingest` or `jobtrends capture`"
    near = nearest_names(asked, names)
    listed = [row["subject"] for row in published.rows(LISTED)]
    in_index = [name for name in nearest_names(asked, listed) if name not in near]
    said = [f"no page of {asked!r} is held"]
    if near:
        said.append(f"near it: {', '.join(near)}")
    if in_index:
        said.append(f"the market index lists {', '.join(in_index)}")
    return "; ".join([*said, "`jobtrends roles` lists what is held"])
