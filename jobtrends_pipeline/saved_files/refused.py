"""What is found in saved files beside pages: inputs that are refused, and others that nobody takes for a page."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Refused:
    """An input that is no page, and why, in one line.

    Attributes:
        source: File, or file and record.
        reason: Why.
        is_there: False where a path names no input at all.
        url: Address of the record, where it has one.
    """

    source: str
    reason: str
    is_there: bool = True
    url: str | None = None


class PassedOver(NamedTuple):
    """A part of an input that nobody takes for a page: what it is, and its name."""

    source: str
    kind: str
    name: str
