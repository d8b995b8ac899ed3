"""Decides when Allow may be pressed: only after the question was clearly before the person's eyes for long enough."""


class WakeGate:
    """Counts how long one question was visible, uncovered and focused without a break.

    Any break starts the count anew, so that nothing that was covered or moved away can be allowed by a quick click.
    """

    def __init__(self, *, wake_ms: int) -> None:
        self._wake_ms = wake_ms
        self._clear_since_ms: int | None = None

    def observe(self, now_mono_ms: int, *, is_clear: bool) -> None:
        """Tell whether the question is visible, uncovered and focused at this moment."""
        if not is_clear:
            self._clear_since_ms = None
        elif self._clear_since_ms is None:
            self._clear_since_ms = now_mono_ms

    @property
    def is_clear(self) -> bool:
        """Whether it was before the person's eyes when last looked at."""
        return self._clear_since_ms is not None

    def shown_ms(self, now_mono_ms: int) -> int:
        """How long it has been clear without a break; 0 when it is not."""
        return 0 if self._clear_since_ms is None else max(0, now_mono_ms - self._clear_since_ms)

    def remaining_ms(self, now_mono_ms: int) -> int:
        """How long Allow still sleeps if nothing comes between."""
        return max(0, self._wake_ms - self.shown_ms(now_mono_ms))

    def is_awake(self, now_mono_ms: int) -> bool:
        """Whether Allow may be pressed now."""
        return self.is_clear and self.remaining_ms(now_mono_ms) == 0
