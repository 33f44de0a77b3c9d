"""Pay is read as an advert states it, and other money is not taken for it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtrends_pipeline.adverts.pay import read_pay, read_pay_line
from jobtrends_pipeline.adverts.pay_choice import stated_pay
from jobtrends_pipeline.adverts.pay_types import Pay, PayReading
from jobtrends_pipeline.adverts.text import advert_text
from jobtrends_pipeline_tests.support.advert_data import api_answers, gold, needs_adverts, table

YEARS = {"hour": 1920, "day": 240, "week": 48, "month": 12, "year": 1, "unknown": 1}
"""Factors by which the API of 2013 made yearly figures."""


def said(reading: PayReading) -> str:
    """The pay that counts, as "low-high basis currency"."""
    pay = stated_pay(reading.pays)
    return f"{pay.low:g}-{pay.high:g} {pay.basis} {pay.currency}" if pay else "none"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Salary: £45,000 - £55,000 per annum", "45000-55000 year GBP"),
        ("£45-55k plus bonus", "45000-55000 year GBP"),
        ("Up to £60k", "60000-60000 year GBP"),
        ("Salary: £45-50,000", "45000-50000 year GBP"),
        ("Head of Sales - Up to £120k", "120000-120000 year GBP"),
        ("Budget up to £500p/d", "500-500 day GBP"),
        ("£28,000 increasing to £30,000 after probation", "28000-30000 year GBP"),
        ("Salary between £30,000 and £33,000", "30000-33000 year GBP"),
        ("Rate: £500-550 per day inside IR35", "500-550 day GBP"),
        ("Day Rate: £400500 (Outside IR35)", "400-500 day GBP"),
        ("Salary £40,00050,000", "40000-50000 year GBP"),
        ("Rate: Up to £600 p/dThe Role", "600-600 day GBP"),
        ("Pay £12.50 to £14.00 an hour", "12.5-14 hour GBP"),
        ("£354 PAYE or £494 UMBRELLA per day", "354-354 day GBP"),
        ("Salary: 77K GBP", "77000-77000 year GBP"),
        ("$98/hr remote", "98-98 hour USD"),
        ("€99.000 - €124.000 EUR", "99000-124000 year EUR"),
        ("£40,100 - £19.49 per hour", "40100-40100 year GBP"),
        ("Salary: Band 5 - £24,907", "24907-24907 year GBP"),
        ("Grade 7, £37,694 - £47,389 per annum", "37694-47389 year GBP"),
        ("basic £25,000, OTE £45,000", "25000-25000 year GBP"),
        ("£50,000 salary and £5,000 car allowance", "50000-50000 year GBP"),
        ("£60,652\nper year - estimated\nup to £60,000", "60000-60000 year GBP"),
        ("Salary: £15,000 - 16,920 per year. More: a daily rate of £500 - £510 (PAYE)", "500-510 day GBP"),
        ("Salary up to £30,000 or so. £26,000 - £30,000 per annum", "26000-30000 year GBP"),
        ("We raised £143 million", "none"),
        ("save up to £1,000 a year", "none"),
        ("10-20 hours per week", "none"),
        ("a 401(k) with 5% match and 401k", "none"),
        ("top pay, 401k match", "none"),
        ("pay: 401k match", "none"),
        ("Rate: 90 days per year", "none"),
        ("$10,000 fertility benefit", "none"),
        ("a $250,000 equity grant", "none"),
        ("£500 annually on flexible benefits", "none"),
        ("training budget of £1,500", "none"),
        ("turnover of £85,000", "none"),
        ("an annual sales target of £250,000", "none"),
        ("clients with £100k+ budgets", "none"),
        ("pension contribution of £12,500", "none"),
        ("Salary: £? - ? per year", "none"),
        ("Daily Rate: £DOE", "none"),
        ("£ Competitive", "none"),
    ],
)
def test_free_text_states_pay_or_other_money(text: str, expected: str) -> None:
    assert said(read_pay(text)) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("26000 to 29000 per year", "26000-29000 year "),
        ("8.50 per hour", "8.5-8.5 hour "),
        ("25-30K PLUS BONUS", "25000-30000 year "),
        ("37000/annum 37K to 47K", "37000-47000 year "),
        ("20 - 25k Basic, 70 - 75K OTE", "20000-25000 year "),
        ("‚¬30,000 - ‚¬35,000 per annum", "30000-35000 year EUR"),
        ("0 to 13 per hour", "13-13 hour "),
        ("25,000 to 28,00", "25000-28000 year "),
        ("£27,,000 per annum", "27000-27000 year GBP"),
    ],
)
def test_a_pay_line_needs_no_sign(line: str, expected: str) -> None:
    assert said(read_pay_line(line)) == expected


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("Salary up to £60,000 per annum", {"up_to"}),
        ("Salary from £60,000 per annum", {"from"}),
        ("£30,000 - £45,000 per annum, negotiable, pro-rata, inc benefits, OTE", {"ote", "pro_rata"}),
        ("£60,652 per year - estimated", {"estimated"}),
        ("Salary £60,000", {"by_size"}),
        ("£40k - £45k basic / Double OTE", {"by_size"}),
    ],
)
def test_what_qualifies_pay_is_flagged(text: str, flags: set[str]) -> None:
    (pay,) = read_pay(text).pays
    assert pay.flags == flags


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("£20,000 - £225,000 per annum", "too_wide"),
        ("£7,800 per annum", "too_low"),
        ("£600,000 per annum", "too_high"),
        ("£3 million", "millions"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(line: str, reason: str) -> None:
    reading = read_pay_line(line)
    assert reading.pays == ()
    assert [refused.reason for refused in reading.refused] == [reason]


def test_the_words_that_pay_was_read_from_stand_at_their_place() -> None:
    text = "A job.\nSalary: £45,000 - £55,000 per annum, hybrid"
    (pay,) = read_pay(text).pays
    assert text[pay.start : pay.end] == pay.text == "£45,000 - £55,000 per annum"


def counted(pairs: list[tuple[str, str]]) -> tuple[float, float]:
    """Precision and recall of what was read against labels."""
    read = [pair for pair in pairs if pair[0] != "none"]
    stated = [pair for pair in pairs if pair[1] != "none"]
    right = sum(one == other for one, other in read)
    return right / len(read), right / len(stated)


@needs_adverts
def test_free_text_of_two_boards_is_read_as_by_hand() -> None:
    labels = gold("pay_boards.tsv")
    assert len(labels) == 400
    read = {
        (board, str(row)): said(read_pay(advert_text(advert["job_description"])))
        for board in ("board-a", "board-b")
        for row, advert in enumerate(table(f"{board}-2026-fulltext-200"))
    }
    precision, recall = counted([(read[board, row], label) for board, row, label in labels])
    assert precision >= 0.97
    assert recall >= 0.97


@needs_adverts
def test_cut_texts_of_an_api_are_read_as_by_hand() -> None:
    labels = gold("pay_adzuna.tsv")
    assert len(labels) == 200
    answers = api_answers()
    pairs = [
        (said(read_pay(f"{answers[name]['title']}\n{answers[name]['description']}")), label) for name, label in labels
    ]
    precision, recall = counted(pairs)
    assert precision >= 0.95
    assert recall >= 0.90


@needs_adverts
def test_pay_lines_of_2013_agree_with_the_figures_of_their_board() -> None:
    rows = table("adzuna-2013-800")
    pays = [(stated_pay(read_pay_line(row["SalaryRaw"]).pays), float(row["SalaryNormalized"])) for row in rows]
    read = [(pay, figure) for pay, figure in pays if pay]
    right = sum(abs((pay.low + pay.high) / 2 * YEARS[pay.basis] / figure - 1) < 0.011 for pay, figure in read)
    assert len(read) >= 0.99 * len(rows)
    assert right >= 0.99 * len(read)


@needs_adverts
def test_pay_lines_of_2018_are_read_to_the_pound() -> None:
    lines = [row["salary_offered"].strip() for row in table("reed-2018-5000")]
    read = [(line, pay) for line in lines if (pay := stated_pay(read_pay_line(line).pays))]
    assert len(read) >= 0.99 * len(lines)
    assert sum(_agrees_with_its_words(line, pay) for line, pay in read) >= 0.995 * len(read)


def _agrees_with_its_words(line: str, pay: Pay) -> bool:
    amounts = [float(word.strip("£,‚¬").replace(",", "")) for word in line.split() if word.strip("£‚¬")[:1].isdigit()]
    flags = {name for name, word in {"ote": "OTE", "pro_rata": "pro-rata", "up_to": "up to"}.items() if word in line}
    currency = "GBP" if "£" in line else "EUR"
    return (pay.low, pay.high, pay.basis, pay.currency) == (amounts[0], amounts[-1], "year", currency) and (
        pay.flags == flags
    )


@given(st.integers(10, 200), st.integers(1, 50), st.sampled_from(["-", " - ", " to ", "–"]), st.booleans())
def test_any_range_of_thousands_is_read_in_all_its_spellings(low: int, more: int, dash: str, is_short: bool) -> None:  # noqa: FBT001  # drawn
    high = low + more
    printed = f"£{low}{dash}£{high}k" if is_short else f"£{low},000{dash}£{high},000 per annum"
    assert said(read_pay(f"Salary: {printed}")) == f"{low * 1000}-{high * 1000} year GBP"


@given(
    st.lists(st.sampled_from(["Salary £50,000 per annum.", "We raised £5m.", "Hybrid.", "£400 per day."]), max_size=8)
)
def test_repetition_adds_no_pay(sentences: list[str]) -> None:
    once = read_pay("\n".join(dict.fromkeys(sentences))).pays
    again = read_pay("\n".join(sentences)).pays
    assert {(pay.low, pay.basis) for pay in once} == {(pay.low, pay.basis) for pay in again}
    assert len(again) == len(once)


@given(st.text(max_size=300))
@settings(max_examples=300)
def test_any_text_is_read_without_error(text: str) -> None:
    for reading in (read_pay(text), read_pay_line(text)):
        assert all(0 < pay.low <= pay.high for pay in reading.pays)


@pytest.mark.parametrize(
    "hostile",
    [
        "1" * 10**6,
        "£" * 10**6,
        "£1" * 10**5 * 5,
        "(" * 10**6,
        "\u202e" * 10**6,
        "salary £12,345 to " * 10**5,
        "£123," + "123," * 10**5,
    ],
    ids=["digits", "pounds", "amounts", "brackets", "marks", "ranges", "commas"],
)
def test_hostile_texts_end_soon(hostile: str) -> None:
    start = time.process_time()
    read_pay(hostile)
    read_pay_line(hostile)
    assert time.process_time() - start < 2
