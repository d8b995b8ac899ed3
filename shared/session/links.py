"""Finds the links in somebody's words, and says where each really leads: nothing here opens one."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import idna

LINKS_MAX = 3
"""More under one message would hide the message."""
HOST_MAX_CHARS = 64

_LINK = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>\"']+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}»”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link.

    Attributes:
        text: as it stands in the words, to be copied.
        host: the computer it leads to, in ASCII, so that no letter can pass for another; its end where it is long,
            because the end is what decides.
    """

    text: str
    host: str


def find_links(text: str) -> tuple[Link, ...]:
    """The first few links that lead to some host."""
    links: list[Link] = []
    for match in _LINK.finditer(text):
        found = match[0].rstrip(_TRAILING)
        host = _host_of(found)
        if host:
            links.append(Link(text=found, host=host))
        if len(links) == LINKS_MAX:
            break
    return tuple(links)


def _host_of(link: str) -> str:
    # Browsers read a backslash as a slash; who does not would see another host in what follows it.
    address = link.replace("\\", "/")
    if address[:4].lower() == "www.":
        address = f"http://{address}"
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    try:
        # Python's own codec is of IDNA 2003 and says sparkasse for sparkaße; browsers open another address (UTS 46).
        shown = host if host.isascii() else idna.encode(host, uts46=True, transitional=False).decode("ascii")
    except UnicodeError:  # also what idna raises
        shown = host.encode("ascii", "backslashreplace").decode("ascii")
    return shown if len(shown) <= HOST_MAX_CHARS else f"…{shown[1 - HOST_MAX_CHARS :]}"
