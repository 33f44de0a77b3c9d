"""Words that roles are made of, read from the files of the vocabulary."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jobtrends_pipeline.adverts.title_words import title_words

Phrase = tuple[str, ...]
HEADS = {
    word: word.capitalize()
    for word in (
        *("engineer", "developer", "analyst", "architect", "scientist", "consultant", "manager"),
        *("lead", "specialist", "administrator", "tester", "designer", "researcher", "technician"),
        *("director", "officer", "owner", "coordinator", "trainer", "programmer", "modeller"),
        *("steward", "strategist", "apprentice", "assistant", "practitioner", "hunter", "investigator"),
        *("master", "coach", "author", "writer", "support", "executive", "agent"),
        *("operator", "partner", "evangelist", "advocate", "auditor", "principal", "intern"),
        *("trainee", "graduate", "editor", "planner", "librarian", "supervisor"),
    )
} | {"head": "Head", "vp": "Director", "dba": "DBA", "ba": "Business Analyst", "pmo": "PMO"}
"""Last words of role names."""
TECHNICAL_HEADS = {
    "engineer", "developer", "architect", "consultant", "administrator", "analyst", "specialist", "programmer", "lead",
    "tester", "dba", "support", "designer", "technician", "trainee", "apprentice", "manager",
}  # fmt: skip
"""Heads that a technology makes a role with ("Java Developer")."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A field of work that names roles.

    Attributes:
        name: As it stands in role names.
        heads: Heads that it makes an IT role with; empty where it makes none and stops shorter domains from doing so.
        is_technology: Whether it is a product or a language.
        is_open: Whether every head makes a role with it.
    """

    name: str
    heads: frozenset[str]
    is_technology: bool = False
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class RoleVocabulary:
    """The whole vocabulary of titles.

    Attributes:
        domains: Domain by its words, technologies among them.
        names: Whole role name by its words.
        longest: Words of the longest key.
    """

    domains: Mapping[Phrase, Domain]
    names: Mapping[Phrase, str]
    longest: int


@cache
def role_vocabulary() -> RoleVocabulary:
    """Vocabulary that the package ships."""
    domains = {phrase: Domain(name, heads, is_technology=True) for name, phrase, heads in _technologies()}
    domains |= {phrase: Domain(name, heads, is_open=heads == frozenset(HEADS)) for name, phrase, heads in _domains()}
    names = {phrase: name for name, phrase in _names("role_names_esco.txt")}
    names |= {phrase: name for name, phrase in _names("role_names.txt")}
    return RoleVocabulary(domains, names, max(map(len, [*domains, *names])))


def phrase_of(text: str) -> Phrase:
    """Words of a name as they are compared."""
    return tuple(word.text for word in title_words(text))


def _lines(file: str) -> Iterator[list[str]]:
    text = files("jobtrends_pipeline.adverts").joinpath("vocabulary", file).read_text(encoding="utf-8")
    yield from (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))


def _spellings(fields: list[str]) -> list[str]:
    return (
        [fields[0], *(one.strip() for one in fields[1].split(";") if one.strip())] if len(fields) > 1 else [fields[0]]
    )


def _domains() -> Iterator[tuple[str, Phrase, frozenset[str]]]:
    for fields in _lines("role_parts.txt"):
        listed = fields[2].split(";")
        heads = frozenset() if "-" in listed else frozenset(HEADS) if listed == ["*"] else frozenset(listed)
        heads |= {"head"} if heads & {"lead", "director"} else frozenset()
        for spelling in _spellings(fields):
            yield fields[0], phrase_of(spelling), heads


def _technologies() -> Iterator[tuple[str, Phrase, frozenset[str]]]:
    for fields in _lines("role_technologies.txt"):
        is_none = fields[1:] == ["-"]
        for spelling in _spellings(fields[:1] if is_none else fields):
            yield fields[0], phrase_of(spelling), frozenset() if is_none else frozenset(TECHNICAL_HEADS)


def _names(file: str) -> Iterator[tuple[str, Phrase]]:
    for fields in _lines(file):
        for spelling in _spellings(fields):
            yield fields[0], phrase_of(spelling)
