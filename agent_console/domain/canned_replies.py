"""Replies an agent has ready: how one is found by what was typed after `/`, and what its places become."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.protocol.limits import CHAT_TEXT_MAX_CHARS

REPLIES_MAX = 200
NAME_MAX_CHARS = 40
TRIGGER = "/"
PLACES = ("name", "organisation", "code", "digits", "time")
"""What a reply may mention in braces: the agent's name and organisation, the public digits of the code, the six
digits both see, the time of day.
"""

_PLACE = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"\w+")
_HALF = re.compile("[\ud800-\udfff]")
"""Half a character, which an escape in JSON or a paste can bring: no file and no message can hold it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One reply; `name` is what is typed after `/`, `text` what is sent once its places are filled."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenReplies:
    """Saved replies that cannot be read, all or some: where, and what that file is called once others are saved."""

    path: Path
    kept_as: str
    is_partly_read: bool = False


def clean_name(name: str) -> str:
    """A name as it can be typed in one go: no white space, no slashes, no half characters, lower case."""
    plain = _HALF.sub("", name).casefold()
    return "".join(char for char in plain if not char.isspace() and char != TRIGGER)[:NAME_MAX_CHARS]


def clean_reply(reply: Reply) -> Reply:
    """A reply within its limits."""
    return Reply(name=clean_name(reply.name), text=_HALF.sub("", reply.text)[:CHAT_TEXT_MAX_CHARS])


def typed_query(draft: str) -> str | None:
    """What is being looked for: the draft after its `/`, while it is nothing but that; None when it is a message."""
    if not draft.startswith(TRIGGER) or "\n" in draft:
        return None
    return draft[len(TRIGGER) :].casefold()


def find_replies(replies: tuple[Reply, ...], query: str) -> tuple[Reply, ...]:
    """The replies that fit, best first: their name begins so, their name has it, words of their text begin so."""
    words = query.split()

    def rank(reply: Reply) -> int | None:
        if reply.name.startswith(query):
            return 0
        if query in reply.name:
            return 1
        said = _WORD.findall(f"{reply.name} {reply.text}".casefold())
        return 2 if all(any(each.startswith(word) for each in said) for word in words) else None

    ranked = [(rank(reply), place, reply) for place, reply in enumerate(replies)]
    found = [(order, place, reply) for order, place, reply in ranked if order is not None]
    return tuple(reply for _, _, reply in sorted(found, key=lambda entry: entry[:2]))


def fill_reply(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled; a place nobody knows stays as it is, so that one sees the mistake."""
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), text)
