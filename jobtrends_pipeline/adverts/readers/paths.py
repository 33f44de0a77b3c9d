"""Values at a dotted path of a JSON document, each with its exact path."""

from collections.abc import Iterator

Found = tuple[str, object]
"""Exact path, `secondaryLocations[1].location`, and the value there."""
MOST_VALUES = 500
"""Values at one path that are read; an advert in more places than these is none."""


def values_at(item: object, path: str) -> list[Found]:
    """Return the values at a path that are not empty.

    Lists are opened at every step. At most 500 values are returned.
    """
    found: list[Found] = list(_opened("", item)) if isinstance(item, list) else [("", item)]
    for part in path.split("."):
        found = [
            value
            for place, holder in found
            if isinstance(holder, dict) and part in holder
            for value in _opened(f"{place}.{part}" if place else part, holder[part])
        ][:MOST_VALUES]
    return [(place, value) for place, value in found if value is not None and value not in ("", {}, [])]


def _opened(place: str, value: object) -> Iterator[Found]:
    """Yield a value, or the items of a list; a list in a list stays as it is."""
    if isinstance(value, list):
        for number, one in enumerate(value[:MOST_VALUES]):
            yield f"{place}[{number}]", one
    else:
        yield place, value
