"""What each output says of the weak figures of one world: nothing in words, the mark in tables, all to programs."""

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from lxml import html as markup

from jobtrends_pipeline.tables.trends import COMPARISON_TABLES, TREND_TABLES
from jobtrends_pipeline_tests.support.weak_facts import NOW
from jobtrends_pipeline_tests.support.weak_outputs import World


def rows_of(world: World, table: str, **equal: object) -> pd.DataFrame:
    frame = world.tables[table]
    for name, value in {"scope": "subject", **equal}.items():
        if name in frame:
            frame = frame[frame[name] == value]
    return frame


def now_of(world: World, table: str, **equal: object) -> dict[str, Any]:
    """The row of a table of the newest period."""
    frame = rows_of(world, table, **equal)
    (row,) = frame[frame["period_end"] == pd.Timestamp(NOW)].to_dict("records")
    return {str(name): value for name, value in row.items()}


def section(site: Path, role: str, place: str) -> Any:
    """The part of a role's page that is about a place."""
    (found,) = markup.fromstring((site / "roles" / f"{role}.html").read_bytes()).xpath(
        f"//article[@data-place='{place}']"
    )
    return found


def cells(part: Any, css_class: str, head: str) -> list[str]:
    """The cells of a row of a table."""
    (row,) = part.xpath(f".//table[contains(@class, '{css_class}')]//tr[normalize-space(th) = '{head}']")
    return [cell.text_content() for cell in row.xpath("td")]


def snapshot(site: Path, role: str, place: str) -> dict[str, Any]:
    held = json.loads((site / "roles" / f"{role}.json").read_text(encoding="utf-8"))
    (found,) = (one for one in held["sections"] if one["place"] == place)
    return dict(found)


def titles(site: Path, role: str) -> list[str]:
    return re.findall("<title.*?>(.*?)</title>", (site / "roles" / f"{role}.xml").read_text(encoding="utf-8"))


def test_a_place_of_few_adverts_has_its_mark_in_every_table_and_its_class_for_programs(site: Path) -> None:
    part = section(site, "backend-developer", "UK")
    assert cells(part, "locations", "Yorkshire") == ["5[c]", "−26[c]", "£35,211[c]", "−39.91%[c]", "not available"]
    places = snapshot(site, "backend-developer", "UK")["locations"]["listed"]
    (yorkshire,) = (one for one in places if one["location"] == "Yorkshire")
    assert (yorkshire["reliability"], yorkshire["median_reliability"]) == ("suppressed", "suppressed")


def test_the_median_of_a_place_rests_on_those_of_its_adverts_that_quote_pay(world: World, site: Path) -> None:
    places = {row["location"]: row for row in world.tables["trend_location"].to_dict("records")}
    assert places["North West"]["advert_count"] == 10
    assert places["North West"]["quoted_estimate"] == pytest.approx(9.0)
    assert {name: row["median_reliability"] for name, row in places.items()} == {
        "England": "good", "North West": "suppressed", "Yorkshire": "suppressed",
    }  # fmt: skip
    assert cells(section(site, "backend-developer", "UK"), "locations", "North West")[2] == "£52,607[c]"


def test_the_title_of_a_feed_names_no_median_of_few_adverts(site: Path) -> None:
    what = "Backend Developer, Scotland, permanent, 6 months to 15 Feb 2026"
    named = [title for title in titles(site, "backend-developer") if "Scotland" in title]
    assert named == [f"{what}: too few adverts to be relied on [c]"]
    assert any("median £70,103 (+7.51% on the year" in title for title in titles(site, "backend-developer"))


def test_a_change_from_a_year_of_few_adverts_has_no_verdict_anywhere(world: World, site: Path, printed: Any) -> None:
    row = now_of(world, "trend_pay", role="cloud-plumber", place="UK")
    assert (row["reliability"], row["change_reliability"]) == ("good", "suppressed")
    assert row["median_year_change_pct"] == pytest.approx(189.073, abs=0.001)
    assert pd.isna(row["is_change_beyond_noise"])
    change = snapshot(site, "cloud-plumber", "UK")["pay"][0]["change_on_the_year"]
    assert (change["reliability"], change["is_beyond_noise"]) == ("suppressed", None)
    assert change["verdict"] == "on too few adverts to tell it from sampling noise"
    (title,) = (title for title in titles(site, "cloud-plumber") if ", UK," in title)
    assert title.endswith("median £80,429 (change on the year: too few adverts [c])")
    lead = section(site, "cloud-plumber", "UK").xpath("string(//p[@id='summary'])")
    assert lead.endswith("with too few adverts a year before to say how it changed [c].")
    (line,) = (line for line in printed["trend cloud-plumber --place UK --market permanent --window 6"].splitlines()
               if line.startswith("15 Feb 2026"))  # fmt: skip
    assert "[c]" in line
    assert "189" not in line


