"""Keeps what the person was typing when a question came up from answering it."""

REST_MS = 1_000
"""Longer than the pause between two keys of somebody who types; after it a key is meant for the question."""


class TypingGuard:
    """Lets keys through once they have rested since the question came up."""

    def __init__(self) -> None:
        self._busy_until_mono_ms: int | None = None

    def begin(self, now_mono_ms: int) -> None:
        """A question has come up and has the keyboard now."""
        self._busy_until_mono_ms = now_mono_ms + REST_MS

    def takes(self, now_mono_ms: int) -> bool:
        """Whether a key that was pressed now is meant for the question."""
        if self._busy_until_mono_ms is not None and now_mono_ms < self._busy_until_mono_ms:
            self._busy_until_mono_ms = now_mono_ms + REST_MS
            return False
        self._busy_until_mono_ms = None
        return True
