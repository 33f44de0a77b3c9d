"""watchlist.yaml: the roles to follow, and the role of each page."""

import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from jobtrends_pipeline.base.errors import Cause, JobtrendsError
from jobtrends_pipeline.config.cadence import USUAL_CADENCE, Cadence
from jobtrends_pipeline.config.yaml_file import YamlFile, YamlFileError, read_yaml
from jobtrends_pipeline.pages.page import PageKey
from jobtrends_pipeline.pages.visible import mixes_alphabets, visible_name

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
    "string_too_long": "have at most 120 characters",
    "too_short": "name at least one",
}
_NAMELESS = "unnamed"


def _seen(name: object) -> object:
    return visible_name(name) if isinstance(name, str) else name


def _of_one_alphabet(name: str) -> str:
    if mixes_alphabets(name):
        raise ValueError("mixes Latin letters with Greek or Cyrillic ones that look like them: type it anew")
    return name


def _number(text: object) -> object:
    return int(text) if isinstance(text, str) and text in ("3", "6") else text


_Name = Annotated[str, Field(min_length=1, max_length=120), BeforeValidator(_seen), AfterValidator(_of_one_alphabet)]
_Months = Annotated[Literal[3, 6], BeforeValidator(_number)]


class WatchlistError(JobtrendsError, ValueError):
    """The watchlist cannot be read; one line with the place and what to do."""

    cause = Cause.WATCHLIST


