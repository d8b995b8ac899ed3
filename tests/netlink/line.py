"""One direction of a bad line: what becomes of each packet, decided from times and sizes alone."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """How bad one direction is. The default is a perfect wire.

    Attributes:
        delay_ms: how long every packet takes.
        loss_ratio: how many of all packets vanish, 0 to 1.
        loss_burst: how many vanish one after the other, on average (two states, Gilbert 1960).
        reorder_ratio: how many come `reorder_ms` later than their neighbours.
        reorder_ms: how much later.
        rate_kbps: what the narrowest place carries; 0 is unlimited.
        queue_ms: how long a packet may wait at that place; what would wait longer vanishes.
        is_down: nothing passes.
    """

    delay_ms: float = 0.0
    loss_ratio: float = 0.0
    loss_burst: float = 1.0
    reorder_ratio: float = 0.0
    reorder_ms: float = 5.0
    rate_kbps: float = 0.0
    queue_ms: float = 250.0
    is_down: bool = False


@dataclass(slots=True)
class Tally:
    """What happened to the packets so far, and the longest queue since this was last asked for."""

    offered: int = 0
    offered_bytes: int = 0
    lost: int = 0
    overflowed: int = 0
    swallowed: int = 0
    queue_max_ms: float = 0.0


class Line:
    """One direction. The same seed and the same packets meet the same fate."""

    def __init__(self, seed: int) -> None:
        self.conditions = Conditions()
        self.tally = Tally()
        self._chance = random.Random(seed)
        self._free_at_s = 0.0
        self._is_losing = False

    def offer(self, size_bytes: int, now_s: float) -> float | None:
        """Say when a packet that enters now comes out, or None if it never does."""
        given, tally = self.conditions, self.tally
        tally.offered += 1
        tally.offered_bytes += size_bytes
        if given.is_down:
            tally.swallowed += 1
            return None
        out_s = now_s
        if given.rate_kbps:
            waits_ms = max(0.0, self._free_at_s - now_s) * 1000
            if waits_ms > given.queue_ms:
                tally.overflowed += 1
                return None
            tally.queue_max_ms = max(tally.queue_max_ms, waits_ms)
            out_s = self._free_at_s = max(self._free_at_s, now_s) + size_bytes * 8 / (given.rate_kbps * 1000)
        if self._loses_next():
            tally.lost += 1
            return None
        late_ms = given.reorder_ms if self._chance.random() < given.reorder_ratio else 0.0
        return out_s + (given.delay_ms + late_ms) / 1000

    def _loses_next(self) -> bool:
        given = self.conditions
        if not given.loss_ratio:
            self._is_losing = False
            return False
        leave_ratio = 1 / given.loss_burst
        # The share of time in the losing state is enter / (enter + leave), which is to be the ratio.
        enter_ratio = min(1.0, leave_ratio * given.loss_ratio / max(1e-9, 1 - given.loss_ratio))
        if self._is_losing:
            self._is_losing = self._chance.random() >= leave_ratio
            # With bursts of one the next packet meets fresh chances instead of always passing.
            if not self._is_losing and given.loss_burst == 1:
                self._is_losing = self._chance.random() < given.loss_ratio
        else:
            ratio = given.loss_ratio if given.loss_burst == 1 else enter_ratio
            self._is_losing = self._chance.random() < ratio
        return self._is_losing
