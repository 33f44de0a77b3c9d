"""Row labels of the summary tables, 2013 to 2026, and their measures."""

import re
from dataclasses import dataclass
from functools import lru_cache

_PAY = r"(?:annual )?(?P<pay>salary|daily rate|hourly rate)"
_JOBS = r"(?P<market>permanent|contract)(?: IT)?(?: jobs?)?(?: ads| vacancies)?"
_NO_LABEL = r"(?!.*(?:\bas % of |\b(?:permanent|contract) (?:it |jobs? |vacanc)))"
"""Excludes the words of a second label where a name is expected.

A second label follows at once where the figures of the first one were lost.
"""
_NAME_WORD = r"(?!(?:average|median|percentile|quoted|rates?|salary|salaries|jobs?|change|category)\b)[^\s%:]+"
_PLACE = rf"(?P<place>{_NAME_WORD}(?: {_NAME_WORD}){{0,9}})"
_BASES = {
    "salary": "annual_salary",
    "salaries": "annual_salary",
    "daily rate": "daily_rate",
    "daily rates": "daily_rate",
    "hourly rate": "hourly_rate",
    "hourly rates": "hourly_rate",
}
_ADVERTS = r"(?:ads|adverts?|advertisements|jobs?|postings|positions|roles|vacancies)"
_YEAR = r"year-?on-?year"


@dataclass(frozen=True, slots=True)
class LabelRule:
    """Printed wording of a row label, and its measure.

    Attributes:
        measure: Column of a fact table; `median_gbp` with a place before it may be the comparison place's.
        pattern: The whole label; groups name its other facts (market, subject, place, category, pay).
        scope: The only table in which the label can occur; null for both.
        subject_kind: Kind of the subject that the label implies; null if none.
    """

    measure: str
    pattern: re.Pattern[str]
    scope: str | None = None
    subject_kind: str | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """Row label with a known meaning."""

    rule: LabelRule
    groups: dict[str, str]

    @property
    def measure(self) -> str:
        """Measure of the row by its label alone.

        The median of a comparison place is not yet distinguished from the page's own.
        """
        return self.rule.measure

    @property
    def is_comparison_size(self) -> bool:
        """Whether the row gives the number of adverts of the comparison."""
        return self.measure == "advert_count" and self.rule.scope == "comparison"

    @property
    def is_change(self) -> bool:
        """Whether the row is the change of another row."""
        return "change" in self.measure

    @property
    def pay_basis(self) -> str | None:
        """Pay basis that the label names; null if none."""
        pay = self.groups.get("pay")
        return _BASES[pay.lower()] if pay else None


def _rule(measure: str, pattern: str, scope: str | None = None, subject_kind: str | None = None) -> LabelRule:
    return LabelRule(measure, re.compile(pattern, re.IGNORECASE), scope, subject_kind)


RULES = (
    _rule("rank", r"rank", "subject"),
    _rule("rank_change", rf"rank change(?: {_YEAR})?", "subject"),
    _rule("advert_count", rf"{_JOBS} requiring an? {_NO_LABEL}(?P<subject>.+)", "subject", "role"),
    _rule("advert_count", rf"{_JOBS} citing {_NO_LABEL}(?P<subject>.+)", "subject", "skill"),
    _rule("advert_count", rf"(?P<market>permanent|contract) {_NO_LABEL}(?:\w+ )?{_ADVERTS}\b.+", "comparison"),
    _rule(
        "share_of_all_pct",
        rf"as % of all {_JOBS}(?: (?:located|advertised))? in (?:the )?(?P<place>(?!in |the ).+)",
    ),
    _rule("share_of_all_pct", rf"(?:as )?% of {_JOBS} with a recogni[sz]ed job title", "comparison"),
    _rule("share_of_category_pct", r"as % of the (?P<category>.+) category", "subject"),
    _rule("pay_advert_count", r"number of (?P<pay>salaries|daily rates|hourly rates) quoted"),
    _rule("p10_gbp", rf"90% offered an? {_PAY} of more than"),
    _rule("p90_gbp", rf"10% offered an? {_PAY} of more than"),
    _rule("p10_gbp", r"10th percentile"),
    _rule("p25_gbp", r"25th percentile"),
    _rule("p75_gbp", r"75th percentile"),
    _rule("p90_gbp", r"90th percentile"),
    _rule("median_gbp", rf"(?:{_PLACE} )?(?:average|median) {_PAY}(?: \(50th percentile\))?"),
    _rule("median_change_pct", rf"(?:average|median)(?: {_PAY})? % change {_YEAR}"),
    _rule("comparison_place_change_pct", rf"% change {_YEAR}"),
)

_LONGEST_LABEL = 300
_ENDINGS = (" th", " st", " nd", " rd")
_ORDINAL = re.compile(r"(\d{1,3})\s+(th|st|nd|rd)\b")


def tidy_label(text: str) -> str:
    """Collapse white space in a label and join its ordinals (`25 th` to `25th`)."""
    tidy = " ".join(text.split())
    return _ORDINAL.sub(r"\1\2", tidy) if any(ending in tidy for ending in _ENDINGS) else tidy


def read_label(text: str) -> Label | None:
    """Return the meaning of a row label; null for an unknown wording."""
    return _read(text) if len(text) <= _LONGEST_LABEL else None


@lru_cache(maxsize=4096)
def _read(text: str) -> Label | None:
    tidy = tidy_label(text)
    for rule in RULES:
        match = rule.pattern.fullmatch(tidy)
        if match:
            return Label(rule, {name: value for name, value in match.groupdict().items() if value})
    return None
