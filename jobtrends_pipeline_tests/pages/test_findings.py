"""Every check that the reader can raise is raised by a page doctored for it, and by no sound page."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import jobtrends_pipeline
from jobtrends_pipeline.pages.page import ERROR, INFO
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.doctored import DETAIL, INDEX, Doctored, doctored_pages

PACKAGE = Path(jobtrends_pipeline.__file__).parent
RAISING = {"Finding", "_breach", "_find", "_disjoint"}
"""Calls whose first text is the name of a check."""
DOCTORED = doctored_pages()
TOLD_WHEN = {"time"}
"""Raised where it is known when a page was captured, see `intake`."""


def raised_checks() -> set[str]:
    """Names of the checks that the modules of pages and facts raise, by their source."""
    paths = [path for folder in ("pages", "facts") for path in (PACKAGE / folder).glob("*.py")]
    return {name for path in paths for name in _names(ast.parse(path.read_text(encoding="utf-8")))}


def _names(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _called(node.func) in RAISING:
            yield from _texts(node.args[0])
        elif isinstance(node, ast.Assign) and _is_check(node.targets[0]):
            for pair in (one for one in ast.walk(node.value) if isinstance(one, ast.Tuple)):
                yield from _texts(pair.elts[0])


def _called(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _is_check(target: ast.expr) -> bool:
    """Whether an assignment such as `check, severity = ...` names a check."""
    return isinstance(target, ast.Tuple) and isinstance(target.elts[0], ast.Name) and target.elts[0].id == "check"


def _texts(argument: ast.expr) -> Iterator[str]:
    """The text of an argument, or both of one that depends."""
    for node in (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,):
        if isinstance(node, ast.Constant):
            yield str(node.value)


def test_every_check_of_the_source_has_a_doctored_page() -> None:
    assert raised_checks() == {one.check for one in DOCTORED} | TOLD_WHEN


@pytest.mark.parametrize("body", [DETAIL, INDEX], ids=["detail", "index"])
def test_the_pages_to_doctor_are_sound(body: str) -> None:
    page = read_page(body.encode())
    assert (page.outcome, page.findings) == ("read", ())


@pytest.mark.parametrize("doctored", DOCTORED, ids=lambda one: f"{one.check} {one.severity}")
def test_a_check_speaks_on_the_page_doctored_for_it_with_its_severity(doctored: Doctored) -> None:
    page = read_page(doctored.page.encode(), doctored.url)
    severities = {finding.severity for finding in page.findings if finding.check_name == doctored.check}
    assert severities == {doctored.severity}, page.findings
    assert (page.outcome == "quarantined") == any(finding.severity == ERROR for finding in page.findings)


@pytest.mark.parametrize("doctored", DOCTORED, ids=lambda one: f"{one.check} {one.severity}")
def test_what_is_found_is_told_in_one_short_line_with_its_place(doctored: Doctored) -> None:
    for finding in read_page(doctored.page.encode(), doctored.url).findings:
        assert finding.position.split("/")[0] in ("summary", "locations", "skills", "index", "page")
        assert finding.message
        assert "\n" not in finding.message
        assert len(finding.message) < 400


def test_information_alone_leaves_a_page_read() -> None:
    for doctored in DOCTORED:
        page = read_page(doctored.page.encode(), doctored.url)
        if {finding.severity for finding in page.findings} == {INFO}:
            assert page.outcome == "read", doctored.check
