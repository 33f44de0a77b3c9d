"""The chart images that a page names are kept beside it, each once, at most once a month, and nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from jobtrends_pipeline.acquire.conditional_get import LiveResult, latest_good
from jobtrends_pipeline.acquire.live_charts import capture_charts, settled_in_month
from jobtrends_pipeline.archive.attempts import Attempt
from jobtrends_pipeline.saved_files.image_types import image_type
from jobtrends_pipeline_tests.support.live_source import NOW, PAGE, Source, now
from jobtrends_pipeline_tests.support.site.chart_images import png
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.server import Answer

DEMAND, TREND, HISTOGRAM = (
    f"/charts/{chart}.aspx?s=data+baker&l=uk"
    for chart in ("permanent-demand-trend", "salary-trend", "salary-histogram")
)


def charts(
    source: Source,
    held: Mapping[str, Attempt] | None = None,
    body: bytes = page_html(PAGE),
    settled: Collection[str] = (),
) -> list[LiveResult]:
    page = source.target().url, body
    return list(capture_charts(source.fetcher, "data-baker", page, (held or {}).get, now, settled))


def test_the_charts_of_a_page_are_kept_as_images(source: Source) -> None:
    found = charts(source)
    assert source.paths == [DEMAND, TREND, HISTOGRAM]
    for live, path in zip(found, (DEMAND, TREND, HISTOGRAM), strict=True):
        assert live.document
        assert (live.document.media_type, live.document.url) == ("image/png", source.base + path)
        assert (live.attempt.outcome, live.attempt.role) == ("captured", "data-baker")
        assert image_type(live.document.body) == "image/png"
    assert len({live.attempt.capture_id for live in found}) == 3


def test_images_are_asked_for_as_a_browser_asks_for_them(source: Source) -> None:
    for live in charts(source):
        assert live.fetched
        assert dict(live.fetched.request_headers)["Accept"].startswith("image/webp,")


def test_a_page_that_names_no_chart_has_none_asked_for(source: Source) -> None:
    assert charts(source, body=b"<html><p>no chart</p></html>") == charts(source, body=b"\x00" * 400) == []
    assert source.paths == []


def test_a_chart_is_asked_for_once_a_month_whatever_the_answer_was(source: Source) -> None:
    source.site.instead[TREND] = Answer(404)
    source.site.instead[HISTOGRAM] = Answer(500)
    tried = [live.attempt for live in charts(source)]
    this_month, next_month = settled_in_month(tried, NOW), settled_in_month(tried, NOW + timedelta(days=31))
    assert this_month == {source.base + DEMAND, source.base + TREND}
    assert next_month == set()
    source.site.requested.clear()
    assert [live.attempt.outcome for live in charts(source, settled=this_month)] == ["failed"]
    assert source.paths == [HISTOGRAM]


def test_what_was_put_off_or_comes_from_a_web_archive_is_still_asked_for(source: Source) -> None:
    (first, *_) = [live.attempt for live in charts(source)]
    assert settled_in_month([replace(first, outcome="deferred"), replace(first, origin="wayback")], NOW) == set()


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


def test_an_image_larger_than_any_chart_is_not_kept(source: Source) -> None:
    source.site.instead[TREND] = Answer(200, png(1, 1, "x") + bytes(3 << 20), "image/png")
    assert [live.attempt.outcome for live in charts(source)] == ["captured", "oversized", "captured"]


def test_charts_that_robots_txt_forbids_are_not_asked_for(source: Source) -> None:
    source.site.robots = "User-agent: *\nDisallow: /charts/\n"
    assert {live.attempt.outcome for live in charts(source)} == {"disallowed"}
    assert source.paths == []


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
