"""Home, compare and skills in a real headless Chromium from file://: sorted, searched, compared; quiet and offline."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from jobtrends_pipeline.library.comparison import differences, read_comparison
from jobtrends_pipeline.library.published import Published
from jobtrends_pipeline.library.series import Choice
from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.compare import MEASURES, period_rows
from jobtrends_pipeline.reports.compare_figure import Compared, comparison_figure
from jobtrends_pipeline.reports.rows import having, records
from jobtrends_pipeline.tables.trends import TREND_DEMAND, TREND_PAY
from jobtrends_pipeline.trends.build import as_of_macros
from jobtrends_pipeline.warehouse.publish import publish
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.many_roles import HOSTILE, NAMES, warehouse, write_site

SHAPES = "#compared .mark-symbol path"
LINES = "#compared .mark-line path"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return warehouse(tmp_path_factory.mktemp("many") / "warehouse.duckdb")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, store: Warehouse) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write_site(store, folder)
    return folder


class Seen:
    """A page with what it said and asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.noise: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.noise.append(message.text))
        page.on("pageerror", lambda error: self.noise.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))

    def is_quiet_and_offline(self) -> bool:
        """Whether nothing was said on the console, and nothing was asked for outside the machine."""
        return self.noise == [] and {url.split(":")[0] for url in self.requests} <= {"file", "data", "blob"}

    def fits(self) -> bool:
        """Whether the page is no wider than the screen."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.fixture
def seen(browser: Browser) -> Iterator[Seen]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield Seen(page)
    page.close()


def compared(seen: Seen, site: Path, query: str) -> Page:
    seen.page.goto(f"{(site / 'compare.html').as_uri()}{query}")
    seen.page.wait_for_selector("html[data-compared]")
    return seen.page


def roles_shown(page: Page, market: str = "permanent") -> list[str]:
    shown: list[str] = page.evaluate(
        "market => [...document.querySelectorAll(`table.sortable[data-market='${market}'] tbody tr`)]"
        ".filter(row => row.getClientRects().length).map(row => row.dataset.role)",
        market,
    )
    return shown


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280], ids=["phone", "desk"])
@pytest.mark.parametrize("name", ["index.html", "compare.html", "skills/index.html", "skills/java.html"])
def test_page_is_quiet_offline_and_fits(seen: Seen, many: Path, name: str, width: int, scheme: str) -> None:
    seen.page.set_viewport_size({"width": width, "height": 900})
    seen.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    seen.page.goto((many / name).as_uri())
    seen.page.wait_for_load_state("load")
    if name == "compare.html":
        seen.page.wait_for_selector(LINES)
    assert seen.is_quiet_and_offline()
    assert seen.fits()
    assert "owned" not in seen.page.title()


def test_headings_sort_by_click_and_by_key(seen: Seen, many: Path) -> None:
    seen.page.goto((many / "index.html").as_uri())
    assert roles_shown(seen.page)[0] == "java"
    median = seen.page.locator("table[data-market='permanent'] th", has_text="Median").nth(1)
    median.locator("button").click()
    assert median.get_attribute("aria-sort") == "descending"
    assert roles_shown(seen.page)[0] == f"hostile-{len(HOSTILE) - 1}"
    seen.page.keyboard.press("Enter")
    assert median.get_attribute("aria-sort") == "ascending"
    assert roles_shown(seen.page)[:2] == ["python", "data-analyst"]
    seen.page.locator("table[data-market='permanent'] th", has_text="Role").locator("button").focus()
    seen.page.keyboard.press("Space")
    names = [NAMES[role] for role in roles_shown(seen.page)]
    assert names.index("C#") < names.index("Data Analyst") < names.index("Java") < names.index("Python")
    assert seen.page.locator("table[data-market='permanent'] th[aria-sort]").count() == 1


def test_search_and_market_filter_and_say_how_many(seen: Seen, many: Path) -> None:
    seen.page.goto((many / "index.html").as_uri())
    said = seen.page.locator(".table-tools [role='status']")
    assert said.inner_text() == f"{len(NAMES)} permanent and {len(NAMES) - 1} contract roles"
    seen.page.get_by_label("Find a role").fill("ANALYST data")
    seen.page.get_by_text(f"1 of {len(NAMES)} permanent").wait_for()
    assert (roles_shown(seen.page), roles_shown(seen.page, "contract")) == (["data-analyst"], ["data-analyst"])
    seen.page.get_by_role("radio", name="contract").check()
    assert (roles_shown(seen.page), roles_shown(seen.page, "contract")) == ([], ["data-analyst"])
    assert said.inner_text() == f"1 of {len(NAMES) - 1} contract roles"
    assert said.get_attribute("aria-live") == "polite"


def test_without_script_the_table_is_there_by_share(browser: Browser, many: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((many / "index.html").as_uri())
    assert page.locator("table[data-market='permanent'] tbody tr").count() == len(NAMES)
    assert not page.locator(".table-tools").is_visible()
    page.goto((many / "compare.html").as_uri())
    assert page.get_by_text("Comparing needs this page’s script").is_visible()
    context.close()


def test_compare_by_address_draws_each_series_apart(seen: Seen, many: Path) -> None:
    page = compared(seen, many, "?roles=java,python,hostile-1&place=UK&market=permanent&measure=median")
    page.wait_for_selector(LINES)
    lines = page.locator(LINES).all()
    assert len(lines) == 3
    assert page.locator(SHAPES).count() >= 15
    looks = [(line.get_attribute("stroke") or "") + (line.get_attribute("stroke-dasharray") or "") for line in lines]
    assert len(set(looks)) == 3
    assert page.locator(".chosen li").all_inner_texts()[0].startswith("Java")
    assert [url for url in seen.requests if "/compare/" in url] == [
        (many / "compare" / f"{role}.js").as_uri() for role in ("java", "python", "hostile-1")
    ]
    assert seen.is_quiet_and_offline()


@pytest.mark.parametrize("market", ["permanent", "contract"])
def test_verdicts_equal_those_of_the_command_line(
    seen: Seen, many: Path, store: Warehouse, tmp_path: Path, market: str
) -> None:
    roles = ["java", "data-analyst", "c-sharp", "hostile-3"]
    publish(store, tmp_path / "published.duckdb", as_of_macros())
    with open_published(tmp_path / "published.duckdb") as connection:
        told = read_comparison(Published(connection, Path()), roles, Choice(market, 6, "UK"), None)
        wanted = list(differences(told))
    page = compared(seen, many, f"?roles={','.join(roles)}&market={market}")
    assert f"nearest to {words.day(told.day)}" in page.locator("#day .note").inner_text()
    shown = [row.locator("th, td").all_inner_texts() for row in page.locator(".pairs tbody tr").all()]
    against_first = [row for row in shown if row[1] == NAMES["java"]]
    for row, each in zip(against_first, wanted, strict=True):
        sign = "+" if each["difference_gbp"] > 0 else words.MINUS if each["difference_gbp"] < 0 else ""
        money = words.money(abs(each["difference_gbp"]))
        assert row[0] == NAMES[each["role"]]
        assert row[2] == f"{sign}{money} ({words.signed_pct(each['difference_pct'])})"
        assert (row[4] == "differ beyond noise") == each["is_beyond_noise"]


def test_the_table_of_the_shared_day_equals_the_warehouse(seen: Seen, many: Path, store: Warehouse) -> None:
    page = compared(seen, many, "?roles=java,python")
    with store.connection() as connection:
        held = connection.execute(
            "SELECT median_gbp, share_of_all_pct, rank, pay_advert_count FROM role_comparison "
            "WHERE role IN ('java', 'python') AND market = 'permanent' ORDER BY role"
        ).fetchall()
    lines = [row.locator("th, td").all_inner_texts() for row in page.locator("#day tbody tr").all()]
    cells = {line[0]: line[1:] for line in lines}
    assert cells["Median salary, £ a year"] == [words.money(row[0]) for row in held]
    assert cells["Share of jobs"] == [words.share(row[1]) for row in held]
    assert cells["Rank"] == [str(row[2]) for row in held]
    assert cells["salaries quoted"] == [words.count(row[3]) for row in held]


@pytest.mark.parametrize("measure", ["share", "index", "rank"])
def test_each_measure_is_drawn_and_an_index_begins_at_100(seen: Seen, many: Path, measure: str) -> None:
    page = compared(seen, many, f"?roles=java,python&measure={measure}")
    page.wait_for_selector(LINES)
    points = page.evaluate("jobtrends.points(jobtrends.charts.compared)")
    first = [next(row["v"] for row in points if row["k"] == k) for k in (0, 1)]
    if measure == "index":
        assert first == [100, 100]
    if measure == "rank":
        scale = "jobtrends.charts.compared.view.scale('y')"
        assert page.evaluate(f"{scale}(1) < {scale}(20)")
    assert seen.is_quiet_and_offline()


@pytest.mark.parametrize("measure", list(MEASURES))
def test_a_picture_compares_as_the_page_does(seen: Seen, many: Path, store: Warehouse, measure: str) -> None:
    roles = ["java", "data-analyst", "hostile-3"]
    page = compared(seen, many, f"?roles={','.join(roles)}&market=contract&measure={measure}")
    series = []
    for role in roles:
        rows = [store.read(table, {"role": [role]}) for table in (TREND_DEMAND, TREND_PAY)]
        demand, pay = (having(records(frame), scope="subject", market="contract") for frame in rows)
        series.append(Compared(NAMES[role], *period_rows(demand, pay)))
    drawn = comparison_figure(measure, "contract", "UK", series, date(2026, 11, 15)).figure
    points = page.evaluate("jobtrends.charts.compared ? jobtrends.points(jobtrends.charts.compared) : []")
    wanted = drawn.chart.datasets["points"] if drawn.chart else []
    assert bool(points) == (measure != "hourly")
    names = ("k", "name", "t", "v", "n", "f", "size", "lo", "hi")
    assert [[row.get(name) for name in names] for row in points] == [
        [pytest.approx(value, rel=1e-5) if isinstance(value, float) else value for value in map(row.get, names)]
        for row in wanted
    ]
    if points:
        assert page.locator("#compared h2").inner_text() == drawn.title
        assert ("95% error" in page.locator("#compared .key").inner_text()) == ("compare-error" in drawn.key)
        assert drawn.subtitle == page.locator("#compared .subtitle").inner_text()


def test_choosing_keeps_the_address_in_step(seen: Seen, many: Path) -> None:
    page = compared(seen, many, "?roles=java,python")
    page.get_by_label("Add a role").fill("data analyst")
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-compared='java,python,data-analyst']")
    page.get_by_label("Measure").select_option("rank")
    page.get_by_label("Remove Python").click()
    page.wait_for_selector("html[data-compared='java,data-analyst']")
    assert page.url.endswith("?roles=java,data-analyst&place=UK&market=permanent&measure=rank")
    page.reload()
    page.wait_for_selector("html[data-compared='java,data-analyst']")
    assert page.get_by_label("Measure").input_value() == "rank"
    assert seen.is_quiet_and_offline()


def test_what_the_address_asks_in_vain_is_said_and_loads_nothing(seen: Seen, many: Path) -> None:
    hostile = "..%2F..%2Fx,%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E,java,python,__proto__"
    page = compared(seen, many, f"?roles={hostile}&place=%3Cb%3E&measure=magic&market=black")
    told = page.locator(".problems").inner_text()
    assert "No such role: ../../x, <img src=x onerror=alert(1)>, __proto__." in told
    assert "No such place: <b>. Shown instead: UK." in told
    assert "No such measure: magic." in told
    assert "No such market: black." in told
    assert page.locator(".problems img, .problems b").count() == 0
    assert sorted(url.split("/")[-1] for url in seen.requests if "/compare/" in url) == ["java.js", "python.js"]


def test_a_role_without_the_market_and_a_lost_file_are_said(seen: Seen, many: Path, tmp_path: Path) -> None:
    page = compared(seen, many, "?roles=java,python&market=contract")
    assert page.locator(".problems").inner_text() == "Python is not held for UK, contract."
    lost = many / "compare" / "c-sharp.js"
    held = lost.read_bytes()
    lost.unlink()
    try:
        page = compared(seen, many, "?roles=java,c-sharp")
        assert "The figures of C# could not be loaded" in page.locator(".problems").inner_text()
    finally:
        lost.write_bytes(held)


def test_more_than_six_roles_are_cut_and_said(seen: Seen, many: Path) -> None:
    page = compared(seen, many, f"?roles={','.join(NAMES)}")
    assert page.locator(".chosen li").count() == 6
    assert f"Only the first 6 of {len(NAMES)} roles are shown." in page.locator(".problems").inner_text()
    assert page.get_by_label("Add a role").is_disabled()


def test_a_skill_page_draws_the_roles_that_ask_most(seen: Seen, many: Path) -> None:
    seen.page.goto((many / "skills" / "java.html").as_uri())
    seen.page.wait_for_selector("#permanent-past .mark-line path")
    assert seen.page.locator("#permanent-past .mark-line path").count() == 6
    assert seen.page.locator("#permanent-past .key li").count() == 6
    seen.page.locator("table[data-market='permanent'] thead button", has_text="Change").click()
    assert roles_shown(seen.page)[0] == f"hostile-{len(HOSTILE) - 1}"
    assert seen.is_quiet_and_offline()
