"""Forms of job APIs: Adzuna and Reed, and answers written like theirs."""

from jobtrends_pipeline.adverts.readers.answers import Form
from jobtrends_pipeline.adverts.readers.draft import Draft
from jobtrends_pipeline.adverts.readers.paths import values_at


def _reed(draft: Draft, item: dict[str, object]) -> None:
    """Take the hours, which are two flags."""
    names = (("fullTime", "full-time"), ("partTime", "part-time"), ("contractType", ""), ("jobType", ""))
    found = [(name, word or value) for name, word in names for _, value in values_at(item, name) if value is not False]
    draft.take("employment_type", found)


ADZUNA = Form(
    name="adzuna",
    marks=(frozenset({"redirect_url", "title"}), frozenset({"salary_is_predicted", "title"})),
    paths={
        "posting_id": ("id",),
        "source_url": ("redirect_url",),
        "posted_on": ("created",),
        "title": ("title",),
        "company": ("company.display_name",),
        "place_texts": ("location.display_name",),
        "place_tree": ("location.area",),
        "country": ("location.area",),
        "employment_type": ("contract_type", "contract_time"),
        "pay_min": ("salary_min",),
        "pay_max": ("salary_max",),
        "is_estimated": ("salary_is_predicted",),
        "description": ("description",),
    },
)
REED = Form(
    name="reed",
    marks=(frozenset({"jobId", "jobTitle"}),),
    paths={
        "posting_id": ("jobId",),
        "source_url": ("jobUrl", "externalUrl"),
        "posted_on": ("date", "datePosted"),
        "valid_through": ("expirationDate",),
        "title": ("jobTitle",),
        "company": ("employerName",),
        "place_texts": ("locationName",),
        "pay_min": ("minimumSalary",),
        "pay_max": ("maximumSalary",),
        "pay_unit": ("salaryType",),
        "pay_currency": ("currency",),
        "pay_text": ("salary",),
        "description": ("jobDescription",),
    },
    date_format="%d/%m/%Y",
    further=_reed,
)
