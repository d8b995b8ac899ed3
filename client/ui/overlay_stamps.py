"""Which pixels are to be kept out of the picture, and for how long after what was there has gone."""

from collections.abc import Hashable

import numpy as np
import numpy.typing as npt

from client.domain.overlay_mask import Stamp
from shared.geometry import Rect

GRACE_MS = 200
"""A compositing manager may show for some frames more what is gone for us."""

RUNS_MAX = 20_000
"""More rectangles than that would keep the X server busy with a shape nobody could draw with their hand."""
_COARSER_PX = (4, 16, 64)


class StampBook:
    """Remembers the stamp of each window, and those that were replaced a moment ago."""

    def __init__(self) -> None:
        """Nothing is covered."""
        self._now: dict[Hashable, Stamp] = {}
        self._before: list[tuple[int, Stamp]] = []

    @property
    def stamps(self) -> tuple[Stamp, ...]:
        """All that must not be captured now."""
        return (*self._now.values(), *(stamp for _, stamp in self._before))

    @property
    def is_settled(self) -> bool:
        """Whether nothing waits to be let go of."""
        return not self._before

    def put(self, key: Hashable, stamp: Stamp | None, now_ms: int) -> None:
        """A window shows this now, or nothing; what it showed before is let go of after `GRACE_MS`."""
        before = self._now.pop(key, None)
        if before is not None:
            self._before.append((now_ms + GRACE_MS, before))
        if stamp is not None:
            self._now[key] = stamp

    def expire(self, now_ms: int) -> bool:
        """Let go of what has been gone for long enough; says whether there was anything."""
        kept = [(until_ms, stamp) for until_ms, stamp in self._before if until_ms > now_ms]
        is_news = len(kept) != len(self._before)
        self._before = kept
        return is_news


def cut_out(covers: npt.NDArray[np.bool_], rect: Rect, holes: list[Rect]) -> None:
    """Leave these rectangles free; `covers` lies at `rect` and is written to."""
    for hole in holes:
        part = hole.intersect(rect)
        covers[part.y - rect.y : part.bottom_px - rect.y, part.x - rect.x : part.right_px - rect.x] = False


def runs_of(covers: npt.NDArray[np.bool_]) -> npt.NDArray[np.int16]:
    """What is true, as x, y, width and height of one rectangle for each run in a row, from top to bottom."""
    height, width = covers.shape
    padded = np.zeros((height, width + 2), np.bool_)
    padded[:, 1:-1] = covers
    rows, columns = np.nonzero(padded[:, 1:] != padded[:, :-1])
    starts, ends = columns[0::2], columns[1::2]
    return np.stack([starts, rows[0::2], ends - starts, np.ones_like(starts)], axis=1).astype(np.int16)


def in_few_runs(covers: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The same, or something coarser that covers at least as much, in at most about `RUNS_MAX` runs."""
    coarse = covers
    for side_px in _COARSER_PX:
        if np.count_nonzero(coarse[:, 1:] & ~coarse[:, :-1]) <= RUNS_MAX:
            return coarse
        height, width = covers.shape
        rows, columns = -(-height // side_px), -(-width // side_px)
        padded = np.zeros((rows * side_px, columns * side_px), np.bool_)
        padded[:height, :width] = covers
        blocks = padded.reshape(rows, side_px, columns, side_px).any(axis=(1, 3))
        coarse = blocks.repeat(side_px, 0).repeat(side_px, 1)[:height, :width]
    return coarse
