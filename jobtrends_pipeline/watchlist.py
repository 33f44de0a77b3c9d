"""watchlist.yaml: the roles to follow, checked key by key, and the role a page belongs to."""

import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jobtrends_pipeline.cadence import USUAL_CADENCE, Cadence
from jobtrends_pipeline.pages.page import PageKey

MARKET_INDEX = "market-index"
"""Partition key of the market index pages, which belong to no role."""
ROLE_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
MOST_PROBLEMS = 3
_WANTED = {
    "tuple_type": "be a list",
    "model_type": "be keys with values",
    "dict_type": "be keys with values",
    "string_type": "be text",
    "string_too_short": "not be empty",
    "too_short": "name at least one",
}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""With libyaml, which is not everywhere, a watchlist of hundreds of roles is read in a tenth of the time."""
_Name = Annotated[str, Field(min_length=1, max_length=120)]


class WatchlistError(ValueError):
    """The watchlist cannot be read; one line that says where and what to do."""


class Role(BaseModel):
    """A subject to follow: its name at the source, where, in which markets and windows, and how often."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: _Name
    aliases: tuple[_Name, ...] = Field(default=(), strict=False)
    places: tuple[_Name, ...] = Field(default=("UK",), min_length=1, strict=False)
    markets: tuple[Literal["permanent", "contract"], ...] = Field(default=("permanent",), min_length=1, strict=False)
    windows: tuple[Literal[3, 6], ...] = Field(default=(6,), min_length=1, strict=False)
    cadence: Cadence = USUAL_CADENCE

    @property
    def key(self) -> str:
        """Partition key of the role."""
        return role_key(self.name)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    roles: tuple[Role, ...] = Field(strict=False)


@dataclass(frozen=True, slots=True)
class Watchlist:
    """The roles to follow, in the order of the file."""

    roles: tuple[Role, ...]

    def role_of(self, page: PageKey) -> str:
        """Partition key for a page: the role whose name or alias is its subject, else a key of the subject's own."""
        return MARKET_INDEX if page.subject is None else self.role_of_subject(page.subject)

    def role_of_subject(self, subject: str) -> str:
        """Partition key for a subject, as `role_of` finds it."""
        asked = subject.casefold()
        for role in self.roles:
            if asked in {name.casefold() for name in (role.name, *role.aliases)}:
                return role.key
        return role_key(subject)

    @property
    def keys(self) -> tuple[str, ...]:
        """Partition keys of the roles."""
        return tuple(role.key for role in self.roles)

    def chosen(self, keys: Collection[str]) -> list[Role]:
        """The roles of some keys; all where none is named.

        Raises:
            WatchlistError: if there is none.
            ValueError: if a key is of no role on the watchlist.
        """
        if not self.roles:
            raise WatchlistError("no role is followed: `jobtrends init` writes a watchlist.yaml to fill in")
        unknown = set(keys) - set(self.keys)
        if unknown:
            raise ValueError(f"{', '.join(sorted(unknown))}: not on the watchlist, which has {', '.join(self.keys)}")
        return [role for role in self.roles if not keys or role.key in keys]


def role_key(name: str) -> str:
    """A partition key from a name: lower case, digits and hyphens; `C#` is c-sharp, `.NET` dot-net."""
    spelled = re.sub(r"^\.", "dot ", name).replace("#", " sharp").replace("+", " plus").casefold()
    key = re.sub(r"[^a-z0-9]+", "-", spelled.encode("ascii", "ignore").decode()).strip("-")[:80].strip("-")
    return key or "unnamed"


def load_watchlist(path: Path) -> Watchlist:
    """Read and check the watchlist; without a file nobody is followed, which saved pages need not.

    Raises:
        WatchlistError: if the file is no YAML, has an unknown key, or names a role twice.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  # both are safe
    except FileNotFoundError:
        return Watchlist(())
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise WatchlistError(f"{path.name} is not valid YAML: {' '.join(str(error).split())}") from error
    try:
        roles = _File.model_validate(content).roles
    except ValidationError as error:
        raise WatchlistError(f"{path.name}: {'; '.join(_problems(error, content))}") from error
    keys = [role.key for role in roles]
    for role in roles:
        if keys.count(role.key) > 1 or role.key == MARKET_INDEX:
            raise WatchlistError(
                f"{path.name}: the name {role.name!r} stands twice or is reserved; each role needs its own"
            )
    return Watchlist(roles)


def _problems(error: ValidationError, content: object) -> Iterator[str]:
    """Each fault in words: where it is, what it is, and the nearest right key for a misspelt one."""
    faults = error.errors(include_url=False)
    told = [fault for fault in faults if fault["type"] != "too_short"] or faults
    for fault in told[:MOST_PROBLEMS]:
        where = _where(fault["loc"], content)
        if fault["type"] == "extra_forbidden":
            known = list(_File.model_fields if len(fault["loc"]) == 1 else Role.model_fields)
            near = difflib.get_close_matches(str(fault["loc"][-1]), known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known keys are {', '.join(known)}"
            yield f"{where}: no such key; {hint}"
        elif fault["type"] == "missing":
            yield f"{where}: is missing"
        else:
            wanted = _WANTED.get(fault["type"], fault["msg"].lower().removeprefix("input should "))
            yield f"{where}: should {wanted}, not {str(fault['input'])[:60]!r}"


def _where(location: tuple[str | int, ...], content: object) -> str:
    """A place in the file: the role by number and name, then the key."""
    words = [repr(part) for part in location if isinstance(part, str)]
    if len(location) > 1 and isinstance(location[1], int) and isinstance(content, dict):
        entry = content["roles"][location[1]]
        name = entry.get("name") if isinstance(entry, dict) else None
        words[0] = f"role {location[1] + 1}" + (f" ({name})" if name else "")
    return ", ".join(words) or "the file"
