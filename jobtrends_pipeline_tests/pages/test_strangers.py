"""What is served in the place of a page is told from one, and named so that a person knows what to do."""

import re

import pytest

from jobtrends_pipeline.pages.links import SITE
from jobtrends_pipeline.pages.page import UnknownPageError
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.doctored import DETAIL, INDEX, without_rows

PAGE = "<!DOCTYPE html><html><head><title>{}</title></head><body>{}</body></html>"
_CELLS = re.compile(r'<td class="(?:fig|rc|jobs|cr|cp|cd|ld)">.*?</td>')
_ROWS = re.compile(r"<tr><td>.*?</tr>\n", re.DOTALL)


def refusal(page: str) -> str:
    """The one line that says why a page is refused."""
    with pytest.raises(UnknownPageError) as caught:
        read_page(page.encode())
    message = str(caught.value)
    assert message
    assert "\n" not in message
    assert len(message) < 300
    return message


@pytest.mark.parametrize(
    ("title", "body", "kind"),
    [
        ("Page not found", "<h1>Sorry</h1>", "was not found"),
        ("IT Jobs Watch", "<h1>404 - File or directory not found.</h1>", "was not found"),
        ("Runtime Error", "<h1>Server Error in '/' Application.</h1><p>Runtime error</p>", "an error page"),
        ("502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center><hr>nginx", "an error page"),
        ("IT Jobs Watch", "<p>The service is unavailable.</p>", "an error page"),
        ("Sign in", "<form>Name <input name=user></form>", "asks to log in"),
        ("IT Jobs Watch", "<form>Password <input type=password></form>", "asks to log in"),
        ("Before you continue", "<p>We use cookies.</p><button>Accept</button>", "asks for consent"),
        ("IT Jobs Watch", "<div>Accept all cookies or manage your choices</div>", "asks for consent"),
        ("Just a moment...", "<p>Checking your browser before you proceed</p>", "prove one is human"),
        ("Attention", "<p>Please complete the CAPTCHA below</p>", "prove one is human"),
        ("403 Forbidden", "<h1>Forbidden</h1>", "refusal"),
        ("IT Jobs Watch", "<p>Error 429: too many requests, slow down</p>", "refusal"),
        ("Just a moment...", "", "prove one is human"),
        ("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1>", "prove one is human"),
        ("IT Jobs Watch", "<h2>Verify you are human by completing the action below.</h2>", "prove one is human"),
        ("www.itjobswatch.co.uk", "<p>Verifying you're human. This may take a few seconds.</p>", "prove one is human"),
        ("DDoS-Guard", "<p>Please wait</p>", "prove one is human"),
        ("", "<p>Request unsuccessful. Incapsula incident ID: 443000</p>", "prove one is human"),
        ("Pardon Our Interruption", "<p>Something about your browser made us think</p>", "prove one is human"),
        ("hi", "<p>Our systems have detected unusual traffic from your network.</p>", "prove one is human"),
        ("IT Jobs Watch", "<p>Please enable JavaScript to view the page.</p>", "without JavaScript"),
        ("IT Jobs Watch", "<p>JavaScript is disabled in your browser.</p>", "without JavaScript"),
        ("Access to this page has been denied", "<p>Reference 18.2f</p>", "refusal"),
        ("Error", "<p>Access Denied. You don't have permission to access this server.</p>", "refusal"),
        ("Notice", "<p>This content is not available in your region.</p>", "refusal"),
        ("404", "", "was not found"),
        ("Oops!", "<p>We can't find the page you are looking for.</p>", "was not found"),
        ("Search", "<p>No results found. Try another search.</p>", "was not found"),
        ("itjobswatch.co.uk", "<p>This domain is for sale!</p>", "parked or expired domain"),
        ("itjobswatch.co.uk", "<p>The domain has expired. Is this your domain?</p>", "parked or expired domain"),
        ("Account", "<p>You need to log in to see this page.</p>", "asks to log in"),
        ("IT Jobs Watch", "<p>We value your privacy. We and our 800 partners store data.</p>", "asks for consent"),
        ("IT Jobs Watch", "<p>We use cookies.</p><p>Reject all</p>", "asks for consent"),
        ("IT Jobs Watch", "<p>HTTP 503. Down for maintenance, be back soon.</p>", "an error page"),
        (
            "Internet Archive",
            "<p>Hrm. The Wayback Machine has not archived that URL.</p>",
            "a message of a web archive",
        ),
        ("Index of /jobs", "<pre>Parent Directory</pre>", "a web server's own page"),
    ],
)
def test_a_page_in_the_place_of_another_is_named_for_what_it_is(title: str, body: str, kind: str) -> None:
    message = refusal(PAGE.format(title, body))
    assert kind in message
    assert message.endswith("not a job-trend page of IT Jobs Watch" + (f" (titled {title!r})" if title else ""))


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><th>Rank</th><th>Team</th></tr><tr><td>1</td><td>Leeds</td></tr></table>",
        "<h1>Salaries of bakers</h1><p>A baker earns &pound;30,000, says a report of 3 months to 1 May 2026.</p>",
        "<table><tr><td>Median annual salary</td><td>&pound;30,000</td></tr></table>",
    ],
)
def test_a_page_of_another_source_is_refused_as_such(body: str) -> None:
    message = refusal(PAGE.format("The Baker", body))
    assert message.startswith("no summary table and no market index found: not a job-trend page of IT Jobs Watch")
    assert "'The Baker'" in message


