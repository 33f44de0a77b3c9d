"""A posting with all that the rules read from it: why it counts as it does."""

from collections.abc import Sequence
from dataclasses import dataclass

from jobtrends_pipeline.adverts.pay import read_pay, read_pay_line
from jobtrends_pipeline.adverts.pay_fields import AdvertPay, PayField, reconcile
from jobtrends_pipeline.adverts.pay_types import Pay, RefusedPay
from jobtrends_pipeline.adverts.places import Place, read_place
from jobtrends_pipeline.adverts.readers.posting import Posting
from jobtrends_pipeline.adverts.sellers import course_seller, employer_name, foreign_job
from jobtrends_pipeline.adverts.skills import SkillFound, find_skills
from jobtrends_pipeline.adverts.text import advert_text
from jobtrends_pipeline.adverts.titles import GivenRole, RoleLabel, read_roles


@dataclass(frozen=True, slots=True)
class JudgedPosting:
    """A posting and what the rules read from it.

    Attributes:
        posting: The posting.
        employer: Who advertises; empty where that is not said.
        roles: Roles that the title names; the first is the primary one.
        pay: The pay that counts.
        refused: Amounts that are not taken for pay, with the reason.
        places: Places of the job.
        skills: Skills that the text names; none where the text is cut, as most are missing then.
        why_excluded: Words that show that it sells a course, or is of a job abroad; null where it counts.
        is_recognised: Whether it counts as an advert of a known role.
    """

    posting: Posting
    employer: str
    roles: tuple[RoleLabel, ...]
    pay: AdvertPay
    refused: tuple[RefusedPay, ...]
    places: tuple[Place, ...]
    skills: tuple[SkillFound, ...]
    why_excluded: str | None

    @property
    def is_recognised(self) -> bool:
        """Whether a role is named that is more than a last word such as "Analyst"."""
        return any(not role.is_generic for role in self.roles)


def judge(posting: Posting, given: Sequence[GivenRole] = ()) -> JudgedPosting:
    """Read a posting by all rules.

    Args:
        posting: The posting.
        given: The user's own roles, as of `titles.given_roles`.
    """
    text = advert_text(posting.description)
    line, free = read_pay_line(posting.pay_text), read_pay(f"{posting.title}\n{text}")
    pays = (*line.pays, *free.pays)
    places = tuple(filter(None, map(read_place, posting.place_texts)))
    return JudgedPosting(
        posting=posting,
        employer=employer_name(posting.company),
        roles=tuple(read_roles(posting.title, given)),
        pay=reconcile(_field(posting), pays),
        refused=(*line.refused, *free.refused),
        places=places,
        skills=() if posting.is_cut else find_skills(text, employer=posting.company),
        why_excluded=_why_excluded(posting, text, pays, places),
    )


def _field(posting: Posting) -> PayField | None:
    if posting.pay_min is None and posting.pay_max is None:
        return None
    return PayField(
        posting.pay_min, posting.pay_max, posting.pay_unit, posting.pay_currency, is_estimated=posting.is_estimated
    )


def _why_excluded(posting: Posting, text: str, pays: Sequence[Pay], places: Sequence[Place]) -> str | None:
    if course := course_seller(posting.title, text, posting.company):
        return f"sells a course: {course}"
    currencies = frozenset(pay.currency for pay in pays if pay.currency)
    if abroad := foreign_job(posting.title, text, currencies):
        return f"is of a job abroad: {abroad}"
    if places and all(place.is_foreign for place in places):
        return f"is of a job abroad: {places[0].text}"
    return None
