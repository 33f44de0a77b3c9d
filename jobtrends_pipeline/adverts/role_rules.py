"""Roles that the words of a title make.

A domain or a technology with a head, in the orders that titles use, or a whole name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jobtrends_pipeline.adverts.role_domains import domain_before, domain_ending, domain_starting
from jobtrends_pipeline.adverts.role_vocabulary import HEADS, Domain, role_vocabulary
from jobtrends_pipeline.adverts.title_words import SENIORITY, Word

_LINKS = {"&", "/"}
_FILLERS = SENIORITY | {
    "team",
    "group",
    "services",
    "service",
    "technical",
    "project",
    "&",
    "/",
    "delivery",
    "system",
    "systems",
}
_FAR = {
    "analyst",
    "manager",
    "lead",
    "specialist",
    "officer",
    "consultant",
    "director",
    "owner",
    "assistant",
    "apprentice",
    "architect",
}
_STRONG = {
    "Data", "AI", "BI", "Analytics", "Data Science", "Data Analytics", "Data and AI", "Machine Learning", "Software",
    "Cloud", "DevOps", "Cyber Security", "Data Insight", "Big Data", "Data Platform", "Data Engineering",
}  # fmt: skip
"""Domains that keep naming the role when a word or two stand between them and its head ("Data Performance Manager")."""
_LOW = {
    "lead",
    "head",
    "principal",
    "intern",
    "trainee",
    "graduate",
    "apprentice",
    "assistant",
    "partner",
    "executive",
    "support",
}
"""Heads that are words of rank as well, or stand in other phrases; alone they name nothing."""
_OF = {"of", "for", "in"}
_HEADS_OF = {"head", "director", "manager", "lead"}
"""Heads that a domain may follow, "Head of Data"."""
_ALONE = {"Data Science", "Data Engineering", "DevOps", "Service Desk", "Helpdesk", "DevSecOps", "MLOps"}


@dataclass(frozen=True, slots=True)
class FoundRole:
    """A role found in the words of a title.

    Attributes:
        name: Name in the vocabulary.
        indexes: Numbers of the words that make it.
        is_generic: Whether it is a head alone.
    """

    name: str
    indexes: tuple[int, ...]
    is_generic: bool


def found_roles(words: Sequence[Word]) -> tuple[FoundRole, ...]:
    """Find the roles that the words of a title name, in the order of the title.

    Where no role is found, the first head alone is given.
    """
    whole = list(_whole_names(words))
    taken = {index for role in whole for index in role.indexes}
    made = [role for index in range(len(words)) if index not in taken for role in _made_at(words, index)]
    roles = _without_parts([*whole, *made]) or list(_reversed(words)) or list(_alone(words))
    roles.sort(key=lambda role: (_segment_rank(words, role), min(role.indexes)))
    return tuple(roles or _generic(words))


def _segment_rank(words: Sequence[Word], role: FoundRole) -> int:
    return words[role.indexes[0]].segment


def _without_parts(roles: Sequence[FoundRole]) -> list[FoundRole]:
    """Roles of which no other one has all the words, and one of each name."""
    kept: dict[str, FoundRole] = {}
    for role in roles:
        held = set(role.indexes)
        if not any(held < set(other.indexes) for other in roles):
            kept.setdefault(role.name, role)
    return list(kept.values())


def _whole_names(words: Sequence[Word]) -> Iterator[FoundRole]:
    vocabulary = role_vocabulary()
    index = 0
    while index < len(words):
        size = _longest_name(words, index)
        if size and not _is_extended(words, index, size):
            name = vocabulary.names[tuple(word.text for word in words[index : index + size])]
            yield FoundRole(name, tuple(range(index, index + size)), is_generic=False)
        index += size or 1


def _longest_name(words: Sequence[Word], index: int) -> int:
    names, longest = role_vocabulary().names, role_vocabulary().longest
    for size in range(min(longest, len(words) - index), 0, -1):
        part = words[index : index + size]
        if part[-1].segment == part[0].segment and tuple(word.text for word in part) in names:
            return size
    return 0


def _is_extended(words: Sequence[Word], index: int, size: int) -> bool:
    """Whether a domain before a name makes a longer role of it.

    "Salesforce Developer" is not the role "Developer".
    """
    last = index + size - 1
    found = domain_before(words, last) if words[last].text in HEADS else None
    is_shared = size == 1 and _head_in_common(words, last) is not None
    return is_shared or bool(found and (found[1] < index or (found[1] == index and size == 1)))


def _made_at(words: Sequence[Word], index: int) -> Iterator[FoundRole]:
    """Roles whose head stands at a word."""
    head = words[index].text
    if head not in HEADS or _is_rank(words, index):
        return
    ahead = _domain_after_of(words, index)
    if ahead:
        domain, first, end = ahead
        yield FoundRole(_name(domain, head, is_of=True), (index, *range(first, end)), is_generic=False)
        return
    before = domain_before(words, index)
    if before is None or (before[0].heads and head not in before[0].heads):
        before = _head_in_common(words, index) or _domain_further(words, index)
    if before is None or head not in before[0].heads:
        return
    domain, first, end = before
    indexes = (*range(first, end), index)
    yield FoundRole(_name(domain, head), indexes, is_generic=False)
    yield from _in_common(words, index, head, first)


def _is_rank(words: Sequence[Word], index: int) -> bool:
    """Whether a head stands before a role as its rank, "Lead Data Engineer"."""
    after = words[index + 1] if index + 1 < len(words) else None
    if after is None or after.segment != words[index].segment or after.text in _OF | _LINKS:
        return False
    return words[index].text in _LOW and (words[index].text != "support" or after.text in HEADS)


def _name(domain: Domain, head: str, *, is_of: bool = False) -> str:
    if head == "head" or (is_of and head == "head"):
        return f"Head of {domain.name}"
    if head in {"dba", "ba", "pmo"}:
        return HEADS[head]
    return domain.name if domain.name.endswith(HEADS[head]) else f"{domain.name} {HEADS[head]}"


def _domain_after_of(words: Sequence[Word], index: int) -> tuple[Domain, int, int] | None:
    """Domain after "Head of", "Director of", or one word further on."""
    head = "director" if words[index].text == "vp" else words[index].text
    if head not in _HEADS_OF or index + 1 >= len(words) or words[index + 1].text not in _OF:
        return None
    for start in (index + 2, index + 3):
        found = domain_starting(words, start)
        if found:
            return (found[0], start, found[1]) if head in found[0].heads else None
    return None


def _head_in_common(words: Sequence[Word], index: int) -> tuple[Domain, int, int] | None:
    """Domain that two heads share, "Machine Learning Engineer / Scientist"."""
    if (
        index < 3
        or words[index - 1].text not in _LINKS
        or words[index - 2].text not in HEADS
        or words[index].text in _LOW
    ):
        return None
    return domain_before(words, index - 2)


def _in_common(words: Sequence[Word], index: int, head: str, first: int) -> Iterator[FoundRole]:
    """Roles of further domains that share a head, "BI & Data Analyst"."""
    while first >= 2 and words[first - 1].text in _LINKS:
        found = domain_ending(words, first - 1, words[index].segment)
        if found is None or head not in found[0].heads or found[0].is_technology:
            return
        yield FoundRole(_name(found[0], head), (*range(found[1], first - 1), index), is_generic=False)
        first = found[1]


def _domain_further(words: Sequence[Word], index: int) -> tuple[Domain, int, int] | None:
    """Domain that a word or two part from its head.

    Fillers part any domain from its head, other words strong domains from some heads only.
    """
    for end in range(index - 1, max(index - 3, 0), -1):
        between = words[end:index]
        if between[0].segment != words[index].segment:
            return None
        is_filled = all(word.text in _FILLERS for word in between)
        found = domain_ending(words, end, words[index].segment)
        if not found or _is_blocked(between):
            continue
        is_strong = found[0].name in _STRONG or (found[0].is_technology and len(between) == 1)
        if is_filled or (is_strong and words[index].text in _FAR):
            return (*found, end)
    return None


def _is_blocked(words: Sequence[Word]) -> bool:
    """Whether a word is no part of IT, or the head of another role."""
    domains = role_vocabulary().domains
    return any(
        word.text in HEADS or ((domain := domains.get((word.text,))) is not None and not domain.heads) for word in words
    )


def _reversed(words: Sequence[Word]) -> Iterator[FoundRole]:
    """Heads whose domain follows, "Senior Engineer - Data Science"."""
    for index, word in enumerate(words[:-1]):
        if word.text not in HEADS or word.text in SENIORITY or _before_is_domain(words, index):
            continue
        found = domain_starting(words, index + 1)
        if found and word.text in found[0].heads and _ends_segment(words, found[1]):
            yield FoundRole(_name(found[0], word.text), (index, *range(index + 1, found[1])), is_generic=False)
            return


def _ends_segment(words: Sequence[Word], end: int) -> bool:
    is_over = end >= len(words) or words[end].segment != words[end - 1].segment
    return is_over or words[end].text in _LINKS


def _before_is_domain(words: Sequence[Word], index: int) -> bool:
    return any(word.text not in SENIORITY for word in words[:index] if word.segment == words[index].segment)


def _alone(words: Sequence[Word]) -> Iterator[FoundRole]:
    """Domains that stand for a role without a head, "IT Support", "Junior DevOps"."""
    for index in range(len(words)):
        found = domain_starting(words, index)
        if found and found[0].heads and _stands_alone(found[0]):
            yield FoundRole(found[0].name, tuple(range(index, found[1])), is_generic=False)
            return


def _stands_alone(domain: Domain) -> bool:
    return domain.name in _ALONE or (domain.is_open and domain.name.endswith(" Support"))


def _generic(words: Sequence[Word]) -> Iterator[FoundRole]:
    for index, word in enumerate(words):
        if word.text in HEADS and word.text not in _LOW:
            yield FoundRole(HEADS[word.text], (index,), is_generic=True)
            return
