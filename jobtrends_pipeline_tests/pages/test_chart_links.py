"""Chart images are known by their address in both forms, and a page names its own host's and no others."""

import pytest

from jobtrends_pipeline.pages.chart_links import MOST_CHARTS, ChartLink, chart_addresses, read_chart_link
from jobtrends_pipeline.pages.links import SITE
from jobtrends_pipeline_tests.support.site.real_pages import SHARED, needs_shared

PAGE = f"{SITE}/jobs/uk/java.do"
JAVA = "/charts/demand-trend/permanent/m2x/uk/java.webp"


@pytest.mark.parametrize(
    ("address", "link"),
    [
        (JAVA, ("demand-trend", "permanent", "java", "UK")),
        (f"{SITE}/charts/demand-trend/contract/m/uk/england/london/c%23.webp",
         ("demand-trend", "contract", "c#", "London")),
        ("/charts/salary-trend/m2x/uk/england/newcastle-upon-tyne/generative-ai.webp",
         ("salary-trend", "permanent", "generative-ai", "Newcastle upon Tyne")),
        ("/charts/permanent-demand-trend.aspx?s=Data+Baker&l=uk",
         ("demand-trend", "permanent", "data baker", "UK")),
        ("/charts/contract-demand-trend.aspx?s=ci%2fcd&l=uk+excluding+london&m2x",
         ("demand-trend", "contract", "ci/cd", "UK excluding London")),
        ("/charts/salary-histogram.aspx?s=c%2b%2b&l=london", ("salary-histogram", "permanent", "c++", "London")),
        ("/charts/daily-rate-trend.aspx?s=x&l=uk", ("daily-rate-trend", "contract", "x", "UK")),
        ("/charts/hourly-rate-trend.aspx?s=x&l=uk", ("hourly-rate-trend", "contract", "x", "UK")),
        (f"https://web.archive.org/web/20200302120000im_/{SITE}/charts/salary-trend.aspx?s=x&l=uk",
         ("salary-trend", "permanent", "x", "UK")),
        (f"/web/20200302120000im_/{SITE}/charts/salary-trend.aspx?s=x&l=uk",
         ("salary-trend", "permanent", "x", "UK")),
    ],
)  # fmt: skip
def test_the_address_of_a_chart_says_what_it_is_of(address: str, link: tuple[str, str, str, str]) -> None:
    assert read_chart_link(address) == ChartLink(*link)


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        PAGE,
        "/charts/demand-trend/uk/java.webp",
        "/charts/demand-trend/permanent/m2x/uk/java.exe",
        "/charts/demand-trend/permanent/m2x/uk/%2e%2e/java.webp",
        "/charts/demand-trend/permanent/m2x/uk/..%2fja.webp",
        "/charts/demand-trend/permanent/m2x/uk/a%00b.webp",
        "/charts/demand-trend.aspx?s=java&l=uk",
        "/charts/salary-trend.aspx?s=java",
        "/charts/salary-trend.aspx?s=java&s=php&l=uk",
        "https://elsewhere.example" + JAVA,
        "javascript:alert(1)//" + JAVA,
        "http://[::1" + JAVA,
    ],
)
def test_any_other_address_is_of_no_chart(address: str | None) -> None:
    assert read_chart_link(address) is None


@pytest.mark.parametrize(
    "tag",
    [
        f"<img src='{JAVA}'>",
        f'<IMG loading=lazy data-src="{JAVA}">',
        f"<img src={JAVA}>",
        f'<img src="https://itjobswatch.co.uk{JAVA}#top">',
        f'<a href="http://www.itjobswatch.co.uk:80{JAVA}">',
        f'<img src="/web/20250729172000im_/{SITE}{JAVA}">',
        f'<img src="https://web.archive.org/web/20250729172000im_/{SITE}{JAVA}">',
        f'<picture><source srcset="{JAVA.replace("m2x", "m")} 1x, {JAVA} 2x"><img src="{JAVA.replace("m2x", "m")}">',
        f'<img src="{JAVA.replace("/m2x", "/m")}"><a href="../../..{JAVA}"><img src="{JAVA}">',
    ],
)
def test_a_page_names_a_chart_once_in_its_largest_size(tag: str) -> None:
    assert chart_addresses(f"<p>{tag}</p>", PAGE) == (SITE + JAVA,)


@pytest.mark.parametrize(
    "source",
    [
        f"https://elsewhere.example{JAVA}",
        f"//elsewhere.example{JAVA}",
        f"https://www.itjobswatch.co.uk.elsewhere.example{JAVA}",
        f"https://user:secret@www.itjobswatch.co.uk{JAVA}",
        f"https://www.itjobswatch.co.uk:8443{JAVA}",
        f"http://127.0.0.1:8000{JAVA}",
        f"http://169.254.169.254{JAVA}",
        f"ftp://www.itjobswatch.co.uk{JAVA}",
        f"file://{JAVA}",
        f"data:image/webp;base64,{JAVA}",
        f"https://www.itjobswatch.co.uk:port{JAVA}",
        "/charts/../ja/java.webp",
        "/charts/demand-trend/permanent/m2x/uk/%2e%2e/%2e%2e/ja.webp",
        f"{JAVA}\n<script>",
        "/charts/demand-trend/permanent/m2x/uk/" + "x" * 600 + ".webp",
    ],
)
def test_a_hostile_source_names_no_chart(source: str) -> None:
    assert chart_addresses(f'<img src="{source}">', PAGE) == ()


def test_a_stand_in_server_is_asked_for_the_charts_of_its_own_pages() -> None:
    base = "http://127.0.0.1:8000"
    markup = f'<img src="{JAVA}"><img src="{SITE}{JAVA.replace("java", "php")}"><img src="http://127.0.0.1:81{JAVA}">'
    assert chart_addresses(markup, f"{base}/jobs/uk/java.do") == (base + JAVA, base + JAVA.replace("java", "php"))


def test_a_chart_in_a_comment_is_not_named() -> None:
    assert chart_addresses(f'<!-- <img src="{JAVA}"> --><img src="{JAVA.replace("java", "php")}">', PAGE) == (
        SITE + JAVA.replace("java", "php"),
    )


def test_a_page_names_no_more_charts_than_any_has() -> None:
    markup = "".join(f'<img src="{JAVA.replace("java", f"skill-{number}")}">' for number in range(100))
    assert len(chart_addresses(markup, PAGE)) == MOST_CHARTS


def test_a_page_without_charts_names_none_and_none_is_guessed() -> None:
    assert chart_addresses("<p>no chart here</p>", PAGE) == ()


@needs_shared
@pytest.mark.parametrize(
    ("page", "kinds"),
    [
        ("permanent-uk-developer-2020-03-02", ["demand-trend", "salary-trend", "salary-histogram"]),
        ("contract-uk-qa-engineer-2020-03-06",
         ["demand-trend", "daily-rate-trend", "daily-rate-histogram", "hourly-rate-trend"]),
    ],
)  # fmt: skip
def test_real_pages_name_their_charts(page: str, kinds: list[str]) -> None:
    markup = (SHARED / "pages" / f"{page}.html").read_text(encoding="utf-8", errors="replace")
    links = [read_chart_link(address) for address in chart_addresses(markup, PAGE)]
    assert [link.kind for link in links if link] == kinds
