"""Digests in WARC records, checked in every notation that writers use."""

import base64
import binascii
import contextlib
import hashlib
import re
from collections.abc import Callable, Iterable

KNOWN = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s"})
"""Algorithms that are checked; web archives also use BLAKE3, which is not."""
_BASE_64 = 4
_DECODERS: tuple[tuple[Callable[[str], bytes], int], ...] = (
    (base64.b16decode, 2),
    (base64.b32decode, 8),
    (base64.b64decode, _BASE_64),
    (base64.urlsafe_b64decode, _BASE_64),
)
"""Notations of bytes as text, each with the number of characters that its length is a multiple of."""
_LABELLED = re.compile(r"\s*([A-Za-z][\w/-]*):(\S+)\s*")


def holds(said: str, forms: Iterable[bytes]) -> bool | None:
    """Check whether a digest matches one of several forms of the same bytes.

    Args:
        said: The digest as in its record, such as `sha1:` and 32 characters of base 32.
        forms: The bytes as stored, and with each of their codings removed.

    Returns:
        Whether a form matches; None if the digest cannot be checked.
    """
    labelled = _LABELLED.fullmatch(said)
    name = labelled[1].lower().replace("-", "").replace("_", "") if labelled else ""
    if not labelled or name not in KNOWN:
        return None
    values = _values(labelled[2], hashlib.new(name, usedforsecurity=False).digest_size)
    if not values:
        return None
    return any(hashlib.new(name, form, usedforsecurity=False).digest() in values for form in forms)


def canonical(said: str) -> str | None:
    """Return a digest as its algorithm and hexadecimal digits, such as `sha1:...`.

    A digest of unknown form is returned as it is.
    """
    labelled = _LABELLED.fullmatch(said)
    if not labelled:
        return said.strip() or None
    name = labelled[1].lower().replace("-", "").replace("_", "")
    size = hashlib.new(name, usedforsecurity=False).digest_size if name in KNOWN else 0
    values = _values(labelled[2], size) if size else []
    return f"{name}:{values[0].hex() if values else labelled[2]}"


def algorithm(said: str) -> str:
    """Return the algorithm name in a digest that cannot be checked, for messages."""
    labelled = _LABELLED.fullmatch(said)
    return labelled[1][:20] if labelled else "no algorithm named"


def _values(text: str, size: int) -> list[bytes]:
    """Return the possible bytes of a digest in hexadecimal, base 32 or base 64.

    Args:
        text: The digest without its label.
        size: Number of bytes of the algorithm's digests; other lengths are dropped.
    """
    found = []
    for decode, width in _DECODERS:
        bare = text.rstrip("=")
        padded = bare + "=" * (-len(bare) % width)
        with contextlib.suppress(binascii.Error, ValueError):
            found.append(decode(padded.upper() if width != _BASE_64 else padded))
    return [value for value in found if len(value) == size]
