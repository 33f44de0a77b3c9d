"""What addresses say of a page, those of another site than the source, and pages that are not what theirs says."""

import pytest

from jobtrends_pipeline.pages.address import NOWHERE, Address, ForeignAddressError, at_source, read_address
from jobtrends_pipeline.pages.links import SITE
from jobtrends_pipeline.pages.page import ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.doctored import DETAIL, altered
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.site.text import page_text

JAVA = Address("detail", "permanent", "UK", "java", None)
TEXT = page_text(page_on()).encode()
_DEFAULT = f"{SITE}/default.aspx"
_ARCHIVED = "https://web.archive.org/web/20200302120000id_"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"{SITE}/jobs/uk/java.do", JAVA),
        ("http://itjobswatch.co.uk:80/JOBS/UK/Java.do#top", JAVA),
        (f"<{SITE}/jobs/uk/java.do>", JAVA),
        ("www.itjobswatch.co.uk/jobs/uk/java.do", JAVA),
        ("/jobs/uk/java.do", JAVA),
        ("http://127.0.0.1:8000/jobs/uk/java.do", JAVA),
        (f"{_ARCHIVED}/{SITE}/jobs/uk/java.do", JAVA),
        (f"{_ARCHIVED}/http:/www.itjobswatch.co.uk/jobs/uk/java.do", JAVA),
        ("https://web.archive.org/web/2020/www.itjobswatch.co.uk/jobs/uk/java.do", JAVA),
        ("http://localhost:8080/all/2020/https%3A%2F%2Fwww.itjobswatch.co.uk%2Fjobs%2Fuk%2Fjava.do", JAVA),
        (f"{SITE}:443/contracts/home%20counties/public%2520sector.do?p=3",
         Address("detail", "contract", "Home Counties", "public sector", 3)),
        (f"{_DEFAULT}?ql=&ll=UK+excluding+London&p=3&page=6", Address("index", None, "UK excluding London", None, 3)),
        (f"{_DEFAULT}?ll=London&ll=Wales&p=3&p=6", Address("index")),
        (f"{_DEFAULT}?page=2&sortby=0&orderby=0&q=&id=0&lid=2618", Address("index", None, "UK")),
        (f"{_DEFAULT}?page=2&lid=2619", Address("index")),
        (f"{_DEFAULT}?l=London&p=6", Address("index", None, None, None, 6)),
        (f"{_DEFAULT}?location=London", Address("index")),
        (f"{_DEFAULT}?ll=%3Cb%3E", Address("index")),
        (SITE, Address("index", None, "UK")),
        (f"{SITE}/?p=2", Address("index", None, "UK")),
        (f"{SITE}/contracts/?ll=London", Address("index", "contract", "London")),
        (f"{SITE}/contracts/london/", Address("index", "contract", "London")),
        (f"{SITE}/Contract-IT-Job-Market?ll=Leeds&p=6&page=1", Address("index", "contract", "Leeds", None, 6)),
        (f"{SITE}/IT-Job-Market/UK-excluding-London/Cloud-Services",
         Address("index", "permanent", "UK excluding London", category="Cloud Services")),
        (f"{SITE}/find/Java-jobs", NOWHERE),
        ("file:///home/me/www.itjobswatch.co.uk/jobs/uk/java.do", NOWHERE),
        ("urn:pageinfo:https://www.itjobswatch.co.uk/", NOWHERE),
        ("", NOWHERE),
        (None, NOWHERE),
    ],
)  # fmt: skip
def test_an_address_says_kind_market_place_subject_window_and_category(url: str | None, said: Address) -> None:
    assert read_address(url) == said


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://evil.example/jobs/uk/java.do", "evil.example"),
        ("https://www.itjobswatch.co.uk.evil.example/jobs/uk/java.do", "www.itjobswatch.co.uk.evil.example"),
        ("https://www.itjobswatch.co.uk@evil.example/jobs/uk/java.do", "evil.example"),
        ("https://evilitjobswatch.co.uk/jobs/uk/java.do", "evilitjobswatch.co.uk"),
        ("//evil.example/jobs/uk/java.do", "evil.example"),
        (f"https://evil.example/web/2020/{SITE}/jobs/uk/java.do", "evil.example"),
        (f"{_ARCHIVED}/https://evil.example/jobs/uk/java.do", "evil.example"),
        (f"{_ARCHIVED}/https://evil.example/www.itjobswatch.co.uk/jobs/uk/java.do", "evil.example"),
        ("https://web.archive.org/", "web.archive.org"),
        ("https://\x1b\u202eevil.example/", "??evil.example"),
    ],
)
def test_a_page_of_another_host_is_none_of_the_source_and_its_host_is_told_plainly(url: str, host: str) -> None:
    with pytest.raises(ForeignAddressError) as told:
        read_address(url)
    assert str(told.value) == f"it is of the host {host}, which is neither IT Jobs Watch nor a web archive's copy of it"
    with pytest.raises(UnknownPageError, match="no page of IT Jobs Watch: it is of the host"):
        read_page(TEXT, url)


