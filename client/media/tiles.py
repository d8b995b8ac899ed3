"""Exact pixels of rectangles as tiles."""

from collections.abc import Iterable, Iterator

import numpy as np

from client.media.ports import Pixels
from shared.geometry import Rect
from shared.screen.tile_code import pack_tile
from shared.screen.update import Tile

CHUNK_MAX_PX = 128 * 1024
"""A tile takes half a millisecond and 0.5 MB at most, so that a budget can stop in between."""

_CHUNK_HEIGHT_MIN_PX = 16
_OPAQUE = np.uint32(0xFF00_0000)


def encode_tile(pixels: Pixels, rect: Rect) -> Tile:
    """Pack one rectangle of the picture; the copy and the compression run without the interpreter lock."""
    words = pixels.view(np.uint32)[rect.y : rect.bottom_px, rect.x : rect.right_px, 0]
    # The fourth byte is whatever the program that drew there left in it: made alike, it costs next to nothing.
    return pack_tile(rect, np.bitwise_or(words, _OPAQUE).data.cast("B"))


def cut_rects(rects: Iterable[Rect]) -> Iterator[Rect]:
    """Cut large rectangles into pieces of at most `CHUNK_MAX_PX`, top to bottom."""
    for rect in rects:
        height = max(_CHUNK_HEIGHT_MIN_PX, CHUNK_MAX_PX // rect.width)
        for top in range(rect.y, rect.bottom_px, height):
            yield Rect(rect.x, top, rect.width, min(height, rect.bottom_px - top))
