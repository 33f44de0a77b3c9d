"""The text beats a field that is wrong, and says what is wrong with it."""

import pytest

from jobtrends_pipeline.adverts.pay import read_pay, read_pay_line
from jobtrends_pipeline.adverts.pay_choice import stated_pay
from jobtrends_pipeline.adverts.pay_fields import AdvertPay, PayField, reconcile
from jobtrends_pipeline.adverts.text import advert_text
from jobtrends_pipeline_tests.support.advert_data import json_lines, needs_adverts, table


def reconciled(field: PayField | None, text: str) -> AdvertPay:
    return reconcile(field, read_pay(text).pays)


def test_an_hourly_rate_in_the_text_beats_a_year_in_the_field() -> None:
    found = reconciled(PayField(14725, 14725, "YEAR", "GBP"), "Salary: £8.76 per hour")
    assert found.pay is not None
    assert (found.pay.low, found.pay.basis, found.origin, found.findings) == (
        8.76,
        "hour",
        "text",
        ("field_converted",),
    )


def test_the_same_amount_with_another_unit_is_of_the_texts_unit() -> None:
    found = reconciled(PayField(50, 70, "daily", "USD"), "Compensation: $50–$70 /hour")
    assert found.pay is not None
    assert (found.pay.basis, found.findings) == ("hour", ("unit_differs",))


def test_a_boards_nonsense_gives_way_to_the_day_rate() -> None:
    text = "Salary: £15,000 - 16,920 per year. This position offers a daily rate of £500 - £510"
    found = reconciled(PayField(15000, 16920, "annum", "GBP"), text)
    assert found.pay is not None
    assert (found.pay.low, found.pay.high, found.pay.basis) == (500, 510, "day")
    assert found.findings == ("amounts_differ",)


def test_a_bonus_in_the_field_gives_way_to_the_salary() -> None:
    found = reconciled(PayField(1500, 1500, "YEAR", "GBP"), "Welcome Bonus £1,500. Salary £24,907 - £30,615 per annum")
    assert found.pay is not None
    assert found.pay.high == 30615
    assert found.findings == ("implausible_field:too_low",)


def test_field_and_text_that_agree_are_no_finding() -> None:
    found = reconciled(PayField(45000, 55000, "YEAR", "GBP"), "Salary: £45,000 - £55,000 per annum")
    assert (found.origin, found.findings) == ("both", ())


def test_the_text_may_state_one_end_of_the_field() -> None:
    found = reconciled(PayField(80000, 90000, "annum", "GBP"), "Paying up to £90,000 per annum")
    assert found.pay is not None
    assert (found.pay.low, found.pay.high, found.pay.flags) == (80000, 90000, frozenset())


def test_an_estimate_gives_way_and_alone_keeps_its_flag() -> None:
    field = PayField(60652, 60652, "annum", "GBP", is_estimated=True)
    replaced, alone = reconciled(field, "Salary £55,000"), reconciled(field, "")
    assert replaced.pay is not None
    assert (replaced.pay.low, replaced.findings) == (55000, ("estimate_replaced",))
    assert alone.pay is not None
    assert alone.pay.flags == {"estimated"}


@pytest.mark.parametrize(("field", "reason"), [((99, 124, "annum"), "too_low"), ((25000, 250000, "YEAR"), "too_wide")])
def test_a_field_that_cannot_be_is_a_finding(field: tuple[float, float, str], reason: str) -> None:
    found = reconciled(PayField(*field), "")
    assert (found.pay, found.findings) == (None, (f"implausible_field:{reason}",))


def test_nothing_is_said_of_adverts_without_pay() -> None:
    assert reconciled(None, "A job") == AdvertPay(None, "", ())
    assert reconciled(PayField(None, None), "A job") == AdvertPay(None, "", ())


@needs_adverts
def test_ranges_of_a_public_employer_are_all_read_from_its_fields() -> None:
    units = {"Annual": "year", "Hourly": "hour", "Daily": "day"}
    rows = table("nyc-jobs-600")
    for row in rows:
        field = PayField(float(row["Salary Range From"]), float(row["Salary Range To"]), row["Salary Frequency"], "USD")
        found = reconcile(field, ()).pay
        assert found is None or (found.basis, found.high) == (units[row["Salary Frequency"]], field.high)


@needs_adverts
def test_structured_pay_of_health_jobs_gives_way_where_its_own_words_say_hours() -> None:
    hours = 0
    for line in json_lines("nhs-jsonld-400.jsonl.gz"):
        value = (line["doc"].get("baseSalary") or {}).get("value") or {}
        words = str(value.get("value") or "")
        stated = stated_pay(read_pay_line(words).pays)
        if "hour" in words.lower() and value.get("minValue") and stated and stated.basis == "hour":
            hours += 1
            field = PayField(float(value["minValue"]), float(value["maxValue"]), "YEAR", "GBP")
            text = advert_text(line["doc"]["description"])
            found = reconcile(field, (*read_pay_line(words).pays, *read_pay(text).pays))
            assert found.pay is not None
            assert found.pay.basis == "hour", words
            assert found.findings, words
    assert hours >= 10
