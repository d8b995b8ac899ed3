"""Puts what came on the person's clipboard, in the Qt thread, unless it was shut meanwhile."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Lock

from shared.session.clip import Clip
from shared.session.clip_desk import PutOutcome
from shared.ui.bridge import KeyedValueBridge
from shared.ui.clipboard import put_clip, unfold


class ClipPutter:
    """A `ClipPort`. Between its coming and its being put the person may press Stop: that press comes first."""

    def __init__(
        self, *, may_open: Callable[[], AbstractContextManager[bool]], on_done: Callable[[int, PutOutcome], None]
    ) -> None:
        """Start with nothing to put. Qt thread.

        Args:
            may_open: held while something is taken to be put; gives whether it may. The person's hand shuts it.
            on_done: told for each thing whether the clipboard holds it now, or why not.
        """
        self._may_open = may_open
        self._on_done = on_done
        self._lock = Lock()
        self._cuts = 0
        self._bridge: KeyedValueBridge[int, tuple[int, Clip]] = KeyedValueBridge(self._put)

    def put(self, clip_id: int, clip: Clip) -> None:
        """Have this put, soon. Any thread."""
        with self._may_open() as is_free, self._lock:
            # While it is shut, the number of a cut that never comes.
            valid_until = self._cuts if is_free else -1
        self._bridge.post(clip_id, (valid_until, clip))

    def cut(self) -> None:
        """Whatever was not put when this returns never is. Any thread."""
        with self._lock:
            self._cuts += 1

    def _put(self, clip_id: int, entry: tuple[int, Clip]) -> None:
        valid_until, clip = entry
        # Pixels are unfolded first: that takes a while, and a cut must not wait for it.
        data = unfold(clip)
        with self._lock:
            outcome: PutOutcome = "ended" if valid_until != self._cuts else "refused" if data is None else "put"
            if outcome == "put" and data is not None:
                put_clip(data)
        self._on_done(clip_id, outcome)
