"""What pay can be: bounds by basis, and how far the ends of a range may lie apart."""

BOUNDS: dict[str, tuple[float, float]] = {
    "hour": (3.0, 500.0),
    "day": (40.0, 5_000.0),
    "week": (60.0, 12_000.0),
    "month": (400.0, 45_000.0),
    "year": (8_000.0, 500_000.0),
    "unknown": (3.0, 8_000.0),
}
"""Least and most that is believed, in the currency of the advert (pounds, euro, dollars and the like)."""
WIDEST = 6.0
"""The upper end of a range over its lower end, at most."""


def implausible(low: float, high: float, basis: str) -> str | None:
    """Name the reason why these amounts cannot be pay, if there is one.

    Args:
        low: Lower end of the range, above zero for pay.
        high: Upper end.
        basis: A key of `BOUNDS`.
    """
    least, most = BOUNDS[basis]
    if low <= 0 or low < least:
        return "too_low"
    if high > most:
        return "too_high"
    return "too_wide" if high / low > WIDEST else None
