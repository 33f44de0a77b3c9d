"""Months that follow each other with the same to be said of them share a line."""

from jobtrends_pipeline.cli.months import spans


def said(**months: str) -> list[str]:
    """Lines for months given as `m2019_12`."""
    return list(spans((f"{name[1:5]}-{name[6:]}-01", reason) for name, reason in months.items()))


def test_a_month_stands_alone_and_a_row_of_them_across_a_new_year_together() -> None:
    assert said(m2019_03="gone", m2019_11="none", m2019_12="none", m2020_01="none") == [
        "2019-03  gone",
        "2019-11 to 2020-01 (3 months)  none",
    ]


def test_a_gap_and_another_reason_begin_a_new_line() -> None:
    assert [line[:7] for line in said(m2019_03="none", m2019_05="none", m2019_06="gone", m2019_07="none")] == [
        "2019-03", "2019-05", "2019-06", "2019-07",
    ]  # fmt: skip
