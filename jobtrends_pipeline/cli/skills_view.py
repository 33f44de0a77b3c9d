"""Output of `jobtrends skills`: a list by rank, changes on the year, specificity."""

from collections.abc import Callable, Sequence

from jobtrends_pipeline.cli import flags, show
from jobtrends_pipeline.library.published import Row
from jobtrends_pipeline.library.skills import TOP, Skills, skill_flags
from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import is_suppressed
from jobtrends_pipeline.tables.rights import source_lines

_MOST_NAMED = 8
_MOST_SPECIFIC = 5


def show_skills(skills: Skills) -> None:
    """Print the list by rank, then the changes and the specific skills."""
    _tell_head(skills)
    specific = {row["skill"]: row for row in skills.specific}
    has_year = skills.compared_as_of is not None
    has_reference = any(row["reference"] for row in skills.specific)
    on_year, against = ["points", "was", ""] * has_year, ["specific"] * has_reference
    heads = ["rank", "skill", "share", "adverts", *on_year, *against, "flags"]
    lines = [
        (
            *_own_cells(row),
            *(_year_cells(row) if has_year else ()),
            *([_specificity(specific.get(row["skill"]))] if has_reference else []),
            flags.bracketed(skill_flags(row)),
        )
        for row in skills.rows
    ]
    numeric = [position for position, head in enumerate(heads) if head not in ("skill", "", "flags")]
    show.table(heads, lines, numeric=numeric, is_dense=True)
    show.say()
    _tell_movers(skills)
    _tell_specific(skills)
    _tell_list_marks(skills, specific)
    cells = (cell for line in lines for position, cell in enumerate(line) if heads[position] != "skill")
    flags.tell_legend(cells, skills.rows, flags.TOGETHER)
    show.tell(source_lines([skills.series.publisher]))


def _tell_head(skills: Skills) -> None:
    name = "top skills" if skills.skill_list == TOP else skills.skill_list
    known = f"; as known on {words.day(skills.known_on, 'long')}" if skills.known_on else ""
    compared = skills.compared_as_of
    against = f"changes on the page to {words.day(compared)}" if compared else "no page about a year before is held"
    show.tell(f"{skills.series.title}: {name}")
    show.tell(f"Page to {words.day(skills.as_of)}{known}; {against}")
    if skills.series.other_places:
        show.tell(f"Other places (--place): {', '.join(skills.series.other_places)}", "  ")
    show.say()


def _own_cells(row: Row) -> tuple[str, ...]:
    if row["is_exit"]:
        return flags.NOT_COMPARED, row["skill"], flags.NOT_COMPARED, flags.NOT_COMPARED
    return (
        flags.figure(row, "rank", words.count),
        row["skill"],
        flags.figure(row, "share_pct", words.share, "reliability"),
        flags.figure(row, "advert_count", words.count),
    )


def _year_cells(row: Row) -> tuple[str, str, str]:
    moved = flags.change(row, "share_year_change_pp", _points, "change_reliability", "is_change_beyond_noise")
    before = flags.NOT_COMPARED
    if row["rank_year_before"] is not None:
        before = flags.figure(row, "rank_year_before", words.count, "year_before_reliability")
    return moved, before, "left" if row["is_exit"] else "new" if row["is_entrant"] else ""


def _points(value: float) -> str:
    return words.signed_pct(value).removesuffix("%")


def _specificity(row: Row | None) -> str:
    """Return the specificity in words: how many times the share of the reference.

    It is `only` where no other role lists the skill.
    """
    if row is None or row["reference"] is None:
        return flags.NOT_COMPARED
    if row["specificity"] is None:
        return flags.NOT_COMPARED if is_suppressed(row) else "only"
    if is_suppressed(row, "specificity_reliability"):
        return "[c]"
    bound = "≤ " if row["reference"] == "other_roles" else ""
    return f"{bound}{row['specificity']:,.1f}×"


def _tell_movers(skills: Skills) -> None:
    sure = [row for row in skills.rows if row["is_change_beyond_noise"]]
    up = sorted((row for row in sure if row["share_year_change_pp"] > 0), key=lambda row: -row["share_year_change_pp"])
    down = sorted((row for row in sure if row["share_year_change_pp"] < 0), key=lambda row: row["share_year_change_pp"])
    new = [row for row in skills.rows if row["is_entrant"] and not is_suppressed(row)]
    left = [row for row in skills.rows if row["is_exit"] and not is_suppressed(row, "year_before_reliability")]
    left.sort(key=lambda row: row["rank_year_before"] or 0)
    _name("Risers beyond noise, points", up, lambda row: _points(row["share_year_change_pp"]))
    _name("Fallers beyond noise, points", down, lambda row: _points(row["share_year_change_pp"]))
    _name("New to the list", new, lambda row: flags.figure(row, "share_pct", words.share))
    _name("Left the list, share then", left, lambda row: words.share(row["share_year_before_pct"] or 0))
    if new or left:
        show.tell("(A list is cut: a new skill may have been just below the cut, one that left may be there now.)")


def _tell_specific(skills: Skills) -> None:
    sure = [
        row for row in skills.specific
        if row["specificity"] is not None and row["specificity"] > 1
        and not is_suppressed(row, "specificity_reliability")
    ]  # fmt: skip
    _name("Most specific, of all lists", sure[:_MOST_SPECIFIC], _specificity)


def _name(label: str, found: Sequence[Row], value: Callable[[Row], str]) -> None:
    """Print one line of skills, each with a value; nothing without skills."""
    if found:
        more = f", and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        named = ", ".join(f"{row['skill']} {value(row)}" for row in found[:_MOST_NAMED])
        show.tell(f"{label}: {named}{more}", "  ")


def _tell_list_marks(skills: Skills, specific: dict[str, Row]) -> None:
    if skills.compared_as_of:
        show.tell(
            "points: change of the share on the year, percentage points; was: rank a year before; "
            "new, left: not on the list a year before, not on it now",
            "    ",
        )
    referred = [specific[row["skill"]] for row in skills.rows if row["skill"] in specific]
    days = sorted({row["reference_as_of"] for row in referred if row["reference_as_of"]})
    counts = [row["reference_role_count"] for row in referred if row["reference_role_count"]]
    if days:
        dates = ", ".join(words.day(day) for day in days)
        show.tell(f"N×: asked for N times as often as in the whole market, by the market index of {dates}", "    ")
    if counts:
        roles = f"{max(counts)} other role{'s' if max(counts) != 1 else ''} held"
        show.tell(f"≤ N×: at most N times the mean of {roles}; only: none of them lists it", "    ")
    if skills.known_on:
        show.tell("Specificity is worked out for the latest page only, not as known on a day.")
