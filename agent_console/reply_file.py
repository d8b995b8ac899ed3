"""Keeps the agent's replies in a file that people can read and edit: JSON in the folder for settings."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from agent_console.domain.canned_replies import REPLIES_MAX, Reply, clean_reply

FILE_MAX_BYTES = 1024 * 1024  # two hundred of the longest replies are half of it


def default_replies_path() -> Path:
    """Where this user's replies are, by the rules of the system."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", str(Path.home()))) / "Alongside" / "replies.json"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Alongside" / "replies.json"
    config = os.environ.get("XDG_CONFIG_HOME", "")
    # XDG Base Directory 0.8: a relative path is invalid and to be ignored.
    folder = Path(config) if Path(config).is_absolute() else Path.home() / ".config"
    return folder / "alongside" / "replies.json"


class ReplyFile:
    """A `ReplyStore` over one file; what cannot be read or written is said by a code and changes nothing."""

    def __init__(self, path: Path) -> None:
        """Take a file that need not be there.

        Args:
            path: where it is or will be.
        """
        self._path = path

    @property
    def path(self) -> Path:
        """Where it is."""
        return self._path

    def read(self) -> tuple[Reply, ...] | None:
        """The replies that were saved; None when none were, or when the file is not one of ours."""
        try:
            if self._path.stat().st_size > FILE_MAX_BYTES:
                return None
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        entries = found.get("replies") if isinstance(found, dict) else None
        if not isinstance(entries, list):
            return None
        replies = [clean_reply(reply) for entry in entries[:REPLIES_MAX] if (reply := _reply_of(entry)) is not None]
        return tuple(reply for reply in replies if reply.name)

    def write(self, replies: tuple[Reply, ...]) -> bool:
        """Save all of them; False when that is not possible. Never leaves half a file."""
        entries = [{"name": reply.name, "text": reply.text} for reply in replies[:REPLIES_MAX]]
        text = json.dumps({"replies": entries}, ensure_ascii=False, indent=2) + "\n"
        beside = self._path.with_name(f"{self._path.name}.new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(text, encoding="utf-8")
            beside.replace(self._path)
        except OSError:
            return False
        return True


def _reply_of(entry: Any) -> Reply | None:
    if not isinstance(entry, dict):
        return None
    name, text = entry.get("name"), entry.get("text")
    return Reply(name=name, text=text) if isinstance(name, str) and isinstance(text, str) else None
