"""Tables beside the facts of own adverts: sources, coverage, errors, histograms."""

from dataclasses import replace

from jobtrends_pipeline.tables import columns as c
from jobtrends_pipeline.tables.columns import MAXIMUM_PAY_GBP
from jobtrends_pipeline.tables.facts import FACT_PAY, TARGET, TARGET_GRAIN
from jobtrends_pipeline.tables.model import Column, ColumnType, Table

INTEGER, NUMBER, DATE = ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DATE
PAY_MEASURES = ("p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp")


def _count(name: str, description: str, unit: str = "adverts") -> Column:
    return Column(name, INTEGER, description, unit, minimum=0)


def _pay(name: str, description: str) -> Column:
    return Column(
        name, NUMBER, description, "GBP per year, day or hour, as pay_basis says", minimum=0, maximum=MAXIMUM_PAY_GBP
    )


ADVERT_COVERAGE = Table(
    name="advert_coverage",
    layer="trends",
    description="What the facts of own adverts rest on: adverts of a window that count, and those that do not.",
    grain=("publisher", "market", "place", "window_months", "as_of"),
    columns=(
        c.PUBLISHER, c.MARKET, replace(c.PLACE, description="Place; UK has all adverts of the market."),
        c.WINDOW_MONTHS, replace(c.AS_OF, description="Last day of the window; adverts seen later are not in it."),
        _count("seen_advert_count", "Adverts as seen, each sighting of a posting for itself."),
        _count("course_advert_count", "Of these, sellers of courses; they do not count."),
        _count("abroad_advert_count", "Of these, jobs abroad; they do not count."),
        _count("counted_advert_count", "Of these, those that count."),
        _count("recognised_advert_count", "Adverts that count and name a role."),
        _count("placed_advert_count", "Adverts that count and name a region or nation at least."),
        _count("whole_text_advert_count", "Adverts that count and whose text is whole, so that skills are known."),
        _count("pay_advert_count", "Adverts that count and state pay that counts."),
        _count("estimated_advert_count", "Adverts that count, whose only pay is the source's estimate; it is dropped."),
        _count("folded_advert_count", "Adverts that count and repeat a vacancy of the window."),
        _count("vacancy_count", "Vacancies in the window.", "vacancies"),
        _count("recognised_vacancy_count", "Vacancies with a recognised role; null from 1 to 4.", "vacancies"),
        Column("first_seen_on", DATE, "First day on which an advert of the window was seen."),
        Column("last_seen_on", DATE, "Last day on which an advert of the window was seen."),
        Column("history_from", DATE, "First day of any advert of the publisher."),
    ),
)  # fmt: skip

ADVERT_PAY_ERROR = Table(
    name="advert_pay_error",
    layer="trends",
    description=(
        "Sampling errors of percentiles of own adverts, by drawing vacancies and employers again, beside the "
        "approximation of the trends."
    ),
    grain=(*FACT_PAY.grain, "measure"),
    columns=(
        *TARGET, c.PERIOD_END, c.SCOPE, c.PAY_BASIS,
        Column("measure", ColumnType.TEXT, "Percentile, a column of fact_pay.", allowed=PAY_MEASURES),
        _pay("estimate_gbp", "The percentile."),
        _count("vacancy_count", "Vacancies that state pay.", "vacancies"),
        Column("employer_count", INTEGER, "Employers of these; a vacancy without one is its own.", "employers",
               minimum=1),
        _pay("error_gbp", "Standard error, vacancies drawn again."),
        _pay("low_gbp", "Lower end of the 95 % interval, vacancies drawn again."),
        _pay("high_gbp", "Upper end of the 95 % interval, vacancies drawn again."),
        _pay("employer_error_gbp", "Standard error, employers drawn again with all their vacancies."),
        _pay("employer_low_gbp", "Lower end of the 95 % interval, employers drawn again."),
        _pay("employer_high_gbp", "Upper end of the 95 % interval, employers drawn again."),
        Column("approximate_rse_pct", NUMBER, "RSE that the trends work out of the five percentiles; of the median.",
               "%", minimum=0),
    ),
)  # fmt: skip

ADVERT_PAY_HISTOGRAM = Table(
    name="advert_pay_histogram",
    layer="trends",
    description=(
        "Exact histogram of the middles of advertised ranges, in the bins of pay_histogram; neighbours are joined "
        "until each has 5 vacancies."
    ),
    grain=(*TARGET_GRAIN, "period_end", "scope", "pay_basis", "bin_low_gbp"),
    columns=(
        *TARGET, c.PERIOD_END, c.SCOPE, c.PAY_BASIS,
        _pay("bin_low_gbp", "Lower edge, which is in the bin."), _pay("bin_high_gbp", "Upper edge, which is not."),
        _count("vacancy_count", "Vacancies in the bin.", "vacancies"),
        Column("bin_share_pct", NUMBER, "Share of the vacancies that state pay.", "%", minimum=0, maximum=100),
    ),
)  # fmt: skip

ADVERT_SOURCES = Table(
    name="advert_sources",
    layer="trends",
    description="Sources of own adverts, as adverts.yaml declares them, with the terms that bind their figures.",
    grain=("publisher", "source"),
    columns=(
        c.PUBLISHER, Column("source", ColumnType.TEXT, "Source of the adverts."),
        Column("licence", ColumnType.TEXT, "Licence or terms of the adverts, in words.").required(),
        Column("terms", ColumnType.TEXT, "Address of the terms."),
        Column("attribution", ColumnType.TEXT, "Line that has to stand beside figures."),
        Column("first_seen_on", DATE, "First day on which an input was captured.").required(),
        Column("last_seen_on", DATE, "Last day on which an input was captured.").required(),
    ),
)  # fmt: skip

ADVERT_FIGURE_TABLES = (ADVERT_COVERAGE, ADVERT_PAY_ERROR, ADVERT_PAY_HISTOGRAM)
