"""Judgement whether a page can be trusted, from its findings."""

from collections.abc import Iterable

from jobtrends_pipeline.pages.page import ERROR, Finding

_LOST = {"detail": ("part_cut_off", "core_cell_unreadable"), "index": ("row_count", "unreadable_row", "part_cut_off")}
"""Findings that make a page partial, by kind of page."""


def judge(kind: str, findings: Iterable[Finding]) -> tuple[str, str | None]:
    """Return the outcome of a page and the reason for it.

    An error quarantines the page; a part that is cut off makes it partial.

    Args:
        kind: `detail` or `index`.
        findings: All findings on the page.

    Returns:
        `read`, `partial` or `quarantined`; and the reason in one line, null for `read`.
    """
    held = list(findings)
    errors = [finding for finding in held if finding.severity == ERROR]
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        return "quarantined", errors[0].message + more
    lost = [finding.message for finding in held if finding.check_name in _LOST[kind]]
    if lost:
        return "partial", "; ".join(lost if kind == "detail" else lost[:1])
    return "read", None
