"""The chart images of a page are kept beside it, each once, and nothing that is no image."""

from collections.abc import Mapping

import pytest

from jobtrends_pipeline.acquire.conditional_get import LiveResult, latest_good
from jobtrends_pipeline.acquire.image_types import image_type
from jobtrends_pipeline.acquire.live_pages import capture_charts
from jobtrends_pipeline.archive.attempts import Attempt
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline_tests.support.live_source import Source, now
from jobtrends_pipeline_tests.support.site.chart_images import png
from jobtrends_pipeline_tests.support.site.server import Answer

DEMAND, TREND, HISTOGRAM = (
    f"/charts/{chart}.aspx?s=data+baker&l=uk"
    for chart in ("permanent-demand-trend", "salary-trend", "salary-histogram")
)


def charts(source: Source, held: Mapping[str, Attempt] | None = None, page: Document | None = None) -> list[LiveResult]:
    return list(capture_charts(source.fetcher, source.target(), page, (held or {}).get, now))


def test_the_charts_of_a_captured_page_are_kept_as_images(source: Source) -> None:
    page = source.ask().document
    found = charts(source, page=page)
    assert source.paths[1:] == [DEMAND, TREND, HISTOGRAM]
    for live, path in zip(found, (DEMAND, TREND, HISTOGRAM), strict=True):
        assert live.document
        assert (live.document.media_type, live.document.url) == ("image/png", source.base + path)
        assert (live.attempt.outcome, live.attempt.role) == ("captured", "data-baker")
        assert image_type(live.document.body) == "image/png"
    assert len({live.attempt.capture_id for live in found}) == 3


def test_charts_that_did_not_change_are_unchanged_with_and_without_conditions(source: Source) -> None:
    held = latest_good(live.attempt for live in charts(source))
    again = charts(source, held)
    source.site.validators = ()
    once_more = charts(source, held)
    assert [live.attempt.outcome for live in (*again, *once_more)] == ["unchanged"] * 6
    assert [live.attempt.http_status for live in (*again, *once_more)] == [304] * 3 + [200] * 3
    assert {live.document for live in (*again, *once_more)} == {None}


def test_a_chart_that_is_no_image_is_refused_whatever_it_is_called(source: Source) -> None:
    source.site.instead[TREND] = Answer(200, b"<html>image/png</html>", "image/png")
    found = charts(source)
    assert [live.attempt.outcome for live in found] == ["captured", "not_an_image", "captured"]
    assert (found[1].document, found[1].attempt.capture_id) == (None, None)
    assert (found[1].attempt.reason or "").endswith("not a PNG, WebP, GIF or JPEG")


def test_an_image_is_called_what_it_is_whatever_the_source_calls_it(source: Source) -> None:
    source.site.instead[TREND] = Answer(200, b"RIFF\x24\0\0\0WEBPVP8 " + bytes(24), "text/html")
    document = charts(source)[1].document
    assert document
    assert document.media_type == "image/webp"


def test_a_missing_chart_does_not_end_the_others_and_a_host_that_asks_to_wait_does(source: Source) -> None:
    source.site.instead[DEMAND] = Answer(404)
    source.site.instead[TREND] = Answer(503, headers={"Retry-After": "3600"})
    found = charts(source)
    assert [live.attempt.outcome for live in found] == ["not_found", "deferred"]
    assert HISTOGRAM not in source.paths


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (png(1, 1, "x"), "image/png"),
        (b"GIF89a" + bytes(20), "image/gif"),
        (b"GIF87a" + bytes(20), "image/gif"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
        (b"RIFF\0\0\0\0WEBP", "image/webp"),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b" \x89PNG\r\n\x1a\n", None),
        (b"", None),
    ],
)
def test_an_image_is_known_by_how_it_begins(body: bytes, media_type: str | None) -> None:
    assert image_type(body) == media_type
