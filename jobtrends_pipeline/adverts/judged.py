"""A posting with all that the rules read from it: why it counts as it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from jobtrends_pipeline.adverts.market import Market, market_of
from jobtrends_pipeline.adverts.pay import read_pay, read_pay_line
from jobtrends_pipeline.adverts.pay_fields import AdvertPay, PayField, reconcile
from jobtrends_pipeline.adverts.pay_types import Pay, RefusedPay
from jobtrends_pipeline.adverts.places import Place, read_place, says_home
from jobtrends_pipeline.adverts.readers.posting import Posting
from jobtrends_pipeline.adverts.sellers import course_seller, employer_name, foreign_job
from jobtrends_pipeline.adverts.skills import SkillFound, find_skills
from jobtrends_pipeline.adverts.text import advert_text
from jobtrends_pipeline.adverts.titles import GivenRole, RoleLabel, read_roles

RULES_VERSION = 2
"""To raise when a rule or a reader gives other rows, so that archived inputs are read again."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why an advert does not count.

    Attributes:
        kind: `course`: it sells a course; `abroad`: its job is abroad.
        words: Words that show it.
    """

    kind: Literal["course", "abroad"]
    words: str

    @property
    def sentence(self) -> str:
        """Predicate of a sentence about the advert."""
        return f"sells a course: {self.words}" if self.kind == "course" else f"is of a job abroad: {self.words}"


@dataclass(frozen=True, slots=True)
class JudgedPosting:
    """A posting and what the rules read from it.

    Attributes:
        posting: The posting.
        text: Its text without markup; it may name people, so that no table has it.
        employer: Who advertises; empty where that is not said.
        market: Labour market.
        roles: Roles that the title names; the first is the primary one.
        pay: The pay that was read; see `counted_pay`.
        refused: Amounts that are not taken for pay, with the reason.
        places: Places of the job.
        skills: Skills that the text names; none where the text is cut, as most are missing then.
        why_excluded: Why it does not count; None where it does.
        has_estimate: Whether an estimate of the pay is given, by a field or in words.
        counted_pay: The pay, unless it is a board's own estimate or a conversion.
        is_remote: Whether it speaks of work from home.
        is_estimated: Whether the only pay is an estimate, as a field or the words say.
        is_recognised: Whether it counts as an advert of a known role.
    """

    posting: Posting
    text: str
    employer: str
    market: Market
    roles: tuple[RoleLabel, ...]
    pay: AdvertPay
    refused: tuple[RefusedPay, ...]
    places: tuple[Place, ...]
    skills: tuple[SkillFound, ...]
    why_excluded: Exclusion | None
    has_estimate: bool

    @property
    def is_remote(self) -> bool:
        """Whether field, place or title speak of work from home."""
        return bool(
            self.posting.is_remote or says_home(self.posting.title) or any(place.is_remote for place in self.places)
        )

    @property
    def counted_pay(self) -> Pay | None:
        """The pay, unless it is a board's own estimate or a conversion."""
        pay = self.pay.pay
        return pay if pay and not pay.flags & {"estimated", "converted"} else None

    @property
    def is_estimated(self) -> bool:
        """Whether the only pay is an estimate, as a field or the words say."""
        return self.has_estimate and self.counted_pay is None

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
    pay, places = reconcile(_field(posting), pays), _places(posting)
    return JudgedPosting(
        posting=posting,
        text=text,
        employer=employer_name(posting.company),
        market=market_of(posting.title, posting.employment_type, pay.pay.basis if pay.pay else None, text),
        roles=tuple(read_roles(posting.title, given)),
        pay=pay,
        refused=(*line.refused, *free.refused),
        places=places,
        skills=() if posting.is_cut else find_skills(text, employer=posting.company),
        why_excluded=_why_excluded(posting, text, pays, places),
        has_estimate=posting.is_estimated or any("estimated" in one.flags for one in pays),
    )


def _places(posting: Posting) -> tuple[Place, ...]:
    """Places that are printed; else that of the source's tree, else the country."""
    alternatives = (posting.place_texts, (", ".join(reversed(posting.place_tree)),), (posting.country,))
    read = (tuple(filter(None, map(read_place, texts))) for texts in alternatives)
    return next(filter(None, read), ())


def _field(posting: Posting) -> PayField | None:
    if posting.pay_min is None and posting.pay_max is None:
        return None
    return PayField(
        posting.pay_min, posting.pay_max, posting.pay_unit, posting.pay_currency, is_estimated=posting.is_estimated
    )


def _why_excluded(posting: Posting, text: str, pays: Sequence[Pay], places: Sequence[Place]) -> Exclusion | None:
    if course := course_seller(posting.title, text, posting.company):
        return Exclusion("course", course)
    currencies = frozenset(pay.currency for pay in pays if pay.currency)
    if abroad := foreign_job(posting.title, text, currencies):
        return Exclusion("abroad", abroad)
    if places and all(place.is_foreign for place in places):
        return Exclusion("abroad", places[0].text)
    return None
