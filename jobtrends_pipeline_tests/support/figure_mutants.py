# ruff: noqa: E501  # a mutant to a line or two
"""Faults to put into a copy of the package, each with the tests that must fail on it: figures as they are shown."""

from typing import NamedTuple

WEAK = "jobtrends_pipeline_tests/suppression/test_examples.py"
OUTPUTS = "jobtrends_pipeline_tests/suppression/test_every_output.py"
DRAWN = "jobtrends_pipeline_tests/reports/test_figures_drawn.py"
DESCRIBE = "jobtrends_pipeline_tests/orchestration/test_describe.py"


class Mutant(NamedTuple):
    """A text of a file of the package, what it becomes, and the tests that are to notice."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


MUTANTS = (
    # What an audit found to survive.
    Mutant("a move has the newest error twice", "reports/changes.py", "rses[1] * before", "rses[0] * now", (DRAWN,)),
    Mutant("a premium's error is not of a ratio", "reports/premium.py",
           'return (1 + float(row["premium_over_market_pct"]) / 100) * math', "return math", (DRAWN,)),
    Mutant("the mildest fallers are drawn", "reports/moved.py", "falling[-SHOWN:]", "falling[:SHOWN]", (DRAWN,)),
    Mutant("a day is a week", "trends/headlines.py", "LEAST_DAYS = 6", "LEAST_DAYS = 1", (DRAWN,)),
    Mutant("bars of places span one error", "reports/places.py", "else NOISE_FACTOR * rse", "else rse", (DRAWN,)),
    Mutant("noise is told of weak changes", "reports/sentences.py",
           'if is_suppressed(row, "change_reliability"):', "if False:", (WEAK,)),
    Mutant("the rarest bin is the tallest", "reports/histogram.py", "return max(rows, key", "return min(rows, key",
           (WEAK,)),
    Mutant("compare takes the weak year before", "cli/compare_view.py",
           'words.signed_pct, "change_reliability", noise)', 'words.signed_pct, "reliability", noise)', (WEAK,)),
    Mutant("the web UI escapes nothing", "orchestration/describe.py", "return markdown(text if", "return str(text if",
           (DESCRIBE,)),
    # Classes that are not asked, in every kind of output.
    Mutant("nothing is suppressed", "reports/cells.py", "row[judge] == SUPPRESSED", "False", (OUTPUTS,)),
    Mutant("a derived figure is shown", "reports/cells.py",
           "is not None and is_suppressed(row, judge):", "is not None and False:", (OUTPUTS,)),
    Mutant("no mark beside figures", "reports/cells.py", "return (mark,) if mark else ()", "return ()", (OUTPUTS,)),
    Mutant("the median stands in the sentence", "reports/sentences.py", "    if is_suppressed(pay):\n        return f\"{median}",
           "    if False:\n        return f\"{median}", (OUTPUTS,)),
    Mutant("a weak change stands in the sentence", "reports/sentences.py",
           'if is_suppressed(pay, "change_reliability"):', "if False:", (OUTPUTS,)),
    Mutant("the feed's title has a weak median", "reports/feed.py", "and has_median and not is_suppressed(pay)",
           "and has_median", (OUTPUTS,)),
    Mutant("the feed's title has a weak change", "reports/feed.py",
           'if is_suppressed(pay, "change_reliability"):', "if False:", (OUTPUTS,)),
    Mutant("the feed has a weak share", "reports/feed.py", "    if is_suppressed(demand):\n", "    if False:\n", (WEAK,)),
    Mutant("the feed has a weak change of the share", "reports/feed.py",
           'change is not None and is_suppressed(demand, "change_reliability")', "False", (OUTPUTS,)),
    Mutant("the feed names weak revisions", "reports/feed.py", " or is_suppressed(row):", ":", (OUTPUTS,)),
    Mutant("a snapshot's change has the class of one year", "reports/snapshot.py",
           '"reliability": row["change_reliability"]', '"reliability": row["reliability"]', (OUTPUTS,)),
    Mutant("a weak histogram is listed", "reports/histogram.py", "is_drawn = trend[\"period_end\"], not is_suppressed(rows[0])",
           "is_drawn = trend[\"period_end\"], True", (WEAK,)),
    Mutant("weak places are drawn", "reports/places.py", 'if not is_suppressed(row, "median_reliability")', "if True",
           (OUTPUTS,)),
    Mutant("a premium over a weak market is drawn", "reports/premium.py",
           ' and not is_suppressed(row, "premium_reliability")', "", (WEAK,)),
    Mutant("weak periods are drawn in words", "reports/series.py",
           'row["median_gbp"] is not None and not is_suppressed(row)', 'row["median_gbp"] is not None', (OUTPUTS,)),
    Mutant("weak shares are drawn in words", "reports/series.py",
           'row["share_of_all_pct"] is not None and not is_suppressed(row)', 'row["share_of_all_pct"] is not None',
           (WEAK,)),
    Mutant("a weak market's median is drawn", "reports/prints.py", "None if is_suppressed(row, judge) else m", "m",
           (WEAK,)),
    Mutant("places in lists have no marks", "reports/lists.py", "reliability_mark(trend), reliability_mark(",
           "(), reliability_mark(", (WEAK,)),
    Mutant("skills in lists have no marks", "reports/lists.py",
           'reliability_mark(classes.get((row["skill_list"], row["skill"])))', "()", (OUTPUTS,)),
    Mutant("weak newcomers are named", "reports/moved.py",
           'if row["is_entrant"] and not is_suppressed(row)', 'if row["is_entrant"]', (WEAK,)),
    Mutant("weak leavers are named", "reports/moved.py",
           ' and not is_suppressed(row, "year_before_reliability")', "", (WEAK,)),
    Mutant("weak skills are counted as compared", "reports/moved.py",
           'row["change_reliability"] in {"good", "low"} for row', 'row["share_year_change_pp"] is not None for row',
           (WEAK,)),
    Mutant("the home page sorts by weak figures", "reports/home.py",
           "None if is_suppressed(row, judge_of[name]) else row[name]", "row[name]", (OUTPUTS,)),
    Mutant("a weak rank moves", "reports/changes.py", "now == before or is_weak:\n        return None\n    places",
           "now == before:\n        return None\n    places", (DRAWN,)),
    Mutant("weak shares lead the list of skills", "reports/skill_pages.py",
           "row.share_pct is not None and row.reliability != SUPPRESSED]\n    shares", "row.share_pct is not None]\n    shares",
           (OUTPUTS,)),
    Mutant("the sentence of a skill has weak shares", "reports/skill_pages.py",
           "known = [row for row in listed if row.reliability != SUPPRESSED]", "known = listed", (OUTPUTS,)),
    Mutant("the terminal has no mark beside figures", "cli/flags.py",
           'return how(value) + ("[c]" if judge and is_suppressed(row, judge) else "")', "return how(value)", (OUTPUTS,)),
    Mutant("the terminal shows weak changes", "cli/flags.py", '    if is_suppressed(row, judge):\n        return "[c]"\n', "",
           (OUTPUTS,)),
    Mutant("the terminal names weak newcomers", "cli/skills_view.py",
           'if row["is_entrant"] and not is_suppressed(row)', 'if row["is_entrant"]', (WEAK,)),
    Mutant("the terminal draws weak medians", "cli/trend_view.py",
           'None if is_suppressed(row) else row["median_gbp"]', 'row["median_gbp"]', (OUTPUTS,)),
    Mutant("a difference to a weak median is judged", "library/comparison.py", "noise is None or is_weak else",
           "noise is None else", (WEAK,)),
    Mutant("the web UI plots weak figures", "orchestration/role_state.py", "() if flag == SUPPRESSED else names", "names",
           (OUTPUTS,)),
    Mutant("previews have no marks", "orchestration/describe.py", "if weak.any():", "if False:", (OUTPUTS,)),
    Mutant("the web UI draws weak figures", "orchestration/assets/trends.py",
           ' & frame["reliability"].ne(SUPPRESSED)', "", (OUTPUTS,)),
)  # fmt: skip
"""Every one of them must fail a test."""
