"""Many mutants read, each within bounds of time and memory that are kept, and what became of them counted."""

import resource
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from jobtrends_pipeline_tests.support.pages.compare import VERDICTS, Fact, Original, Verdict
from jobtrends_pipeline_tests.support.pages.mutated_pages import MutatedPage

Class = tuple[str, str, str]
"""Mutation, parts and measures of a silent change."""


@dataclass(frozen=True, slots=True)
class Example:
    """One mutant that changed facts in silence."""

    page: MutatedPage
    mutant_name: str
    mutant: bytes
    verdict: Verdict


@dataclass(slots=True)
class Tally:
    """What became of many mutants.

    Attributes:
        verdicts: Mutants by mutation and verdict; of those noticed, `info` counts those noticed by no more than
            information, `moved` those with no more findings of any check than the original.
        parts: Silent mutants by part they changed; one may change several.
        measures: Silent mutants by part, measure and, in a summary, years before.
        pages: Silent mutants by page.
        classes: Silent mutants by class; `examples` holds the first of each.
        slowest: Processor seconds of the slowest mutant, with its name.
        growth: Growth in KiB of the peak memory that the hungriest mutant caused, with its name.
    """

    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)
    measures: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    classes: Counter[Class] = field(default_factory=Counter)
    examples: dict[Class, Example] = field(default_factory=dict)
    slowest: tuple[float, str] = (0.0, "")
    growth: tuple[int, str] = (0, "")

    @property
    def mutations(self) -> list[str]:
        """The mutations counted, in their order."""
        return list(dict.fromkeys(mutation for mutation, _ in self.verdicts))

    @property
    def count(self) -> int:
        """How many mutants there were."""
        return sum(map(self.count_of, self.mutations))

    @property
    def silent(self) -> int:
        """How many changed facts without a finding."""
        return self.classes.total()

    def count_of(self, mutation: str) -> int:
        """How many mutants there were of one mutation."""
        return sum(self.verdicts[mutation, verdict] for verdict in VERDICTS)

    def rate_of(self, mutation: str) -> float:
        """The part of one mutation's mutants that changed facts without a finding."""
        return self.verdicts[mutation, "silent"] / max(self.count_of(mutation), 1)

    def add(self, page: MutatedPage, mutant_name: str, mutant: bytes, original: Original) -> None:
        """Read one mutant and count what became of it; whatever the reader raises comes through."""
        name = f"{page.name}: {mutant_name}"
        peak, started = _peak_kib(), time.process_time()
        verdict = original.verdict(mutant)
        self.slowest = max(self.slowest, (time.process_time() - started, name))
        self.growth = max(self.growth, (_peak_kib() - peak, name))
        mutation = mutant_name.split(maxsplit=1)[0]
        self.verdicts[mutation, verdict.name] += 1
        self.verdicts[mutation, "info"] += verdict.is_info
        self.verdicts[mutation, "moved"] += verdict.is_moved
        if verdict.name == "silent":
            changed = verdict.lost | verdict.gained
            self.parts.update({part_of(fact) for fact in changed})
            self.measures.update({_cell_of(fact) for fact in changed})
            self.pages[page.name] += 1
            found = (mutation, _joined(part_of(fact) for fact in changed), _joined(fact.measure for fact in changed))
            self.classes[found] += 1
            self.examples.setdefault(found, Example(page, mutant_name, mutant, verdict))


def tally_of(pages: Iterable[MutatedPage], count: int, seed: int) -> Tally:
    """Read so many mutants, as many of each page."""
    tally, held = Tally(), list(pages)
    for number, page in enumerate(held):
        original = Original.of(page.body)
        share = count * (number + 1) // len(held) - count * number // len(held)
        for name, mutant in page.mutants(share, seed):
            tally.add(page, name, mutant, original)
    return tally


def part_of(fact: Fact) -> str:
    """The part of the page a fact is of; the two summary tables and the two kinds of skill list count apart."""
    if fact.part == "summary":
        return f"summary {fact.section}"
    if fact.part == "skills":
        return "skills top" if fact.section == "top" else "skills category"
    return fact.part


def _cell_of(fact: Fact) -> str:
    years = f", {fact.lag_years} years before" if fact.part == "summary" and fact.lag_years else ""
    return f"{part_of(fact)}: {fact.measure}{years}"


def _joined(names: Iterable[str]) -> str:
    unique = sorted(set(names))
    return ", ".join(unique) if len(unique) <= 3 else f"{len(unique)} kinds"


def _peak_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
