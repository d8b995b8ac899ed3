"""Remembers when a second factor was last shown in each sign-in; what is dangerous asks for one that is fresh."""

from collections import OrderedDict


class FreshFactors:
    """Kept in memory and by the monotonic clock: after a restart everybody is asked once more, and no clock helps."""

    def __init__(self, *, window_ms: int) -> None:
        self._window_ms = window_ms
        self._shown_mono_ms: OrderedDict[bytes, int] = OrderedDict()

    def note(self, token_hash: bytes, now_mono_ms: int) -> None:
        """A second factor was shown just now."""
        self._shown_mono_ms[token_hash] = now_mono_ms
        self._shown_mono_ms.move_to_end(token_hash)
        while self._shown_mono_ms:
            oldest = next(iter(self._shown_mono_ms))
            if self.is_fresh(oldest, now_mono_ms):
                return
            del self._shown_mono_ms[oldest]

    def is_fresh(self, token_hash: bytes, now_mono_ms: int) -> bool:
        """Whether the last one of this sign-in is recent enough."""
        shown = self._shown_mono_ms.get(token_hash)
        return shown is not None and now_mono_ms - shown < self._window_ms

    def forget(self, token_hash: bytes) -> None:
        """The sign-in is over."""
        self._shown_mono_ms.pop(token_hash, None)
