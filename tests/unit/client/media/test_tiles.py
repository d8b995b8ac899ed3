"""Exact tiles of a picture."""

import numpy as np
import pytest

from agent_console.media.tile_decoder import decode_tile
from client.media.tiles import CHUNK_MAX_PX, TOGETHER_MAX_PX, cut_rects, encode_tile
from shared.geometry import Rect
from shared.screen.tile_code import pack_pixels
from shared.screen.update import TileLayout


def noise(width: int, height: int):
    return np.random.default_rng(2).integers(0, 255, (height, width, 4), np.uint8)


def drawn(width: int, height: int):
    """As a program draws: most pixels are like the one below them."""
    return noise(width, height // 8 + 1).repeat(8, axis=0)[:height]


def seen(width: int, height: int):
    """As a camera sees: nothing is the same twice, everything is much like what is beside it."""
    shades = np.add.outer(np.arange(height), np.arange(width))[:, :, None] // 4 + (40, 0, 90, 7)
    return (shades + noise(width, height) // 16).astype(np.uint8)


@pytest.mark.parametrize(("make", "layout"), [(drawn, TileLayout.PIXELS), (seen, TileLayout.DIFFERENCES)])
def test_encode_tile_holds_exactly_the_pixels_of_its_rectangle(make, layout):
    pixels, rect = make(600, 500), Rect(7, 9, 320, 311)
    tile = encode_tile(pixels, [rect])
    ((where, rows),) = decode_tile(tile)
    assert (where, tile.rect, tile.parts, tile.layout) == (rect, rect, (), layout)
    assert (rows[:, :, :3] == pixels[9:320, 7:327, :3]).all()


@pytest.mark.parametrize("size", [(320, 311), (1, 1), (1, 900), (900, 1)])
def test_encode_tile_of_one_colour_is_that_colour(size):
    pixels, rect = np.full((920, 920, 4), 200, np.uint8), Rect(7, 9, *size)
    pixels[9 : 9 + size[1], 7 : 7 + size[0]] = (1, 2, 3, 4)
    tile = encode_tile(pixels, [rect])
    assert (tile.layout, bytes(tile.data), tile.rects) == (TileLayout.ONE_COLOUR, bytes([1, 2, 3, 4]), (rect,))
    ((where, rows),) = decode_tile(tile)
    assert where == rect
    assert (rows == pixels[9 : 9 + size[1], 7 : 7 + size[0]]).all()


@pytest.mark.parametrize("other_at", [(0, 1), (310, 319), (155, 0)])
def test_encode_tile_with_a_single_other_pixel_is_not_of_one_colour(other_at):
    pixels = np.full((311, 320, 4), 200, np.uint8)
    pixels[other_at] = 7
    tile = encode_tile(pixels, [Rect(0, 0, 320, 311)])
    assert tile.layout is not TileLayout.ONE_COLOUR
    ((_, rows),) = decode_tile(tile)
    assert (rows[:, :, :3] == pixels[:, :, :3]).all()


def test_encode_tile_of_something_drawn_does_not_pack_the_fourth_byte():
    pixels = drawn(600, 500)
    blank = pixels.copy()
    blank[:, :, 3] = 7
    rect = Rect(7, 9, 320, 311)
    assert encode_tile(pixels, [rect]).data == encode_tile(blank, [rect]).data


def test_encode_tile_of_a_photograph_is_smaller_than_its_pixels_packed():
    pixels = seen(600, 500)
    rect = Rect(0, 0, 600, 200)
    assert len(encode_tile(pixels, [rect]).data) < 0.75 * len(pack_pixels(pixels[:200].tobytes()))


@pytest.mark.parametrize("size", [(17_000, 1), (1, 17_000), (9_000, 2)])
@pytest.mark.parametrize("make", [drawn, seen])
def test_encode_tile_of_a_single_row_or_column_is_exact(make, size):
    pixels, rect = make(*size), Rect(0, 0, *size)
    ((_, rows),) = decode_tile(encode_tile(pixels, [rect]))
    assert (rows[:, :, :3] == pixels[:, :, :3]).all()


def test_encode_tile_of_letters_packs_them_together_in_planes():
    pixels = noise(600, 500)
    pixels[:, :, 1] = pixels[:, :, 2] = pixels[:, :, 0]
    letters = [Rect(10, 10, 8, 12), Rect(100, 10, 8, 12), Rect(40, 300, 20, 5)]
    tile = encode_tile(pixels, letters)
    assert (tile.layout, tile.parts, tile.rect) == (TileLayout.PLANES, tuple(letters), Rect(10, 10, 98, 295))
    assert len(tile.data) < 0.7 * sum(len(encode_tile(noise(600, 500), [rect]).data) for rect in letters)
    for (where, rows), rect in zip(decode_tile(tile), letters, strict=True):
        assert where == rect
        assert (rows[:, :, :3] == pixels[rect.y : rect.bottom_px, rect.x : rect.right_px, :3]).all()


def test_cut_rects_large_ones_in_pieces_and_small_ones_together():
    whole = Rect(3, 5, 1920, 1075)
    small = [Rect(0, 0, 2, 2), Rect(9, 9, 100, 100), Rect(300, 0, 100, 80)]
    pieces = list(cut_rects([small[0], whole, *small[1:]]))
    assert all(sum(rect.area_px for rect in piece) <= CHUNK_MAX_PX for piece in pieces)
    assert sum(rect.area_px for piece in pieces for rect in piece) == whole.area_px + sum(r.area_px for r in small)
    large = [piece for piece in pieces if piece[0].area_px > TOGETHER_MAX_PX]
    assert (large[0][0].y, large[-1][0].bottom_px) == (whole.y, whole.bottom_px)
    assert [list(piece) for piece in pieces if piece not in large] == [small[:2], small[2:]]
