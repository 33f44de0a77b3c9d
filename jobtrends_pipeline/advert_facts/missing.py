"""Reasons of missing measures, as the facts of pages have them: JSON, in SQL."""

from collections.abc import Mapping

NO_DATA, NOT_PUBLISHED, NEW_ENTRY, ROW_ABSENT = "no_data", "not_published", "new_entry", "row_absent"
"""Not covered or none there; too few vacancies; none a year before; never given for own adverts."""


def missing_json(reasons: Mapping[str, str]) -> str:
    """Return the SQL of the reasons by measure; null where no measure is missing.

    Args:
        reasons: SQL of the reason by measure, null where the measure has a value.
    """
    entries = ", ".join(f"""'"{name}": "' || ({reasons[name]}) || '"'""" for name in sorted(reasons))
    held = f"array_to_string(list_filter([{entries}], lambda each: each IS NOT NULL), ', ')"
    return f"nullif('{{' || {held} || '}}', '{{}}')"


def literal(text: str) -> str:
    """Quote a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
