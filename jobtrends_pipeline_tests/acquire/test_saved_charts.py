"""Of saved files a chart image is taken where it is certain what it is of, and no image troubles a page."""

import os
from datetime import UTC, datetime
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from jobtrends_pipeline.acquire.inbox.examine import ExaminedFile, examine_separately
from jobtrends_pipeline.acquire.saved_batches import Identified, identify_files
from jobtrends_pipeline.acquire.saved_months import select_wanted
from jobtrends_pipeline.archive.archive import capture_id
from jobtrends_pipeline.archive.document import BY_FILE, BY_PAGE, BY_RECORD
from jobtrends_pipeline.pages.links import SITE
from jobtrends_pipeline_tests.acquire.test_identify import WATCHLIST
from jobtrends_pipeline_tests.support.charts import address_of
from jobtrends_pipeline_tests.support.foreign_archives import record
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.site.chart_images import png
from jobtrends_pipeline_tests.support.site.markup import page_html

WHOLE = page_html(page_on()).decode()
DEMAND = address_of("data-baker")
SRC = "/charts/permanent-demand-trend.aspx?s=data+baker&amp;l=uk"
IMAGE = png(6, 4, "demand")
SAVED_AT = datetime(2026, 2, 17, 9, tzinfo=UTC)


def saved_complete(folder: Path, image: str = "./Baker_files/data-baker.png", body: bytes = IMAGE) -> Path:
    """A page with its images as a browser saves it: the image of the demand chart in a folder beside it."""
    (folder / "Baker_files").mkdir(parents=True, exist_ok=True)
    (folder / "Baker_files" / "data-baker.png").write_bytes(body)
    file = folder / "Baker.html"
    assert SRC in WHOLE
    file.write_text(WHOLE.replace(SRC, image), encoding="utf-8")
    os.utime(file, (SAVED_AT.timestamp(),) * 2)
    return file


def taken(*paths: Path, held: frozenset[str] = frozenset()) -> Identified:
    return identify_files(paths, WATCHLIST, held)


@pytest.mark.parametrize("is_folder", [True, False])
def test_the_image_beside_a_page_is_the_chart_that_its_title_names(tmp_path: Path, *, is_folder: bool) -> None:
    file = saved_complete(tmp_path)
    intake = taken(tmp_path if is_folder else file)
    (chart,) = intake.charts
    assert (chart.url, chart.named_by, chart.origin) == (DEMAND, BY_PAGE, "saved")
    assert (chart.captured_at, chart.media_type, chart.body) == (SAVED_AT, "image/png", IMAGE)
    assert (len(intake.arrivals), intake.refused, intake.remarks) == (1, (), ())


def test_an_address_that_the_page_keeps_beside_the_file_is_that_of_the_chart(tmp_path: Path) -> None:
    address = SRC.replace("&amp;", "&")
    saved_complete(tmp_path, f'Baker_files/data-baker.png" data-src="{SITE}{SRC}" title="anything')
    (chart,) = taken(tmp_path).charts
    assert (chart.url, chart.named_by) == (SITE + address, BY_FILE)


def test_an_image_that_the_page_does_not_name_as_its_chart_is_left_in_a_line(tmp_path: Path) -> None:
    file = saved_complete(tmp_path)
    text = file.read_text(encoding="utf-8").replace("Data Baker job vacancy trend", "Data Bakers job vacancy trend")
    file.write_text(text, encoding="utf-8")
    intake = taken(tmp_path)
    assert (intake.charts, intake.refused, len(intake.arrivals)) == ((), (), 1)
    (line,) = intake.remarks
    assert line.endswith("1 passed over that is no page (1 image of unknown origin): data-baker.png")


def test_an_image_of_another_page_s_chart_is_not_taken_for_this_one(tmp_path: Path) -> None:
    other = SRC.replace("baker", "miller")
    saved_complete(tmp_path, f'Baker_files/data-baker.png" data-src="{SITE}{other}" title="none" data-alt="')
    chart = taken(tmp_path).charts
    assert [one.url for one in chart] == [DEMAND], "its title still says which it is"


