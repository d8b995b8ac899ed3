"""Reads the address of the server the way both ends must agree on it, and says which addresses are safe to dial.

The origin goes into the key exchange: a server that passes messages on for another name than the one dialled makes
the two ends derive different keys. Only what each program was told counts, never what the server says of itself.
"""

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

LOOPBACK = "loopback"
URL_MAX_CHARS = 300

_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_LOOPBACK_ADDRESS = re.compile(r"127(\.[0-9]{1,3}){3}")
_DEFAULT_PORT = {"ws": 80, "wss": 443}
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*")
_HOST_MAX_CHARS = 253  # RFC 1035 section 2.3.4
_CONTROL_OR_SPACE = re.compile(r"[\x00-\x20\x7f\\]")


class OriginProblem(StrEnum):
    """Why an address is not dialled."""

    NOT_AN_ADDRESS = "not_an_address"
    SCHEME_UNKNOWN = "scheme_unknown"
    NOT_ENCRYPTED = "not_encrypted"
    HAS_EXTRAS = "has_extras"


@dataclass(frozen=True, slots=True)
class OriginAccepted:
    """An address that may be dialled.

    Attributes:
        origin: its one form, such as `wss://help.example`, `wss://help.example:8443` or `ws://loopback:8765`.
        is_loopback: it is this very machine.
    """

    origin: str
    is_loopback: bool


@dataclass(frozen=True, slots=True)
class OriginRefused:
    """An address that may not."""

    problem: OriginProblem


def canonical_origin(url: str) -> OriginAccepted | OriginRefused:
    """Read a `wss://` or `ws://` address; a path is allowed and does not count.

    Plain `ws://` is only for this very machine: there is no way to ask for less.
    """
    try:
        return _read(url)
    except ValueError:
        return OriginRefused(OriginProblem.NOT_AN_ADDRESS)


def _read(url: str) -> OriginAccepted | OriginRefused:
    if len(url) > URL_MAX_CHARS or _CONTROL_OR_SPACE.search(url):
        return OriginRefused(OriginProblem.NOT_AN_ADDRESS)
    parts = urlsplit(url)
    if parts.scheme not in _DEFAULT_PORT:
        return OriginRefused(OriginProblem.SCHEME_UNKNOWN)
    if "@" in parts.netloc or "?" in url or "#" in url:
        return OriginRefused(OriginProblem.HAS_EXTRAS)
    host = _canonical_host(parts.hostname or "")
    # Reading the port raises ValueError when it is none; `host:` with nothing after it means the default.
    port = _DEFAULT_PORT[parts.scheme] if parts.port is None else parts.port
    if not host or port == 0:
        return OriginRefused(OriginProblem.NOT_AN_ADDRESS)
    is_loopback = host in _LOOPBACK_NAMES or _LOOPBACK_ADDRESS.fullmatch(host) is not None
    if parts.scheme == "ws" and not is_loopback:
        return OriginRefused(OriginProblem.NOT_ENCRYPTED)
    shown = LOOPBACK if host in _LOOPBACK_NAMES else f"[{host}]" if ":" in host else host
    suffix = "" if port == _DEFAULT_PORT[parts.scheme] else f":{port}"
    return OriginAccepted(f"{parts.scheme}://{shown}{suffix}", is_loopback)


def _canonical_host(host: str) -> str:
    if ":" in host:
        address = ipaddress.IPv6Address(host)
        if address.scope_id is not None:
            raise ValueError
        return address.compressed
    ascii_host = host.encode("idna").decode("ascii") if not host.isascii() else host
    name = ascii_host.lower().removesuffix(".")
    labels = name.split(".")
    if len(name) > _HOST_MAX_CHARS or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError
    if _NUMBER_LABEL.fullmatch(labels[-1]):
        # A name that ends in a number is an IPv4 address or nothing; `127.1` and `0x7f000001` are read differently
        # by different systems.
        return str(ipaddress.IPv4Address(name))
    # A real host of that name would be taken for this machine by the other end.
    if name == LOOPBACK:
        raise ValueError
    return name
