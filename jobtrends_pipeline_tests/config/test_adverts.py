"""adverts.yaml: what a source of adverts says, and one line for what it may not say."""

from pathlib import Path

import pytest

from jobtrends_pipeline.adverts.readers.posting import ColumnMap, Source
from jobtrends_pipeline.config.adverts import AdvertSourcesError, load_advert_sources

NYC = """
sources:
  - name: nyc-jobs
    publisher: nyc
    kind: table
    licence: NYC Open Data, free use
    terms: https://opendata.cityofnewyork.us/overview/
    columns:
      posting_id: [Job ID, Posting Type]
      title: Business Title
      pay_min: Salary Range From
    constants: {country: US, pay_currency: USD}
"""
BOARD = """
  - name: board
    publisher: own
    kind: pages
    licence: for own use
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "adverts.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_there_are_no_sources(tmp_path: Path) -> None:
    assert load_advert_sources(tmp_path / "adverts.yaml") == ()


def test_a_table_and_pages_become_sources_of_the_readers(tmp_path: Path) -> None:
    table, pages = load_advert_sources(written(tmp_path, NYC + BOARD))
    columns = {
        "posting_id": ("Job ID", "Posting Type"),
        "title": ("Business Title",),
        "pay_min": ("Salary Range From",),
    }
    assert table.as_source() == Source("nyc-jobs", ColumnMap(columns), {"country": "US", "pay_currency": "USD"})
    assert pages.as_source() == Source("board")
    assert (table.publisher, table.licence) == ("nyc", "NYC Open Data, free use")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sources: [", "is not valid YAML"),
        ("source: []", r"line 1, source: no such key; did you mean 'sources'\?"),
        (NYC.replace("publisher", "publishers"), r"no such key; did you mean 'publisher'\?"),
        (NYC.replace("      title:", "      titel:"), r"no field is named 'titel'; did you mean 'title'\?"),
        (NYC.replace("country:", "nation:"), "no field is named 'nation'; known are company, country"),
        (NYC.replace("      title: Business Title\n", ""), "a table needs columns, with one for the title"),
        (NYC.replace("kind: table", "kind: answers"), "columns are for tables"),
        (NYC.replace("kind: table", "kind: pdf"), "line 5, sources.0.kind: Input should be 'pages'"),
        (NYC.replace("publisher: nyc", "publisher: itjobswatch"), "'itjobswatch' is the publisher of captured pages"),
        (NYC.replace("name: nyc-jobs", "name: ../nyc"), "line 3, sources.0.name: String should match"),
        (NYC + "    encoding: hex\n", "'hex' is no character set"),
        (NYC + "    encoding: utf-16\n", "'utf-16' is no character set"),
        (NYC + BOARD + BOARD, "line 19: the name 'board' stands twice"),
        (NYC + BOARD.replace("    licence: for own use\n", ""), "sources.1.licence: Field required"),
    ],
)
def test_what_a_source_cannot_say_is_one_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(AdvertSourcesError, match=words) as caught:
        load_advert_sources(written(tmp_path, text))
    assert "\n" not in str(caught.value)
