"""Keeps the agent's receipts: one file a session, for its owner only, and the key each server sealed with first."""

import json
import os
from pathlib import Path

import platformdirs
import structlog

_log = structlog.get_logger(__name__)

_KEYS_FILE = "server-keys.json"
_KEYS_MAX_BYTES = 1024 * 1024


def default_seal_folder() -> Path:
    """Where receipts lie in the agent's own data folder."""
    return platformdirs.user_data_path("alongside-console", appauthor=False) / "receipts"


class SealFolder:
    """See the port for what each method promises."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made with the first receipt."""
        self._folder = folder

    def known_key(self, origin: str) -> str:
        """The key that server sealed with first."""
        return self._keys().get(origin, "")

    def keep(self, session_id: str, origin: str, key: str, receipt: str) -> bool:
        """Write the receipt, then the key if it is the first of that server."""
        safe = "".join(character for character in session_id if character in "0123456789abcdef")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(f"{safe}.json", receipt)
            keys = self._keys()
            if origin not in keys:
                self._write(_KEYS_FILE, json.dumps({**keys, origin: key}, indent=2) + "\n")
        except OSError as error:
            _log.warning("receipt_not_kept", problem=type(error).__name__)
            return False
        return True

    def _keys(self) -> dict[str, str]:
        path = self._folder / _KEYS_FILE
        try:
            if path.stat().st_size > _KEYS_MAX_BYTES:
                return {}
            found = json.loads(path.read_bytes())
        except (OSError, ValueError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {str(origin): str(key) for origin, key in found.items()}

    def _write(self, name: str, text: str) -> None:
        aside = self._folder / f"{name}.part"
        aside.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(aside, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self._folder / name)
