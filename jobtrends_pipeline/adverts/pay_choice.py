"""Which pay of several counts for an advert, and which a board made of another."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from jobtrends_pipeline.adverts.pay_types import Pay


def mark_converted(pays: Sequence[Pay]) -> Iterator[Pay]:
    """Mark yearly figures that a board made of the daily rate of the text."""
    rates = [pay for pay in pays if pay.basis == "day"]
    for pay in pays:
        if pay.basis == "year" and any(_is_multiple_of(pay, rate) for rate in rates):
            yield replace(pay, flags=pay.flags | {"converted"})
        else:
            yield pay


_DAYS = (200, 210, 220, 225, 230, 233, 235, 240, 250, 251, 252, 253, 260)


def _is_multiple_of(year: Pay, rate: Pay) -> bool:
    """Whether a yearly figure is a board's conversion of a daily rate, right or not."""
    if year.high < rate.low * 100:
        return True
    return any(abs(year.high / (rate.high * days) - 1) < 0.002 for days in _DAYS)


def distinct(pays: Iterator[Pay]) -> Iterator[Pay]:
    """First of each pay that is stated several times, named where any of them is."""
    kept: dict[tuple[float, float, str, str, bool], Pay] = {}
    for pay in pays:
        key = (pay.low, pay.high, pay.basis, pay.currency, "estimated" in pay.flags)
        known = kept.get(key)
        kept[key] = replace(known, is_named=known.is_named or pay.is_named) if known else pay
    yield from kept.values()


def stated_pay(pays: Sequence[Pay]) -> Pay | None:
    """Choose the pay that counts for an advert.

    Estimates and conversions never count. Of the others, basic pay comes before on-target earnings, what a word for pay
    names before what stands alone, a range before a single amount, a printed unit before a concluded one, the earlier
    first.
    """
    stated = [pay for pay in pays if not pay.flags & {"estimated", "converted"}]
    best = min(stated, key=_rank, default=None)
    if best is None or not best.flags & {"up_to", "from"}:
        return best
    return next((pay for pay in stated if _bounds(pay, best)), best)


def _bounds(whole: Pay, one: Pay) -> bool:
    """Whether a range has the end that another mention states alone.

    So "£26,000 - £30,000" has that of "up to £30,000".
    """
    same_end = whole.high == one.high if "up_to" in one.flags else whole.low == one.low
    return whole.low < whole.high and whole.basis == one.basis and same_end


def _rank(pay: Pay) -> tuple[bool, bool, bool, bool, int]:
    return (
        pay.basis == "unknown",
        "ote" in pay.flags,
        not pay.is_named,
        pay.low == pay.high,
        pay.start,
    )