class Role(BaseModel):
    """A subject to follow: name at the source, places, markets, windows, cadence."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: _Name
    aliases: tuple[_Name, ...] = Field(default=(), strict=False)
    places: tuple[_Name, ...] = Field(default=("UK",), min_length=1, strict=False)
    markets: tuple[Literal["permanent", "contract"], ...] = Field(default=("permanent",), min_length=1, strict=False)
    windows: tuple[_Months, ...] = Field(default=(6,), min_length=1, strict=False)
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
    """The roles to follow, in the order of the file.

    Attributes:
        roles: The roles.
        is_known: Whether a file of them exists; without one, no page can be assigned to another role.
    """

    roles: tuple[Role, ...]
    is_known: bool = True

    def role_of(self, page: PageKey) -> str:
        """Return the partition key for a page.

        Returns:
            Key of the role that has the page's subject as name or alias; else a key made from the subject.
        """
        return MARKET_INDEX if page.subject is None else self.role_of_subject(page.subject)

    def role_of_subject(self, subject: str) -> str:
        """Return the partition key for a subject, by the same rule as `role_of`."""
        asked = visible_name(subject).casefold()
        for role in self.roles:
            if asked in {name.casefold() for name in (role.name, *role.aliases)}:
                return role.key
        return role_key(subject)

    @property
    def keys(self) -> tuple[str, ...]:
        """Partition keys of the roles."""
        return tuple(role.key for role in self.roles)

    def chosen(self, keys: Collection[str]) -> list[Role]:
        """Return the roles with the given keys; all roles if no key is given.

        Raises:
            WatchlistError: if the watchlist has no role.
            ValueError: if a key belongs to no role on the watchlist.
        """
        if not self.roles:
            raise WatchlistError("no role is followed: `jobtrends init` writes a watchlist.yaml to fill in")
        unknown = set(keys) - set(self.keys)
        if unknown:
            raise ValueError(f"{', '.join(sorted(unknown))}: not on the watchlist, which has {', '.join(self.keys)}")
        return [role for role in self.roles if not keys or role.key in keys]


def role_key(name: str) -> str:
    """Make a partition key from a name: lower-case letters, digits and hyphens.

    `C#` becomes c-sharp, `.NET` dot-net.
    """
    spelled = re.sub(r"^\.", "dot ", name).replace("#", " sharp").replace("+", " plus").casefold()
    key = re.sub(r"[^a-z0-9]+", "-", spelled.encode("ascii", "ignore").decode()).strip("-")[:80].strip("-")
    return key or _NAMELESS


def load_watchlist(path: Path) -> Watchlist:
    """Read and check the watchlist; without a file it is empty.

    Saved pages can be ingested with an empty watchlist.

    Raises:
        WatchlistError: if the file is not valid YAML, has an unknown or repeated key, or is ambiguous: a name or alias
            of two roles, or one whose partition key equals that of another role.
    """
    try:
        file = read_yaml(path)
    except FileNotFoundError:
        return Watchlist((), is_known=False)
    except YamlFileError as error:
        raise WatchlistError(f"{path.name} {error}") from None
    try:
        roles = _File.model_validate(file.content).roles
    except ValidationError as error:
        raise WatchlistError(f"{path.name}: {'; '.join(_problems(error, file))}") from error
    for problem in _ambiguities(roles, file):
        raise WatchlistError(f"{path.name}: {problem}")
    return Watchlist(roles)


@dataclass(frozen=True, slots=True)
class _Called:
    """A name or an alias of a role, with its line in the file."""

    text: str
    role: Role
    what: str
    line: int

    @property
    def key(self) -> str:
        return role_key(self.text)


def _ambiguities(roles: Collection[Role], file: YamlFile) -> Iterator[str]:
    """Yield each ambiguity of the watchlist, with its lines and what to do.

    A page would belong to two roles, or would be requested twice.
    """
    known: dict[str, _Called] = {}
    for number, role in enumerate(roles):
        yield from _twice(role, ("roles", number), file)
        for called in _called(role, number, file):
            if called.key in (MARKET_INDEX, _NAMELESS):
                why = "is reserved" if called.key == MARKET_INDEX else "has no Latin letter and no digit for a key"
                yield f"line {called.line}: the {called.what} {called.text!r} {why}: write another"
            other = known.setdefault(called.key, called)
            if other.role is not role:
                yield _clash(called, other)


def _called(role: Role, number: int, file: YamlFile) -> Iterator[_Called]:
    yield _Called(role.name, role, "name", file.line(("roles", number, "name")))
    for position, alias in enumerate(role.aliases):
        yield _Called(alias, role, "alias", file.line(("roles", number, "aliases", position)))


def _clash(called: _Called, other: _Called) -> str:
    """Describe two roles that would claim the same page."""
    if called.text.casefold() != other.text.casefold():
        return (
            f"line {called.line}: the {called.what} {called.text!r} and the {other.what} {other.text!r} in line "
            f"{other.line} have one key, {called.key!r}: make one the alias of the other, or leave one out"
        )
    if called.what == other.what == "name":
        return f"line {called.line}: the name {called.text!r} stands twice, first in line {other.line}: keep one"
    return (
        f"line {called.line}: the {called.what} {called.text!r} of {called.role.name} is the {other.what} of "
        f"{other.role.name} in line {other.line} too: leave one out, a page can be of one role only"
    )


def _twice(role: Role, place: tuple[str | int, ...], file: YamlFile) -> Iterator[str]:
    """Yield each value that a list of a role contains twice."""
    for what in ("aliases", "places", "markets", "windows"):
        values = [str(value) for value in getattr(role, what)]
        folded = [value.casefold() for value in values]
        for position, value in enumerate(values):
            if folded[position] in folded[:position]:
                line = file.line((*place, what, position))
                yield f"line {line}: {value!r} stands twice in the {what} of {role.name}: leave one out"


def _problems(error: ValidationError, file: YamlFile) -> Iterator[str]:
    """Describe each fault with its place; suggest a known key for a misspelt one."""
    faults = error.errors(include_url=False)
    shown_faults = [fault for fault in faults if fault["type"] != "too_short"] or faults
    for fault in shown_faults[:MOST_PROBLEMS]:
        where = f"line {file.line(fault['loc'])}, {_where(fault['loc'], file.content)}"
        if fault["type"] == "extra_forbidden":
            known = list(_File.model_fields if len(fault["loc"]) == 1 else Role.model_fields)
            near = difflib.get_close_matches(str(fault["loc"][-1]), known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known keys are {', '.join(known)}"
            yield f"{where}: no such key; {hint}"
        elif fault["type"] == "missing":
            yield f"{where}: is missing"
        elif fault["type"] == "value_error":
            yield f"{where}: {str(fault['input'])[:60]!r} {fault['msg'].removeprefix('Value error, ')}"
        else:
            wanted = _WANTED.get(fault["type"], fault["msg"].lower().removeprefix("input should "))
            shown = "empty" if fault["input"] is None else repr(str(fault["input"])[:60])
            yield f"{where}: should {wanted}, not {shown}"


def _where(location: tuple[str | int, ...], content: object) -> str:
    """Describe a place in the file: the role by number and name, then the key."""
    words = [repr(part) for part in location if isinstance(part, str)]
    if len(location) > 1 and isinstance(location[1], int) and isinstance(content, dict):
        entry = content["roles"][location[1]]
        name = entry.get("name") if isinstance(entry, dict) else None
        words[0] = f"role {location[1] + 1}" + (f" ({name})" if name else "")
    return ", ".join(words) or "the file"
