"""What the picture's parts need from each other, so that each can be replaced by a faster one alone."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from shared.geometry import Rect
from shared.screen.cursor import CursorImage

Pixels = npt.NDArray[np.uint8]
"""Rows of blue, green, red and one unused byte: shape (height, width, 4)."""


class Capture(Protocol):
    """Reads the pixels of what is shown: one monitor, or the box around several. Belongs to the media thread."""

    @property
    def area(self) -> Rect:
        """The monitor, or the box, in desktop pixels."""
        ...

    def grab(self, rect: Rect) -> Pixels:
        """Read a part, counted from the corner of `area`; contiguous and ours to keep.

        Raises:
            CaptureFailedError: the screen changed its size or is gone; make a new capture.
        """
        ...

    def close(self) -> None:
        """Give back what the system lent us."""


class CursorSource(Protocol):
    """The pointer of this computer. Belongs to the media thread; its reports end the wait of the damage source."""

    def start(self) -> None:
        """Report changes from now on; the present shape and place count as one."""

    def stop(self) -> None:
        """Report nothing any more."""

    def take_changed(self) -> bool:
        """Whether the shape changed since the last call."""
        ...

    def take_moved(self) -> bool:
        """Whether a move began since the last call; it is not told again before `await_move`."""
        ...

    def await_move(self) -> None:
        """Report the next move; read the place once more afterwards, for what moved before."""

    def read_position(self) -> tuple[int, int]:
        """Where the pointer is, in desktop pixels."""
        ...

    def read_image(self) -> CursorImage:
        """What the pointer looks like."""
        ...


class DamageSource(Protocol):
    """Wakes the media thread, and knows where to look. `wake` may be called from any thread, the rest from one."""

    @property
    def is_exact(self) -> bool:
        """Whether it learns of every change by itself; otherwise somebody has to look by the clock."""
        ...

    @property
    def cursor(self) -> CursorSource | None:
        """The pointer, as far as this source hears of it; None where nobody tells."""
        ...

    def wait(self, timeout_ms: int, *, for_damage: bool) -> None:
        """Sleep until `wake` was called, the time is over or, if wanted, something changed."""

    def has_damage(self) -> bool:
        """Whether something is known to have changed since the last `take`; cheap."""
        ...

    def take(self) -> Sequence[Rect] | None:
        """Where the desktop changed since the last call, in desktop pixels; None means look everywhere."""
        ...

    def rest(self) -> None:
        """Nobody will take anything for a while: let nothing pile up meanwhile."""

    def has_layout_changed(self) -> bool:
        """Whether displays came, went, moved or changed their mode since the last `take_layout_changed`; cheap."""
        ...

    def take_layout_changed(self) -> bool:
        """The same, and from now on only what comes after this call counts."""
        ...

    def wake(self) -> None:
        """End the present or the next `wait`. Any thread."""

    def close(self) -> None:
        """Give back what the system lent us."""


class VideoCoder(Protocol):
    """Codes whole pictures one after the other. Belongs to the media thread."""

    def encode(self, pixels: Pixels, *, is_key: bool) -> tuple[bytes, bool]:
        """Code a picture; returns one H.264 access unit and whether it is a keyframe."""
        ...

    def set_bitrate_kbps(self, bitrate_kbps: int) -> None:
        """Aim at this rate from the next picture on, without a keyframe."""
