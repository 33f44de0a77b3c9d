"""Address of the PostgreSQL database that keeps Dagster's runs.

It comes from the environment or settings.yaml; no file of this project may contain its password.
"""

from urllib.parse import parse_qs, urlsplit

URL_VARIABLE = "JOBTRENDS_DAGSTER_POSTGRES_URL"
"""Environment variable with the address; may contain a password; overrides settings.yaml."""


def check_address(address: str) -> None:
    """Check that text is the address of a PostgreSQL database.

    Raises:
        ValueError: if it is not; the message does not repeat it, as it may contain a password.
    """
    try:
        parts = urlsplit(address)
        is_well = parts.scheme == "postgresql" and parts.port != 0 and len(parts.path) > 1
    except ValueError:
        is_well = False
    if not is_well or address.split() != [address]:
        raise ValueError("is no address of a PostgreSQL database: write it as postgresql://user@host/database")


def has_password(address: str) -> bool:
    """Return whether an address contains a password.

    It may be part of the user or a parameter.
    """
    parts = urlsplit(address)
    return parts.password is not None or "password" in parse_qs(parts.query, keep_blank_values=True)


def spoken(address: str) -> str:
    """Format an address for display: without user, password and parameters."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return f"PostgreSQL at {host or parse_qs(parts.query).get('host', ['this machine'])[0]}{parts.path}"
