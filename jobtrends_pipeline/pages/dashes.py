"""Meaning of a printed "-", decided by the figures around it.

The meanings are: no change, new entry, not published, no data.
"""

from collections.abc import Iterable

from jobtrends_pipeline.pages.page import Figure

_MEDIAN_OF_CHANGE = {
    "median_change_pct": "median_gbp",
    "comparison_place_change_pct": "comparison_place_median_gbp",
}
_PERCENTILES = ("p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp")

Known = dict[tuple[str, str | None, str, int | None], float]


def known_values(figures: Iterable[Figure]) -> Known:
    """Return the values of the summary by section, pay basis, measure and lag.

    Figures without a value are left out.
    """
    return {
        (figure.section, figure.pay_basis, figure.measure, figure.lag_years): figure.value
        for figure in figures
        if figure.part == "summary" and figure.measure and figure.value is not None
    }


def resolve_summary_dash(figure: Figure, known: Known) -> Figure:
    """Replace the dash of a summary figure by its meaning.

    A change is "no change" (0) only if both medians are printed on the page. The median of the year before the oldest
    window is not printed, so the dash of that window's change stays without a value.

    Args:
        figure: The figure.
        known: Values of the summary, see `known_values`.

    Returns:
        The figure with its new status; the same figure if it is not a dash.
    """
    if figure.status != "dash" or figure.measure is None:
        return figure
    section, basis, measure, lag = figure.section, figure.pay_basis, figure.measure, figure.lag_years
    has_no_jobs = known.get((section, None, "advert_count", lag)) == 0
    if measure in _MEDIAN_OF_CHANGE and lag is not None:
        median = _MEDIAN_OF_CHANGE[measure]
        now, before = ((section, basis, median, years) in known for years in (lag, lag + 1))
        is_about_place = measure == "comparison_place_change_pct"  # printed even without adverts for the subject
        if now and before and (is_about_place or not has_no_jobs):
            return figure._replace(status="no_change", value=0.0)
        is_kept_back = now and lag == 2 and not has_no_jobs
        return figure._replace(status="not_published" if is_kept_back else "no_data")
    if measure == "rank_change" and not has_no_jobs and (section, None, "rank", lag) in known:
        return figure._replace(status="new_entry")
    if measure in _PERCENTILES and not has_no_jobs and known.get((section, basis, "pay_advert_count", lag)) != 0:
        return figure._replace(status="not_published")
    return figure._replace(status="no_data")


def resolve_row_dash(figure: Figure, row: dict[str, Figure], *, is_unchanged: bool) -> Figure:
    """Replace the dash of a location or index figure by its meaning.

    Args:
        figure: The figure.
        row: All figures of its row, by measure.
        is_unchanged: Whether the page prints both medians elsewhere and they are equal.

    Returns:
        The figure with its new status; the same figure if it is not a dash.
    """
    if figure.status != "dash":
        return figure
    if figure.measure == "rank_change":
        return figure._replace(status="new_entry")
    if figure.measure != "median_change_pct":
        return figure._replace(status="no_data")
    if is_unchanged:
        return figure._replace(status="no_change", value=0.0)
    is_new = "rank_change" in row and row["rank_change"].status in ("dash", "new_entry")
    has_median = "median_gbp" in row and row["median_gbp"].value is not None
    return figure._replace(status="not_published" if has_median and not is_new else "no_data")
