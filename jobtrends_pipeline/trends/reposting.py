"""Reposting: the design effect of several adverts per vacancy, in SQL.

Adverts of one vacancy are not independent, so their effective number is lower. Figures of one's own adverts count
vacancies, each once, so that nothing is taken off them.
"""

from jobtrends_pipeline.tables.columns import ITJOBSWATCH

DESIGN_EFFECT = 3.0
"""Variance of a figure of the source's adverts over that of as many independent ones.

It is assumed, as no page states it: E[m^2] / E[m] for m adverts a vacancy is 3 where a vacancy is advertised twice on
average, the number of its adverts being geometric (1 for a half of them, 2 for a quarter, ...). Studies that remove
duplicates from online adverts find two to five adverts a vacancy; how many the source removes before it counts is not
known. The shares that it printed daily in spring 2026 moved, within a week, 1.3 to 10 times as much in variance as
those of independent adverts would, in subjects of fewer than 1,500 adverts: an upper bound, as it includes true change
(`docs/method.md`).
"""
WORDS = (
    f"Errors take {DESIGN_EFFECT:.0f} adverts of the source as one independent one: that a vacancy is advertised twice"
    " on average is assumed, not measured. Vacancies of your own adverts count once each."
)


def effective_count(count: str) -> str:
    """Return the SQL of the effective (independent) number of a count.

    It depends on the column `publisher`.

    Args:
        count: Adverts of the source, or vacancies of one's own adverts.
    """
    return f"({count}::DOUBLE / CASE publisher WHEN '{ITJOBSWATCH}' THEN {DESIGN_EFFECT} ELSE 1.0 END)"
