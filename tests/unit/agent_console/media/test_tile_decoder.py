"""Tiles to pixels, and bad ones refused."""

import pytest

from agent_console.media.tile_decoder import decode_tile
from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.screen.tile_code import pack_tile
from shared.screen.update import Tile


def test_decode_tile_gives_rows_of_blue_green_red_and_one_more():
    rows = decode_tile(pack_tile(Rect(5, 5, 2, 1), bytes(range(8))))
    assert rows.tolist() == [[[0, 1, 2, 3], [4, 5, 6, 7]]]


def test_decode_tile_of_another_size_is_refused():
    tile = pack_tile(Rect(0, 0, 2, 1), bytes(8))
    with pytest.raises(ProtocolError):
        decode_tile(Tile(Rect(0, 0, 3, 1), tile.data))
