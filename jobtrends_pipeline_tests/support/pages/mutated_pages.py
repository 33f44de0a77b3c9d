"""The pages whose mutants are read: real ones, real figures rendered in the markup of their year, and an index each."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from jobtrends_pipeline_tests.support.pages.mutants import Mutation, seeded_mutants
from jobtrends_pipeline_tests.support.pages.mutants_tables import HTML_MUTATIONS
from jobtrends_pipeline_tests.support.pages.mutants_text import TEXT_MUTATIONS
from jobtrends_pipeline_tests.support.pages.samples import index_of, page_on
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import load_page
from jobtrends_pipeline_tests.support.site.real_pages import CASES, SHARED, case_named
from jobtrends_pipeline_tests.support.site.text import page_text

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
    """A page and what is done to it."""

    name: str
    body: bytes
    mutations: tuple[Mutation, ...]

    def mutants(self, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of so many mutants; whatever bytes the page holds come through as they are."""
        return seeded_mutants(self.body.decode("utf-8", "surrogateescape"), count, seed, self.mutations)

    def only(self, names: Collection[str]) -> "MutatedPage":
        """The page with those of its mutations that are named; with all where none is."""
        kept = tuple(mutation for mutation in self.mutations if not names or mutation.__name__ in names)
        return replace(self, mutations=kept)


def mutated_pages() -> list[MutatedPage]:
    """The pages, the real ones left out where they are not beside the repository."""
    return [*(_real_pages() if CASES else ()), *_sample_pages()]


def _real_pages() -> Iterator[MutatedPage]:
    for path in sorted((SHARED / "pages").iterdir()):
        mutations = HTML_MUTATIONS if path.suffix == ".html" else TEXT_MUTATIONS
        yield MutatedPage(f"real {path.stem}", path.read_bytes(), mutations)
    for name in _CASES_AS_HTML:
        yield MutatedPage(f"html {name}", page_html(load_page(case_named(name))), HTML_MUTATIONS)
    cp1252 = page_html(load_page(case_named(_CASES_AS_HTML[0])), encoding="cp1252")
    yield MutatedPage(f"cp1252 {_CASES_AS_HTML[0]}", cp1252, HTML_MUTATIONS)
    for name in _CASES_AS_TEXT:
        yield MutatedPage(f"text {name}", page_text(load_page(case_named(name))).encode(), TEXT_MUTATIONS)


def _sample_pages() -> Iterator[MutatedPage]:
    for day in _SAMPLES:
        yield MutatedPage(f"html sample {day}", page_html(page_on(day)), HTML_MUTATIONS)
        yield MutatedPage(f"pipes sample {day}", page_text(page_on(day), "pipes").encode(), TEXT_MUTATIONS)
    yield MutatedPage("lines sample", page_text(page_on(), "lines").encode(), TEXT_MUTATIONS)
    for day in _INDEXES:
        yield MutatedPage(f"html index {day}", index_html(index_of(day=day)), HTML_MUTATIONS)
