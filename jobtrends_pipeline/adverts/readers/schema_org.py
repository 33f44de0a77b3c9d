"""JobPosting of schema.org, from JSON-LD or microdata, to postings."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from jobtrends_pipeline.adverts.readers.draft import Draft
from jobtrends_pipeline.adverts.readers.paths import values_at
from jobtrends_pipeline.adverts.readers.posting import Posting, Source
from jobtrends_pipeline.adverts.readers.schema_pay import take_pay

_KIND = "JobPosting"
_PATHS: Mapping[str, tuple[str, ...]] = {
    "reference": ("identifier.value", "identifier.@value", "identifier"),
    "source_url": ("url", "mainEntityOfPage.@id", "mainEntityOfPage", "sameAs"),
    "posted_on": ("datePosted.@value", "datePosted"),
    "valid_through": ("validThrough.@value", "validThrough"),
    "title": ("title.@value", "title", "name.@value", "name"),
    "company": ("hiringOrganization.name.@value", "hiringOrganization.name", "hiringOrganization"),
    "country": (
        "jobLocation.address.addressCountry.name", "jobLocation.address.addressCountry",
        "applicantLocationRequirements.name",
    ),
    "employment_type": ("employmentType.@value", "employmentType"),
    "description": ("description.@value", "description"),
}  # fmt: skip
_ADDRESS = ("addressLocality", "addressRegion", "postalCode")


def postings_in(document: object, seen_on: datetime, url: str | None, source: Source) -> list[Posting]:
    """Return the postings of a document, in their order, wherever they stand in it.

    Args:
        document: Decoded JSON; numbers as text.
        seen_on: When it was captured.
        url: Address of the page, for postings that name none.
        source: Constants of the source.
    """
    nodes = list(_nodes(document))
    named = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    return [_posting(_resolved(_plain_keys(node), named), seen_on, url, source) for node in nodes if _is_posting(node)]


def _nodes(document: object) -> Iterator[dict[str, object]]:
    """Yield the objects of a document in their order, but none within a posting."""
    stack = [document]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(reversed(node))
        elif isinstance(node, dict):
            yield node
            if not _is_posting(node):
                stack.extend(value for value in reversed(list(node.values())) if isinstance(value, dict | list))


def _is_posting(node: Mapping[str, object]) -> bool:
    kinds = node.get("@type")
    return any(_last(kind) == _KIND for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _last(name: object) -> str:
    """Return a name without the vocabulary before it."""
    return str(name).replace("#", "/").rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def _plain_keys(node: dict[str, object]) -> dict[str, object]:
    """Return a posting with bare names of properties: `schema:title` is `title`."""
    if not any(":" in key for key in node):
        return node
    return {key if key.startswith("@") else _last(key): value for key, value in node.items()}


def _resolved(node: dict[str, object], named: Mapping[str, object]) -> dict[str, object]:
    """Return a posting with the objects that it refers to in their places."""
    return {
        key: named.get(str(value["@id"]), value) if isinstance(value, dict) and set(value) == {"@id"} else value
        for key, value in node.items()
    }


def _posting(item: dict[str, object], seen_on: datetime, url: str | None, source: Source) -> Posting:
    draft = Draft(seen_on)
    for field, alternatives in _PATHS.items():
        found = [one for path in alternatives for one in values_at(item, path)]
        scalars = [one for one in found if not isinstance(one[1], dict)]
        draft.take(field, scalars or found[:1])
    _take_places(draft, item)
    if any(str(value).upper() == "TELECOMMUTE" for _, value in values_at(item, "jobLocationType")):
        draft.take("is_remote", values_at(item, "jobLocationType"))
    take_pay(draft, item)
    if url:
        draft.take("source_url", [("page", url)])
    draft.take_constants(source.constants)
    return draft.finish()


def _take_places(draft: Draft, item: dict[str, object]) -> None:
    """Take the places of a posting from addresses, else from names."""
    addresses = values_at(item, "jobLocation.address")
    countries = {_country(address) for _, address in addresses}
    for place, address in addresses:
        if isinstance(address, dict):
            parts = [str(text) for part in _ADDRESS for _, text in values_at(address, part)]
            parts += [_country(address)] if len(countries) > 1 or not parts else []
            addresses[addresses.index((place, address))] = (place, ", ".join(filter(None, parts)))
    named = [one for one in values_at(item, "jobLocation") if not isinstance(one[1], dict)]
    if not any(text for _, text in addresses):
        addresses = values_at(item, "jobLocation.name")
    draft.take("place_texts", [*addresses, *named])


def _country(address: object) -> str:
    if not isinstance(address, dict):
        return ""
    found = [*values_at(address, "addressCountry.name"), *values_at(address, "addressCountry")]
    return next((value for _, value in found if isinstance(value, str)), "")
