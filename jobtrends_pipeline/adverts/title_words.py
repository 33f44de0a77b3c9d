"""Job titles cut into words with unified spellings.

Dashes, bars, commas and brackets part the segments of a title.
"""

import re
from dataclasses import dataclass

LONGEST_TITLE = 300
"""Characters of a title that are read."""
_WORD = re.compile(
    r"c\+\+|[cf]#|(?:asp|vb|ado)?\.net(?![a-z])|(?:node|react|vue|next|angular)\.?js|kdb\+|t-sql|s/4hana|f&o"
    r"|[a-z0-9]+(?:['’]s)?"
    r"|[&/+]|[-–—|,:;()\[\]{}•·!~@]+"
)
_PLURALS = {
    f"{word}s": word
    for word in (
        *("engineer", "developer", "analyst", "architect", "scientist", "consultant", "manager", "lead", "specialist"),
        *("administrator", "tester", "designer", "researcher", "technician", "director", "programmer", "modeller"),
        *("officer", "trainer", "owner", "coordinator"),
    )
}
_SAME = _PLURALS | {
    "and": "&", "+": "&", "sr": "senior", "snr": "senior", "seinor": "senior", "jr": "junior", "jnr": "junior",
    "eng": "engineer", "engr": "engineer", "mgr": "manager", "leader": "lead", "leaders": "lead",
    "experts": "specialist", "expert": "specialist", "dev": "developer", "devs": "developer", "admin": "administrator",
    "modeler": "modeller",
    "program": "programme", "center": "centre", "organization": "organisation", "apprenticeship": "apprentice",
    "internship": "intern", "manger": "manager", "enginner": "engineer", "engineeer": "engineer",
    "develpoer": "developer", "analist": "analyst", "analytical": "analytics",
}  # fmt: skip
SENIORITY = {
    "senior", "junior", "lead", "principal", "staff", "graduate", "trainee", "mid", "level", "midlevel", "entry",
    "associate", "chief", "head", "experienced", "intern", "apprentice", "deputy", "assistant", "interim",
    "i", "ii", "iii", "iv", "1", "2", "3",
}  # fmt: skip
"""Words of rank; they part no domain from its head ("Data Senior Engineer")."""
_BREAK = re.compile(r"[-–—|,:;()\[\]{}•·!~@]")
_OPENING = re.compile(r"[(\[{]")
_CLOSING = re.compile(r"[)\]}]")
_JOINED = {
    ("co", "ordinator"): "coordinator",
    ("web", "master"): "webmaster",
    ("vice", "president"): "vp",
    ("team", "lead"): "lead",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a title.

    Attributes:
        text: The word in lower case, its spelling unified.
        segment: Number of the stretch between dashes, bars, commas and brackets that it stands in.
        start: First character in the title.
        end: Character after the last.
    """

    text: str
    segment: int
    start: int
    end: int


def title_words(title: str) -> list[Word]:
    """Cut a title into words; its first 300 characters count.

    A hyphen inside a word ("front-end") joins its parts; one between blanks begins a segment, as commas and bars do.
    Words in brackets come last, so that those on both sides of the brackets stand together.
    """
    title = title[:LONGEST_TITLE]
    plain: list[Word] = []
    bracketed: list[Word] = []
    segment, depth = 0, 0
    for match in _WORD.finditer(title.lower()):
        text = match[0]
        if not _BREAK.match(text):
            place, number = (bracketed, -1 - depth) if depth else (plain, segment)
            place.append(Word(_SAME.get(text, text), number, match.start(), match.end()))
            continue
        depth = max(0, depth + len(_OPENING.findall(text)) - len(_CLOSING.findall(text)))
        segment += (
            0 if _CLOSING.search(text) or _OPENING.search(text) or _joins(title, match.start(), match.end()) else 1
        )
    last = segment + 1
    return _joined([*plain, *(Word(word.text, last - word.segment, word.start, word.end) for word in bracketed)])


def _joins(title: str, start: int, end: int) -> bool:
    """Whether a sign is the hyphen of a compound, "front-end"."""
    inner = title[start - 1 : start].isalnum() and title[end : end + 1].isalnum()
    return inner and title[start:end] == "-"


def _joined(words: list[Word]) -> list[Word]:
    """Words that two spellings part, "co-ordinator", made one."""
    kept: list[Word] = []
    for word in words:
        pair = _JOINED.get((kept[-1].text, word.text)) if kept else None
        if pair:
            kept[-1] = Word(pair, word.segment, kept[-1].start, word.end)
        else:
            kept.append(word)
    return kept
