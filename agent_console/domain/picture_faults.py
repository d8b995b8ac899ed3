"""Counts what of the picture had to be refused, and says when it was too much."""

from collections import deque

FAULTS_MAX = 8
FAULT_WINDOW_MS = 30_000
"""An honest program sends nothing broken, a bad line loses packets but never changes them. Each refusal costs the
person's computer a whole picture anew; eight within half a minute are no accident."""
CALM_AFTER_MS = 3_000
"""How long after the last refusal the agent is still told of it."""


class PictureFaults:
    """The refusals of one session. Time is monotonic milliseconds."""

    def __init__(self) -> None:
        """Nothing was refused yet."""
        self._times_ms: deque[int] = deque(maxlen=FAULTS_MAX)

    def note(self, now_ms: int) -> bool:
        """Something was refused; says whether the session has to end."""
        self._times_ms.append(now_ms)
        return len(self._times_ms) == FAULTS_MAX and now_ms - self._times_ms[0] <= FAULT_WINDOW_MS

    def is_recent(self, now_ms: int) -> bool:
        """Whether something was refused a moment ago."""
        return bool(self._times_ms) and now_ms - self._times_ms[-1] < CALM_AFTER_MS