@pytest.mark.parametrize(
    "words",
    [
        "Contractors earn £72,500 and £61,502, of 404 live jobs 500 are permanent.",
        "Demand: 404 jobs, 503 vacancies, 429 of them in London.",
        "Rank 404\nPermanent 500",
        "Median £1,404.00, share 4.03%, change -5.03%",
        "£1 £2 £3 £4 1% 2% and the rest is blocked, not found, unavailable",
    ],
)
def test_numbers_and_words_among_figures_accuse_no_page_of_an_error(words: str) -> None:
    assert refusal(words).startswith("no summary table and no market index found")


def test_a_page_that_scripts_would_fill_is_said_to_have_no_text() -> None:
    page = PAGE.format("IT Jobs Watch", "<div id='root'></div><script>start()</script>")
    assert refusal(page).startswith("a page without any text, as one that scripts fill")


def test_long_words_about_errors_do_not_make_a_page_an_error_page() -> None:
    message = refusal(PAGE.format("News", "<p>" + "server error, access denied, log in. " * 200 + "</p>"))
    assert message.startswith("no summary table and no market index found")


def test_a_long_title_is_cut_short() -> None:
    assert len(refusal(PAGE.format("Log in " * 1000, ""))) < 200


@pytest.mark.parametrize(
    "page",
    [
        _ROWS.sub("", DETAIL),
        re.sub(r"<table.*</table>", "", DETAIL, flags=re.DOTALL),
        re.sub(r'<td class="fig">.*?</td>', "", DETAIL),
    ],
    ids=["head rows only", "no tables", "labels without cells"],
)
def test_a_page_of_the_source_with_empty_tables_is_called_one_without_figures(page: str) -> None:
    assert refusal(page).startswith("a page of IT Jobs Watch without figures (titled 'Data Baker")


def test_labels_beside_empty_cells_quarantine_and_never_read_as_no_demand() -> None:
    page = read_page(_CELLS.sub('<td class="fig"></td>', DETAIL).encode())
    assert page.outcome == "quarantined"
    assert page.reason is not None
    assert "'Rank' prints ''" in page.reason
    assert {figure.value for figure in page.figures} == {None}


def test_an_index_without_rows_quarantines() -> None:
    page = read_page(without_rows(INDEX).encode(), SITE)
    assert (page.outcome, page.reason) == ("quarantined", "the market index holds no row")


def test_words_of_an_error_on_a_page_with_figures_do_not_cost_the_page() -> None:
    page = read_page(DETAIL.replace("</section>", "<p>Chart unavailable: log in, server error</p></section>").encode())
    assert page.outcome == "read"


def test_text_that_says_not_found_is_named_as_well() -> None:
    assert "was not found" in refusal("404 Not Found\n\nThe page you asked for does not exist.\n")
