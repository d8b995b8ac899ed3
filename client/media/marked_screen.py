"""Keeps what is drawn on the screen out of the picture: under it the viewer has what was there before.

The viewer draws the same marks over the same pixels by itself, so what is old there is never seen.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from client.domain.overlay_mask import OverlayMask, Stamp
from client.media.damage import KnownPicture
from client.media.ports import Capture, CursorSource, DamageSource, Pixels
from shared.geometry import Rect


class MarkedCapture:
    """A `Capture` that reads around the marks. Belongs to the media thread."""

    def __init__(self, capture: Capture, picture: KnownPicture, mask: OverlayMask) -> None:
        """Wrap a capture.

        Args:
            capture: reads the screen with everything on it.
            picture: what the viewer has; taken for what lies under a mark.
            mask: where the marks are.
        """
        self._capture = capture
        self._picture = picture
        self._mask = mask
        self._is_known = False

    @property
    def area(self) -> Rect:
        """The monitor, or the box around several, in desktop pixels."""
        return self._capture.area

    def grab(self, rect: Rect) -> Pixels:
        """Read a part, counted from the corner of `area`. Raises `CaptureFailedError`."""
        before = self._mask.stamps
        pixels = self._capture.grab(rect)
        after = self._mask.stamps
        if before or after:
            # Before and after: a mark that appeared or went meanwhile may be in these pixels.
            stamps = before if after is before else (*before, *after)
            if self._is_known:
                self._keep_known(pixels, rect, stamps)
            else:
                self._take_neighbours(pixels, rect, stamps)
        self._is_known = True  # the first read is of the whole picture
        return pixels

    def close(self) -> None:
        """Detach from the screen."""
        self._capture.close()

    def _take_neighbours(self, pixels: Pixels, rect: Rect, stamps: Iterable[Stamp]) -> None:
        """Nothing is known yet: take the pixel to the left of each mark, or black at the edge."""
        covered = np.zeros((rect.height, rect.width), np.bool_)
        for stamp in stamps:
            covered[self._places(stamp, rect)] = True
        nearest = np.maximum.accumulate(np.where(covered, -1, np.arange(rect.width)), axis=1)
        rows, columns = np.nonzero(covered)
        sources = nearest[rows, columns]
        taken = pixels[rows, np.maximum(sources, 0)]
        taken[sources < 0] = 0
        pixels[rows, columns] = taken

    def _keep_known(self, pixels: Pixels, rect: Rect, stamps: Iterable[Stamp]) -> None:
        fresh, known = pixels.view(np.uint32)[:, :, 0], self._picture.pixels.view(np.uint32)[:, :, 0]
        for stamp in stamps:
            rows, columns = self._places(stamp, rect)
            fresh[rows, columns] = known[rows + rect.y, columns + rect.x]

    def _places(self, stamp: Stamp, rect: Rect) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Rows and columns of the covered pixels that lie in a part of the picture, counted from its corner."""
        area = self.area
        read = Rect(area.x + rect.x, area.y + rect.y, rect.width, rect.height)
        rows, columns = stamp.rows + (stamp.rect.y - read.y), stamp.columns + (stamp.rect.x - read.x)
        if stamp.rect.intersect(read) == stamp.rect:
            return rows, columns
        inside = (rows >= 0) & (rows < rect.height) & (columns >= 0) & (columns < rect.width)
        return rows[inside], columns[inside]


class MarkedDamage:
    """A `DamageSource` that also tells of pixels no mark covers any more: their change was told while one did."""

    def __init__(self, damage: DamageSource, mask: OverlayMask) -> None:
        """Wrap a source; somebody else wakes it when the mask lets go of something."""
        self._damage = damage
        self._mask = mask

    @property
    def is_exact(self) -> bool:
        """Whether it learns of every change by itself."""
        return self._damage.is_exact

    @property
    def cursor(self) -> CursorSource | None:
        """The pointer, where somebody tells."""
        return self._damage.cursor

    def wait(self, timeout_ms: int, *, for_damage: bool) -> None:
        """Sleep until something happens."""
        self._damage.wait(0 if for_damage and self._mask.has_released else timeout_ms, for_damage=for_damage)

    def has_damage(self) -> bool:
        """Whether something changed or was uncovered since the last `take`."""
        return self._mask.has_released or self._damage.has_damage()

    def take(self) -> Sequence[Rect] | None:
        """Where to look, in desktop pixels; None means everywhere."""
        released = self._mask.take_released()
        reported = self._damage.take()
        return reported if reported is None or not released else (*reported, *released)

    def rest(self) -> None:
        """Nobody will take anything for a while."""
        self._mask.take_released()
        self._damage.rest()

    def has_layout_changed(self) -> bool:
        """Whether displays changed since the last `take_layout_changed`."""
        return self._damage.has_layout_changed()

    def take_layout_changed(self) -> bool:
        """The same, and from now on only what comes after this call counts."""
        return self._damage.take_layout_changed()

    def wake(self) -> None:
        """End the wait. Any thread."""
        self._damage.wake()

    def close(self) -> None:
        """Give back what the system lent us."""
        self._damage.close()
