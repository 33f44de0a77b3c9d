"""Fifteen months of a page as a web archive might hold them: ten rendered pages, and what archives have between."""

import gzip
from datetime import date

from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.pywb_archive import SITE, Archived, sha1
from jobtrends_pipeline_tests.support.site.markup import page_html

ADDRESS = f"{SITE}/jobs/uk/data%20baker.do"
OLD_ADDRESS = "http://www.itjobswatch.co.uk/jobs/uk/baker.do"
MOVED_TO = f"{SITE}/jobs/uk/data%20bakery.do"
CIRCLE = f"{SITE}/jobs/uk/round.do"
TO_REFUSAL = f"{SITE}/jobs/uk/baker-2.do"
FORMS = (
    ADDRESS,
    "http://www.itjobswatch.co.uk/jobs/uk/data%20baker.do",
    "itjobswatch.co.uk/jobs/uk/Data%20Baker.do",
    f"{SITE}/jobs/UK/data%2520baker.do",
    f"{SITE}/jobs/uk/data+baker.do",
    OLD_ADDRESS,
)
MONTHS = (date(2024, 12, 1), date(2026, 2, 28))
EMPTY_MONTHS = {date(2025, 4, 1), date(2025, 7, 1), date(2025, 8, 1), date(2025, 12, 1)}
"""Nothing was captured in April and December; a 404 in July and a 429 in August."""
DAMAGED_AT = "20251120040000"


def page(year: int, month: int, day: int) -> bytes:
    """The page as printed with this period end."""
    return page_html(page_on(date(year, month, day)))


def chunked(body: bytes) -> bytes:
    """A body as HTTP/1.1 transfers it in chunks."""
    half = len(body) // 2
    parts = (body[:half], body[half:], b"")
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)


PAGES = {
    "20241231093000": page(2024, 12, 30),
    "20250117093000": page(2025, 1, 16),
    "20250215093000": page(2025, 2, 14),
    "20250303093000": page(2025, 3, 2),
    "20250502093000": page(2025, 5, 1),
    "20250611093000": page(2025, 6, 10),
    "20251009093000": page(2025, 10, 8),
    "20251105093000": page(2025, 11, 4),
    "20260103093000": page(2026, 1, 2),
    "20260215093000": page(2026, 2, 14),
}
"""Ten months' pages by the time of their capture."""
EARLIER_IN_MARCH = ("20250301093000", page(2025, 2, 28))
REVISIT = ("20250920093000", "20250502093000")
TAKEN = sorted([*(PAGES.keys() - {"20250611093000"}), REVISIT[0], "20250611092959"])
"""What the default choice takes first, but for the damaged capture of November."""


def records() -> list[Archived]:
    """Everything the collection holds."""
    plain = PAGES.keys() - {"20250611093000", "20251009093000", "20260215093000"}
    zipped = gzip.compress(PAGES["20251009093000"], mtime=0)
    in_chunks = chunked(PAGES["20260215093000"])
    return [
        *(Archived(ADDRESS, at, PAGES[at], headers=_length(PAGES[at])) for at in sorted(plain)),
        Archived(ADDRESS, *EARLIER_IN_MARCH),
        Archived(OLD_ADDRESS, "20250611092959", b"moved", "301 Moved Permanently", {"Location": MOVED_TO}),
        Archived(MOVED_TO, "20250611093000", PAGES["20250611093000"]),
        Archived(ADDRESS, "20250714093000", b"no such page", "404 Not Found"),
        Archived(ADDRESS, "20250802093000", b"slow down", "429 Too Many Requests", {"Retry-After": "77"}),
        Archived(ADDRESS, REVISIT[0], PAGES[REVISIT[1]], repeats=REVISIT[1]),
        Archived(ADDRESS, "20251009093000", zipped, headers=_length(zipped) | {"Content-Encoding": "gzip"}),
        Archived(ADDRESS, DAMAGED_AT, PAGES["20251105093000"][:9000], digest=sha1(b"the whole page")),
        Archived(ADDRESS, "20260128093000", b"gone for a day", "404 Not Found"),
        Archived(ADDRESS, "20260215093000", in_chunks, headers={"Transfer-Encoding": "chunked"}),
        Archived(TO_REFUSAL, "20250802092959", b"moved", "301 Moved Permanently", {"Location": ADDRESS}),
        Archived(CIRCLE, "20250611093000", b"moved", "302 Found", {"Location": f"{SITE}/jobs/uk/about.do"}),
        Archived(f"{SITE}/jobs/uk/about.do", "20250611093000", b"moved", "302 Found", {"Location": CIRCLE}),
    ]


def _length(body: bytes) -> dict[str, str]:
    return {"Content-Length": str(len(body))}
