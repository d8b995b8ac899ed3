"""Keeps the agent's replies in a file that people can read and edit: JSON in the folder for settings."""

import json
import os
from pathlib import Path
from typing import Any

import structlog

from agent_console.domain.canned_replies import REPLIES_MAX, BrokenReplies, Reply, clean_reply
from agent_console.settings_folder import settings_folder
from shared.protocol.limits import CHAT_TEXT_MAX_CHARS

_log = structlog.get_logger(__name__)

_SOME_UNREADABLE = "some_unreadable"
FILE_MAX_BYTES = 1024 * 1024  # two hundred of the longest replies are half of it


def default_replies_path() -> Path:
    """Where this user's replies are, by the rules of the system."""
    return settings_folder() / "replies.json"


class ReplyFile:
    """A `ReplyStore` over one file; one that cannot be read is never lost: what is saved goes beside it."""

    def __init__(self, path: Path) -> None:
        """Take a file that need not be there.

        Args:
            path: where it is or will be.
        """
        self._path = path
        self._trouble = ""

    @property
    def path(self) -> Path:
        """Where it is."""
        return self._path

    @property
    def broken(self) -> BrokenReplies | None:
        """The file, when it was there and could not be read, or not all of it."""
        if not self._trouble:
            return None
        return BrokenReplies(
            path=self._path, kept_as=self._free_name().name, is_partly_read=self._trouble == _SOME_UNREADABLE
        )

    def read(self) -> tuple[Reply, ...] | None:
        """The replies that were saved; None when none were, or when they cannot be read: then `broken` says so."""
        replies, self._trouble = self._look()
        if self._trouble:
            _log.warning("replies_unreadable", reason=self._trouble)
        return replies

    def write(self, replies: tuple[Reply, ...]) -> bool:
        """Save all of them; False when that is not possible. Leaves no half file, and writes over no broken one."""
        beside = self._path.with_name(f"{self._path.name}.new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(render_replies(replies))
            # Looked at anew: somebody may be editing it by hand while the console runs.
            if os.path.lexists(self._path) and (self._trouble or self._look()[1]):
                self._path.rename(self._free_name())
            beside.replace(self._path)
        except OSError:
            return False
        self._trouble = ""
        return True

    def _look(self) -> tuple[tuple[Reply, ...] | None, str]:
        """As `parse_replies`, of the file; also no trouble when there is none."""
        try:
            if self._path.stat().st_size > FILE_MAX_BYTES:
                return None, "too_large"
            return parse_replies(self._path.read_bytes())
        except FileNotFoundError:
            return None, ""
        except OSError:
            return None, "cannot_be_opened"

    def _free_name(self) -> Path:
        """Beside it, and nobody's yet: an earlier broken file may be all that is left of somebody's work."""
        count = 1
        while os.path.lexists(name := self._path.with_name(f"{self._path.name}.broken{_nth(count)}")):
            count += 1
        return name


def parse_replies(data: bytes) -> tuple[tuple[Reply, ...] | None, str]:
    """The replies in the bytes of a file, None when there are none, and a word for what is wrong with it, if any."""
    try:
        found = json.loads(data.decode())
    except (ValueError, RecursionError):
        return None, "not_json"
    entries = found.get("replies") if isinstance(found, dict) else None
    if not isinstance(entries, list):
        return None, "no_replies_in_it"
    replies = [reply for entry in entries[:REPLIES_MAX] if (reply := _reply_of(entry)) is not None]
    return tuple(replies), "" if len(replies) == len(entries) else _SOME_UNREADABLE


def render_replies(replies: tuple[Reply, ...]) -> bytes:
    """The bytes of a file with these replies; with the first of them, if there are more than are kept."""
    entries = [{"name": reply.name, "text": reply.text} for reply in replies[:REPLIES_MAX]]
    return (json.dumps({"replies": entries}, ensure_ascii=False, indent=2) + "\n").encode()


def _nth(count: int) -> str:
    return f"-{count}" if count > 1 else ""


def _reply_of(entry: Any) -> Reply | None:
    if not isinstance(entry, dict):
        return None
    name, text = entry.get("name"), entry.get("text")
    if not isinstance(name, str) or not isinstance(text, str) or len(text) > CHAT_TEXT_MAX_CHARS:
        return None
    reply = clean_reply(Reply(name=name, text=text))
    return reply if reply.name else None
