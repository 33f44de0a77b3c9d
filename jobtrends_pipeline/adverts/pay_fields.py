"""Pay of an advert from both its fields and its text.

The text wins where the unit or the amount of the field is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jobtrends_pipeline.adverts.pay_bounds import implausible
from jobtrends_pipeline.adverts.pay_choice import stated_pay
from jobtrends_pipeline.adverts.pay_types import Pay
from jobtrends_pipeline.adverts.pay_units import Basis

_UNITS: dict[str, Basis] = {
    "hour": "hour", "hourly": "hour", "hr": "hour", "hur": "hour",
    "day": "day", "daily": "day", "per day": "day",
    "week": "week", "weekly": "week", "wee": "week",
    "month": "month", "monthly": "month", "mon": "month",
    "year": "year", "annual": "year", "annum": "year", "yearly": "year", "annually": "year",
    "per year": "year", "ann": "year", "yearly salary": "year", "per annum": "year",
}  # fmt: skip
_FACTORS = {"hour": (1_500.0, 2_300.0), "day": (150.0, 320.0), "week": (44.0, 53.0), "month": (11.9, 12.1)}
"""Between which multiples of a rate the yearly figure lies that a board makes of it."""
_NEAR = 0.002


@dataclass(frozen=True, slots=True)
class PayField:
    """Pay as the fields of an advert give it.

    Attributes:
        low: Lower end, or none.
        high: Upper end, or none.
        unit: Unit as given ("YEAR", "annum", "hourly"); empty where none is.
        currency: Code as given, or empty.
        is_estimated: Whether the board says that the figure is its own estimate.
    """

    low: float | None
    high: float | None
    unit: str = ""
    currency: str = ""
    is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class AdvertPay:
    """The pay that counts for an advert.

    Attributes:
        pay: The pay, or none. One that counts has neither the flag `estimated` nor `converted`.
        origin: `text`, `field`, or `both` where they agree; empty without pay.
        findings: What is wrong with the field: `unit_differs`, `field_converted`, `amounts_differ`,
            `implausible_field:` with the reason, `estimate_replaced`.
    """

    pay: Pay | None
    origin: str
    findings: tuple[str, ...]


def reconcile(field: PayField | None, pays: Sequence[Pay]) -> AdvertPay:
    """Choose between the pay of a field and that of the text.

    The text wins wherever both are there and differ: fields say "year" of hourly pay, hold a bonus, or the board's own
    conversion. Where several amounts are in the text and one equals the field's, that one counts. A field alone counts
    if it can be pay; an estimate keeps its flag.

    Args:
        field: What the fields say; none without them.
        pays: What `read_pay` found in title and text.
    """
    given = _given(field) if field else None
    stated = stated_pay(pays)
    if given is None:
        return AdvertPay(stated, "text" if stated else "", _doubt(field))
    if stated is None:
        return AdvertPay(given, "field", ())
    if "estimated" in given.flags:
        return AdvertPay(stated, "text", ("estimate_replaced",))
    same = next((pay for pay in pays if _agrees(given, pay)), None)
    if same and not same.flags & {"estimated", "converted"}:
        return AdvertPay(_fuller(given, same), "both", ())
    return AdvertPay(stated, "text", (_difference(given, stated),))


def _given(field: PayField) -> Pay | None:
    """Field's pay, if it can be pay at all."""
    ends = sorted(end for end in (field.low, field.high) if end)
    if not ends:
        return None
    low, high = ends[0], ends[-1]
    basis = _UNITS.get(field.unit.strip().lower(), "unknown")
    if basis == "unknown" and low >= 8_000:
        basis = "year"
    if implausible(low, high, basis):
        return None
    flags = frozenset({"estimated"}) if field.is_estimated else frozenset()
    printed = f"{low:g}" if low == high else f"{low:g} - {high:g}"
    return Pay(low, high, basis, field.currency, flags, is_named=True, text=printed, start=-1, end=-1)


def _doubt(field: PayField | None) -> tuple[str, ...]:
    """Why a field that holds amounts gives no pay."""
    ends = sorted(end for end in (field.low, field.high) if end) if field else []
    if field is None or not ends:
        return ()
    basis = _UNITS.get(field.unit.strip().lower(), "unknown")
    return (f"implausible_field:{implausible(ends[0], ends[-1], basis) or 'no_unit'}",)


def _agrees(given: Pay, pay: Pay) -> bool:
    if given.basis not in {pay.basis, "unknown"}:
        return False
    if "up_to" in pay.flags:
        return _is_near(given.high, pay.high)
    if "from" in pay.flags:
        return _is_near(given.low, pay.low)
    return _is_near(given.low, pay.low) and _is_near(given.high, pay.high)


def _is_near(one: float, other: float) -> bool:
    return abs(one - other) <= _NEAR * other


def _fuller(given: Pay, pay: Pay) -> Pay:
    """Text's pay, with both ends where the text has one end of the field's range."""
    if given.low == given.high or not pay.flags & {"up_to", "from"}:
        return pay
    return replace(pay, low=given.low, high=given.high, flags=pay.flags - {"up_to", "from"})


def _difference(given: Pay, stated: Pay) -> str:
    if _is_near(given.low, stated.low) and _is_near(given.high, stated.high):
        return "unit_differs"
    least, most = _FACTORS.get(stated.basis, (0.0, 0.0))
    if given.basis == "year" and stated.low * least <= given.low and given.high <= stated.high * most:
        return "field_converted"
    return "amounts_differ"
