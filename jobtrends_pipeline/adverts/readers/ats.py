"""Forms of applicant-tracking systems: Greenhouse, Lever, Ashby, Workable.

By their real answers; Workable by its public documentation and clients of others, as no answer of it was at hand.
"""

from jobtrends_pipeline.adverts.readers.answers import Form, joined
from jobtrends_pipeline.adverts.readers.draft import Draft
from jobtrends_pipeline.adverts.readers.paths import values_at

_UNITS = {"hour": "hour", "day": "day", "week": "week", "month": "month", "year": "year"}
_PLACE = ("city", "region", "state", "country")


def _greenhouse(draft: Draft, item: dict[str, object]) -> None:
    """Take the pay range, which is in hundredths."""
    ranges = values_at(item, "pay_input_ranges")
    for field, name in (("pay_min", "min_cents"), ("pay_max", "max_cents")):
        for place, cents in values_at(item, f"pay_input_ranges.{name}")[:1]:
            text = str(cents)
            draft.take(field, [(place, f"{int(text) / 100:.2f}" if text.isdecimal() and len(text) < 15 else text)])
    draft.take_paths(item, {"pay_currency": ("pay_input_ranges.currency_type",)})
    if len(ranges) > 1:
        draft.find("pay_min", f"The first of {len(ranges)} pay ranges is taken.", ranges)


def _lever(draft: Draft, item: dict[str, object]) -> None:
    """Take the description from its parts, and the unit of `per-year-salary`."""
    parts = [(place, str(text)) for place, text in values_at(item, "description") if isinstance(text, str)]
    for place, part in values_at(item, "lists"):
        if isinstance(part, dict):
            heading, content = str(part.get("text") or ""), str(part.get("content") or "")
            parts.append((place, f"<h3>{heading}</h3><ul>{content}</ul>"))
    parts += [(place, str(text)) for place, text in values_at(item, "additional") if isinstance(text, str)]
    if parts:
        draft.take("description", [("description, lists, additional", "\n".join(text for _, text in parts))])
    _take_unit(draft, item, "salaryRange.interval", "-")


def _ashby(draft: Draft, item: dict[str, object]) -> None:
    """Take the salary among the components of compensation."""
    components = [
        (place, part)
        for place, part in values_at(item, "compensation.summaryComponents")
        if isinstance(part, dict) and part.get("compensationType") == "Salary"
    ]
    for place, part in components[:1]:
        names = (("pay_min", "minValue"), ("pay_max", "maxValue"), ("pay_currency", "currencyCode"))
        for field, name in names:
            draft.take(field, [(f"{place}.{name}", value) for _, value in values_at(part, name)])
        _take_unit(draft, part, "interval", " ", place)
    if len(components) > 1:
        draft.find("pay_min", f"The first of {len(components)} salaries is taken.", components)


def _workable(draft: Draft, item: dict[str, object]) -> None:
    """Take the places, each of which is printed in parts."""
    spots = [*values_at(item, "locations"), *values_at(item, "location")]
    found = [(place, joined(spot, _PLACE)) for place, spot in spots if isinstance(spot, dict)]
    draft.take("place_texts", found or [("city", joined(item, _PLACE))])


def _take_unit(draft: Draft, item: object, path: str, separator: str, place: str = "") -> None:
    """Take the unit of an interval: `per-year-salary`, `1 YEAR`.

    Another interval stays as it is given.
    """
    for inner, text in values_at(item, path):
        words = str(text).lower().split(separator)
        unit = next((_UNITS[word] for word in words if word in _UNITS), str(text))
        exact = f"{place}.{inner}" if place else inner
        if draft.take("pay_unit", [(exact, text)]) and unit != text:
            draft.replace_value("pay_unit", unit)


GREENHOUSE = Form(
    name="greenhouse",
    marks=(frozenset({"absolute_url", "title", "id"}),),
    paths={
        "posting_id": ("id",),
        "reference": ("requisition_id",),
        "source_url": ("absolute_url",),
        "posted_on": ("first_published", "updated_at"),
        "valid_through": ("application_deadline",),
        "title": ("title",),
        "company": ("company_name",),
        "place_texts": ("location.name",),
        "description": ("content",),
    },
    further=_greenhouse,
)
LEVER = Form(
    name="lever",
    marks=(frozenset({"hostedUrl", "text"}),),
    paths={
        "posting_id": ("id",),
        "source_url": ("hostedUrl",),
        "posted_on": ("createdAt",),
        "title": ("text",),
        "place_texts": ("categories.location", "categories.allLocations"),
        "country": ("country",),
        "is_remote": ("workplaceType",),
        "employment_type": ("categories.commitment",),
        "pay_min": ("salaryRange.min",),
        "pay_max": ("salaryRange.max",),
        "pay_currency": ("salaryRange.currency",),
        "pay_text": ("salaryDescriptionPlain",),
    },
    further=_lever,
)
ASHBY = Form(
    name="ashby",
    marks=(frozenset({"jobUrl", "title"}),),
    paths={
        "posting_id": ("id",),
        "source_url": ("jobUrl",),
        "posted_on": ("publishedAt",),
        "title": ("title",),
        "place_texts": ("location", "secondaryLocations.location"),
        "country": ("address.postalAddress.addressCountry",),
        "is_remote": ("isRemote", "workplaceType"),
        "employment_type": ("employmentType",),
        "pay_text": ("compensation.scrapeableCompensationSalarySummary", "compensation.compensationTierSummary"),
        "description": ("descriptionHtml", "descriptionPlain"),
    },
    further=_ashby,
)
WORKABLE = Form(
    name="workable",
    marks=(frozenset({"shortcode", "title"}),),
    paths={
        "posting_id": ("shortcode",),
        "reference": ("code",),
        "source_url": ("url", "shortlink", "application_url"),
        "posted_on": ("published_on", "created_at"),
        "title": ("title", "full_title"),
        "country": ("location.country", "country"),
        "is_remote": ("telecommuting", "location.telecommuting"),
        "employment_type": ("employment_type",),
        "pay_min": ("salary.salary_from",),
        "pay_max": ("salary.salary_to",),
        "pay_currency": ("salary.salary_currency",),
        "description": ("full_description", "description"),
    },
    envelope={"company": ("name",)},
    further=_workable,
)
