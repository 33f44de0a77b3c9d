"""Parts that only a page's visible text has, added to the reading of its markup.

Each addition is reported.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from jobtrends_pipeline.pages.judgement import judge
from jobtrends_pipeline.pages.page import INFO, WARNING, Figure, Finding, ParsedPage
from jobtrends_pipeline.pages.readings import is_read, lacking, words_of

_LOSSES = frozenset({"part_cut_off", "part_absent", "row_absent", "row_count"})
Place = tuple[str, str]
"""Part and section."""


def with_findings(page: ParsedPage, findings: Iterable[Finding]) -> ParsedPage:
    """Return the page with further findings, and its outcome judged again."""
    held = (*page.findings, *findings)
    outcome, reason = judge(page.key.kind, held)
    return replace(page, findings=held, outcome=outcome, reason=reason)


def with_parts(page: ParsedPage, seen: ParsedPage) -> ParsedPage:
    """Return the page with every list, and the comparison, that only its text has.

    Args:
        page: The reading of the markup.
        seen: The reading of the text.
    """
    missing = _places(seen) - _places(page)
    if not missing:
        return with_findings(page, _left_over(page, seen))
    figures = tuple(one for one in seen.figures if _place(one) in missing)
    held = tuple(one for one in page.findings if not (one.check_name in _LOSSES and _is_about(one, missing)))
    theirs = (one for one in seen.findings if _is_inside(one, missing))
    merged = replace(page, figures=(*page.figures, *figures), findings=held)
    return with_findings(merged, (*theirs, *_told(figures), *_left_over(merged, seen)))


def _places(page: ParsedPage) -> set[Place]:
    return {_place(one) for one in page.figures if one.part not in ("page", "index") and one.measure and is_read(one)}


def _place(figure: Figure) -> Place:
    return figure.part, figure.section


def _is_about(finding: Finding, places: set[Place]) -> bool:
    """Check whether a finding reports the absence of a part, or of its section."""
    return any(finding.position == part for part, _ in places) or _is_inside(finding, places)


def _is_inside(finding: Finding, places: set[Place]) -> bool:
    starts = [part if part == "locations" else f"{part}/{section}" for part, section in places]
    return any(f"{finding.position}/".startswith(f"{start}/") for start in starts)


def _told(figures: tuple[Figure, ...]) -> Iterator[Finding]:
    for part, section in dict.fromkeys(map(_place, figures)):
        rows = len({figure.row_number for figure in figures if _place(figure) == (part, section)})
        name = section if part == section else f"{part}: {section}"
        message = f"{rows} rows ({name}) stand in no known table: read from the page's visible text"
        yield Finding("read_from_text", part if part == section else f"{part}/{section}", WARNING, message)


def _left_over(page: ParsedPage, seen: ParsedPage) -> Iterator[Finding]:
    """Report figures that one reading has and the other lacks."""
    for first, second, which, severity in ((seen, page, "text", WARNING), (page, seen, "markup", INFO)):
        only = lacking(first, second)
        for part in dict.fromkeys(figure.part for figure in only):
            of_part = [figure for figure in only if figure.part == part]
            message = f"{len(of_part)} figures of the {part} are read from the {which} only: {words_of(of_part[0])}"
            yield Finding("in_one_reading", f"{part}/{which}", severity, message)
