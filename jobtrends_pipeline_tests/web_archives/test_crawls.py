"""Of Common Crawl's crawls, only those that ran in the months wanted are asked."""

import json
from datetime import date

import pytest

from jobtrends_pipeline.web_archives.cdx import Months
from jobtrends_pipeline.web_archives.crawls import Service, crawls
from jobtrends_pipeline.web_archives.errors import IndexAnswerError
from jobtrends_pipeline_tests.support.loopback import Answer, LoopbackFetcher, answering

MAY = Months(date(2025, 5, 1), date(2025, 5, 1))


def crawls_listed(listed: object, months: Months) -> list[str]:
    with answering(lambda *_: Answer(body=json.dumps(listed).encode())) as base:
        return [crawl.name for crawl in crawls(LoopbackFetcher(), months, Service(base, base))]


def test_only_crawls_that_ran_in_the_months_are_asked() -> None:
    listed = [
        {"id": "CC-MAIN-2025-26", "cdx-api": "x", "from": "2025-06-12T20:00:00", "to": "2025-06-25T10:00:00"},
        {"id": "CC-MAIN-2025-21", "cdx-api": "x", "from": "2025-05-10T20:00:00", "to": "2025-05-24T10:00:00"},
        {"id": "CC-MAIN-2025-18", "cdx-api": "x", "from": "2025-04-17T20:00:00", "to": "2025-05-01T10:00:00"},
        {"id": "CC-MAIN-2025-13", "cdx-api": "x", "from": "2025-03-15T20:00:00", "to": "2025-03-28T10:00:00"},
    ]
    assert crawls_listed(listed, MAY) == ["CC-MAIN-2025-18", "CC-MAIN-2025-21"]
    assert crawls_listed(listed, Months(date(2025, 7, 1), date(2025, 9, 1))) == []


def test_a_crawl_that_does_not_say_when_it_ran_is_placed_by_its_name() -> None:
    names = ["CC-MAIN-2014-10", "CC-MAIN-2013-48", "CC-MAIN-2013-20", "CC-MAIN-2012", "CC-MAIN-2009-2010"]
    listed = [{"id": name, "cdx-api": "x"} for name in names]
    assert crawls_listed(listed, Months(date(2013, 5, 1), date(2013, 5, 1))) == ["CC-MAIN-2013-20"]
    assert crawls_listed(listed, Months(date(2010, 2, 1), date(2012, 3, 1))) == ["CC-MAIN-2009-2010", "CC-MAIN-2012"]


@pytest.mark.parametrize("listed", [{}, [{"id": "CC-MAIN-2025-21"}], [{"id": "CC-NEWS", "cdx-api": "x"}], "no", None])
def test_what_is_no_list_of_crawls_is_refused(listed: object) -> None:
    with pytest.raises(IndexAnswerError):
        crawls_listed(listed, MAY)
