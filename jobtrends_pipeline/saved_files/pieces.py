"""Pieces of a saved file: limits of unpacking, errors, reader of a plain file."""

from collections.abc import Callable
from typing import Protocol

from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.fetch.codings import PIECE

FREE_BYTES, MOST_TIMES = 64 * 1024 * 1024, 100
"""Limit of unpacked bytes: the first number plus this many times the file's size; pages pack to a tenth or a quarter.
"""


class PackedError(JobtrendsError):
    """A file that cannot be unpacked, or unpacks to too much.

    The message is one line with the reason.
    """


class DamagedError(PackedError):
    """A part of a packed file that is cut off or altered.

    Attributes:
        member: Number of the part.
        is_cut: Whether the file ends in it; then the bytes before are as they were written.
    """

    def __init__(self, message: str, member: int, *, is_cut: bool) -> None:
        super().__init__(message)
        self.member = member
        self.is_cut = is_cut


class Budget:
    """Remaining bytes that a file may unpack to, all its layers and parts together.

    Args:
        size: Size of the file in bytes.
    """

    def __init__(self, size: int) -> None:
        self._room = FREE_BYTES + MOST_TIMES * size

    def spend(self, count: int) -> None:
        """Count unpacked bytes.

        Raises:
            PackedError: if the limit is exceeded.
        """
        self._room -= count
        if self._room < 0:
            raise PackedError(f"unpacks to more than {MOST_TIMES} times its size: it is not read on")


class Readable(Protocol):
    """A binary file, or an object that reads like one."""

    def read(self, count: int, /) -> bytes:
        """Return up to `count` bytes; fewer at the end."""

    def seekable(self) -> bool:
        """Return whether `seek` is supported."""

    def seek(self, place: int, /) -> int:
        """Go to a byte offset from the start."""


class Pieces(Protocol):
    """Bytes of a file in order, piece by piece.

    Attributes:
        member: Number of the part that the last piece came from.
    """

    member: int

    def take(self) -> bytes:
        """Return the next piece; empty at the end.

        Raises:
            DamagedError: if the part is damaged; every further call raises it until `go_on`.
        """

    def go_on(self, is_start: Callable[[bytes], bool]) -> bool:
        """Go to the next part whose first bytes satisfy `is_start`.

        Returns:
            Whether there is one.
        """

    def is_sound(self) -> bool:
        """Return whether the current part is unaltered up to its end."""


class PlainPieces:
    """Pieces of a file that is not packed."""

    member = 0

    def __init__(self, file: Readable, start: bytes = b"") -> None:
        self._file, self._start = file, start

    def take(self) -> bytes:
        """Return the next piece; empty at the end."""
        start, self._start = self._start, b""
        return start or self._file.read(PIECE)

    def go_on(self, is_start: Callable[[bytes], bool]) -> bool:  # noqa: ARG002
        """Return False: a file without parts has no next one."""
        return False

    def is_sound(self) -> bool:
        """Return True: there is no checksum."""
        return True
