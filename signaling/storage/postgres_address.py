"""What libpq is told to reach a PostgreSQL database; apart, so that who only reads it need not load SQLAlchemy."""

from ipaddress import ip_address
from typing import Any

from shared.errors import AlongsideError

LOCK_TIMEOUT_MS = 5_000  # the account commands write while the server runs
_ENCRYPTED_TO_A_KNOWN = frozenset({"verify-ca", "verify-full"})
_SETTINGS = {
    "synchronous_commit": "on",  # an answer after the commit means that it is on disk, whatever the role's default is
    "lock_timeout": str(LOCK_TIMEOUT_MS),
    "idle_in_transaction_session_timeout": "60000",  # a program that hangs must not keep everybody else from writing
}
_DEFAULTS = {
    "application_name": "alongside-server",
    "client_encoding": "utf8",
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "tcp_user_timeout": "10000",
}


class DatabaseUrlError(AlongsideError):
    """An address cannot be used: `url_malformed`, or `url_unsafe` when the way there would not be protected."""

    code = "url_malformed"


def connect_parameters(url: str) -> dict[str, Any]:
    """What libpq is given for an address: its own parts, and what the record depends on.

    Raises:
        DatabaseUrlError: see there; its text never holds any part of the address.
    """
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        given = conninfo_to_dict(url)
    except ProgrammingError:
        raise DatabaseUrlError from None
    parameters: dict[str, Any] = {**_DEFAULTS, **given}
    if not _is_on_this_computer(parameters):
        parameters.setdefault("sslmode", "verify-full")
        if parameters["sslmode"] not in _ENCRYPTED_TO_A_KNOWN:
            raise DatabaseUrlError("url_unsafe")
        parameters.setdefault("sslrootcert", "system")
    ours = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    # Ours behind what was given: the last one counts.
    parameters["options"] = f"{given.get('options', '')} {ours}".strip()
    return parameters


def _is_on_this_computer(parameters: dict[str, Any]) -> bool:
    places = f"{parameters.get('host', '')},{parameters.get('hostaddr', '')}".split(",")
    return all(_is_local(place) for place in places if place)


def _is_local(host: str) -> bool:
    if host == "localhost" or host.startswith(("/", "@")):  # a socket in the file system, or an abstract one
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
