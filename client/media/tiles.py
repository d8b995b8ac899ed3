"""Exact pixels of rectangles as tiles: small ones together, large ones in pieces."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from client.media.damage import bounding_box
from client.media.ports import Pixels
from shared.geometry import Rect
from shared.protocol import limits
from shared.screen.tile_code import pack_pixels
from shared.screen.update import Tile, TileLayout

CHUNK_MAX_PX = 128 * 1024
"""A tile takes half a millisecond and 0.5 MB at most, so that a budget can stop in between."""

TOGETHER_MAX_PX = 16 * 1024
"""Up to here several rectangles share one frame, and two layouts are tried: it takes a tenth of a millisecond."""

DRAWN_MIN_RATIO = 0.4
"""So many pixels of what a program drew are like the one below them; of photographs, next to none."""

_COMPARED_STEP_ROWS = 8

_CHUNK_HEIGHT_MIN_PX = 16
_OPAQUE = np.uint32(0xFF00_0000)


def encode_tile(pixels: Pixels, rects: Sequence[Rect]) -> Tile:
    """Pack rectangles of the picture; where it takes time, it runs without the interpreter lock."""
    words = pixels.view(np.uint32)[:, :, 0]
    parts = [words[rect.y : rect.bottom_px, rect.x : rect.right_px] for rect in rects]
    box = bounding_box(rects)
    named = tuple(rects) if len(rects) > 1 else ()
    if len(parts) == 1 and _is_plain(parts[0]):
        return Tile(box, parts[0][:1, :1].tobytes(), TileLayout.ONE_COLOUR)
    if len(parts) == 1 and box.area_px > TOGETHER_MAX_PX:
        if not _is_drawn(parts[0]):
            return Tile(box, _pack_differences(pixels, box), TileLayout.DIFFERENCES)
        # The fourth byte is whatever the program that drew there left in it: made alike, it costs next to nothing.
        return Tile(box, pack_pixels(np.bitwise_or(parts[0], _OPAQUE).data.cast("B")))
    together = np.concatenate([part.reshape(-1) for part in parts]) | _OPAQUE
    planes = np.ascontiguousarray(together.view(np.uint8).reshape(-1, 4)[:, :3].T)
    packed, in_planes = pack_pixels(together.data.cast("B")), pack_pixels(planes.data.cast("B"))
    if len(in_planes) < len(packed):
        return Tile(box, in_planes, TileLayout.PLANES, named)
    return Tile(box, packed, TileLayout.PIXELS, named)


def _is_plain(words: npt.NDArray[np.uint32]) -> bool:
    """Whether all of it is of one colour: a button that lights up, an emptied field, the ground of a new window."""
    first = words[0, 0]
    # Hardly anything else passes the first row.
    return bool((words[0] == first).all()) and bool((words == first).all())


def _is_drawn(words: npt.NDArray[np.uint32]) -> bool:
    """Whether this was drawn by a program, rather than seen by a camera."""
    above = words[:-1:_COMPARED_STEP_ROWS]
    below = words[1::_COMPARED_STEP_ROWS]
    # The fourth byte is compared too, although it says nothing: clearing it would cost more than a wrong guess.
    return above.size == 0 or int(np.count_nonzero(above == below)) >= DRAWN_MIN_RATIO * above.size


def _pack_differences(pixels: Pixels, rect: Rect) -> bytes:
    part = pixels[rect.y : rect.bottom_px, rect.x : rect.right_px]
    planes = np.empty((3, rect.height, rect.width), np.uint8)
    green = planes[0]
    green[:] = part[:, :, 1]
    np.subtract(part[:, :, 0], green, out=planes[1])
    np.subtract(part[:, :, 2], green, out=planes[2])
    differences = np.empty_like(planes)
    differences[:, 0] = planes[:, 0]
    np.subtract(planes[:, 1:], planes[:, :-1], out=differences[:, 1:])
    return pack_pixels(differences.data.cast("B"), TileLayout.DIFFERENCES)


def cut_rects(rects: Iterable[Rect]) -> Iterator[Sequence[Rect]]:
    """What goes into one tile each: large rectangles in pieces of `CHUNK_MAX_PX`, small ones together."""
    together: list[Rect] = []
    area_px = 0
    for rect in rects:
        if rect.area_px > TOGETHER_MAX_PX:
            height = max(_CHUNK_HEIGHT_MIN_PX, CHUNK_MAX_PX // rect.width)
            for top in range(rect.y, rect.bottom_px, height):
                yield (Rect(rect.x, top, rect.width, min(height, rect.bottom_px - top)),)
            continue
        if area_px + rect.area_px > TOGETHER_MAX_PX or len(together) >= limits.SCREEN_BLOCK_RECTS_MAX:
            yield together
            together, area_px = [], 0
        together.append(rect)
        area_px += rect.area_px
    if together:
        yield together
