"""What programs read: snapshots, feeds and llms.txt are valid, hold the warehouse's numbers, and no name acts."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.reports.machine import write_role_files, write_site_files
from jobtrends_pipeline.reports.site import RoleKeyError
from jobtrends_pipeline.reports.snapshot_schema import role_schema
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline_tests.reports.conftest import ROLE, comparison_of, real_rows, tables_of
from jobtrends_pipeline_tests.support.role_pages import RoleTables, rows_of

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = (
    '=HYPERLINK("http://x")', "<script>alert(1)</script>", "</script>", "]]>", "x" * 300, "\u202egnissecorp\u202c",
    "two\nlines\x00\x1b[31m", "[a](http://x) `b` # c", "🙂 & <b>",
)  # fmt: skip
SECTIONS = """
    SELECT market, place, window_months, period_end, pay_advert_count, p10_gbp, p25_gbp, median_gbp, p75_gbp, p90_gbp
    FROM trend_pay WHERE role = ? AND scope = 'subject' AND pay_basis = ? ORDER BY ALL
"""


def written(folder: Path, tables: RoleTables) -> tuple[dict[str, Any], ET.Element]:
    """The snapshot, checked against the published schema, and the root of the feed, of tables of the role."""
    snapshot_file, feed_file = write_role_files(folder, ROLE, rows_of(tables).rows)
    snapshot = json.loads(snapshot_file.read_text(encoding="utf-8"))
    Draft202012Validator(role_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(snapshot)
    return snapshot, ET.parse(feed_file).getroot()  # noqa: S314  # our own file


def valid_feed(root: ET.Element) -> list[ET.Element]:
    """The entries of a feed that has what RFC 4287 demands."""
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        assert (element.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", element.findtext(f"{ATOM}updated") or "")
        assert [link for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "IT Jobs Watch"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(ids) == len(set(ids))
    return entries


def test_the_schema_is_one_and_refuses_what_it_does_not_name(tmp_path: Path, tables: RoleTables) -> None:
    Draft202012Validator.check_schema(role_schema())
    snapshot, _ = written(tmp_path, tables)
    for change in ({"surprise": 1}, {"as_of": "yesterday"}, {"role": "../x"}):
        assert list(Draft202012Validator(role_schema()).iter_errors(snapshot | change))


@pytest.mark.parametrize("role", ["backend-developer", "java"])
def test_a_snapshot_holds_the_numbers_of_the_warehouse(ingested: DataPaths, role: str) -> None:
    snapshot = json.loads((ingested.reports_dir / "roles" / f"{role}.json").read_text(encoding="utf-8"))
    columns = snapshot["series_columns"]["pay"]
    names = ("period_end", "pay_advert_count", "p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp")
    seen = 0
    with open_published(ingested.published_file) as connection:
        for basis in ("annual_salary", "daily_rate"):
            found = [
                (
                    *(section[name] for name in ("market", "place", "window_months")),
                    *(dict(zip(columns, row, strict=True))[name] for name in names),
                )
                for section in snapshot["sections"]
                for row in section["series"]["pay"].get(basis, [])
            ]
            held = connection.execute(SECTIONS, [role, basis]).fetchall()
            assert sorted(map(str, found)) == sorted(str((*row[:3], row[3].isoformat(), *row[4:])) for row in held)
            seen += len(held)
    assert seen


def test_a_snapshot_gives_the_newest_figures_with_their_weakness_and_the_judged_change(
    tmp_path: Path, tables: RoleTables
) -> None:
    snapshot, _ = written(tmp_path, tables)
    section = snapshot["sections"][0]
    assert (section["market"], section["place"], section["as_of"]) == ("permanent", "UK", "2026-02-15")
    pay = section["pay"][0]
    assert (pay["median_gbp"], pay["pay_advert_count"], pay["p90_gbp"]) == (80000.0, 117, None)
    assert pay["reliability"] == {"class": "low", "mark": "u", "words": "low reliability [u]"}
    assert pay["change_on_the_year"]["verdict"] == "beyond sampling noise"
    assert section["demand"]["breaks"][0]["code"] == "market_size_jump"
    assert section["top_skills"]["listed"][0]["skill"] == "Python"
    assert section["locations"]["listed"][0]["location"] == "England"
    assert snapshot["source"]["attribution"] == "Source IT Jobs Watch, CC BY-NC-SA 4.0; advertised, not paid"


def test_a_role_without_data_has_a_valid_snapshot_and_an_empty_feed(tmp_path: Path) -> None:
    snapshot, feed = written(tmp_path, tables_of({}))
    assert (snapshot["sections"], snapshot["as_of"], snapshot["subject"]) == ([], None, "Backend Developer")
    assert valid_feed(feed) == []


def test_a_feed_has_an_entry_per_vintage_newest_first_with_what_moved(tmp_path: Path, tables: RoleTables) -> None:
    _, feed = written(tmp_path, tables)
    entries = valid_feed(feed)
    own = tables.facts["fact_demand"].query("scope == 'subject' and lag_years == 0")
    assert len(entries) == len(own)
    dates = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert dates == sorted(dates, reverse=True)
    text = entries[0].findtext(f"{ATOM}content") or ""
    assert "£80,000" in (entries[0].findtext(f"{ATOM}title") or "")
    for words in ("beyond sampling noise", "Rank by demand: 528", "Break on the year before", "advertised, not paid"):
        assert words in text
    assert {link.get("href") for link in entries[0].findall(f"{ATOM}link")} == {f"{ROLE}.html"}


def test_a_new_name_of_the_page_and_revised_figures_are_told(tmp_path: Path) -> None:
    rows = real_rows()
    uk = [row for name in ("fact_demand", "fact_pay") for row in rows[name] if row["place"] == "UK"]
    older, later = ([row for row in uk if (row["as_of"] > "2026") is is_later] for is_later in (False, True))
    for row in older:
        row["subject"] = "Back-End Developer"
    first = next(row for row in older if (row["market"], row["lag_years"], row["scope"]) == ("permanent", 0, "subject"))
    again = {"as_of": later[0]["as_of"], "subject": "Backend Developer", "lag_years": 1, "share_of_all_pct": 0.99}
    rows["fact_demand"].append({**first, **again})
    _, feed = written(tmp_path, tables_of(rows))
    text = valid_feed(feed)[0].findtext(f"{ATOM}content") or ""
    assert "The source renamed the page: Back-End Developer is now Backend Developer." in text
    assert re.search(r"Share of the period to 15 Oct 2025: first 0\.\d\d%, revised to 0\.99%", text)


def test_identities_outlive_a_new_name_and_later_vintages(tmp_path: Path, tables: RoleTables) -> None:
    def ids(folder: Path, of: RoleTables) -> list[str | None]:
        return [entry.findtext(f"{ATOM}id") for entry in valid_feed(written(folder, of)[1])]

    rows = real_rows()
    for row in (row for table in rows.values() for row in table):
        row["subject"] = "Backend Engineer"
    fewer = {name: [row for row in table if row["as_of"] < "2026"] for name, table in real_rows().items()}
    assert ids(tmp_path, tables_of(rows)) == ids(tmp_path, tables)
    assert set(ids(tmp_path, tables_of(fewer))) < set(ids(tmp_path, tables))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text_in_every_file(tmp_path: Path, name: str) -> None:
    rows = real_rows()
    for table in rows.values():
        for row in table:
            row["subject"] = name
            row["place"] = name if row["place"] == "London" else row["place"]
            row |= {key: name for key in ("skill", "location") if row.get(key) in {"Python", "England"}}
    tables = tables_of(rows)
    snapshot, feed = written(tmp_path, tables)
    assert snapshot["subject"] == name
    assert name in {section["place"] for section in snapshot["sections"]}
    assert "<" not in (tmp_path / "roles" / f"{ROLE}.json").read_text(encoding="utf-8")
    assert {element.tag.removeprefix(ATOM) for entry in valid_feed(feed) for element in entry.iter()} == {
        "entry", "id", "title", "updated", "link", "category", "content",
    }  # fmt: skip
    text = (tmp_path / "roles" / f"{ROLE}.xml").read_text(encoding="utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", text)
    write_site_files(tmp_path, comparison_of(tables))
    valid_feed(ET.parse(tmp_path / "feed.xml").getroot())  # noqa: S314
    (line,) = [line for line in (tmp_path / "llms.txt").read_text(encoding="utf-8").splitlines() if ROLE in line]
    assert re.fullmatch(rf"- \[[^\[\]()<>`#]*\]\(roles/{ROLE}\.json\): .*", line)


def test_the_feed_of_all_roles_has_the_entries_of_each_with_links_from_the_root(
    tmp_path: Path, tables: RoleTables
) -> None:
    _, own = written(tmp_path, tables)
    write_site_files(tmp_path, comparison_of(tables))
    entries = valid_feed(ET.parse(tmp_path / "feed.xml").getroot())  # noqa: S314
    assert {entry.findtext(f"{ATOM}id") for entry in entries} == {
        entry.findtext(f"{ATOM}id") for entry in valid_feed(own)
    }
    for link in (found for entry in entries for found in entry.findall(f"{ATOM}link")):
        assert link.get("href") == f"roles/{ROLE}.html"


def test_the_same_data_gives_the_same_bytes(tmp_path: Path, tables: RoleTables) -> None:
    for folder in (tmp_path / "one", tmp_path / "two"):
        written(folder, tables)
        write_site_files(folder, comparison_of(tables))
    for path in (path for path in (tmp_path / "one").rglob("*") if path.is_file()):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


def test_what_llms_txt_points_to_is_there(ingested: DataPaths) -> None:
    text = (ingested.reports_dir / "llms.txt").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("http")]
    assert len(links) >= 10
    assert [link for link in links if not (ingested.reports_dir / link).is_file()] == []
    for words in ("Source IT Jobs Watch, CC BY-NC-SA 4.0; advertised, not paid", "beyond_noise", "null is not zero"):
        assert words in text


def test_a_key_that_cannot_name_a_file_is_refused(tmp_path: Path, tables: RoleTables) -> None:
    with pytest.raises(RoleKeyError):
        write_role_files(tmp_path, "../x", rows_of(tables).rows)
    assert list(tmp_path.iterdir()) == []


def test_dates_of_the_feeds_are_period_ends_and_never_of_the_clock(tmp_path: Path, tables: RoleTables) -> None:
    _, feed = written(tmp_path, tables)
    held = {f"{day:%Y-%m-%d}T00:00:00Z" for day in tables.facts["fact_demand"]["as_of"]}
    assert {entry.findtext(f"{ATOM}updated") for entry in valid_feed(feed)} <= held
    assert f"{date(2026, 2, 15)}T00:00:00Z" == feed.findtext(f"{ATOM}updated")
