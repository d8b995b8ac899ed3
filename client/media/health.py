"""Whether what is captured can be a picture at all: unreadable, or nothing but black for a while."""

from collections.abc import Callable

import numpy as np

from client.domain.ports import PictureHealth
from client.media.capture import COVER_GREY
from client.media.ports import Pixels

TELL_AFTER_MS = 2_000
"""A mode switch, or a film that fades to black, takes less; nobody should be alarmed by it."""
SAMPLE_STEP_PX = 32
_COLOUR_BITS = np.uint32(0x00FF_FFFF)
_COVER = np.uint32(int.from_bytes(bytes(COVER_GREY[:3]), "little"))


class HealthMeter:
    """Belongs to the media thread; `health` may be read in any."""

    def __init__(self, is_locked: Callable[[], bool | None]) -> None:
        """Start fine.

        Args:
            is_locked: asked once when the picture turned black: yes, no, or None when it cannot be known.
        """
        self._is_locked = is_locked
        self._failed_since_ms: int | None = None
        self._black_since_ms: int | None = None
        self.health = PictureHealth.FINE

    def note_failed(self, now_ms: int) -> None:
        """The screen could not be read."""
        if self._failed_since_ms is None:
            self._failed_since_ms = now_ms
        self._black_since_ms = None
        if now_ms - self._failed_since_ms >= TELL_AFTER_MS:
            self.health = PictureHealth.UNREADABLE

    def note_read(self, pixels: Pixels, now_ms: int) -> None:
        """The screen was read, and looks like this now."""
        self._failed_since_ms = None
        if not looks_black(pixels):
            self._black_since_ms = None
            self.health = PictureHealth.FINE
            return
        if self._black_since_ms is None:
            self._black_since_ms = now_ms
        if now_ms - self._black_since_ms < TELL_AFTER_MS:
            if self.health is PictureHealth.UNREADABLE:
                self.health = PictureHealth.FINE
        elif self.health not in (PictureHealth.BLACK, PictureHealth.LOCKED):
            self.health = PictureHealth.LOCKED if self._is_locked() else PictureHealth.BLACK

    def note_hidden(self) -> None:
        """Nothing is read any more, because nothing is to be shown."""
        self._failed_since_ms = self._black_since_ms = None
        self.health = PictureHealth.FINE


def looks_black(pixels: Pixels) -> bool:
    """Whether there is nothing but black, our own covered windows aside."""
    # A few thousand pixels answer for nearly every desktop; only when those are black is every one looked at.
    return _is_black(pixels[::SAMPLE_STEP_PX, ::SAMPLE_STEP_PX]) and _is_black(pixels)


def _is_black(pixels: Pixels) -> bool:
    # One number a pixel: by channels a whole black screen takes 114 ms instead of 4, at every look.
    colours = pixels.view(np.uint32)[:, :, 0] & _COLOUR_BITS
    return not bool(((colours != 0) & (colours != _COVER)).any())
