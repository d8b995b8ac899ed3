"""What a piece of the screen costs as exact tiles, learned square by square, and which piece had better be video."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from client.media.damage import bounding_box
from shared.geometry import Rect

CELL_PX = 64
BYTES_PER_PX_FIRST = 0.05
"""What text on a plain background costs; assumed of squares nothing is known of."""

LEARN_RATIO = 0.5
JOIN_PX = 64
"""Changes nearer than this belong to one thing that moves."""

CLUSTER_RECTS_MAX = 96
ALIGN_PX = 16
"""H.264 codes squares of this size; a rectangle that ends between two codes pixels nobody looks at."""

KEEP_RATIO = 3
"""A coder stays while what it codes fills at least a third of its picture: a new one begins with a keyframe,"""

LOOSE_RATIO, LOOSE_PICTURES_MAX = 1.25, 8
"""but not for longer than so many pictures if all of them together would fit so many times into it."""

WANDERING_FACTOR, WANDERING_PICTURES_MAX = 8, 1_000
"""What leaves a tight coder moves about: it gets a larger one, and so many times the pictures to show how far."""


_NOWHERE = Rect(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Split:
    """What changed, in two parts.

    Attributes:
        video: what one coded picture had better tell.
        tiles: the rest.
        rect: the area of the coded picture; holds all of `video`.
    """

    video: tuple[Rect, ...]
    tiles: tuple[Rect, ...]
    rect: Rect


class RegionMap:
    """Knows one monitor. Belongs to the media thread."""

    def __init__(self, area: Rect) -> None:
        self._area = area
        shape = (-(-area.height // CELL_PX), -(-area.width // CELL_PX))
        self._bytes_per_px = np.full(shape, BYTES_PER_PX_FIRST, np.float32)
        self._needed, self._needed_count = _NOWHERE, 0  # of the coder's picture, by so many pictures
        self._patience = LOOSE_PICTURES_MAX
        self._is_tight = False

    def note_tile(self, rects: Sequence[Rect], size_bytes: int) -> None:
        """An exact tile of these had that size. Small ones say more about their frame than about pixels."""
        if len(rects) == 1 and rects[0].area_px >= CELL_PX * CELL_PX // 4:
            part = self._part(rects[0])
            part += np.float32(LEARN_RATIO) * (np.float32(size_bytes / rects[0].area_px) - part)

    def estimate_bytes(self, rects: Iterable[Rect]) -> int:
        """What exact tiles of these rectangles will probably take."""
        return round(sum(rect.area_px * float(self._part(rect).mean()) for rect in rects))

    def split(self, dirty: Sequence[Rect], coder_rect: Rect | None) -> Split:
        """Which part of a change that is too much for tiles goes as video: the costliest thing that changed.

        Args:
            dirty: what changed; never overlapping.
            coder_rect: what the present coder codes, if there is one.
        """
        clusters = _cluster(dirty) if len(dirty) <= CLUSTER_RECTS_MAX else [list(dirty)]
        costliest = max(clusters, key=self.estimate_bytes)
        rect = self._coded_rect(bounding_box(costliest), coder_rect)
        tiles = tuple(part for cluster in clusters if cluster is not costliest for part in cluster)
        return Split(tuple(costliest), tiles, rect)

    def _coded_rect(self, box: Rect, coder_rect: Rect | None) -> Rect:
        if coder_rect is None or coder_rect.intersect(box) != box or coder_rect.area_px > KEEP_RATIO * box.area_px:
            is_wandering = self._is_tight and coder_rect is not None and coder_rect.intersect(box).area_px > 0
            self._patience = (
                min(WANDERING_PICTURES_MAX, WANDERING_FACTOR * self._patience) if is_wandering else LOOSE_PICTURES_MAX
            )
            self._need_anew(is_tight=is_wandering)
            return self._align(_widened(box) if is_wandering else box)
        self._needed = bounding_box([self._needed, box]) if self._needed_count else box
        self._needed_count += 1
        if self._needed_count < self._patience:
            return coder_rect
        # A film usually begins in a coder made for the whole screen, which it was part of when it came.
        needed = self._align(self._needed)
        is_loose = coder_rect.area_px > LOOSE_RATIO * needed.area_px
        self._need_anew(is_tight=self._is_tight or is_loose)
        return needed if is_loose else coder_rect

    def _need_anew(self, *, is_tight: bool) -> None:
        self._needed, self._needed_count, self._is_tight = _NOWHERE, 0, is_tight

    def _align(self, box: Rect) -> Rect:
        left, top = box.x // ALIGN_PX * ALIGN_PX, box.y // ALIGN_PX * ALIGN_PX
        right, bottom = -(-box.right_px // ALIGN_PX) * ALIGN_PX, -(-box.bottom_px // ALIGN_PX) * ALIGN_PX
        return Rect(left, top, right - left, bottom - top).intersect(self._area)

    def _part(self, rect: Rect) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        return self._bytes_per_px[
            rect.y // CELL_PX : (rect.bottom_px - 1) // CELL_PX + 1,
            rect.x // CELL_PX : (rect.right_px - 1) // CELL_PX + 1,
        ]


def _cluster(rects: Iterable[Rect]) -> list[list[Rect]]:
    """Groups of rectangles that lie near each other."""
    groups: list[tuple[Rect, list[Rect]]] = []
    for rect in rects:
        box, members = rect, [rect]
        # What was joined may reach others, so it is looked around again.
        while near := [group for group in groups if _is_near(box, group[0])]:
            groups = [group for group in groups if not _is_near(box, group[0])]
            box = bounding_box([box, *(other for other, _ in near)])
            members = [part for _, others in near for part in others] + members
        groups.append((box, members))
    return [members for _, members in groups]


def _widened(box: Rect) -> Rect:
    """With room for moving about: a quarter of its size on each side, so that it still fills enough of it."""
    return Rect(box.x - box.width // 4, box.y - box.height // 4, box.width * 3 // 2, box.height * 3 // 2)


def _is_near(one: Rect, other: Rect) -> bool:
    return (
        one.x - JOIN_PX < other.right_px
        and other.x - JOIN_PX < one.right_px
        and one.y - JOIN_PX < other.bottom_px
        and other.y - JOIN_PX < one.bottom_px
    )
