"""`jobtrends plot`: the warehouse's figures in pictures with their source; refused in one line, never half-written."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import duckdb
import pytest
from playwright.sync_api import Browser

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.sentences import rounded
from jobtrends_pipeline.tables.rights import SOURCE_LINE
from jobtrends_pipeline.trends.build import as_of_macros
from jobtrends_pipeline.warehouse.publish import publish
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.many_roles import HOSTILE, warehouse


@pytest.fixture
def _sample(charted: DataPaths) -> Iterator[None]:
    with kept_environment() as patch:
        patch.setenv(DATA_DIR_VARIABLE, str(charted.data_dir))
        yield


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> DataPaths:
    """A data root of invented roles, some with hostile names; only what is published."""
    paths = DataPaths(tmp_path_factory.mktemp("many") / "data")
    paths.warehouse_dir.mkdir(parents=True)
    publish(warehouse(paths.working_file), paths.published_file, as_of_macros())
    return paths


@pytest.fixture
def _on_many(many: DataPaths) -> Iterator[None]:
    with kept_environment() as patch:
        patch.setenv(DATA_DIR_VARIABLE, str(many.data_dir))
        yield


sample, on_many = pytest.mark.usefixtures("_sample"), pytest.mark.usefixtures("_on_many")


def texts_of(path: Path) -> list[str]:
    root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314  # our own
    return [node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text")]


def plotted(path: Path, *arguments: object) -> list[str]:
    outcome = called("plot", *arguments, "-o", path)
    assert (outcome.code, outcome.err, outcome.out) == (0, "", f"Wrote      {path}\n")
    return texts_of(path)


@sample
def test_one_role_has_pay_and_demand_with_source_licence_and_date(charted: DataPaths, tmp_path: Path) -> None:
    texts = plotted(tmp_path / "java.svg", "java")
    with duckdb.connect(charted.published_file, read_only=True) as connection:
        query = "SELECT max(latest_as_of) FROM trend_pay WHERE role = 'java' AND place = 'UK' AND scope = 'subject'"
        (newest,) = connection.execute(query).fetchall()
    assert texts[0] == "Java: salary trend and vacancy trend"
    assert f"{SOURCE_LINE}. As of {newest[0].day} {newest[0]:%b %Y}." in texts
    said = " ".join(texts)
    assert {"Advertised pay, £ a year", "25th to 75th percentile", "95% error of the median"} <= set(texts)
    assert "Share of all permanent jobs advertised, %" in said


@sample
@pytest.mark.parametrize("figure", ["pay", "demand", "rank", "premium", "histogram"])
def test_each_figure_of_one_role_is_drawn(tmp_path: Path, figure: str) -> None:
    assert any(SOURCE_LINE in text for text in plotted(tmp_path / "x.svg", "java", "--figure", figure))


@sample
def test_months_are_drawn_as_another_measure(tmp_path: Path) -> None:
    said = " ".join(plotted(tmp_path / "x.svg", "backend-developer", "--figure", "monthly"))
    assert "not the share that pages print; the two are never joined" in said
    assert "bounds of the reading" in said


@sample
def test_a_past_day_draws_what_was_known_then(tmp_path: Path) -> None:
    now, then = (
        " ".join(plotted(tmp_path / "x.svg", "java", "--figure", "pay", *past))
        for past in ((), ("--as-of", "2026-02-20"))
    )
    assert "As known on 20 Feb 2026." in then
    assert "13 Mar 2026" in now
    assert "13 Mar 2026" not in then


@on_many
def test_a_comparison_says_the_verdicts_of_the_command_line(tmp_path: Path) -> None:
    roles = ("java", "python", "data-analyst")
    said = " ".join(plotted(tmp_path / "x.svg", *roles))
    found = json.loads(called("compare", *roles, "--json").out)["differences_of_medians"]
    assert {one["is_beyond_noise"] for one in found} == {True}
    for name, one in zip(("Python", "Data Analyst"), found, strict=True):
        sign = "+" if one["difference_gbp"] > 0 else words.MINUS
        by, noise = words.money(abs(one["difference_gbp"])), rounded(one["noise_gbp"])
        assert f"{name} {sign}{by}, beyond noise (± {noise})" in said
    assert "that a vacancy is advertised twice on average is assumed" in said


@on_many
@pytest.mark.parametrize("figure", ["demand", "rank", "index"])
def test_each_measure_compares_roles(tmp_path: Path, figure: str) -> None:
    texts = plotted(tmp_path / "x.svg", "java", "python", "--figure", figure, "--dark")
    assert any(text.startswith("Java: ") for text in texts)
    assert any(text.startswith("Python: ") for text in texts)


@sample
def test_a_png_is_16_to_9_and_large_enough_for_a_slide(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    assert called("plot", "java", "--figure", "pay", "-o", path).code == 0
    content = path.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert [int.from_bytes(content[at : at + 4], "big") for at in (16, 20)] == [2560, 1440]


class _Loads(HTMLParser):
    """Whatever a page would load or run."""

    found: list[str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {"src", "href", "xlink:href", "data", "srcset"}
        self.found += [f"{tag} {name}" for name, _ in attrs if name in named or name.startswith("on")]
        self.found += [tag] if tag in {"script", "link", "iframe", "object", "img", "image"} else []


@on_many
def test_a_page_of_hostile_names_loads_and_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "x.html"
    roles = [f"hostile-{at}" for at in range(len(HOSTILE))]
    assert called("plot", *roles, "-o", path).code == 0
    parser = _Loads()
    parser.found = []
    parser.feed(path.read_text(encoding="utf-8"))
    assert parser.found == []
    page, noise = browser.new_page(viewport={"width": 1280, "height": 720}), []
    for event in ("console", "pageerror", "dialog"):
        page.on(event, lambda one: noise.append(str(one)))
    page.on("request", lambda request: noise.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    assert noise == []
    assert page.title().startswith("Median salary: <script>")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for text in page.locator(".picture svg > text").all():
        box = text.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 1280, text.text_content()
    page.close()


@sample
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["jaav"], "near it: Java"),
        (["java", "--place", "Atlantis"], "is not held for 'Atlantis'; its places are UK"),
        (["java", "--since", "2030-01"], "nothing to draw of Java"),
        (["java", "--as-of", "2001-01-01"], "nothing of Java"),
        (["java", "--as-of", "soon"], "--as-of 'soon' is no day"),
        (["java", "--figure", "hourly"], "hourly: no figure is printed"),
        (["java", "--figure", "index"], "--figure index is not of one role"),
        (["java", "--figure", "monthly", "--figure", "pay"], "stands alone"),
        (["java", "backend-developer", "--figure", "monthly"], "is not of several roles"),
        (["java", "Java"], "a comparison has two to 6 roles"),
        (["java", "--figure", "histogram", "--as-of", "2026-02-20"], "--as-of does not go with --figure histogram"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_drawn_is_said_in_one_line_and_keeps_the_file(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    path = tmp_path / "x.svg"
    path.write_text("before", encoding="utf-8")
    outcome = called("plot", *arguments, "-o", path)
    assert outcome.code == 1
    assert len(outcome.err.splitlines()) == 1
    assert said in outcome.err
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


@sample
@pytest.mark.parametrize("name", ["x.gif", "x", "file/x.svg", "folder.svg"])
def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "folder.svg").mkdir()
    outcome = called("plot", "java", "--figure", "demand", "-o", tmp_path / name)
    assert outcome.code == 1
    assert len(outcome.err.splitlines()) == 1
    assert name in outcome.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.svg"]
