"""Which addresses of a sign-in service are dialled: encrypted ones, and those on this very computer."""

from urllib.parse import urlsplit

from signaling.config import is_loopback


def is_usable_place(url: str) -> bool:
    """Whether an address is `https://`, or `http://` on this computer; without a user name and a fragment."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - reading it raises where it is none
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    return bool(host) and is_safe and parts.username is None and not parts.fragment
