"""Files in an inbox, and what lies in it afterwards."""

from pathlib import Path

from jobtrends_pipeline.acquire.inbox.examine import ExaminedFile, examine_files
from jobtrends_pipeline.acquire.inbox.put_away import put_away
from jobtrends_pipeline.acquire.inbox.waiting import LeftPath, waiting_files
from jobtrends_pipeline.config.watchlist import Role, Watchlist
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.site.markup import page_html

WATCHLIST = Watchlist((Role(name="Data Baker"),))
PAGE = page_html(page_on())
NO_PAGE = b"<html><body>Buy milk</body></html>"


def dropped(inbox: Path, *names: str, content: bytes = PAGE) -> list[Path]:
    """Put files of this content into an inbox."""
    for name in names:
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(content)
    return [inbox / name for name in names]


def looked_at(inbox: Path) -> list[ExaminedFile]:
    """What the files that wait hold."""
    return list(examine_files(waiting_files(inbox), WATCHLIST, {}))


def taken(inbox: Path) -> list[LeftPath]:
    """Look at all that waits and put it away; what stays."""
    return put_away(inbox, looked_at(inbox))


def below(folder: Path) -> list[str]:
    """All files below a folder, by their paths in it."""
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if not file.is_dir())
