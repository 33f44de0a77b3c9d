"""Files of the inbox are put away once looked at: done, or refused with the reason beside them, none over another."""

from pathlib import Path

from jobtrends_pipeline.capture.saved import Refused
from jobtrends_pipeline.inbox import put_away, waiting_files


def dropped(inbox: Path, *names: str) -> list[Path]:
    for name in names:
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_text(name)
    return [inbox / name for name in names]


def held(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}


def test_there_is_no_inbox_before_someone_makes_one(tmp_path: Path) -> None:
    assert waiting_files(tmp_path / "inbox") == []


def test_what_waits_is_all_that_is_there_in_full_and_was_not_looked_at(tmp_path: Path) -> None:
    files = dropped(tmp_path, "b.html", "2019/a.txt", "c.warc.gz", "java.do", "crawl.wacz", "notes.docx", "no ending")
    dropped(tmp_path, "done/old.html", "refused/no.html", ".hidden.html", ".git/a.html", "d.html.crdownload", "e.part")
    assert waiting_files(tmp_path) == sorted(files)


def test_a_page_that_was_taken_is_done_in_its_folder(tmp_path: Path) -> None:
    put_away(tmp_path, dropped(tmp_path, "2019/a.html"), [])
    assert held(tmp_path) == {"done/2019/a.html": "2019/a.html"}


def test_a_file_that_is_no_page_is_refused_with_its_reason(tmp_path: Path) -> None:
    good, bad = dropped(tmp_path, "good.html", "bad.html")
    put_away(tmp_path, [good, bad], [Refused(str(bad), "the file is empty")])
    assert held(tmp_path) == {
        "done/good.html": "good.html",
        "refused/bad.html": "bad.html",
        "refused/bad.html.reason": f"{bad}: the file is empty\n",
    }


def test_a_warc_with_other_records_beside_its_pages_is_done_and_says_what_they_were(tmp_path: Path) -> None:
    files = dropped(tmp_path, "pages.warc.gz")
    put_away(tmp_path, files, [Refused("pages.warc.gz#3", "an error page")])
    assert held(tmp_path)["done/pages.warc.gz.reason"] == "pages.warc.gz#3: an error page\n"


def test_a_file_of_the_same_name_lies_beside_the_one_before(tmp_path: Path) -> None:
    for _ in range(3):
        put_away(tmp_path, dropped(tmp_path, "a.html"), [])
    assert sorted(held(tmp_path)) == ["done/a-2.html", "done/a-3.html", "done/a.html"]
