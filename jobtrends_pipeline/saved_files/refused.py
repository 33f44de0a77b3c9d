"""Results for saved inputs that are not pages: refused and skipped ones."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused input, with the reason.

    Attributes:
        source: File, or file and record.
        reason: One-line reason.
        is_there: False if a path names no input at all.
        url: Address of the record, if it has one.
    """

    source: str
    reason: str
    is_there: bool = True
    url: str | None = None


class PassedOver(NamedTuple):
    """A skipped part of an input: it is certainly not a page.

    Attributes:
        source: File, or file and record.
        kind: Kind of content.
        name: Name of the part.
    """

    source: str
    kind: str
    name: str
