"""Pages on which no skill changed: how many skills are named all the same, read from the trend tables; seeded."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from jobtrends_pipeline.tables.facts import FACT_DEMAND, FACT_LOCATION, FACT_PAY, FACT_SKILL
from jobtrends_pipeline.tables.frames import rows_frame, typed
from jobtrends_pipeline_tests.support.trends.frames import build_role_trends
from jobtrends_pipeline_tests.support.trends.printed import Facts
from jobtrends_pipeline_tests.support.trends.simulated import ENDS, Numbers, Positions, first_adverts

Flags = npt.NDArray[np.bool_]
FEW_COUNT = 2
MOST_SHARE, LEAST_SHARE, FALL = 0.75, 0.008, 0.75
"""Shares of skills fall from the first to the last as those of a real page do: the k-th is 0.8 k^-0.75."""


@dataclass(frozen=True, slots=True)
class Named:
    """Skills that are called changed where none is: on a page on average, and percent of pages that name any.

    `alone` is what each change by itself is called, beyond 1.96 errors of independent adverts; `together` what the
    tables say; `tested` is the skills of a page that were judged.
    """

    alone: float
    pages_alone_pct: float
    together: float
    pages_together_pct: float
    tested: float


def named_of_unchanged(skills: int, adverts: int, per_vacancy: float, pages: int, seed: int) -> Named:
    """What is named on pages whose two vintages cite their skills alike.

    Args:
        skills: Skills that may be cited; those without an advert are not listed.
        adverts: Adverts of each vintage.
        per_vacancy: Mean adverts a vacancy.
        pages: Pages drawn.
        seed: Of the draws.
    """
    random = np.random.default_rng([seed, skills, adverts])
    shares = np.clip(0.8 * np.arange(1, skills + 1) ** -FALL, LEAST_SHARE, MOST_SHARE)
    drawn = np.stack([_vintages(random, shares, adverts, per_vacancy) for _ in range(pages)])
    trend = build_role_trends(_facts(drawn, adverts))["trend_skill"]
    now = trend[trend["as_of"] == ENDS[0]]
    together = now["is_change_beyond_noise"].fillna(value=False).astype(bool).groupby(now["place"]).sum()
    alone = _alone(drawn, adverts).sum(axis=1)
    return Named(
        float(alone.mean()),
        float((alone > 0).mean() * 100),
        float(together.sum() / pages),
        float((together > 0).sum() / pages * 100),
        float(now["change_p_value"].notna().sum() / pages),
    )


def _vintages(random: np.random.Generator, shares: Numbers, adverts: int, per_vacancy: float) -> Positions:
    """Adverts that cite each skill, shape (2, skills); the skills of an advert go together by its technology."""
    loads = random.standard_normal(len(shares))
    found = []
    for _ in range(2):
        technology = random.standard_normal(adverts)
        odds = np.log(shares / (1 - shares)) + np.outer(technology, loads)
        cites = random.random(odds.shape) < 1 / (1 + np.exp(-odds))
        found.append(cites[first_adverts(random, (adverts,), per_vacancy)].sum(axis=0))
    return np.stack(found)


def _alone(drawn: Positions, adverts: int) -> Flags:
    """Which skills moved by more than 1.96 errors of independent adverts, of those that both vintages list."""
    share = drawn / adverts
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = ((1 - share) * (drawn + FEW_COUNT) / drawn**2 * share**2).sum(axis=1)
    found: Flags = (np.abs(share[:, 0] - share[:, 1]) > 1.96 * np.sqrt(variance)) & (drawn > 0).all(axis=1)
    return found


def _facts(drawn: Positions, adverts: int) -> Facts:
    """Facts of the skills of pages, shape (pages, 2, skills); a page's place is its number."""
    page, lag, skill = np.nonzero(drawn)
    count = drawn[page, lag, skill]
    frame = pd.DataFrame({"advert_count": count, "share_pct": (count / adverts * 100).round(2)}).assign(
        role="r", subject="R", publisher="itjobswatch", market="permanent",
        place=[f"{number:05}" for number in page], window_months=6,
        as_of=ENDS.to_numpy()[lag], capture_id="none", skill_list="top", rank=1,
        skill=[f"s{number:03}" for number in skill],
    )  # fmt: skip
    empty = {table.name: rows_frame(table, []) for table in (FACT_DEMAND, FACT_PAY, FACT_LOCATION)}
    return {**empty, FACT_SKILL.name: typed(FACT_SKILL, frame)}
