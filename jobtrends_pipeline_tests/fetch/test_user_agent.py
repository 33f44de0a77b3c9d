"""Nobody is asked anonymously: the user agent carries a contact that a person could use."""

import re
from pathlib import Path

import pytest

from jobtrends_pipeline.fetch.addresses import AddressRules
from jobtrends_pipeline.fetch.client import PoliteFetcher
from jobtrends_pipeline.fetch.rate_limit import RateLimiter
from jobtrends_pipeline.fetch.user_agent import MissingContactError, user_agent


@pytest.mark.parametrize(
    "contact",
    ["operator@jobs.example", "first.last+jobs@mail.jobs.example", "https://jobs.example/about", "http://jobs.example"],
)
def test_the_user_agent_names_program_version_and_contact(contact: str) -> None:
    assert re.fullmatch(rf"jobtrends_pipeline/\d+\.\d+\.\d+ \(\+{re.escape(contact)}\)", user_agent(f" {contact}\n"))


@pytest.mark.parametrize("contact", [None, "", "  \n"])
def test_without_a_contact_the_error_says_where_to_set_one(contact: str | None) -> None:
    with pytest.raises(MissingContactError, match=r"`contact` in settings\.yaml of the data root or JOBTRENDS_CONTACT"):
        user_agent(contact)


@pytest.mark.parametrize(
    "contact",
    [
        "nobody",
        "@jobs.example",
        "operator@",
        "operator@localhost",
        "two@at@jobs.example",
        "ftp://jobs.example/",
        "https://",
        "https://nowhere",
        "javascript:alert(1)@jobs.example",
        "operator@jobs.example\r\nCookie: a=b",
        "operator@jobs.example\x00",
        "opérateur@jobs.example",
        "operator@jobs.example) Mozilla/5.0 (",
        "a" * 300 + "@jobs.example",
    ],
)
def test_what_nobody_could_write_to_or_would_break_the_header_is_refused(contact: str) -> None:
    with pytest.raises(MissingContactError, match=r"is no contact: set `contact` in settings\.yaml of the data root"):
        user_agent(contact)


def test_a_fetcher_without_contact_cannot_be_made(tmp_path: Path) -> None:
    with pytest.raises(MissingContactError):
        PoliteFetcher(None, AddressRules([]), RateLimiter(tmp_path))
    assert list(tmp_path.iterdir()) == []