def test_a_histogram_of_few_adverts_says_only_that_it_is_one(world: World, site: Path) -> None:
    bins = rows_of(world, "pay_histogram", role="backend-developer", place="Scotland", period_end=pd.Timestamp(NOW))
    assert (len(bins) > 0, {*bins["reliability"]}) == (True, {"suppressed"})
    (figure,) = section(site, "backend-developer", "Scotland").xpath(".//figure[contains(@id, 'histogram')]")
    assert figure.xpath("string(.//p[@class='message'])").endswith(
        "period to 15 Feb 2026: neither drawn nor listed: too few adverts to be relied on [c]."
    )
    assert figure.xpath(".//table | .//div[@class='plot']") == []
    (drawn,) = section(site, "backend-developer", "UK").xpath(".//figure[contains(@id, 'histogram')]")
    assert "; most in £" in drawn.xpath("string(.//p[@class='message'])")


def test_the_histogram_names_its_tallest_bar(world: World, site: Path) -> None:
    bins = rows_of(world, "pay_histogram", role="backend-developer", place="UK", period_end=pd.Timestamp(NOW))
    peak = max(bins.to_dict("records"), key=lambda row: row["bin_share_pct"])
    (figure,) = section(site, "backend-developer", "UK").xpath(".//figure[contains(@id, 'histogram')]")
    said = f"most in £{peak['bin_low_gbp']:,.0f} to £{peak['bin_high_gbp']:,.0f} ({peak['bin_share_pct']:.2f}%)"
    assert said in figure.xpath("string(.//p[@class='message'])")


def test_skills_that_are_weak_in_either_year_neither_rise_nor_fall(site: Path, printed: dict[str, str]) -> None:
    (figure,) = section(site, "backend-developer", "UK").xpath(".//figure[contains(@id, 'moved')]")
    said = figure.xpath("string(.//p[@class='message'])")
    # Kafka rose from 9 adverts and Spark fell to 8; Perl, with 22 and 66, rose, and Go, with 67 and 21, fell.
    assert "of 3 skills that both years list with adverts enough 1 rose and 1 fell beyond sampling noise" in said
    assert ("most up Perl" in said, "most down Go" in said) == (True, True)
    notes = " ".join(figure.xpath(".//p[@class='note']/text()"))
    assert ("New on the lists: R." in notes, "No longer on them: Ruby." in notes) == (True, True)
    lines = printed["skills backend-developer --place UK --market permanent --window 6"].splitlines()
    told = [line for line in lines if line.startswith(("Risers", "Fallers", "New to", "Left the"))]
    assert [re.sub(r".*?: ", "", line, count=1).split()[0] for line in told] == ["Perl", "Go", "R", "Ruby"]
    assert told[2] == "New to the list: R 27.50%"


def test_no_table_has_a_verdict_on_a_suppressed_change(world: World) -> None:
    seen = 0
    for table in (*TREND_TABLES, *COMPARISON_TABLES):
        judge = table.judge_of.get("is_change_beyond_noise")
        if judge:
            weak = world.tables[table.name][world.tables[table.name][judge] == "suppressed"]
            seen += len(weak)
            assert weak["is_change_beyond_noise"].isna().all()
    assert seen > 10


def test_every_figure_of_a_trend_table_is_judged_or_is_known_not_to_be(world: World) -> None:
    free = re.compile(
        r"window_months|vintage_count|_rse_pct|quoted|pay_advert_count|open_vacancy|_role_count|_value|bin_(low|high)_gbp|figure_count"
        r"|revised_count|withdrawn_count|mean_|comparison_place_median"
        r"|drawn_|month_share|printed_|permanent_weight|subject_count|largest_deviation|image_count"
    )
    for table in (*TREND_TABLES, *COMPARISON_TABLES):
        numbers = {column.name for column in table.columns if column.type.value in {"integer", "number"}}
        assert [name for name in numbers - {*table.judge_of} if not free.search(name)] == [], table.name


