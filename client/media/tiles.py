"""Exact pixels of rectangles as zlib tiles."""

from collections.abc import Iterable, Iterator

import numpy as np

from client.media.ports import Pixels
from shared.geometry import Rect
from shared.screen.update import Tile, deflate_tile

CHUNK_MAX_PX = 128 * 1024
"""A tile takes about a millisecond at most, so that a budget can stop in between."""

_CHUNK_HEIGHT_MIN_PX = 16


def encode_tile(pixels: Pixels, rect: Rect) -> Tile:
    """Pack one rectangle of the picture; the copy and the compression run without the interpreter lock."""
    rows = np.ascontiguousarray(pixels[rect.y : rect.bottom_px, rect.x : rect.right_px, :3])
    return deflate_tile(rect, rows.data.cast("B"))


def cut_rects(rects: Iterable[Rect]) -> Iterator[Rect]:
    """Cut large rectangles into pieces of at most `CHUNK_MAX_PX`, top to bottom."""
    for rect in rects:
        height = max(_CHUNK_HEIGHT_MIN_PX, CHUNK_MAX_PX // rect.width)
        for top in range(rect.y, rect.bottom_px, height):
            yield Rect(rect.x, top, rect.width, min(height, rect.bottom_px - top))
