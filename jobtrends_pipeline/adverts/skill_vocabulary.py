"""Names of skills, their categories and spellings, in one automaton."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import ahocorasick

_FLAT = (("-", " "), ("_", " "), ("‐", " "), ("‑", " "), ("–", " "), ("’", "'"), ("\xa0", " "), ("\t", " "))


def flat(text: str) -> str:
    """Make characters one that spellings do not tell apart; positions stay."""
    for printed, plain in _FLAT:
        text = text.replace(printed, plain)
    return text


@dataclass(frozen=True, slots=True)
class SkillName:
    """A skill and how it is written.

    Attributes:
        name: Name as it is shown.
        category: Field that it belongs to.
        spellings: Ways to write it. Marks before one: `^` its first letter must be large, `=` it must be printed
            exactly so, `!` it does not count inside a longer name, `~` it counts in a context only.
    """

    name: str
    category: str
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spelling:
    """One spelling in the automaton.

    Attributes:
        name: The skill's name.
        category: Its field.
        text: The spelling without marks, as printed.
        case: `any`, `capital` or `exact`.
        is_alone: Whether it does not count inside a longer name.
        needs_context: Whether words around it decide.
    """

    name: str
    category: str
    text: str
    case: str
    is_alone: bool
    needs_context: bool


@dataclass(frozen=True, slots=True)
class SkillVocabulary:
    """The spellings of all skills, compiled; equal letters share an entry."""

    automaton: ahocorasick.Automaton
    names: int


def compile_skills(skills: Iterable[SkillName]) -> SkillVocabulary:
    """Compile skills; of two names with one spelling the first counts."""
    entries: dict[str, list[Spelling]] = {}
    count = 0
    for skill in skills:
        count += 1
        for marked in skill.spellings or (skill.name,):
            spelling = _spelling(skill, marked)
            same = entries.setdefault(flat(spelling.text).lower(), [])
            if not any(_is_same(known, spelling) for known in same):
                same.append(spelling)
    automaton = ahocorasick.Automaton()
    for text, spellings in entries.items():
        automaton.add_word(text, (len(text), tuple(spellings)))
    if entries:
        automaton.make_automaton()
    return SkillVocabulary(automaton, count)


def _is_same(one: Spelling, other: Spelling) -> bool:
    return one.case == other.case and (one.case != "exact" or one.text == other.text)


def _spelling(skill: SkillName, marked: str) -> Spelling:
    text = marked.lstrip("^=!~")
    marks = marked[: len(marked) - len(text)]
    case = "exact" if "=" in marks else "capital" if "^" in marks else "any"
    return Spelling(skill.name, skill.category, text, case, "!" in marks, "~" in marks)


@cache
def shipped_skills() -> tuple[SkillName, ...]:
    """Skills that the package ships, in the order of its file."""
    text = files("jobtrends_pipeline.adverts").joinpath("vocabulary", "skills.txt").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(SkillName(name, category, tuple(spellings.split(";"))) for name, category, _, spellings in rows)


@cache
def skill_vocabulary() -> SkillVocabulary:
    """Shipped vocabulary, compiled once."""
    return compile_skills(shipped_skills())
