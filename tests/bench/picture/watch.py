"""Looking at the two displays: a small patch all the time while things move, the whole screen only when they rest."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

import mss
import numpy as np

from tests.bench.picture.coded_patch import PatchShape, read_number
from tests.bench.picture.quality import equal
from tests.bench.picture.scenarios import Box

LOOK_EVERY_S = 0.0005
COMPARE_EVERY_S = 0.002
BAND_PX = 40


class Eye:
    """Reads pixels of one display through shared memory. Use as a context manager."""

    def __init__(self, display: str) -> None:
        self._source = mss.MSS(display=display)
        screen = self._source.monitors[0]
        self.width_px, self.height_px = screen["width"], screen["height"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._source.close()

    def look(self, box: Box) -> Any:
        """An array of height x width x 4, BGRX."""
        left, top, width, height = box
        shot = self._source.grab({"left": left, "top": top, "width": width, "height": height})
        return np.frombuffer(shot.raw, np.uint8).reshape(height, width, 4)

    def look_at_all(self) -> Any:
        return self.look((0, 0, self.width_px, self.height_px))


@dataclass(slots=True)
class PatchWatch:
    """What the patch showed when. `seen` holds number and second of each picture that was another than the last."""

    eye: Eye
    box: Box
    shape: PatchShape
    seen: list[tuple[int, float]] = field(default_factory=list)
    _last_bytes: bytes = b""
    _last_number: int | None = None

    def look(self) -> int | None:
        """Look once; the number if it is a new one."""
        pixels = self.eye.look(self.box)
        now_s = time.monotonic()
        data = pixels.tobytes()
        if data == self._last_bytes:
            return None
        self._last_bytes = data
        number = read_number(pixels, self.shape)
        if number is None or number == self._last_number:
            return None
        self._last_number = number
        self.seen.append((number, now_s))
        return number

    def look_until(
        self, number: int, not_before_s: float, end_s: float, meanwhile: Callable[[], None]
    ) -> float | None:
        """Watch until that number comes; the second at which it was seen, or None.

        Numbers come round, so the same one seen before it can have been drawn is only watched.
        """
        while time.monotonic() < end_s:
            if self.look() == number and self.seen[-1][1] >= not_before_s:
                return self.seen[-1][1]
            meanwhile()
            time.sleep(LOOK_EVERY_S)
        return None


class ExactCompare:
    """Whether the viewer's screen is the shown screen, bit by bit; costs little while it is not."""

    def __init__(self, shown: Any, viewer: Eye) -> None:
        """`shown` is the whole shown screen, at rest."""
        self._shown, self._viewer = shown, viewer
        self._waiting = self._all_bands()
        self._differing: int | None = None
        self._gone_s: float | None = None

    def look(self) -> float | None:
        """The second at which the last difference was seen gone, when there is none any more.

        What was never seen different costs time to look at, which is ours and not the tool's.
        """
        begun_s = time.monotonic()
        while self._waiting:
            top = self._waiting[-1]
            band = self._viewer.look((0, top, self._viewer.width_px, min(BAND_PX, self._viewer.height_px - top)))
            if not equal(band, self._shown[top : top + BAND_PX]):
                self._differing = top
                return None
            if self._gone_s is None or self._differing == top:
                self._gone_s = begun_s
            self._waiting.pop()
        if equal(self._viewer.look_at_all(), self._shown):
            return self._gone_s
        self._waiting, self._gone_s = self._all_bands(), None
        return None

    def _all_bands(self) -> list[int]:
        return list(range(0, self._viewer.height_px, BAND_PX))
