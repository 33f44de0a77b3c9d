"""Likeness of texts by the sequences of words that they share.

MinHash finds the candidates; the share itself is exact.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from rensa import RMinHash, RMinHashLSH

SIZE = 4
"""Words of a shingle."""
_WORD = re.compile(r"[a-z0-9+#]+")
_PERMUTATIONS, _BANDS, _SEED = 64, 16, 20260815
"""Sixteen bands of four: texts that share 80 % are candidates in 99.98 of 100 cases, those that share 40 % in 34."""
_LONGEST_TEXT = 100_000
_MOST_CANDIDATES = 200


def text_words(text: str) -> list[str]:
    """Words of the first 100,000 characters of a text, in lower case."""
    return _WORD.findall(text[:_LONGEST_TEXT].lower())


def shingles_of(words: Sequence[str]) -> frozenset[str]:
    """Sequences of four words of a text, or its words where there are fewer."""
    if len(words) < SIZE:
        return frozenset(words)
    return frozenset(map(" ".join, zip(words, words[1:], words[2:], words[3:], strict=False)))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the shingles of either text that both have; 0 for empty ones."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def minhash(shingles: frozenset[str]) -> RMinHash:
    """Digest of shingles, by which texts that share many are found."""
    digest = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    digest.update(list(shingles))
    return digest


class TextIndex:
    """Digests of texts by number, found by what is alike."""

    def __init__(self) -> None:
        self._bands = RMinHashLSH(threshold=0.5, num_perm=_PERMUTATIONS, num_bands=_BANDS)

    def add(self, number: int, digest: RMinHash) -> None:
        """Add a text."""
        self._bands.insert(number, digest)

    def remove(self, number: int) -> None:
        """Remove a text."""
        self._bands.remove(number)

    def like(self, digest: RMinHash) -> set[int]:
        """Return the numbers of texts that may be alike."""
        return set(self._bands.query(digest))


def likely_pairs(shingles: Mapping[int, frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of texts that may be alike, the lesser number first.

    The bands of their own digests decide, so that neither order nor company changes who is a candidate of whom; of a
    text with very many candidates the next 200 in the order of numbers count.

    Args:
        shingles: Shingles by the number of their text; empty ones have no candidates.
    """
    index = TextIndex()
    digests = {number: minhash(held) for number, held in shingles.items() if held}
    for number, digest in digests.items():
        index.add(number, digest)
    for number, digest in digests.items():
        later = sorted({other for other in index.like(digest) if other > number})
        yield from ((number, other) for other in later[:_MOST_CANDIDATES])