@pytest.mark.parametrize(
    "source",
    [
        "../secret.png",
        "./Baker_files/../../secret.png",
        "/etc/secret.png",
        "Baker_files/%2e%2e%2fsecret.png",
        "Other_files/data-baker.png",
        "Baker_files/link.png",
        "Baker_files/missing.png",
        "Baker_files/folder.png",
        "file:///secret.png",
        "https://elsewhere.example/data-baker.png",
    ],
)
def test_a_page_cannot_name_a_file_elsewhere_as_its_chart(tmp_path: Path, source: str) -> None:
    folder = tmp_path / "saved"
    file = saved_complete(folder, source)
    for other in (tmp_path / "secret.png", folder / "secret.png"):
        other.write_bytes(png(9, 9, "secret"))
    (folder / "Other_files").mkdir()
    (folder / "Other_files" / "data-baker.png").write_bytes(IMAGE)
    (folder / "Baker_files" / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "Baker_files" / "folder.png").mkdir()
    intake = taken(file)
    assert (intake.charts, len(intake.arrivals), intake.refused) == ((), 1, ())


def test_a_folder_that_is_a_link_is_not_looked_into(tmp_path: Path) -> None:
    file = saved_complete(tmp_path / "saved")
    (tmp_path / "saved" / "Baker_files").rename(tmp_path / "elsewhere")
    (tmp_path / "saved" / "Baker_files").symlink_to(tmp_path / "elsewhere")
    assert (taken(file).charts, len(taken(file).arrivals)) == ((), 1)


@pytest.mark.parametrize("body", [b"<svg/>", b"", IMAGE + bytes(3 << 20)])
def test_a_file_that_is_no_chart_image_holds_no_page_up(tmp_path: Path, body: bytes) -> None:
    intake = taken(saved_complete(tmp_path, body=body))
    assert (intake.charts, len(intake.arrivals), intake.refused) == ((), 1, ())


def test_the_charts_of_a_page_that_is_archived_are_taken_once(tmp_path: Path) -> None:
    first = taken(saved_complete(tmp_path))
    pages = frozenset(one.capture_id for one in first.arrivals)
    again = taken(tmp_path, held=pages)
    assert (len(again.arrivals), len(again.held), len(again.charts)) == (0, 1, 1)
    held = pages | {capture_id(again.charts[0])}
    last = taken(tmp_path, held=held)
    assert (last.charts, last.remarks, last.refused) == ((), (), ())


def test_an_image_given_alone_is_refused_with_what_to_do(tmp_path: Path) -> None:
    saved_complete(tmp_path)
    (refused,) = taken(tmp_path / "Baker_files" / "data-baker.png").refused
    assert "give it with its page" in refused.reason


def mail(location: str, image: bytes = IMAGE) -> bytes:
    whole = MIMEMultipart("related", type="text/html")
    whole["Snapshot-Content-Location"] = f"{SITE}/jobs/uk/data%20baker.do"
    whole["Date"] = "Tue, 17 Feb 2026 09:00:00 -0000"
    page = MIMEText(WHOLE, "html", "utf-8")
    page["Content-Location"] = whole["Snapshot-Content-Location"]
    part = MIMEBase("image", "webp")
    part.set_payload(image.decode("latin-1").encode("latin-1"))
    part["Content-Location"] = location
    part["Content-Transfer-Encoding"] = "binary"
    whole.attach(page)
    whole.attach(part)
    return whole.as_bytes()


def in_mail(folder: Path, location: str, image: bytes = b"GIF89a chart") -> Identified:
    (folder / "baker.mhtml").write_bytes(mail(location, image))
    return taken(folder / "baker.mhtml")


@pytest.mark.parametrize(
    ("location", "url", "moment"),
    [
        (DEMAND, DEMAND, SAVED_AT),
        (f"https://web.archive.org/web/20250729172000im_/{DEMAND}", DEMAND, datetime(2025, 7, 29, 17, 20, tzinfo=UTC)),
    ],
)
def test_an_image_in_a_mail_is_the_chart_of_its_address(
    tmp_path: Path, location: str, url: str, moment: datetime
) -> None:
    intake = in_mail(tmp_path, location)
    (chart,) = intake.charts
    assert (chart.url, chart.captured_at, chart.named_by, chart.media_type) == (url, moment, BY_FILE, "image/gif")
    assert (len(intake.arrivals), intake.refused, intake.remarks) == (1, (), ())


