"""The pages whose mutants are read: real ones, real figures rendered in the markup of their year, and an index each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline_tests.pages.mutants_tables import html_mutants
from jobtrends_pipeline_tests.pages.mutants_text import text_mutants
from jobtrends_pipeline_tests.pages.samples import index_of, page_on
from jobtrends_pipeline_tests.site.index_markup import index_html
from jobtrends_pipeline_tests.site.markup import page_html
from jobtrends_pipeline_tests.site.printed import load_page
from jobtrends_pipeline_tests.site.real_pages import CASES, SHARED, case_named
from jobtrends_pipeline_tests.site.text import page_text

_CASES_AS_HTML = (
    "permanent-cambridge-mathematics-2014-10-21",
    "contract-wales-senior-manager-2017-06-28",
    "permanent-belfast-project-manager-2017-11-22",
    "contract-east-midlands-local-government-2018-08-15",
    "permanent-manchester-backend-developer-2025-05-02",
    "contract-uk-public-cloud-2026-01-20",
    "permanent-uk-java-2026-03-13",
)
_CASES_AS_TEXT = ("contract-cardiff-java-2013-05-17", "permanent-uk-backend-developer-2026-02-15")
_SAMPLES = (date(2014, 3, 1), date(2018, 6, 1), date(2026, 5, 1))
_INDEXES = (date(2019, 8, 15), date(2025, 11, 3), date(2026, 6, 1))


@dataclass(frozen=True, slots=True)
class MutatedPage:
    """A page and how its mutants are made."""

    name: str
    body: bytes
    mutate: Callable[[str, int, int], Iterator[tuple[str, bytes]]]

    def mutants(self, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of so many mutants; whatever bytes the page holds come through as they are."""
        return self.mutate(self.body.decode("utf-8", "surrogateescape"), count, seed)


def mutated_pages() -> list[MutatedPage]:
    """The pages, the real ones left out where they are not beside the repository."""
    return [*(_real_pages() if CASES else ()), *_sample_pages()]


def _real_pages() -> Iterator[MutatedPage]:
    for path in sorted((SHARED / "pages").iterdir()):
        mutate = html_mutants if path.suffix == ".html" else text_mutants
        yield MutatedPage(f"real {path.stem}", path.read_bytes(), mutate)
    for name in _CASES_AS_HTML:
        yield MutatedPage(f"html {name}", page_html(load_page(case_named(name))), html_mutants)
    cp1252 = page_html(load_page(case_named(_CASES_AS_HTML[0])), encoding="cp1252")
    yield MutatedPage(f"cp1252 {_CASES_AS_HTML[0]}", cp1252, html_mutants)
    for name in _CASES_AS_TEXT:
        yield MutatedPage(f"text {name}", page_text(load_page(case_named(name))).encode(), text_mutants)


def _sample_pages() -> Iterator[MutatedPage]:
    for day in _SAMPLES:
        yield MutatedPage(f"html sample {day}", page_html(page_on(day)), html_mutants)
        yield MutatedPage(f"pipes sample {day}", page_text(page_on(day), "pipes").encode(), text_mutants)
    yield MutatedPage("lines sample", page_text(page_on(), "lines").encode(), text_mutants)
    for day in _INDEXES:
        yield MutatedPage(f"html index {day}", index_html(index_of(day=day)), html_mutants)
