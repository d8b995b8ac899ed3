"""Which pixels of the desktop what is drawn on it covers: written by the Qt thread, read by whoever captures."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

from shared.geometry import Rect, bounding_box

_RELEASED_MAX = 16
"""More rectangles than that to be read anew are one box."""


@dataclass(frozen=True, slots=True, eq=False)
class Stamp:
    """Pixels of one window that is drawn on.

    Attributes:
        rect: where the box around them lies, in desktop pixels.
        rows, columns: each covered pixel, counted from the corner of the box; never written to.
    """

    rect: Rect
    rows: npt.NDArray[np.intp]
    columns: npt.NDArray[np.intp]

    @classmethod
    def of(cls, rect: Rect, covers: npt.NDArray[np.bool_]) -> "Stamp":
        """The stamp of what is true in an array that lies at `rect`."""
        rows, columns = np.nonzero(covers)
        return cls(rect, rows, columns)


class OverlayMask:
    """Holds the stamps of this moment and what they have let go of. Any thread."""

    def __init__(self) -> None:
        """Nothing is drawn."""
        self._lock = Lock()
        self._stamps: tuple[Stamp, ...] = ()
        self._released: list[Rect] = []
        self.on_released: Callable[[], None] = lambda: None
        """Told when pixels are uncovered, so that they are read anew; in the thread that calls `replace`."""

    @property
    def stamps(self) -> tuple[Stamp, ...]:
        """What is covered now."""
        return self._stamps

    @property
    def has_released(self) -> bool:
        """Whether something has been uncovered since the last `take_released`."""
        return bool(self._released)

    def replace(self, stamps: tuple[Stamp, ...]) -> None:
        """These are covered now: call it before something is shown and after it is gone."""
        with self._lock:
            kept = {id(stamp) for stamp in stamps}
            gone = [stamp.rect for stamp in self._stamps if id(stamp) not in kept]
            self._stamps = stamps
            self._released += gone
            if len(self._released) > _RELEASED_MAX:
                self._released = [bounding_box(self._released)]
        if gone:
            self.on_released()

    def take_released(self) -> list[Rect]:
        """What was uncovered since the last call, in desktop pixels."""
        with self._lock:
            released, self._released = self._released, []
        return released