@pytest.mark.parametrize(
    ("location", "image"),
    [
        (f"{SITE}/static/logo.gif", b"GIF89a"),
        ("https://elsewhere.example/charts/salary-trend.aspx?s=a&l=uk", b"GIF89a"),
        (DEMAND, b"no image"),
        (DEMAND, b"GIF89a" + bytes(3 << 20)),
        ("cid:1", b"GIF89a"),
    ],
)
def test_other_parts_of_a_mail_are_no_charts(tmp_path: Path, location: str, image: bytes) -> None:
    intake = in_mail(tmp_path, location, image)
    assert (intake.charts, len(intake.arrivals), intake.refused) == ((), 1, ())


def image_record(url: str, body: bytes = IMAGE, media_type: str = "image/webp") -> bytes:
    fields = (f"Content-Type: {media_type}",)
    return record(body, url, fields=fields, date="2025-07-29T17:20:00Z")


def in_records(folder: Path, *records: bytes) -> Identified:
    (folder / "a.warc").write_bytes(b"".join(records))
    return taken(folder / "a.warc")


@pytest.mark.parametrize("media_type", ["image/webp", "application/octet-stream", "text/html"])
def test_an_image_in_a_record_is_the_chart_of_its_address_whatever_type_it_has(tmp_path: Path, media_type: str) -> None:
    page = record(WHOLE.encode(), f"{SITE}/jobs/uk/data%20baker.do")
    intake = in_records(tmp_path, page, image_record(DEMAND, media_type=media_type))
    (chart,) = intake.charts
    moment = datetime(2025, 7, 29, 17, 20, tzinfo=UTC)
    assert (chart.url, chart.captured_at, chart.named_by, chart.media_type) == (DEMAND, moment, BY_RECORD, "image/png")
    assert (len(intake.arrivals), intake.refused, intake.remarks) == (1, (), ())


def test_a_record_of_what_a_web_archive_replayed_has_the_time_of_the_archived_image(tmp_path: Path) -> None:
    replayed = f"https://web.archive.org/web/20190320090000im_/{SITE}{SRC.replace('&amp;', '&')}"
    (chart,) = in_records(tmp_path, image_record(replayed)).charts
    assert chart.url == SITE + SRC.replace("&amp;", "&")
    assert chart.captured_at == datetime(2019, 3, 20, 9, tzinfo=UTC)


def test_a_file_of_records_of_charts_alone_is_no_refused_input(tmp_path: Path) -> None:
    css = record(b"x{}", f"{SITE}/a.css", fields=("Content-Type: text/css",))
    intake = in_records(tmp_path, image_record(DEMAND), css)
    assert (len(intake.charts), intake.refused) == (1, ())


def test_other_images_in_records_are_counted_in_a_line(tmp_path: Path) -> None:
    others = [
        image_record(f"{SITE}/static/logo.png"),
        image_record("https://elsewhere.example/charts/salary-trend.aspx?s=a&l=uk"),
        image_record(DEMAND, b"<html>no image"),
        image_record(DEMAND.replace("baker", "miller"), IMAGE[:20])[:-15],
    ]
    intake = in_records(tmp_path, record(WHOLE.encode(), f"{SITE}/jobs/uk/data%20baker.do"), *others)
    assert (intake.charts, len(intake.arrivals)) == ((), 1)
    assert "passed over" in intake.remarks[0]
    assert "1 no image of a chart" in intake.remarks[0]


def test_a_file_with_a_chart_that_nobody_asked_for_is_not_finished(tmp_path: Path) -> None:
    saved_complete(tmp_path)
    examined = _examined(tmp_path / "Baker.html")
    wanted = select_wanted(examined, lambda _: True, lambda _: True, frozenset())
    assert (len(wanted.charts), len(wanted.finished)) == (1, 1)
    left = select_wanted(examined, lambda _: True, lambda _: False, frozenset())
    assert (left.charts, left.finished) == ((), ())
    held = frozenset(capture_id(chart) for chart in wanted.charts)
    assert len(select_wanted(examined, lambda _: True, lambda _: False, held).finished) == 1


def _examined(file: Path) -> list[ExaminedFile]:
    return list(examine_separately([file], WATCHLIST))
