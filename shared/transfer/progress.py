"""How fast a batch goes and how long it still takes, from how much was done when; steady enough to be read."""

SMOOTHING_S = 3.0
FIRST_LOOK_S = 1.0  # before that any guess would be wrong


class Progress:
    """Seconds are monotonic and always an argument."""

    def __init__(self, total_bytes: int) -> None:
        """Begin at nothing of so much."""
        self.total_bytes = total_bytes
        self.done_bytes = 0
        self._begun_s: float | None = None
        self._last: tuple[float, int] | None = None
        self._speed: float | None = None

    @property
    def bytes_per_s(self) -> int | None:
        """The speed of the last seconds; None while nothing is known."""
        return None if self._speed is None else int(self._speed)

    @property
    def left_s(self) -> int | None:
        """How long it still takes at that speed; None while nobody can tell."""
        if self._speed is None or self._speed < 1:
            return None
        return round((self.total_bytes - self.done_bytes) / self._speed)

    def note(self, done_bytes: int, now_s: float) -> None:
        """So much is done now."""
        last = self._last
        self.done_bytes = min(done_bytes, self.total_bytes)
        if last is None or self._begun_s is None:
            self._begun_s, self._last = now_s, (now_s, done_bytes)
            return
        passed_s = now_s - last[0]
        if passed_s <= 0:
            return
        self._last = (now_s, done_bytes)
        if now_s - self._begun_s < FIRST_LOOK_S and self._speed is None:
            self._last = last
            return
        speed = max(0, done_bytes - last[1]) / passed_s
        weight = min(1.0, passed_s / SMOOTHING_S)
        self._speed = speed if self._speed is None else self._speed + weight * (speed - self._speed)

    def pause(self) -> None:
        """Nothing moves for a while, and that says nothing about the line."""
        self._last = self._begun_s = self._speed = None
