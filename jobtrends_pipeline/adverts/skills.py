"""Skills that an advert names, with their places in the text."""

from collections.abc import Iterator
from dataclasses import dataclass

from jobtrends_pipeline.adverts.skill_context import is_meant, is_other_name
from jobtrends_pipeline.adverts.skill_vocabulary import SkillVocabulary, Spelling, flat, skill_vocabulary

LONGEST_TEXT = 100_000
"""Characters of a text that are read; adverts have some thousands."""
_MOST_UNCLEAR = 500
"""Words like "Go" whose context is judged in one text; an advert has a few."""
_SHORTEST_PLURAL = 4
_SHORTEST_GLUED = 5


@dataclass(frozen=True, slots=True)
class SkillFound:
    """A skill at its first place in a text.

    Attributes:
        name: Name in the vocabulary.
        category: Its field.
        text: The characters as printed.
        start: First of them in the text.
        end: Character after the last.
        count: How often the text names it.
    """

    name: str
    category: str
    text: str
    start: int
    end: int
    count: int


def find_skills(text: str, vocabulary: SkillVocabulary | None = None, employer: str = "") -> tuple[SkillFound, ...]:
    """Find the skills that a text names, each once, in the order of the text.

    Its first 100,000 characters count.

    Names inside longer ones count too: "Spring Boot" is Spring Boot and Spring. Small words that are names ("Go", "R",
    "C", "Spring") count where the words around them speak of software.

    Args:
        text: Text of the advert, with line breaks between blocks.
        vocabulary: Compiled names; the shipped ones when null.
        employer: Who advertises; its own name is no skill that it asks for (GitLab in adverts of GitLab).
    """
    text = text[:LONGEST_TEXT]
    plain = flat(text)
    lowered = plain.lower()
    if len(lowered) != len(text):
        lowered = "".join(one.lower() if len(one.lower()) == 1 else one for one in plain)
    found: dict[str, SkillFound] = {}
    for spelling, start, end in _matches(text, plain, lowered, vocabulary or skill_vocabulary()):
        known = found.get(spelling.name)
        if known:
            found[spelling.name] = _again(known, start)
        elif spelling.name.lower() != employer.strip().lower():
            found[spelling.name] = SkillFound(spelling.name, spelling.category, text[start:end], start, end, 1)
    return tuple(sorted(found.values(), key=lambda skill: (skill.start, -skill.end, skill.name)))


def _again(known: SkillFound, start: int) -> SkillFound:
    is_new = start >= known.end
    return SkillFound(known.name, known.category, known.text, known.start, known.end, known.count + is_new)


def _matches(text: str, plain: str, lowered: str, vocabulary: SkillVocabulary) -> Iterator[tuple[Spelling, int, int]]:
    """Every spelling that stands as a word, is printed as it must be, and is meant."""
    whole: list[tuple[Spelling, int, int]] = []
    if not vocabulary.names:
        return
    unclear = 0
    for last, (size, spellings) in vocabulary.automaton.iter(lowered):
        start, end = last - size + 1, last + 1
        # Most finds are short names inside words; they are dropped before anything is called.
        if size < _SHORTEST_GLUED and start and lowered[start - 1].isalnum():
            continue
        if not _is_word(text, start, end):
            continue
        for one in spellings:
            unclear += one.needs_context
            if (unclear <= _MOST_UNCLEAR or not one.needs_context) and _is_meant(one, text, plain, start, end):
                whole.append((one, start, end))  # counts on the way
    whole.sort(key=lambda match: (match[1], -match[2]))
    reach = -1
    for spelling, start, end in whole:
        if end > reach or not (spelling.is_alone or _is_glued(text, start, end)):
            yield spelling, start, end
        reach = max(reach, end)


def _is_glued(text: str, start: int, end: int) -> bool:
    """Whether letters run into a name, as those of PySpark into Spark."""
    return (start > 0 and text[start - 1].isalnum()) or text[end : end + 1].isalnum()


def _is_meant(spelling: Spelling, text: str, plain: str, start: int, end: int) -> bool:
    return _is_printed(spelling, plain, start, end) and _counts(spelling, text, start, end)


def _is_printed(spelling: Spelling, plain: str, start: int, end: int) -> bool:
    if spelling.case == "any":
        return True
    if spelling.case == "capital":
        return plain[start].isupper()
    return plain[start:end] == flat(spelling.text)


def _counts(spelling: Spelling, text: str, start: int, end: int) -> bool:
    if spelling.needs_context and len(spelling.text) <= len("Spring"):
        return is_meant(spelling.name, text, start, end)
    return not is_other_name(spelling.name, text, end)


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether a name stands as a word.

    An "s" of the plural and a sentence that was glued to it are no part of it.
    """
    return _begins(text, start, end) and _ends(text, start, end)


def _begins(text: str, start: int, end: int) -> bool:
    if start == 0 or not _is_part(text[start - 1]):
        return True
    is_glued = text[start - 1].islower() and text[start].isupper() and end - start >= _SHORTEST_GLUED
    return is_glued and text[start : start + 2].istitle()


def _ends(text: str, start: int, end: int) -> bool:
    if end == len(text):
        return True
    after = text[end]
    if not (_is_part(after) or after in "+#"):
        return True
    following = text[end + 1 : end + 3]
    if after == "s" and end - start >= _SHORTEST_PLURAL - 1 and not following[:1].isalnum():
        return True
    is_glued = (
        after.isupper() and following[:1].islower() and text[end - 1].islower() and end - start >= _SHORTEST_GLUED
    )
    return is_glued and following[1:2].islower() and text[end : end + 6] != "Script"


def _is_part(one: str) -> bool:
    return one.isalnum() or one == "_"
