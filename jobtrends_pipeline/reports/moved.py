"""Figure of skills that rise and fall on the year, and of entrants and exits."""

from datetime import date

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import Cell, break_mark, break_words, cell, is_suppressed, reliability_mark
from jobtrends_pipeline.reports.charts import BLUE, VERMILLION, Chart, Datum, Field
from jobtrends_pipeline.reports.figures import DataRow, Figure, Scene
from jobtrends_pipeline.reports.lists import TOP
from jobtrends_pipeline.reports.periods import moment
from jobtrends_pipeline.reports.rows import Row, having, latest
from jobtrends_pipeline.trends import reposting, significance

SHOWN = 10
"""Most skills drawn in each direction."""
NAMED = 15
LISTS_END = (
    "Listed are the 30 top skills and up to 20 of each category: a skill can be new on a list, or leave it,"
    " by passing the cut."
)
JUDGED = f"Beyond sampling noise: the changes of a page are {significance.WORDS}. {reposting.WORDS}"


def moved_figure(scene: Scene, trends: list[Row]) -> Figure | None:
    """Return the skills whose shares changed beyond noise on the year.

    The newest lists are compared with those of a year before; None is returned without such lists.

    Args:
        scene: Subject, market and place.
        trends: Rows of trend_skill of one target.
    """
    as_of = latest(trends)
    if as_of is None:
        return None
    skills = _one_each(having(trends, as_of=as_of))
    compared = [row for row in skills if row["compared_as_of"] is not None]
    if not compared:
        return None
    moved = [row for row in compared if row["is_change_beyond_noise"] and row["share_year_change_pp"]]
    moved.sort(key=lambda row: (-row["share_year_change_pp"], row["skill"]))
    rising = [row for row in moved if row["share_year_change_pp"] > 0]
    falling = [row for row in moved if row["share_year_change_pp"] < 0]
    shown = [*rising[:SHOWN], *falling[-SHOWN:]]
    before = max(row["compared_as_of"] for row in compared)
    return Figure(
        f"{scene.anchor}-moved",
        "Skills rising and falling",
        f"Share of the role’s adverts, %, against {words.day(before)}",
        _message(scene, rising, falling, sum(row["change_p_value"] is not None for row in compared)),
        as_of,
        _chart(shown, as_of) if shown else None,
        ("before", "rising", "falling"),
        (*_broken(compared), *_came_and_went(compared), JUDGED, LISTS_END),
        ("Skill", "Share", "A year before", "Change", "Adverts"),
        tuple(_row(row) for row in moved),
    )


def _one_each(rows: list[Row]) -> list[Row]:
    """Return one row per skill, from the list with most about the year before.

    Of equals, the top list is preferred.
    """
    best: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: (row["skill_list"] != TOP, row["skill_list"])):
        held = best.get(row["skill"])
        if held is None or _knowledge(row) > _knowledge(held):
            best[row["skill"]] = row
    return [best[name] for name in sorted(best)]


def _knowledge(row: Row) -> int:
    return 2 * (row["share_year_change_pp"] is not None) + (not row["is_exit"])


def _chart(shown: list[Row], as_of: date) -> Chart:
    fields = (
        Field("v", "Share", "pct"), Field("before", "A year before", "pct"), Field("c", "Change", "pp"),
        Field("n", "Adverts", "count"),
    )  # fmt: skip
    points: list[Datum] = [
        {
            "name": row["skill"],
            "v": row["share_pct"],
            "before": row["share_year_before_pct"],
            "at": row["share_pct"],
            "c": row["share_year_change_pp"],
            "n": row["advert_count"],
            "f": "".join((*reliability_mark(row), *break_mark(row))),
            "a": moment(as_of),
            "colour": BLUE if row["share_year_change_pp"] > 0 else VERMILLION,
        }
        for row in shown
    ]
    return Chart("moves", "pct", fields, {"points": points})


def _message(scene: Scene, rising: list[Row], falling: list[Row], count: int) -> str:
    said = (
        f"{scene.where}: of {words.count(count)} skills that both years list with adverts enough {len(rising)} rose and"
    )
    said += f" {len(falling)} fell beyond sampling noise"
    if rising:
        said += f"; most up {_named(rising[0])}"
    if falling:
        said += f"; most down {_named(falling[-1])}"
    return f"{said}."


def _named(row: Row) -> str:
    return f"{row['skill']} ({_points(row['share_year_change_pp'])})"


def _points(value: float) -> str:
    return f"{value:+.2f} points".replace("-", words.MINUS)


def _broken(compared: list[Row]) -> tuple[str, ...]:
    """Return the breaks between the lists of the two years, in words."""
    named = break_words(compared)
    return (f"Break [b] between the two years: {'; '.join(named)}.",) if named else ()


def _came_and_went(compared: list[Row]) -> tuple[str, ...]:
    groups = {
        "New on the lists": [row for row in compared if row["is_entrant"] and not is_suppressed(row)],
        "No longer on them": [
            row for row in compared if row["is_exit"] and not is_suppressed(row, "year_before_reliability")
        ],
    }
    notes = []
    for label, rows in groups.items():
        ordered = sorted(rows, key=lambda row: (-(row["share_pct"] or row["share_year_before_pct"] or 0), row["skill"]))
        names = ", ".join(row["skill"] for row in ordered[:NAMED])
        more = f" and {len(ordered) - NAMED} more" if len(ordered) > NAMED else ""
        if ordered:
            notes.append(f"{label}: {names}{more}.")
    return tuple(notes)


def _row(row: Row) -> DataRow:
    return DataRow(
        row["skill"],
        (
            cell(row, "share_pct", words.share, reliability_mark(row)),
            cell(row, "share_year_before_pct", words.share, reliability_mark(row, "year_before_reliability")),
            Cell(_points(row["share_year_change_pp"]), break_mark(row)),
            cell(row, "advert_count", words.count),
        ),
    )
