"""Tiles to pixels, and bad ones refused."""

import pytest

from agent_console.media.tile_decoder import decode_tile
from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.screen.update import Tile, deflate_tile


def test_decode_tile_gives_rows_of_blue_green_red():
    assert decode_tile(deflate_tile(Rect(5, 5, 2, 1), bytes([1, 2, 3, 4, 5, 6]))).tolist() == [[[1, 2, 3], [4, 5, 6]]]


def test_decode_tile_of_another_size_is_refused():
    tile = deflate_tile(Rect(0, 0, 2, 1), bytes(6))
    with pytest.raises(ProtocolError):
        decode_tile(Tile(Rect(0, 0, 3, 1), tile.data))
