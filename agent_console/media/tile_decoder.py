"""Exact tiles to pixels."""

import numpy as np
import numpy.typing as npt

from shared.screen.update import Tile, inflate_tile


def decode_tile(tile: Tile) -> npt.NDArray[np.uint8]:
    """Inflate a tile to blue, green, red of shape (height, width, 3); without the interpreter lock where it matters.

    Raises:
        ProtocolError: as `inflate_tile` does; never holds more than the declared size.
    """
    return np.frombuffer(inflate_tile(tile), np.uint8).reshape(tile.rect.height, tile.rect.width, 3)
