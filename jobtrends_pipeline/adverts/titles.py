"""Roles of an advert from its title, with the words that matched.

The user's own names come first, then the shipped vocabulary.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jobtrends_pipeline.adverts.role_rules import FoundRole, found_roles
from jobtrends_pipeline.adverts.title_words import SENIORITY, Word, title_words


@dataclass(frozen=True, slots=True)
class RoleLabel:
    """A role that a title names.

    Attributes:
        name: Name of the role, the user's own where one is given for it.
        origin: `given` for the user's names, `vocabulary` for the shipped ones.
        is_generic: Whether only a last word was recognised ("Analyst"), which says nothing of IT.
        words: Words of the title that matched, as printed.
        start: First character of them in the title.
        end: Character after the last.
    """

    name: str
    origin: str
    is_generic: bool
    words: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class GivenRole:
    """A role of the user's, ready to be compared with titles.

    Attributes:
        name: The user's name for it.
        role: The role of the vocabulary that the spelling names; empty where the vocabulary does not know it.
        others: Words that must stand in the same segment beside the role: rank, technology and the like.
        phrase: The spelling's words, which stand together where the vocabulary does not know the role.
    """

    name: str
    role: str
    others: frozenset[str]
    phrase: tuple[str, ...]


def given_roles(names: Mapping[str, Sequence[str]]) -> tuple[GivenRole, ...]:
    """Prepare the user's roles, name to other spellings, once for all titles."""
    return tuple(
        _given(name, spelling) for name, spellings in names.items() for spelling in dict.fromkeys((name, *spellings))
    )


def _given(name: str, spelling: str) -> GivenRole:
    words = title_words(spelling)
    roles = [role for role in found_roles(words) if not role.is_generic]
    texts = tuple(word.text for word in words)
    if not roles:
        return GivenRole(name, "", frozenset(), texts)
    taken = set(roles[0].indexes)
    others = frozenset(word.text for index, word in enumerate(words) if index not in taken)
    return GivenRole(name, roles[0].name, others - {"&", "/"}, texts)


def read_roles(title: str, given: Sequence[GivenRole] = ()) -> tuple[RoleLabel, ...]:
    """Read the roles that a title names.

    Brackets, places, contract words and technologies around a role do not hide it; spellings are unified. The first
    label is the primary role. A label of the vocabulary gives way to the user's name for the same role; roles of the
    user's that ask for a rank or a technology ("Senior Data Engineer") stand beside the plain role.

    Args:
        title: The title as printed; its first 300 characters count.
        given: The user's roles, prepared by `given_roles`.
    """
    words = title_words(title)
    labels: dict[str, RoleLabel] = {}
    for role in found_roles(words):
        for name, origin, whole in _names_for(role, words, given):
            labels.setdefault(name, _label(title, words, name, origin, whole))
    for label in _by_phrase(title, words, given):
        labels.setdefault(label.name, label)
    known = [label for label in labels.values() if not label.is_generic]
    return tuple(known or labels.values())


def _names_for(
    role: FoundRole, words: Sequence[Word], given: Sequence[GivenRole]
) -> Iterator[tuple[str, str, FoundRole]]:
    """Names that a found role bears, with the words that each of them needs."""
    segments = {words[index].segment for index in role.indexes}
    near = {word.text: index for index, word in enumerate(words) if word.segment in segments}
    fitting = [one for one in given if one.role == role.name and one.others <= set(near)]
    if not any(not one.others for one in fitting):
        yield role.name, "vocabulary", role
    for one in sorted(fitting, key=lambda one: len(one.others)):
        yield one.name, "given", replace(role, indexes=(*role.indexes, *(near[word] for word in one.others)))


def _label(title: str, words: Sequence[Word], name: str, origin: str, role: FoundRole) -> RoleLabel:
    matched = [words[index] for index in sorted(role.indexes)]
    printed = tuple(title[word.start : word.end] for word in matched)
    return RoleLabel(name, origin, role.is_generic, printed, matched[0].start, matched[-1].end)


def _by_phrase(title: str, words: Sequence[Word], given: Sequence[GivenRole]) -> Iterator[RoleLabel]:
    """Roles of the user's that the vocabulary does not know, by their words."""
    unknown = [one for one in given if not one.role and one.phrase]
    if not unknown:
        return
    plain = [index for index, word in enumerate(words) if word.text not in SENIORITY]
    for indexes in (list(range(len(words))), plain):
        texts = [words[index].text for index in indexes]
        for one in unknown:
            size = len(one.phrase)
            at = next((i for i in range(len(texts) - size + 1) if tuple(texts[i : i + size]) == one.phrase), None)
            if at is not None:
                role = FoundRole(one.name, tuple(indexes[at : at + size]), is_generic=False)
                yield _label(title, words, one.name, "given", role)
