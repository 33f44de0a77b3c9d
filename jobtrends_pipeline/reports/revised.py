"""Tables of revisions by later vintages, and of skills specific to a role."""

from collections.abc import Callable

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import Cell, cell, derived, is_suppressed, reliability_mark
from jobtrends_pipeline.reports.figures import Block, DataRow, Scene
from jobtrends_pipeline.reports.rows import Row, having
from jobtrends_pipeline.reports.summary import pay_formatter

SHOWN, SPECIFIC_SHOWN = 24, 15
MEASURE_WORDS = {
    "rank": "Rank", "rank_change": "Rank change", "advert_count": "Adverts", "share_of_all_pct": "Share of all jobs",
    "share_of_category_pct": "Share of category", "pay_advert_count": "Quoted", "p10_gbp": "10th percentile",
    "p25_gbp": "25th percentile", "median_gbp": "Median", "p75_gbp": "75th percentile", "p90_gbp": "90th percentile",
}  # fmt: skip
REFERENCE_WORDS = {"market_index": "market index", "other_roles": "other roles held"}


def revisions_block(scene: Scene, revisions: list[Row], summary: list[Row]) -> Block | None:
    """Return the newest figures that a later page printed otherwise.

    None is returned where no figure was printed twice.

    Args:
        scene: Subject, market and place.
        revisions: Rows of revisions of one target.
        summary: Rows of revision_summary of the same.
    """
    counted = sorted(having(summary, scope="subject"), key=lambda row: (row["measure"], row["pay_basis"]))
    if not counted:
        return None
    own = having(revisions, scope="subject")
    own.sort(key=lambda row: (row["measure"], row["pay_basis"]))
    own.sort(key=lambda row: row["period_end"], reverse=True)
    figures, revised, withdrawn = (
        sum(row[name] for row in counted) for name in ("figure_count", "revised_count", "withdrawn_count")
    )
    said = (
        f"{words.count(figures)} figures were printed by more than one page, or withdrawn:"
        f" {words.count(revised)} were revised, {words.count(withdrawn)} withdrawn."
    )
    sizes = [text for row in counted if (text := _typical(row))]
    kept = f"The {SHOWN} of the newest periods; all are in the table revisions." if len(own) > SHOWN else ""
    return Block(
        f"{scene.anchor}-revisions",
        "Revisions",
        "what later pages changed",
        tuple(filter(None, (said, f"Usual size of a revision: {'; '.join(sizes)}." if sizes else "", kept))),
        ("Period to", "Figure", "First printed", "As of", "Last printed", "As of", "Revision"),
        tuple(_revision(row) for row in own[:SHOWN]),
    )


def measure_label(row: Row) -> str:
    """Return the name of a revised figure: its measure, and the pay it is of."""
    pay = words.PAY_WORDS.get(row["pay_basis"])
    name = MEASURE_WORDS.get(row["measure"], str(row["measure"]))
    return f"{name}, {pay.noun}" if pay else name


def show_measure(row: Row) -> words.Show:
    """Return the formatter of a revised figure."""
    measure: str = row["measure"]
    if measure.endswith("_gbp"):
        return pay_formatter(row["pay_basis"])
    return words.share if measure.endswith("_pct") else words.count


def _signed(row: Row) -> Callable[[float], str]:
    show = show_measure(row)
    return lambda value: ("+" if value > 0 else words.MINUS if value < 0 else "") + show(abs(value))


def _typical(row: Row) -> str:
    """Return the mean size of the revisions of a measure; empty without revisions."""
    size = row["mean_absolute_revision"]
    if (
        not row["revised_count"]
        or size is None
        or row["measure"] not in {"share_of_all_pct", "median_gbp", "advert_count"}
    ):
        return ""
    shown = show_measure(row)(size) if size >= 1 else f"{size:.3f}"
    return f"{measure_label(row).lower()} {shown} over {words.count(row['figure_count'])}"


def _revision(row: Row) -> DataRow:
    show = show_measure(row)
    marks = reliability_mark(row)
    latest = Cell("withdrawn", is_missing=True) if row["is_withdrawn"] else cell(row, "latest_value", show, marks)
    return DataRow(
        words.day(row["period_end"]),
        (
            Cell(measure_label(row)),
            cell(row, "first_value", show, marks),
            Cell(words.day(row["first_as_of"])),
            latest,
            Cell(words.day(row["latest_as_of"])),
            derived(row, "revision", _signed(row), "reliability"),
        ),
    )


def specific_block(scene: Scene, rows: list[Row]) -> Block | None:
    """Return the skills that the role's adverts name far more often than others do.

    None is returned where there is nothing to compare with.

    Args:
        scene: Subject, market and place.
        rows: Rows of skill_specificity of one target.
    """
    known = [
        row
        for row in rows
        if row["specificity"] is not None
        and row["specificity"] > 1
        and not is_suppressed(row, "specificity_reliability")
    ]
    if not known:
        return None
    known.sort(key=lambda row: (-row["specificity"], row["skill"]))
    references = sorted({row["reference"] for row in known[:SPECIFIC_SHOWN]})
    notes = ["How many times as often the role’s adverts ask for the skill as those it is held against."]
    if "other_roles" in references:
        notes.append(
            "A role that does not list the skill counts as 0%: against other roles the figure is an upper bound."
        )
    return Block(
        f"{scene.anchor}-specific",
        "Specific skills",
        f"as of {words.day(max(row['as_of'] for row in known))}",
        tuple(notes),
        ("Skill", "Times", "Share here", "Share there", "Held against"),
        tuple(
            DataRow(
                row["skill"],
                (
                    cell(
                        row,
                        "specificity",
                        lambda value: f"{value:,.1f}",
                        reliability_mark(row, "specificity_reliability"),
                    ),
                    cell(row, "share_pct", words.share, reliability_mark(row)),
                    cell(row, "reference_share_pct", words.share),
                    Cell(REFERENCE_WORDS.get(row["reference"], row["reference"] or "")),
                ),
            )
            for row in known[:SPECIFIC_SHOWN]
        ),
    )
