"""Postings of the last weeks, to find one that is the same vacancy as a new one.

It holds about 8 kB a posting, as digests of its text and not the text: a million postings that were seen within 60 days
need 8 GB, which is where this way ends.
"""

from array import array
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from rensa import RMinHash

from jobtrends_pipeline.adverts.duplicates import (
    LEAST_SHARED,
    LONGEST_PAUSE_DAYS,
    MOST_COMPARED,
    SHORTEST_WORDS,
    Prepared,
    SeenAdvert,
    prepare,
    rule_of,
)
from jobtrends_pipeline.adverts.shingles import TextIndex, minhash, shingles_of

_MOST_TEXTS = 200
"""Texts that may be alike that a new one is compared with."""
_Order = tuple[str, str, str]
"""Title, company and key: the order in which postings of one text stand."""


class Link(NamedTuple):
    """A posting that is the same vacancy as another, by a rule.

    Attributes:
        key: Key of the posting.
        rule: Number of the rule; the least is the strongest.
    """

    key: str
    rule: int


class _Text:
    """A text that postings of the window have."""

    def __init__(self, number: int, words: tuple[str, ...]) -> None:
        self.number = number
        self.is_long = len(words) >= SHORTEST_WORDS
        held = shingles_of(words) if self.is_long else frozenset()
        self.digest: RMinHash | None = minhash(held) if self.is_long else None
        self.shingles = array("q", sorted(map(hash, held)))
        self.postings: list[_Order] = []

    def shared_with(self, other: "_Text") -> float:
        """Share of the shingles of either text that both have."""
        if self is other:
            return 1.0 if self.is_long else 0.0
        both = len(set(self.shingles) & set(other.shingles))
        whole = len(self.shingles) + len(other.shingles) - both
        return both / whole if whole else 0.0


class Window:
    """Postings seen within 60 days, each once, as last seen."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[Prepared, str]] = {}
        self._texts: dict[str, _Text] = {}
        self._numbers: dict[int, str] = {}
        self._references: dict[tuple[str, str], list[_Order]] = defaultdict(list)
        self._index = TextIndex()
        self._next = 0

    def __contains__(self, key: str) -> bool:
        return key in self._held

    def drop_before(self, day: date) -> None:
        """Drop the postings that were last seen more than 60 days before a day."""
        first = day - timedelta(days=LONGEST_PAUSE_DAYS)
        old = [key for key, (one, _) in self._held.items() if one.advert.seen_on and one.advert.seen_on < first]
        for key in old:
            self._drop(key)

    def put(self, key: str, advert: SeenAdvert) -> None:
        """Add a posting, or replace it by what was seen of it last."""
        if key in self._held:
            self._drop(key)
        whole = prepare(advert)
        name = sha256(" ".join(whole.words).encode("utf-8", "replace")).hexdigest()
        text = self._texts.get(name)
        if text is None:
            text = self._texts[name] = _Text(self._next, whole.words)
            self._numbers[self._next] = name
            self._next += 1
            if text.digest is not None:
                self._index.add(text.number, text.digest)
        # only digests of the text stay
        one = replace(whole, advert=replace(advert, text=""), words=())
        order = (one.title, one.company, key)
        self._held[key] = one, name
        insort(text.postings, order)
        if advert.reference and one.company:
            insort(self._references[one.company, advert.reference], order)

    def links_of(self, key: str) -> Iterator[Link]:
        """Yield the postings that are the same vacancy as another, perhaps twice."""
        one, name = self._held[key]
        if one.advert.reference and one.company:
            yield from self._judged(key, self._references[one.company, one.advert.reference], 0.0)
        text = self._texts[name]
        yield from self._judged(key, text.postings, text.shared_with(text))
        if text.digest is None:
            return
        likely = sorted(self._numbers[number] for number in self._index.like(text.digest) if number != text.number)
        for other in likely[:_MOST_TEXTS]:
            shared = text.shared_with(self._texts[other])
            if shared >= LEAST_SHARED:
                yield from self._judged(key, self._texts[other].postings, shared)

    def _judged(self, key: str, postings: list[_Order], shared: float) -> Iterator[Link]:
        """Yield links among the nearest 60 postings on each side in the order of titles."""
        one, _ = self._held[key]
        at = bisect_left(postings, (one.title, one.company, key))
        for _, _, other in postings[max(0, at - MOST_COMPARED) : at + MOST_COMPARED + 1]:
            rule = rule_of(one, self._held[other][0], shared) if other != key else None
            if rule is not None:
                yield Link(other, rule)

    def _drop(self, key: str) -> None:
        one, name = self._held.pop(key)
        order = (one.title, one.company, key)
        text = self._texts[name]
        text.postings.remove(order)
        if one.advert.reference and one.company:
            self._references[one.company, one.advert.reference].remove(order)
        if not text.postings:
            del self._texts[name], self._numbers[text.number]
            if text.digest is not None:
                self._index.remove(text.number)