def test_an_index_is_as_weak_as_its_base_which_is_the_first_that_is_not(world: World) -> None:
    rows = rows_of(world, "trend_demand", role="cloud-plumber", place="UK").set_index("period_end")
    assert {*rows["index_base_period_end"].dt.year} == {2024}
    assert rows["index_reliability"].tolist() == ["low", "suppressed", "low"]
    weak = rows_of(world, "trend_demand", role="data-alchemist", place="UK")
    assert {*weak["index_reliability"]} == {"suppressed"}


def test_a_premium_over_a_market_of_few_adverts_is_suppressed(
    world: World, site: Path, printed: dict[str, str]
) -> None:
    row = now_of(world, "trend_pay", role="cloud-plumber", place="Wales")
    assert (row["reliability"], row["market_median_reliability"], row["premium_reliability"]) == (
        "low", "suppressed", "suppressed",
    )  # fmt: skip
    assert section(site, "cloud-plumber", "Wales").xpath(".//figure[contains(@id, 'premium')]") == []
    assert len(section(site, "backend-developer", "UK").xpath(".//figure[contains(@id, 'premium')]")) == 1
    assert "+31.20%" not in printed["trend cloud-plumber --place Wales --market contract --window 6"]


def test_roles_side_by_side_have_no_change_or_difference_of_few_adverts(printed: dict[str, str]) -> None:
    asked = "compare backend-developer cloud-plumber data-alchemist --market permanent"
    (changes,) = (line for line in printed[asked].splitlines() if line.strip().startswith("median on the year"))
    assert changes.split()[-3:] == ["+7.51%", "[c]", "[c]"]
    (shares,) = (line for line in printed[asked].splitlines() if line.startswith("Share of all jobs"))
    assert shares.split()[-3:] == ["0.33%", "0.25%", "0.014%[c]"]
    found = {one["role"]: one for one in json.loads(printed[f"{asked} --json"])["differences_of_medians"]}
    assert (found["cloud-plumber"]["has_suppressed"], found["data-alchemist"]["has_suppressed"]) == (False, True)
    assert found["cloud-plumber"]["is_beyond_noise"] is True
    assert found["data-alchemist"]["is_beyond_noise"] is None
    (differences,) = (line for line in printed[asked].splitlines() if line.strip().startswith("difference of medians"))
    assert differences.split()[-1] == "[c]"


def test_the_text_of_a_feed_gives_no_share_or_rank_of_few_adverts(site: Path) -> None:
    texts = re.findall(
        "<content.*?>(.*?)</content>", (site / "roles" / "backend-developer.xml").read_text("utf-8"), re.DOTALL
    )
    (weak,) = (text for text in texts if "advertised in Scotland" in text)
    assert "Share of all permanent jobs: too few adverts to be relied on [c].\n" in weak
    assert re.search(r"Rank by demand|0\.19%|on the year", weak) is None
    assert any(
        "Share of all permanent jobs: 0.33%, −5.71% on the year, within sampling noise." in text for text in texts
    )


def test_the_course_of_a_share_leaves_out_the_years_of_few_adverts(site: Path) -> None:
    (figure,) = section(site, "backend-developer", "Scotland").xpath(".//figure[contains(@id, '-demand')]")
    said = figure.xpath("string(.//p[@class='message'])")
    assert "from 2.71% (period to 15 Feb 2024) to 2.87% (to 15 Feb 2025); highest 2.87%, lowest 2.71% over 2" in said
    assert figure.xpath(".//p[@class='note']/text()")[0] == (
        "1 of 3 periods not drawn: too few adverts to be relied on [c]."
    )


def test_a_median_of_the_market_that_few_adverts_quote_is_not_drawn_beside(site: Path) -> None:
    page = markup.fromstring((site / "roles" / "cloud-plumber.html").read_bytes())
    (block,) = page.xpath("//script[@class='chart-data']/text()")
    charts = {name: chart for name, chart in json.loads(block)["charts"].items() if chart["kind"] == "pay"}
    assert [sorted(chart["prints"]["m"], key=str) for _, chart in sorted(charts.items())] == [
        [53_017, 54_013, 55_009], [None, None, None],
    ]  # fmt: skip
