"""Domains and technologies among the words of a title."""

from collections.abc import Sequence

from jobtrends_pipeline.adverts.role_vocabulary import Domain, role_vocabulary
from jobtrends_pipeline.adverts.title_words import SENIORITY, Word


def domain_before(words: Sequence[Word], index: int) -> tuple[Domain, int, int] | None:
    """Find the longest domain right before a word, ranks between them apart."""
    segment, end = words[index].segment, index
    while end > 0 and words[end - 1].segment == segment:
        found = domain_ending(words, end, segment)
        if found:
            return (*found, end)
        if words[end - 1].text not in SENIORITY - {"lead", "head"}:
            return None
        end -= 1
    return None


def domain_ending(words: Sequence[Word], end: int, segment: int) -> tuple[Domain, int] | None:
    """Find the longest domain of a segment that ends before a word."""
    vocabulary = role_vocabulary()
    for size in range(min(vocabulary.longest, end), 0, -1):
        part = words[end - size : end]
        domain = vocabulary.domains.get(tuple(word.text for word in part))
        if domain and part[0].segment == segment == part[-1].segment:
            return domain, end - size
    return None


def domain_starting(words: Sequence[Word], start: int) -> tuple[Domain, int] | None:
    """Find the longest domain that begins at a word, with the word after it."""
    vocabulary = role_vocabulary()
    for size in range(min(vocabulary.longest, len(words) - start), 0, -1):
        part = words[start : start + size]
        domain = vocabulary.domains.get(tuple(word.text for word in part))
        if domain and part[-1].segment == part[0].segment:
            return domain, start + size
    return None
