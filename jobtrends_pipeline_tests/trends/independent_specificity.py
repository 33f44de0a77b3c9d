"""How much more a role asks for a skill than others do, worked out once more, beside `independent_lists`."""

from collections.abc import Sequence
from datetime import date

from jobtrends_pipeline_tests.support.trends.independent import PAGE, Key, Row, nearest, over
from jobtrends_pipeline_tests.support.trends.independent_marks import share_class, total_of, weakest

MARKET = ("publisher", "market", "place", "window_months")


def specificities(skills: list[Row], index: Sequence[Row]) -> list[Row]:
    """Skills of each page's latest vintage against the market index within 45 days, else against the other roles."""
    latest: dict[Key, date] = {}
    for row in skills:
        if not row["is_exit"]:
            key = tuple(row[name] for name in PAGE)
            latest[key] = max(latest.get(key, row["as_of"]), row["as_of"])
    tops: dict[Key, dict[str, Row]] = {key: {} for key in latest}
    for row in skills:
        key = tuple(row[name] for name in PAGE)
        if not row["is_exit"] and row["as_of"] == latest[key] and row["share_pct"] is not None:
            rivals = [row, tops[key].get(row["skill"], row)]
            tops[key][row["skill"]] = max(rivals, key=lambda r: r["share_pct"])
    found = []
    for key, asked in tops.items():
        rows_of_market = [row for row in index if tuple(row[name] for name in MARKET) == key[1:]]
        index_day = nearest(latest[key], (row["as_of"] for row in rows_of_market), most=45)
        others = [
            tops[other]
            for other in tops
            if other[0] != key[0] and other[1:] == key[1:] and abs((latest[other] - latest[key]).days) <= 45
        ]
        for skill, row in asked.items():
            of_index = [
                (entry["share_pct"], entry["advert_count"])
                for entry in rows_of_market
                if entry["as_of"] == index_day and entry["share_pct"] and _is_same(entry, row)
            ]
            shares = [other[skill]["share_pct"] if skill in other else 0 for other in others]
            reference = "market_index" if of_index else "other_roles" if others else None
            mean = sum(shares) / len(shares) if shares else None
            share, count = max(of_index, key=lambda one: one[0]) if of_index else (mean, _sum(others, skill))
            referred = share_class(count, total_of(count, share), is_printed=share is not None)
            times = over(row["share_pct"], share, 1)
            names = ("role", "publisher", "market", "subject", "place", "window_months", "as_of")
            found.append(
                {
                    name: row[name]
                    for name in (*names, "skill", "skill_slug", "advert_count", "share_pct", "reliability")
                }
                | {"reference": reference, "reference_as_of": index_day if of_index else None}
                | {"reference_role_count": len(others) if reference == "other_roles" else None}
                | {"reference_share_pct": share, "specificity": times}
                | {"specificity_reliability": weakest(row["reliability"] if times is not None else None, referred)}
            )
    return found


def _sum(others: Sequence[dict[str, Row]], skill: str) -> float | None:
    """Adverts of the other roles that cite a skill; none where no count is printed."""
    counts = [other[skill]["advert_count"] for other in others if skill in other]
    printed = [count for count in counts if count is not None]
    return sum(printed) if printed else None


def _is_same(entry: Row, skill: Row) -> bool:
    has_slug = entry["subject_slug"] is not None and entry["subject_slug"] == skill["skill_slug"]
    return has_slug or bool(entry["subject"].lower() == skill["skill"].lower())
