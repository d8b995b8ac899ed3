"""Exact tiles to pixels."""

import numpy as np
import numpy.typing as npt

from shared.screen.tile_code import BYTES_PER_PIXEL, unpack_tile
from shared.screen.update import Tile


def decode_tile(tile: Tile) -> npt.NDArray[np.uint8]:
    """Unpack a tile to blue, green, red and a byte without meaning; shape (height, width, 4), read-only.

    Raises:
        ProtocolError: as `unpack_tile` does; never holds more than the declared size.
    """
    return np.frombuffer(unpack_tile(tile), np.uint8).reshape(tile.rect.height, tile.rect.width, BYTES_PER_PIXEL)
