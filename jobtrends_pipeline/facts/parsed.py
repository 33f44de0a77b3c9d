"""Parsed pages as rows of `parsed_figures`, `findings` and `captures`."""

from dataclasses import asdict

from jobtrends_pipeline.pages.page import PARSER_VERSION, ParsedPage

Row = dict[str, object]


def figure_rows(capture_id: str, role: str, page: ParsedPage) -> list[Row]:
    """The page's figures as rows of `parsed_figures`."""
    start: Row = {"capture_id": capture_id, "role": role}
    return [start | figure._asdict() for figure in page.figures]


def finding_rows(capture_id: str, role: str, page: ParsedPage) -> list[Row]:
    """The page's findings as rows of `findings`, each kept once."""
    start: Row = {"capture_id": capture_id, "role": role}
    unique = {(finding.check_name, finding.position): finding for finding in page.findings}
    return [start | asdict(finding) for finding in unique.values()]


def capture_columns(page: ParsedPage) -> Row:
    """What reading a page adds to its row of `captures`."""
    key = page.key
    return {
        "market": key.market,
        "subject": key.subject,
        "subject_kind": key.subject_kind,
        "place": key.place,
        "window_months": key.window_months,
        "period_end": key.period_end,
        "layout": page.layout,
        "parser_version": PARSER_VERSION,
        "outcome": page.outcome,
        "reason": page.reason,
    }


def unread_columns(reason: str) -> Row:
    """What is known of a page that this version of the reader cannot read at all: quarantined, and why."""
    return {"parser_version": PARSER_VERSION, "outcome": "quarantined", "reason": reason}