def test_an_address_that_cannot_be_read_is_refused_in_one_line() -> None:
    with pytest.raises(UnknownPageError, match="its address cannot be read"):
        read_page(TEXT, "http://[::1/jobs/uk/java.do")


@pytest.mark.parametrize(
    "note",
    [
        '<link rel="canonical" href="https://evil.example/a.do">',
        '<meta property="og:url" content="https://evil.example/a.do">',
        "<!-- saved from url=(0026)https://evil.example/a.do -->",
        "<!--\n Page saved with SingleFile \n url: https://evil.example/a.do \n saved date: Fri -->",
    ],
)
def test_a_page_that_gives_itself_another_host_is_refused(note: str) -> None:
    own = '<link rel="canonical" href="https://www.itjobswatch.co.uk/jobs/uk/data%20baker.do">'
    with pytest.raises(UnknownPageError, match=r"of the host evil\.example"):
        read_page(altered(DETAIL, own, note).encode())


def test_the_address_at_the_source_is_that_of_what_stands_in_for_it() -> None:
    assert at_source("http://mirror.example:81/jobs/uk/java.do?p=3#x") == f"{SITE}/jobs/uk/java.do?p=3"
    assert at_source("http://mirror.example:81/") == f"{SITE}/"


def address_findings(page: ParsedPage) -> list[tuple[str, str]]:
    return [(one.position, one.severity) for one in page.findings if one.check_name == "address"]


@pytest.mark.parametrize("body", [DETAIL.encode(), TEXT], ids=["html", "text"])
@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/contracts/uk/data%20baker.do", "market"),
        ("/jobs/london/data%20baker.do", "place"),
        ("/jobs/uk/data%20baker.do?p=3", "window"),
        ("/default.aspx?ll=UK&p=6", "kind"),
    ],
)
def test_a_detail_page_that_is_another_than_its_address_says_is_quarantined(body: bytes, path: str, what: str) -> None:
    for url in (SITE + path, f"{_ARCHIVED}/{SITE}{path}"):
        page = read_page(body, url)
        assert (page.outcome, address_findings(page)) == ("quarantined", [(f"page/address/{what}", "error")])
        assert page.key == read_page(body).key


@pytest.mark.parametrize(
    "path", ["/jobs/uk/data%20baker.do", "/jobs/UK/databaker.do?p=6", "/jobs/uk/Data-Baker.do?p=9"]
)
def test_an_address_that_says_the_same_in_other_letters_finds_nothing(path: str) -> None:
    assert read_page(DETAIL.encode(), SITE + path).findings == ()


def test_a_subject_that_the_source_renamed_is_a_warning_and_the_page_is_read() -> None:
    page = read_page(DETAIL.encode(), f"{SITE}/jobs/uk/data%20brewer.do")
    assert (page.outcome, address_findings(page)) == ("read", [("page/address/subject", "warning")])


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("C#", "csharp"),
        ("C++", "c++"),
        (".NET", "dotnet"),
        ("R&D", "r%20and%20d"),
        ("Foreign Exchange (FX)", "foreign%20exchange"),
    ],
)
def test_signs_of_a_name_that_an_address_spells_as_words_are_no_other_name(name: str, slug: str) -> None:
    body = page_text(page_on()).replace("Data Baker", name).encode()
    assert address_findings(read_page(body, f"{SITE}/jobs/uk/{slug}.do")) == []
