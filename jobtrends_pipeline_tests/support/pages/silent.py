"""How often a mutant of a page changes facts without a finding, by mutation and by part; the goal is never.

Run `python -m jobtrends_pipeline_tests.support.pages.silent [--count 20000] [--seed 1] [--show 20]`; with `--write DIR`
the bytes of each example are kept, before and after.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from jobtrends_pipeline_tests.support.pages.compare import VERDICTS, Fact
from jobtrends_pipeline_tests.support.pages.mutated_pages import mutated_pages
from jobtrends_pipeline_tests.support.pages.tally import Example, Tally, tally_of

SEED = 20260215
_SHOWN_FACTS = 3
_SHOWN_CHARACTERS = 110


def report(tally: Tally, show: int) -> Iterator[str]:
    """The lines of the report."""
    rate = tally.silent / max(tally.count, 1)
    yield f"{tally.count:,} mutants, {tally.silent:,} silent ({rate:.3%})"
    info, moved = (sum(tally.verdicts[name, weak] for name in tally.mutations) for weak in ("info", "moved"))
    yield f"noticed by information only: {info:,}; with no more findings of any check than before: {moved:,}"
    yield "slowest: {:.3f} s, {}".format(*tally.slowest)
    yield "largest growth of peak memory: {:,} KiB, {}".format(*tally.growth)
    yield from _mutation_lines(tally)
    for title, counts in (("part", tally.parts), ("measure", tally.measures), ("page", tally.pages)):
        yield f"\nsilent by {title}"
        yield from (f"{number:>6}  {number / tally.count:>7.3%}  {name}" for name, number in counts.most_common())
    yield f"\nsilent by class: mutation, parts, measures ({len(tally.classes)} classes)"
    for found, number in tally.classes.most_common(show):
        yield f"{number:>6}  {' | '.join(found)}"
        yield from _example_lines(tally.examples[found])


def _mutation_lines(tally: Tally) -> Iterator[str]:
    """One line per mutation, the most silent first."""
    heads = "".join(f"{verdict:>12}" for verdict in VERDICTS)
    yield f"\n{'mutation':<20}{'mutants':>8}{heads}{'rate':>8}{'info only':>11}{'moved only':>12}"
    for mutation in sorted(tally.mutations, key=tally.rate_of, reverse=True):
        cells = "".join(f"{tally.verdicts[mutation, verdict]:>12}" for verdict in VERDICTS)
        weak = f"{tally.verdicts[mutation, 'info']:>11}{tally.verdicts[mutation, 'moved']:>12}"
        yield f"{mutation:<20}{tally.count_of(mutation):>8}{cells}{tally.rate_of(mutation):>8.2%}{weak}"


def _example_lines(example: Example) -> Iterator[str]:
    verdict = example.verdict
    yield f"        {example.page.name}: {example.mutant_name}"
    before, after = _changed_text(example.page.body, example.mutant)
    yield f"        page   {before}\n            -> {after}"
    for sign, facts in (("-", verdict.lost), ("+", verdict.gained)):
        for fact in sorted(facts, key=repr)[:_SHOWN_FACTS]:
            yield f"        {sign} {_shown(fact)}"
        if len(facts) > _SHOWN_FACTS:
            yield f"        {sign} and {len(facts) - _SHOWN_FACTS} more"


def _shown(fact: Fact) -> str:
    return " / ".join(str(value) for value in fact if value not in ("", None))


def _changed_text(before: bytes, after: bytes) -> tuple[str, str]:
    """What stands around the first place where two pages differ."""
    pairs = zip(before, after, strict=False)
    at = next((n for n, (one, other) in enumerate(pairs) if one != other), min(len(before), len(after)))
    start = max(0, at - _SHOWN_CHARACTERS // 2)
    one, other = (repr(body[start : start + _SHOWN_CHARACTERS])[2:-1] for body in (before, after))
    return one, other


def write_examples(tally: Tally, folder: Path, show: int) -> None:
    """Keep the bytes of the examples shown, numbered as the report lists them."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (found, _) in enumerate(tally.classes.most_common(show), 1):
        example = tally.examples[found]
        (folder / f"{number:03} before").write_bytes(example.page.body)
        (folder / f"{number:03} after").write_bytes(example.mutant)


def main() -> None:
    """Read the mutants and print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000, help="mutants over all pages (20000)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"seed of the mutants ({SEED})")
    parser.add_argument("--show", type=int, default=20, help="classes of silent changes to show (20)")
    parser.add_argument("--only", default="", help="words that the names of the pages start with, such as 'html index'")
    parser.add_argument("--mutations", default="", help="names of the mutations to try, with commas between (all)")
    parser.add_argument("--write", type=Path, help="folder for the bytes of the examples shown")
    options = parser.parse_args()
    names = options.mutations.split(",") if options.mutations else ()
    chosen = (page.only(names) for page in mutated_pages() if page.name.startswith(options.only))
    pages = [page for page in chosen if page.mutations]
    tally = tally_of(pages, options.count, options.seed)
    sys.stdout.writelines(f"{line}\n" for line in report(tally, options.show))
    if options.write:
        write_examples(tally, options.write, options.show)


if __name__ == "__main__":
    main()
