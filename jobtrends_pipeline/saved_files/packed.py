"""Unpacker of gzip and Zstandard files, which continues after damaged parts."""

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from jobtrends_pipeline.fetch.codings import PIECE, ZstdDict, ZstdError, new_zstd
from jobtrends_pipeline.saved_files.pieces import Budget, DamagedError, PackedError, Readable

_MOST_CANDIDATES = 10_000
_BEGINNING = 512
_WINDOW = 1 << 20
_GZIP, _ZSTD, _SKIPPED = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x2a\x4d\x18"
_DICTIONARY = b"\x5d" + _SKIPPED
_LONGEST_DICTIONARY = 16 * 1024 * 1024


class _Decoder(Protocol):
    """Decoder of one part, as in `backports.zstd`; `_Gzip` is another."""

    @property
    def eof(self) -> bool:
        """Whether the part has ended."""

    @property
    def needs_input(self) -> bool:
        """Whether no more output is available without further input."""

    @property
    def unused_data(self) -> bytes:
        """Input after the end of the part."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Decode data and return at most `max_length` bytes."""


class _Gzip:
    """Decoder of one gzip member."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._rest = b""
        self.eof, self.needs_input = False, True
        self.unused_data = b""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Decode data and return at most `max_length` bytes."""
        piece = self._inflate.decompress(self._rest + data, max_length)
        self._rest = self._inflate.unconsumed_tail
        self.eof, self.unused_data = self._inflate.eof, self._inflate.unused_data
        self.needs_input = not self._rest and len(piece) < max_length
        return piece


class Members:
    """Unpacked pieces of a file of gzip members or Zstandard frames.

    Args:
        file: The file, read up to the end of `start`.
        start: Its first bytes.
        budget: Limit of unpacked bytes.
    """

    def __init__(self, file: Readable, start: bytes, budget: Budget) -> None:
        magic = _GZIP if start.startswith(_GZIP) else _ZSTD
        self.member = 0
        self._file, self._magic, self._budget = file, magic, budget
        self._dictionary: ZstdDict | None = None
        self._decoder: _Decoder | None = None
        self._failure: DamagedError | None = None
        self._raw, self._offset = start, len(start)
        self._start, self._candidates = 0, 0
        self._judged: tuple[int, bool] = (0, True)

    def take(self) -> bytes:
        """Return the next piece; empty at the end.

        Raises:
            DamagedError: if the part is damaged; every further call raises it until `go_on`.
            PackedError: if the file unpacks to too much.
        """
        if self._failure:
            raise self._failure
        try:
            while self._decoder or self._begin():
                piece = self._unpack()
                self._budget.spend(len(piece))
                if piece:
                    return piece
        except DamagedError as error:
            self._failure = error
            raise
        return b""

    def go_on(self, is_start: Callable[[bytes], bool]) -> bool:
        """Go to the next part whose first bytes satisfy `is_start`.

        Returns:
            Whether there is one; always False for a file that cannot seek.
        """
        if not self._file.seekable():
            return False
        for place in self._places(self._start + 1):
            if is_start(self._beginning(place)):
                self._file.seek(place)
                self._offset, self._raw, self._decoder, self._failure = place, b"", None, None
                return True
        return False

    def is_sound(self) -> bool:
        """Return whether the current part is unaltered up to its end.

        For this the part is read ahead, once.
        """
        if self._judged[0] != self.member and self._file.seekable():
            self._judged = (self.member, self._reads_through())
            self._file.seek(self._offset)
        return self._judged[1]

    def _reads_through(self) -> bool:
        decoder = self._new()
        self._file.seek(self._start)
        try:
            while not decoder.eof:
                data = self._file.read(PIECE) if decoder.needs_input else b""
                if decoder.needs_input and not data:
                    return True
                self._budget.spend(len(decoder.decompress(data, PIECE)))
        except (zlib.error, ZstdError):
            return False
        return True

    def _new(self) -> _Decoder:
        return _Gzip() if self._magic == _GZIP else new_zstd(self._dictionary)

    def _more(self) -> bool:
        data = self._file.read(PIECE)
        self._raw += data
        self._offset += len(data)
        return bool(data)

    def _begin(self) -> bool:
        """Start the next part.

        Zero bytes between parts, which fill the blocks of a tape, are skipped.

        Returns:
            Whether there is one.
        """
        while len(self._raw.lstrip(b"\0")) < len(_ZSTD) and self._more():
            self._raw = self._raw.lstrip(b"\0")
        self._raw = self._raw.lstrip(b"\0")
        if not self._raw:
            return False
        self.member += 1
        self._start = self._offset - len(self._raw)
        is_skipped = self._magic == _ZSTD and self._raw[1:4] == _SKIPPED
        if not self._raw.startswith(self._magic) and not is_skipped:
            raise DamagedError(f"what stands at byte {self._start:,} is not packed", self.member, is_cut=False)
        if self.member == 1 and self._raw.startswith(_DICTIONARY):
            self._learn()
        self._decoder = self._new()
        return True

    def _learn(self) -> None:
        """Read the dictionary at the start of a Zstandard file, packed itself or not."""
        while len(self._raw) < 8 and self._more():
            pass
        size = int.from_bytes(self._raw[4:8], "little")
        while len(self._raw) < 8 + min(size, _LONGEST_DICTIONARY) and self._more():
            pass
        content = self._raw[8 : 8 + size]
        try:
            if content.startswith(_ZSTD):
                decoder = new_zstd()
                content = decoder.decompress(content, _LONGEST_DICTIONARY)
            self._dictionary = ZstdDict(content)
        except (ZstdError, ValueError) as error:
            raise PackedError("its Zstandard dictionary is damaged") from error

    def _unpack(self) -> bytes:
        decoder = self._decoder
        if decoder is None or (decoder.needs_input and not self._raw and not self._more()):
            raise DamagedError("the packed data is cut off", self.member, is_cut=True)
        data, self._raw = self._raw, b""
        try:
            piece = decoder.decompress(data, PIECE)
        except (zlib.error, ZstdError) as error:
            raise DamagedError(f"the packed data is damaged ({error})", self.member, is_cut=False) from error
        if decoder.eof:
            self._raw, self._decoder = decoder.unused_data, None
        return piece

    def _places(self, start: int) -> Iterator[int]:
        """Yield the offsets from `start` on at which a part may begin."""
        while True:
            self._file.seek(start)
            window = self._file.read(_WINDOW)
            found = window.find(self._magic)
            if found >= 0:
                self._candidates += 1
                if self._candidates > _MOST_CANDIDATES:
                    return
                yield start + found
                start += found + 1
            elif len(window) < _WINDOW:
                return
            else:
                start += _WINDOW - len(self._magic)

    def _beginning(self, place: int) -> bytes:
        self._file.seek(place)
        try:
            return self._new().decompress(self._file.read(_BEGINNING), _BEGINNING)
        except (zlib.error, ZstdError):
            return b""


def is_packed(start: bytes) -> bool:
    """Return whether the first bytes of a file are those of a packed file."""
    return start.startswith((_GZIP, _ZSTD, _DICTIONARY))
