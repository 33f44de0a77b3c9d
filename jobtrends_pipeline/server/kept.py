"""Answers kept in memory by their tag, up to a number of bytes."""

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

MOST_BYTES = 32 << 20


class Kept(NamedTuple):
    """An answer: its body, and header fields beside those of the state."""

    body: bytes
    headers: dict[str, str]


class KeptAnswers:
    """Answers by tag; those not asked for longest give way.

    A tag stands for one content, so that no answer grows old: one of an earlier state is not asked for again.

    Args:
        most_bytes: Most bytes of all bodies.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._held, self._lock = most_bytes, OrderedDict[str, Kept](), Lock()
        self._bytes = 0

    def get(self, tag: str) -> Kept | None:
        """Return the answer of a tag; null if it is not kept."""
        with self._lock:
            found = self._held.get(tag)
            if found is not None:
                self._held.move_to_end(tag)
            return found

    def keep(self, tag: str, answer: Kept) -> None:
        """Keep an answer, unless it is larger than all may be together."""
        if len(answer.body) > self._most:
            return
        with self._lock:
            before = self._held.pop(tag, None)
            self._held[tag] = answer
            self._bytes += len(answer.body) - (len(before.body) if before else 0)
            while self._bytes > self._most:
                _, gone = self._held.popitem(last=False)
                self._bytes -= len(gone.body)
