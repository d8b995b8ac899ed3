"""Counting rules: token buckets, sliding windows and locks; time is an argument, in monotonic milliseconds."""

from collections import OrderedDict, deque
from collections.abc import Hashable

_KEYS_MAX = 100_000  # an attacker with many addresses must not fill our memory


class TokenBucket:
    """Lets `burst` messages through at once and `rate_per_s` in the long run."""

    __slots__ = ("_burst", "_filled_mono_ms", "_milli_tokens", "_rate_per_s")

    def __init__(self, *, rate_per_s: int, burst: int, now_mono_ms: int) -> None:
        self._rate_per_s = rate_per_s
        self._burst = burst
        self._milli_tokens = burst * 1000
        self._filled_mono_ms = now_mono_ms

    def take(self, now_mono_ms: int) -> int:
        """Take one token and return how many milliseconds to wait before acting on it; 0 means at once.

        The bucket may go into debt: whoever waits as told is inside the rate again.
        """
        self._fill(now_mono_ms)
        self._milli_tokens -= 1000
        return 0 if self._milli_tokens >= 0 else -(self._milli_tokens // self._rate_per_s)

    def is_full(self, now_mono_ms: int) -> bool:
        """Whether nothing was taken for so long that the whole burst is there again."""
        self._fill(now_mono_ms)
        return self._milli_tokens == self._burst * 1000

    def _fill(self, now_mono_ms: int) -> None:
        elapsed_ms = max(0, now_mono_ms - self._filled_mono_ms)
        self._filled_mono_ms = now_mono_ms
        self._milli_tokens = min(self._burst * 1000, self._milli_tokens + elapsed_ms * self._rate_per_s)


class WindowLimit:
    """At most `maximum` events of one key within `window_ms`, kept exactly."""

    def __init__(self, *, maximum: int, window_ms: int) -> None:
        self._maximum = maximum
        self._window_ms = window_ms
        self._times: OrderedDict[Hashable, deque[int]] = OrderedDict()

    def retry_after_ms(self, key: Hashable, now_mono_ms: int) -> int:
        """Milliseconds until the next event of `key` is allowed; 0 when it is now."""
        times = self._fresh(key, now_mono_ms)
        if times is None or len(times) < self._maximum:
            return 0
        return times[0] + self._window_ms - now_mono_ms

    def add(self, key: Hashable, now_mono_ms: int) -> None:
        """Count one event of `key`."""
        times = self._times.setdefault(key, deque(maxlen=max(1, self._maximum)))
        times.append(now_mono_ms)
        self._times.move_to_end(key)
        while len(self._times) > _KEYS_MAX:
            self._times.popitem(last=False)

    def undo(self, key: Hashable) -> None:
        """Take back the latest event of `key`: it turned out not to count."""
        if times := self._times.get(key):
            times.pop()

    def forget(self, key: Hashable) -> None:
        """Start anew for `key`, for instance after a right password."""
        self._times.pop(key, None)

    def _fresh(self, key: Hashable, now_mono_ms: int) -> deque[int] | None:
        times = self._times.get(key)
        if times is None:
            return None
        while times and now_mono_ms - times[0] >= self._window_ms:
            times.popleft()
        if not times:
            del self._times[key]
            return None
        return times


class FailureLock:
    """Locks a key for `lock_ms` once it failed `maximum` times within `window_ms`."""

    def __init__(self, *, maximum: int, window_ms: int, lock_ms: int) -> None:
        self._failures = WindowLimit(maximum=maximum, window_ms=window_ms)
        self._lock_ms = lock_ms
        self._locked_until: dict[Hashable, int] = {}

    def retry_after_ms(self, key: Hashable, now_mono_ms: int) -> int:
        """Milliseconds the lock still holds; 0 when there is none."""
        until = self._locked_until.get(key, 0)
        if until <= now_mono_ms:
            self._locked_until.pop(key, None)
            return 0
        return until - now_mono_ms

    def add_failure(self, key: Hashable, now_mono_ms: int) -> bool:
        """Count a failure; True when this very one closes the lock."""
        self._failures.add(key, now_mono_ms)
        if self._failures.retry_after_ms(key, now_mono_ms) == 0:
            return False
        self._failures.forget(key)
        self._locked_until[key] = now_mono_ms + self._lock_ms
        return True


class OpenCount:
    """How many of something are open for each key, with a ceiling."""

    def __init__(self, *, maximum: int) -> None:
        self._maximum = maximum
        self._open: dict[Hashable, int] = {}

    def may_open(self, key: Hashable) -> bool:
        """Whether one more fits."""
        return self._open.get(key, 0) < self._maximum

    def open(self, key: Hashable) -> None:
        """Count one more."""
        self._open[key] = self._open.get(key, 0) + 1

    def close(self, key: Hashable) -> None:
        """Count one less."""
        left = self._open.get(key, 0) - 1
        if left > 0:
            self._open[key] = left
        else:
            self._open.pop(key, None)

    def total(self) -> int:
        """How many are open in all."""
        return sum(self._open.values())
