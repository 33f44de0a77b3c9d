"""The address of a PostgreSQL that keeps Dagster's runs: where it is set, and that no file of ours holds a password."""

from urllib.parse import parse_qs, urlsplit

URL_VARIABLE = "JOBTRENDS_DAGSTER_POSTGRES_URL"
"""Address in the environment; may have a password, and goes before the one in settings.yaml."""


def check_address(address: str) -> None:
    """Make sure that text is the address of a PostgreSQL database.

    Raises:
        ValueError: if it is none; the message does not repeat it, as it may hold a password.
    """
    try:
        parts = urlsplit(address)
        is_well = parts.scheme == "postgresql" and parts.port != 0 and len(parts.path) > 1
    except ValueError:
        is_well = False
    if not is_well or address.split() != [address]:
        raise ValueError("is no address of a PostgreSQL database: write it as postgresql://user@host/database")


def has_password(address: str) -> bool:
    """Whether an address says a password, as part of the user or as a parameter."""
    parts = urlsplit(address)
    return parts.password is not None or "password" in parse_qs(parts.query, keep_blank_values=True)


def spoken(address: str) -> str:
    """An address as it may be shown: without user, password and parameters."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return f"PostgreSQL at {host or parse_qs(parts.query).get('host', ['this machine'])[0]}{parts.path}"
