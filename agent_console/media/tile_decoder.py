"""Exact tiles to pixels."""

import numpy as np
import numpy.typing as npt

from shared.geometry import Rect
from shared.screen.tile_code import unpack_tile
from shared.screen.update import Tile, TileLayout


def decode_tile(tile: Tile) -> list[tuple[Rect, npt.NDArray[np.uint8]]]:
    """Unpack a tile to its rectangles, each with blue, green, red and a byte without meaning: (height, width, 4).

    Raises:
        ProtocolError: as `unpack_tile` does; never holds more than four bytes for each declared pixel.
    """
    pixels = np.frombuffer(unpack_tile(tile), np.uint8)
    if tile.layout is TileLayout.PLANES:
        planes = pixels.reshape(3, -1)
        pixels = np.empty((planes.shape[1], 4), np.uint8)
        pixels[:, :3] = planes.T
    pixels = pixels.reshape(-1, 4)
    decoded: list[tuple[Rect, npt.NDArray[np.uint8]]] = []
    at = 0
    for rect in tile.rects:
        decoded.append((rect, pixels[at : at + rect.area_px].reshape(rect.height, rect.width, 4)))
        at += rect.area_px
    return decoded
