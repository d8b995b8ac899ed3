"""The last picture we know, and where a new one differs from it."""

import ctypes
import sys
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from client.media.moves import MoveFinder
from client.media.ports import Pixels
from shared.geometry import Rect, bounding_box
from shared.screen.pixel_move import move_pixels
from shared.screen.update import Move

TILE_PX = 64
"""Side of the squares changes are gathered in; the height of a band."""

MERGE_GAP_PX = 16
"""Changes nearer than this to each other in a band travel as one rectangle: a block costs as much as a few pixels."""


MERGE_SLACK_PX = 256
"""So many unchanged pixels travel along rather than make another rectangle."""

MERGE_BACK_MAX = 24
"""A rectangle of the band above is among the last found."""

TINY_PX = 2 * 1024
TINY_NEW_RATIO = 0.125
"""A read no larger than that of which so much is new is taken as it is: finding tight rectangles takes 0.2 ms."""

ALL_NEW_RATIO = 0.9
"""Likewise of a larger read: a button that lights up, another line that is marked, a page of another colour."""

SAMPLED_MIN_PX = 128 * 1024
SAMPLED_STEP_ROWS = 8
MOSTLY_NEW_RATIO = 0.7
"""A large area of which that much is new, a film or another page, is taken as it is: comparing it tells nothing."""

MOVES_MAX = 2
"""Two panes may scroll at once; a third search would cost more than it finds."""


REST_SEARCHED_RATIO = 0.125
"""What a dragged window lays bare came from nowhere, and looking for it takes as long as finding the window did."""


