"""Notices that the computer slept: the one clock that goes on meanwhile has run ahead of the one that does not."""

SLEPT_MIN_MS = 2_000
"""Far above what two readings, taken one after the other on a busy computer, differ by."""


class SleepWatch:
    """Compares two clocks at every look."""

    def __init__(self) -> None:
        self._ahead_ms: int | None = None

    def has_slept(self, mono_ms: int, boot_ms: int) -> bool:
        """Whether the computer slept since the last look.

        Args:
            mono_ms: a clock that stands still during sleep (`CLOCK_MONOTONIC`).
            boot_ms: one that goes on (`CLOCK_BOOTTIME`), read at the same moment.
        """
        before_ms, self._ahead_ms = self._ahead_ms, boot_ms - mono_ms
        return before_ms is not None and self._ahead_ms - before_ms >= SLEPT_MIN_MS
