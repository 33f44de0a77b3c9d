"""Pay of an advert and amounts that are refused, as values."""

from dataclasses import dataclass

from jobtrends_pipeline.adverts.pay_units import Basis


@dataclass(frozen=True, slots=True)
class Pay:
    """Pay of one unit, with its evidence.

    Attributes:
        low: Lower end; equal to the upper one where a single amount stands.
        high: Upper end.
        basis: The time it is for; `unknown` where the advert does not say.
        currency: ISO 4217 code; empty where no sign or code stands.
        flags: Among `estimated`, `converted`, `up_to`, `from`, `ote`, `pro_rata`, and `by_size` where a year is
            concluded from the size of the amount, and a day from a contractor's terms.
        is_named: Whether a word for pay stands before it, or it stands in a field for pay.
        text: The characters it was read from.
        start: First of them in the text.
        end: Character after the last.
    """

    low: float
    high: float
    basis: Basis
    currency: str
    flags: frozenset[str]
    is_named: bool
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RefusedPay:
    """An amount that is not taken for pay.

    Attributes:
        reason: `other_money`, `millions`, `too_low`, `too_high`, `too_wide` or `no_unit`.
        text: The characters of the amount.
        start: First of them in the text.
    """

    reason: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class PayReading:
    """All amounts of a text: pay in order without repetition, and refused ones."""

    pays: tuple[Pay, ...]
    refused: tuple[RefusedPay, ...]
