"""Remembers who chose to stay signed in, and where: a small file without a secret in it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from agent_console.settings_folder import settings_folder
from shared.protocol.email_address import normalize_email

_log = structlog.get_logger(__name__)

FILE_MAX_BYTES = 64 * 1024
SERVERS_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StayChoice:
    """What was chosen for one server.

    Attributes:
        email: who chose to stay signed in; empty when nobody did.
        is_kept: the keyring may hold a sign-in of theirs. It is not asked for one without this, so that nobody who
            never wanted it has to unlock it, and what could not be deleted there is not taken up again.
    """

    email: str = ""
    is_kept: bool = False


NOBODY = StayChoice()


def default_choices_path() -> Path:
    """Where this user's choices are."""
    return settings_folder() / "stay-signed-in.json"


class StayChoices:
    """The choices for every server, in one file that only its user can read."""

    def __init__(self, path: Path) -> None:
        """Take a file that need not be there."""
        self._path = path

    def read(self, server: str) -> StayChoice:
        """The choice for this server; nobody's when there is none, or the file cannot be read."""
        return self._read_all().get(server, NOBODY)

    def write(self, server: str, choice: StayChoice) -> bool:
        """Remember this choice; False when that is not possible."""
        choices = self._read_all()
        if choices.get(server, NOBODY) == choice:
            return True
        choices.pop(server, None)
        if choice.email:
            choices[server] = choice
        newest = list(choices.items())[-SERVERS_MAX:]
        entries = {name: {"email": each.email, "is_kept": each.is_kept} for name, each in newest}
        beside = self._path.with_name(f"{self._path.name}.new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.unlink(missing_ok=True)
            beside.touch(mode=0o600)
            beside.write_text(json.dumps({"servers": entries}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            beside.replace(self._path)
        except OSError as error:
            _log.warning("stay_choice_unwritable", error=type(error).__name__)
            return False
        return True

    def _read_all(self) -> dict[str, StayChoice]:
        try:
            if self._path.stat().st_size > FILE_MAX_BYTES:
                return {}
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        servers = found.get("servers") if isinstance(found, dict) else None
        if not isinstance(servers, dict):
            return {}
        return {name: choice for name, entry in servers.items() if (choice := _choice_of(entry)) is not None}


def _choice_of(entry: Any) -> StayChoice | None:
    if not isinstance(entry, dict):
        return None
    email, is_kept = entry.get("email"), entry.get("is_kept")
    if not isinstance(email, str) or normalize_email(email) is None or not isinstance(is_kept, bool):
        return None
    return StayChoice(email=email, is_kept=is_kept)
