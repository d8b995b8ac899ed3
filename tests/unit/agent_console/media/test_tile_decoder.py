"""Tiles to pixels, and bad ones refused."""

import numpy as np
import pytest

from agent_console.media.tile_decoder import decode_tile
from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.screen.tile_code import pack_pixels
from shared.screen.update import Tile, TileLayout


def test_decode_tile_gives_rows_of_blue_green_red_and_one_more():
    rect = Rect(5, 5, 2, 1)
    ((where, rows),) = decode_tile(Tile(rect, pack_pixels(bytes(range(8)))))
    assert where == rect
    assert rows.tolist() == [[[0, 1, 2, 3], [4, 5, 6, 7]]]


def test_decode_tile_of_planes_and_several_parts_puts_each_pixel_where_it_belongs():
    parts = (Rect(0, 0, 2, 1), Rect(4, 4, 1, 2))
    tile = Tile(Rect(0, 0, 5, 6), pack_pixels(bytes(range(12))), TileLayout.PLANES, parts)
    (first, rows), (second, column) = decode_tile(tile)
    assert (first, second) == parts
    assert rows[:, :, :3].tolist() == [[[0, 4, 8], [1, 5, 9]]]
    assert column[:, :, :3].tolist() == [[[2, 6, 10]], [[3, 7, 11]]]


def test_decode_tile_of_differences_adds_them_up():
    planes = bytes([10, 20, 5, 5]) + bytes([250, 1, 1, 255]) + bytes([0, 3, 0, 254])
    ((where, rows),) = decode_tile(Tile(Rect(4, 4, 2, 2), pack_pixels(planes), TileLayout.DIFFERENCES))
    assert where == Rect(4, 4, 2, 2)
    assert rows[:, :, 1].tolist() == [[10, 20], [15, 25]]
    assert rows[:, :, 0].tolist() == [[4, 21], [10, 25]]
    assert rows[:, :, 2].tolist() == [[10, 23], [15, 26]]


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (40, 3), (3, 40), (12, 3), (200, 7)])
def test_decode_tile_of_differences_of_any_shape_is_what_was_taken_apart(size):
    width, height = size
    planes = np.random.default_rng(3).integers(0, 255, (3, height, width), np.uint8)
    apart = planes.copy()
    apart[:, 1:] -= planes[:, :-1]
    ((_, rows),) = decode_tile(Tile(Rect(0, 0, width, height), pack_pixels(apart.tobytes()), TileLayout.DIFFERENCES))
    green, blue, red = planes
    assert (rows[:, :, 1] == green).all()
    assert (rows[:, :, 0] == blue + green).all()
    assert (rows[:, :, 2] == red + green).all()


def test_decode_tile_of_one_colour_takes_no_memory_for_its_pixels():
    ((where, rows),) = decode_tile(Tile(Rect(3, 4, 1024, 1024), bytes([9, 8, 7, 0]), TileLayout.ONE_COLOUR))
    assert (where, rows.shape, rows.strides) == (Rect(3, 4, 1024, 1024), (1024, 1024, 4), (0, 0, 1))
    assert rows[1023, 1023].tolist() == [9, 8, 7, 0]


@pytest.mark.parametrize("layout", TileLayout)
def test_decode_tile_of_another_size_is_refused(layout):
    with pytest.raises(ProtocolError):
        decode_tile(Tile(Rect(0, 0, 3, 1), pack_pixels(bytes(10)), layout))
