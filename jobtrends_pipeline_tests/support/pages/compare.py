"""What of a page reaches the fact tables, and whether a mutant of it changes that without a finding.

The one comparator of the fuzz in CI, of the slow suite, of the properties and of the `silent` command.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from jobtrends_pipeline.pages.page import INFO, Finding, ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.read import read_page

VERDICTS = ("refused", "quarantined", "same", "noticed", "silent")
_REASONS = {"blank": "not_published", "dash": "no_data"}
"""Reasons that the fact tables do not tell apart."""


class Fact(NamedTuple):
    """One value of the fact tables, or the reason for its lack, with the grain it stands at; or a part of the key.

    Labels of the summary tables are no fact: their rows are told apart by measure. Links of locations are none
    either, and row numbers are not, since the fact tables have no order.
    """

    part: str
    section: str
    label: str
    slug: str | None
    pay_basis: str | None
    lag_years: int | None
    measure: str
    value: object
    status: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one mutant.

    Attributes:
        name: One of `VERDICTS`: `same` has the facts of the original, whatever was found; `noticed` has others
            and a finding that the original lacks; `silent` has others and none.
        lost: Facts of the original that the mutant lacks.
        gained: Facts of the mutant that the original lacks.
        is_info: Whether whatever was noticed is no more than information.
        is_moved: Whether the original has as many findings of each of those checks, at other places or in other
            words: then they may say nothing of what was altered.
    """

    name: str
    lost: frozenset[Fact] = frozenset()
    gained: frozenset[Fact] = frozenset()
    is_info: bool = False
    is_moved: bool = False


@dataclass(frozen=True, slots=True)
class Original:
    """An undamaged page, read once: what its mutants are compared with."""

    facts: frozenset[Fact]
    findings: Counter[tuple[str, str, str]]

    @classmethod
    def of(cls, body: bytes) -> "Original":
        """The original in these bytes."""
        page = read_page(body)
        return cls(facts_of(page), _found(page.findings))

    def verdict(self, mutant: bytes) -> Verdict:
        """What became of a mutant.

        Raises:
            Exception: whatever the reader raises but `UnknownPageError`; that is a crash.
        """
        try:
            page = read_page(mutant)
        except UnknownPageError:
            return Verdict("refused")
        if page.outcome == "quarantined":
            return Verdict("quarantined")
        facts = facts_of(page)
        lost, gained = self.facts - facts, facts - self.facts
        if not lost and not gained:
            return Verdict("same")
        new = _found(page.findings) - self.findings
        if not new:
            return Verdict("silent", lost, gained)
        kinds = {finding.severity for finding in page.findings if _identity(finding) in new}
        return Verdict("noticed", lost, gained, is_info=kinds == {INFO}, is_moved=not self._is_more(page))

    def _is_more(self, page: ParsedPage) -> bool:
        """Whether some check found more than in the original."""
        before: Counter[str] = Counter()
        for (check, _, _), number in self.findings.items():
            before[check] += number
        return bool(Counter(finding.check_name for finding in page.findings) - before)


def facts_of(page: ParsedPage) -> frozenset[Fact]:
    """The facts of a page: its key, and everything its figures put into the fact tables."""
    return frozenset((*_key_facts(page), *_figure_facts(page)))


def _key_facts(page: ParsedPage) -> Iterator[Fact]:
    for name in type(page.key).__dataclass_fields__:
        yield Fact("key", "", "", None, None, None, name, getattr(page.key, name), "value")


def _figure_facts(page: ParsedPage) -> Iterator[Fact]:
    for figure in page.figures:
        if figure.measure is None:
            continue
        is_summary = figure.part == "summary"
        yield Fact(
            figure.part,
            figure.section,
            "" if is_summary else figure.label,
            None if figure.part == "locations" else figure.slug,
            figure.pay_basis,
            figure.lag_years,
            figure.measure,
            figure.text if figure.status == "text" else figure.value,
            _REASONS.get(figure.status, figure.status),
        )


def _found(findings: tuple[Finding, ...]) -> Counter[tuple[str, str, str]]:
    return Counter(_identity(finding) for finding in findings)


def _identity(finding: Finding) -> tuple[str, str, str]:
    return finding.check_name, finding.position, finding.message
