"""User agent of requests, with the operator's contact."""

import re

import jobtrends_pipeline
from jobtrends_pipeline.base.errors import Cause, JobtrendsError

PRODUCT = "jobtrends_pipeline"
"""Name of this program in robots.txt."""
_LONGEST = 200
_EMAIL = re.compile(r"[^@]+@[^@.]+(\.[^@.]+)+")
_WEB = re.compile(r"https?://[^/?#]+\.[^/?#]+([/?#].*)?", re.IGNORECASE)
_PLAIN = re.compile(r"[!-~]+")


class MissingContactError(JobtrendsError, ValueError):
    """A missing contact, or one that a reader of a server's log could not use."""

    cause = Cause.SETTINGS


def user_agent(contact: str | None) -> str:
    """Return the User-Agent of every request: program, version and contact.

    Args:
        contact: Email address, or http or https address of a page about the operator.

    Raises:
        MissingContactError: if it is neither, or would break the header.
    """
    given = (contact or "").strip()
    how = "set `contact` in settings.yaml of the data root or JOBTRENDS_CONTACT to an email or http(s) address of yours"
    if not given:
        raise MissingContactError(f"a source must be able to reach whoever asks it: {how}")
    is_plain = len(given) <= _LONGEST and _PLAIN.fullmatch(given) and not set(given) & set('()<>"\\')
    if not is_plain or not (_WEB.fullmatch(given) or ("/" not in given and _EMAIL.fullmatch(given))):
        raise MissingContactError(f"{given[:_LONGEST]!r} is no contact: {how}")
    return f"{PRODUCT}/{jobtrends_pipeline.__version__} (+{given})"
