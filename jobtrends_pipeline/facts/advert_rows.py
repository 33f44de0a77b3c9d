"""What the rules read from an advert, as rows of the private tables."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date

from jobtrends_pipeline.adverts.judged import JudgedPosting
from jobtrends_pipeline.adverts.pay_types import Pay
from jobtrends_pipeline.adverts.places import containing
from jobtrends_pipeline.tables.adverts import (
    ADVERT_FINDINGS,
    ADVERT_PAY,
    ADVERT_PLACES,
    ADVERT_ROLES,
    ADVERT_SKILLS,
    ADVERTS,
)

Row = dict[str, object]
READ_TABLES = (ADVERTS, ADVERT_PAY, ADVERT_ROLES, ADVERT_PLACES, ADVERT_SKILLS, ADVERT_FINDINGS)
"""Tables that have rows of one input each."""
UK, HOME, ABROAD = "UK", "Work from Home", "abroad"
_FLAGS = {
    "is_up_to": "up_to", "is_from": "from", "is_on_target_earnings": "ote", "is_pro_rata": "pro_rata",
    "is_by_size": "by_size", "is_pay_estimated": "estimated", "is_converted": "converted",
}  # fmt: skip


def advert_id(input_id: str, ordinal: int) -> str:
    """Return the identifier of an advert; they sort in the order of the input."""
    return f"{input_id}-{ordinal:06}"


def advert_rows(judged: JudgedPosting, head: Row, ordinal: int, key_of: Callable[[str], str]) -> dict[str, list[Row]]:
    """Return the rows of an advert by table name, without findings.

    Args:
        judged: The posting as read.
        head: Values of the input: `input_id`, `source`, `publisher` and `seen_on`, a date.
        ordinal: Its place in the input, from 0.
        key_of: Returns the partition key of a role's name.
    """
    identity: Row = {"advert_id": advert_id(str(head["input_id"]), ordinal)}
    return {
        ADVERTS.name: [identity | head | {"ordinal": ordinal} | _advert(judged, head["seen_on"])],
        ADVERT_PAY.name: [identity | {"ordinal": number} | row for number, row in enumerate(_pay(judged))],
        ADVERT_ROLES.name: [identity | row for row in _roles(judged, key_of)],
        ADVERT_PLACES.name: [identity | row for row in _places(judged)],
        ADVERT_SKILLS.name: [identity | row for row in _skills(judged)],
    }


def advert_findings(judged: JudgedPosting) -> Iterator[tuple[str, str]]:
    """Yield field and message of what was not understood in an advert."""
    yield from ((finding.field, finding.message) for finding in judged.posting.findings)
    yield from (
        ("pay", finding.replace("_", " ").replace(":", ": ").capitalize() + ".") for finding in judged.pay.findings
    )


def _advert(judged: JudgedPosting, seen_on: object) -> Row:
    posting = judged.posting
    seen = seen_on if isinstance(seen_on, date) else posting.seen_on.date()
    return {
        "posting_id": posting.posting_id,
        "reference": posting.reference or None,
        "posting_url": posting.source_url,
        "posted_on": posting.posted_on,
        "advertised_on": min(posting.posted_on or seen, seen),
        "valid_through": posting.valid_through,
        "market": judged.market,
        "title": posting.title,
        "employer": judged.employer or None,
        "employment_type": posting.employment_type or None,
        "is_remote": judged.is_remote,
        "is_cut": posting.is_cut,
        "is_estimated": judged.is_estimated,
        "text_sha256": hashlib.sha256(judged.text.encode("utf-8", "replace")).hexdigest(),
        "why_excluded": judged.why_excluded.kind if judged.why_excluded else None,
        "is_recognised": judged.is_recognised,
    }


def _pay(judged: JudgedPosting) -> Iterator[Row]:
    none: Row = dict.fromkeys(_FLAGS, False)
    pay = judged.pay.pay
    if pay:
        yield none | {"is_counted": judged.counted_pay is not None, "origin": judged.pay.origin} | _amount(pay)
    for refused in judged.refused:
        words: Row = {"pay_text": refused.text, "refused_because": refused.reason}
        yield none | {"is_counted": False, "origin": "text"} | words


def _amount(pay: Pay) -> Row:
    flags: Row = {column: flag in pay.flags for column, flag in _FLAGS.items()}
    return flags | {
        "low": pay.low, "high": pay.high, "basis": pay.basis, "currency": pay.currency or None, "pay_text": pay.text,
    }  # fmt: skip


def _roles(judged: JudgedPosting, key_of: Callable[[str], str]) -> Iterator[Row]:
    for number, role in enumerate(judged.roles):
        yield {
            "role_name": role.name, "role_key": key_of(role.name), "is_primary": number == 0,
            "is_generic": role.is_generic, "words": " ".join(role.words),
        }  # fmt: skip


def _places(judged: JudgedPosting) -> Iterator[Row]:
    """Yield places that are named, then those that contain them, each name once."""
    is_abroad = judged.why_excluded is not None and judged.why_excluded.kind == ABROAD
    named = {place.name: place.kind for place in judged.places if place.name}
    around = {name: kind for place in judged.places for name, kind in containing(place)}
    if not is_abroad:
        around.setdefault(UK, "country")
    if judged.is_remote:
        named[HOME] = "remote"
    for name, kind in named.items():
        yield {"place": name, "place_kind": kind, "is_named": True}
    for name, kind in around.items():
        if name not in named:
            yield {"place": name, "place_kind": kind, "is_named": False}


def _skills(judged: JudgedPosting) -> Iterator[Row]:
    for number, skill in enumerate(judged.skills):
        yield {"skill": skill.name, "category": skill.category, "ordinal": number, "mention_count": skill.count}
