"""Caching of answers: a client with the state asks in vain; a new publication is seen at once, and never mixed."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import pytest

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline_tests.support.served import API, Reply, Served, put_in_place, serving

PAY = f"{API}/roles/java/pay"
SWAPS, READERS = 12, 4


def test_a_client_with_the_tag_has_the_answer_already(server: Served) -> None:
    first = server.ask(PAY)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    assert first.headers["cache-control"] == "private, no-cache"
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = server.ask(PAY, {"If-None-Match": known})
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert server.ask(PAY, {"If-None-Match": '"other"'}).status == 200


def test_a_tag_is_of_one_question_in_one_format(server: Served) -> None:
    questions = (
        PAY,
        f"{PAY}?format=csv",
        f"{PAY}?format=parquet",
        f"{API}/roles/java/demand",
        f"{PAY}?as_of=2026-02-20",
    )
    tags = {server.ask(question).headers["etag"] for question in questions}
    assert len(tags) == len(questions)
    assert server.ask(f"{PAY}?format=csv", {"If-None-Match": server.ask(PAY).headers["etag"]}).status == 200


def test_a_date_is_asked_only_without_a_tag(server: Served) -> None:
    at = server.ask(PAY).headers["last-modified"]
    before = format_datetime(parsedate_to_datetime(at) - timedelta(seconds=1), usegmt=True)
    assert server.ask(PAY, {"If-Modified-Since": at}).status == 304
    assert server.ask(PAY, {"If-Modified-Since": before}).status == 200
    assert server.ask(PAY, {"If-Modified-Since": "yesterday"}).status == 200
    assert server.ask(PAY, {"If-Modified-Since": at, "If-None-Match": '"other"'}).status == 200


def test_head_has_the_fields_of_get_without_the_body(server: Served) -> None:
    for path in (PAY, "/index.html", f"{API}/nothing"):
        whole, head = server.ask(path), server.ask(path, method="HEAD")
        assert (head.status, head.body) == (whole.status, b"")
        assert {**head.headers, "date": ""} == {**whole.headers, "date": ""}


@pytest.fixture
def own(shown: DataPaths, tmp_path: Path) -> DataPaths:
    paths = DataPaths(tmp_path / "own")
    shutil.copytree(shown.warehouse_dir, paths.warehouse_dir)
    return paths


def test_a_new_publication_is_read_without_a_new_start(own: DataPaths, hostile: DataPaths) -> None:
    with serving(own) as served:
        before = served.ask(PAY)
        put_in_place(own.published_file, hostile.published_file)
        after = served.ask(PAY, {"If-None-Match": before.headers["etag"]})
        assert after.status == 200
        assert after.headers["etag"] != before.headers["etag"]
        assert {row["period_end"][:4] for row in after.json["rows"]} == {"2025", "2026"}
        assert after.json["rows"] != before.json["rows"]
        own.published_file.rename(own.published_file.with_name("gone"))
        gone = served.ask(PAY)
        assert (gone.status, gone.headers["content-type"]) == (503, "application/problem+json")
        assert "jobtrends ingest" in gone.json["detail"]


def test_a_tag_never_stands_for_two_contents_while_files_are_replaced(
    own: DataPaths, shown: DataPaths, hostile: DataPaths
) -> None:
    with serving(own) as served, ThreadPoolExecutor(READERS) as pool:

        def read(_: int) -> Reply:
            return served.ask(PAY)

        replies: list[Reply] = []
        for at in range(SWAPS):
            asked = pool.map(read, range(READERS))
            put_in_place(own.published_file, (hostile, shown)[at % 2].published_file)
            replies += asked
    assert {reply.status for reply in replies} <= {200, 503}
    good = [reply for reply in replies if reply.status == 200]
    assert len(good) > SWAPS
    bodies: dict[str, set[bytes]] = {}
    for reply in good:
        bodies.setdefault(reply.headers["etag"], set()).add(reply.body)
    assert len({body for each in bodies.values() for body in each}) == 2
    assert {len(each) for each in bodies.values()} == {1}
