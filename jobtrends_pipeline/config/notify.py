"""Section `notify` of settings.yaml: channels of messages, and rules of figures.

Without it no message is sent.
"""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from jobtrends_pipeline.config.notify_rules import NotifyRule

_ADDRESS = r"^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9.-]+$"
_Address = Annotated[str, Field(pattern=_ADDRESS, max_length=254)]
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_TLS_FROM_THE_START = 465
_Web = Annotated[str, Field(pattern=r"^https?://[^\s/]+[^\s]*$", max_length=500)]


class EmailSettings(BaseModel):
    """Settings of the mail server.

    The password is read from the environment variable JOBTRENDS_SMTP_PASSWORD only.

    Attributes:
        host: The mail server.
        port: Its submission port.
        sender: Address the mail is from; `from` in the file.
        to: Addresses of the recipients.
        starttls: Whether the connection is encrypted before anything is sent, with the certificate checked.
        username: Login name; null for no login.
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
    """Settings of the notification channels.

    Attributes:
        webhook: Address that messages are posted to as JSON. Secret: whoever knows it can post.
        email: The mail server.
        log: Whether messages are appended to notifications.log in the data root.
        ui: Address of the Dagster web UI as its readers reach it, for links to runs.
        report: Address of the report as its readers reach it, for links to pages of roles.
        rules: Changes of figures to send messages about.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    webhook: SecretStr | None = None
    email: EmailSettings | None = None
    log: bool = False
    ui: _Web | None = None
    report: _Web | None = None
    rules: tuple[NotifyRule, ...] = ()

    def role_page(self, role: str) -> str | None:
        """Return the address of a role's page in the report; null if it is unknown."""
        return f"{self.report.rstrip('/')}/roles/{role}.html" if self.report else None

    @field_validator("webhook")
    @classmethod
    def _may_be_posted_to(cls, webhook: SecretStr | None) -> SecretStr | None:
        if webhook is not None:
            check_webhook(webhook.get_secret_value())
        return webhook


def check_webhook(url: str) -> str:
    """Check that a webhook address may be posted to.

    Unlike addresses of captures it may be in a private network: the operator chose it, and redirects are not followed.

    Returns:
        The host of the address.

    Raises:
        ValueError: if it may not be posted to; the message says why and shows only the host of the address.
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
