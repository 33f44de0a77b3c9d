"""What all rules together say of a posting."""

import pytest

from jobtrends_pipeline.adverts.judged import judge
from jobtrends_pipeline_tests.support.raw_adverts import posting_of


@pytest.mark.parametrize(
    ("words", "is_estimated"),
    [
        ("Salary £62,500 per year - estimated", True),
        ("Estimated salary: £62,500 a year", True),
        ("Salary £62,500 per year", False),
        ("Salary £60,000 - £65,000 per year. Estimated earnings: £90,000 a year", False),
        ("A salary that you will like", False),
    ],
)
def test_pay_that_is_an_estimate_in_words_alone_does_not_count_and_is_counted_as_one(
    words: str, *, is_estimated: bool
) -> None:
    judged = judge(posting_of(description=f"<p>{words}</p>"))
    assert judged.is_estimated is is_estimated
    assert is_estimated is False or judged.counted_pay is None