class KnownPicture:
    """What the monitor looked like when we last read it. Belongs to the media thread."""

    def __init__(self, width_px: int, height_px: int) -> None:
        self.pixels: Pixels = np.zeros((height_px, width_px, 4), np.uint8)
        self._differs = _find_memcmp()
        self._moves = MoveFinder()
        # Kept from one look to the next: fresh memory for each band would double the time of comparing it.
        self._flags = np.empty(max(TILE_PX * width_px, SAMPLED_MIN_PX), np.bool_)

    @property
    def area(self) -> Rect:
        """The whole picture."""
        height_px, width_px = self.pixels.shape[:2]
        return Rect(0, 0, width_px, height_px)

    def replace(self, pixels: Pixels) -> None:
        """Take a whole new picture of the same size without asking what changed."""
        self.pixels = pixels

    def follow(self, rect: Rect, pixels: Pixels) -> list[Move]:
        """Move what was read at `rect` elsewhere before, and say so; `absorb` then finds what is left to tell.

        With several reads of one look, follow all of them before the first is absorbed: the viewer moves first.
        """
        known, fresh = _as_words(self.pixels), _as_words(pixels)
        moves: list[Move] = []
        worth_px = 0
        while len(moves) < MOVES_MAX and (move := self._moves.find(known, fresh, rect, worth_px)) is not None:
            move_pixels(known, move)
            moves.append(move)
            if self._moves.is_all:
                break
            worth_px = max(worth_px, int(self._moves.changed_px * REST_SEARCHED_RATIO))
        return moves

    def absorb(self, rect: Rect, pixels: Pixels) -> list[Rect]:
        """Take what was read at `rect` and say which parts of it are new, as tight rectangles.

        Unchanged bands of a full-width read cost one memcmp, without the interpreter lock; only bands that differ are
        looked at pixel by pixel.
        """
        known, fresh = _as_words(self.pixels), _as_words(pixels)
        if rect.area_px >= SAMPLED_MIN_PX and _is_mostly_new(known, fresh, rect):
            known[rect.y : rect.bottom_px, rect.x : rect.right_px] = fresh
            return [rect]
        is_full_width = rect.width == known.shape[1]
        flags = None
        if rect.area_px < SAMPLED_MIN_PX and not is_full_width:
            part = known[rect.y : rect.bottom_px, rect.x : rect.right_px]
            flags = np.not_equal(part, fresh, out=self._flags[: rect.area_px].reshape(part.shape))
            new_px = int(np.count_nonzero(flags))
            if new_px == 0:
                return []
            if new_px >= (TINY_NEW_RATIO if rect.area_px <= TINY_PX else ALL_NEW_RATIO) * rect.area_px:
                part[:] = fresh
                return [rect]
        dirty: list[Rect] = []
        top = rect.y
        while top < rect.bottom_px:
            bottom = min(rect.bottom_px, (top // TILE_PX + 1) * TILE_PX)
            old = known[top:bottom, rect.x : rect.right_px]
            new = fresh[top - rect.y : bottom - rect.y]
            if flags is not None:
                differs = flags[top - rect.y : bottom - rect.y]
            elif not is_full_width or self._differs(old, new):
                differs = np.not_equal(old, new, out=self._flags[: old.size].reshape(old.shape))
            else:
                differs = None
            found = [] if differs is None else _find_changes(differs, rect.x, top)
            if found:
                old[:] = new
                dirty += found
            top = bottom
        return merge_bands(dirty)


def merge_bands(rects: Iterable[Rect]) -> list[Rect]:
    """Join rectangles of neighbouring bands that continue each other downwards with about the same columns.

    Args:
        rects: band by band; never overlapping.
    """
    waiting, merged = list(rects), list[Rect]()
    for at, rect in enumerate(waiting):
        for index in range(len(merged) - 1, max(-1, len(merged) - 1 - MERGE_BACK_MAX), -1):
            above = merged[index]
            if above.bottom_px != rect.y:
                continue
            both = bounding_box([above, rect])
            if both.area_px > above.area_px + rect.area_px + MERGE_SLACK_PX:
                continue
            # What the box takes in beside them may belong to nobody else, or it would be told twice.
            others = (*merged[:index], *merged[index + 1 :], *waiting[at + 1 :])
            if both.area_px == above.area_px + rect.area_px or not any(
                both.intersect(each).area_px for each in others
            ):
                merged[index] = both
                break
        else:
            merged.append(rect)
    return merged


def reduce_rects(rects: Sequence[Rect], count_max: int) -> list[Rect]:
    """No more rectangles than that, covering at least the same pixels and never overlapping."""
    if len(rects) <= count_max:
        return list(rects)
    bands: dict[int, tuple[int, int, int, int]] = {}
    for rect in rects:
        for band in range(rect.y // TILE_PX, (rect.bottom_px - 1) // TILE_PX + 1):
            top, bottom = max(rect.y, band * TILE_PX), min(rect.bottom_px, (band + 1) * TILE_PX)
            left, right = rect.x, rect.right_px
            known = bands.get(band)
            if known is not None:
                left, top = min(left, known[0]), min(top, known[1])
                right, bottom = max(right, known[2]), max(bottom, known[3])
            bands[band] = (left, top, right, bottom)
    if len(bands) > count_max:
        return [bounding_box(rects)]
    return [Rect(left, top, right - left, bottom - top) for left, top, right, bottom in bands.values()]


def _is_mostly_new(known: npt.NDArray[np.uint32], fresh: npt.NDArray[np.uint32], rect: Rect) -> bool:
    old = known[rect.y : rect.bottom_px : SAMPLED_STEP_ROWS, rect.x : rect.right_px]
    new = fresh[::SAMPLED_STEP_ROWS]
    return int(np.count_nonzero(old != new)) >= MOSTLY_NEW_RATIO * new.size


def _as_words(pixels: Pixels) -> npt.NDArray[np.uint32]:
    return pixels.view(np.uint32)[:, :, 0]


def _find_changes(differs: npt.NDArray[np.bool_], left_px: int, top_px: int) -> list[Rect]:
    """Tight rectangles around what is true in a band, cut where nothing differs for a while."""
    columns = np.flatnonzero(differs.any(axis=0))
    if not columns.size:
        return []
    rects: list[Rect] = []
    for run in np.split(columns, np.flatnonzero(np.diff(columns) > MERGE_GAP_PX) + 1):
        first, last = int(run[0]), int(run[-1])
        rows = np.flatnonzero(differs[:, first : last + 1].any(axis=1))
        top, bottom = int(rows[0]), int(rows[-1])
        rects.append(Rect(left_px + first, top_px + top, last - first + 1, bottom - top + 1))
    return rects


def _find_memcmp() -> Callable[[npt.NDArray[np.uint32], npt.NDArray[np.uint32]], bool]:
    """The C library's memcmp through ctypes, which lets other threads run meanwhile."""
    library = ctypes.CDLL("msvcrt") if sys.platform == "win32" else ctypes.CDLL(None)
    memcmp = library.memcmp
    memcmp.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
    memcmp.restype = ctypes.c_int

    def differs(old: npt.NDArray[np.uint32], new: npt.NDArray[np.uint32]) -> bool:
        return memcmp(old.ctypes.data, new.ctypes.data, old.nbytes) != 0

    return differs
