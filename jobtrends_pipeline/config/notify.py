"""The part `notify` of settings.yaml: by which channels people are told. Without it nobody is."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

_ADDRESS = r"^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9.-]+$"
_Address = Annotated[str, Field(pattern=_ADDRESS, max_length=254)]
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_TLS_FROM_THE_START = 465


class EmailSettings(BaseModel):
    """How mail is sent; the password stands in the environment variable JOBTRENDS_SMTP_PASSWORD alone.

    Attributes:
        host: The mail server.
        port: Its port for submission.
        sender: Address the mail is from; `from` in the file.
        to: Addresses it goes to.
        starttls: Whether the connection is made safe before anything is said, with the certificate checked.
        username: Who logs in; nobody where it is absent.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: Annotated[str, Field(pattern=r"^[A-Za-z0-9.:-]+$", max_length=253)]
    port: int = Field(default=587, ge=1, le=65535)
    sender: _Address = Field(alias="from")
    to: tuple[_Address, ...] = Field(min_length=1, max_length=50)
    starttls: bool = True
    username: str | None = Field(default=None, min_length=1, max_length=254)

    @field_validator("port")
    @classmethod
    def _speaks_smtp_first(cls, port: int) -> int:
        if port == _TLS_FROM_THE_START:
            raise ValueError("port 465 expects TLS from the start: use the server's port for STARTTLS, usually 587")
        return port

    @model_validator(mode="after")
    def _sends_no_password_in_the_clear(self) -> "EmailSettings":
        if self.username and not self.starttls:
            raise ValueError("a username needs `starttls: true`: the password would be sent for all to read")
        return self


class NotifySettings(BaseModel):
    """By which channels people are told.

    Attributes:
        webhook: Address that messages are posted to as JSON; whoever knows it may post, so it is kept secret.
        email: How mail is sent.
        log: Whether messages are added to notifications.log of the data root.
        ui: Address of the Dagster web UI as its readers reach it, for links to runs.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    webhook: SecretStr | None = None
    email: EmailSettings | None = None
    log: bool = False
    ui: Annotated[str, Field(pattern=r"^https?://[^\s/]+[^\s]*$", max_length=500)] | None = None

    @field_validator("webhook")
    @classmethod
    def _may_be_posted_to(cls, webhook: SecretStr | None) -> SecretStr | None:
        if webhook is not None:
            check_webhook(webhook.get_secret_value())
        return webhook


def check_webhook(url: str) -> str:
    """The host of a webhook's address, if it may be posted to.

    Unlike addresses of captures it may lie in a private network: the operator has named it, nothing redirects to it.

    Raises:
        ValueError: if it may not; says why, and nothing of the address but its host.
    """
    if not url.isprintable() or " " in url:
        raise ValueError("not an address: there is a space or a control character in it")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError("not an address: its host or port cannot be read") from None
    if not host or parts.scheme not in ("http", "https"):
        raise ValueError("not an address that can be posted to: it has to begin with https:// and name a host")
    if "@" in parts.netloc:
        raise ValueError(f"the address at {host} has a user name in it, which is not sent")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise ValueError(f"the address at {host} is not https: the messages would be sent for all to read")
    return host
