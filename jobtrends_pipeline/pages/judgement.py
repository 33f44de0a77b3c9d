"""The judgement whether a page can be trusted, from what was found on it."""

from collections.abc import Iterable

from jobtrends_pipeline.pages.page import ERROR, Finding

_LOST = {"detail": ("part_cut_off", "core_cell_unreadable"), "index": ("row_count", "unreadable_row", "part_cut_off")}
"""Findings that make a page partial, by its kind."""


def judge(kind: str, findings: Iterable[Finding]) -> tuple[str, str | None]:
    """The outcome and its reason: an error quarantines, a part that is cut off makes a page partial."""
    held = list(findings)
    errors = [finding for finding in held if finding.severity == ERROR]
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        return "quarantined", errors[0].message + more
    lost = [finding.message for finding in held if finding.check_name in _LOST[kind]]
    if lost:
        return "partial", "; ".join(lost if kind == "detail" else lost[:1])
    return "read", None
