"""Exact tiles of a picture."""

import numpy as np

from client.media.tiles import CHUNK_MAX_PX, cut_rects, encode_tile
from shared.geometry import Rect
from shared.screen.tile_code import unpack_tile


def test_encode_tile_holds_exactly_the_pixels_of_its_rectangle():
    pixels = np.random.default_rng(2).integers(0, 255, (50, 60, 4), np.uint8)
    rect = Rect(7, 9, 20, 11)
    rows = np.frombuffer(unpack_tile(encode_tile(pixels, rect)), np.uint8).reshape(11, 20, 4)
    assert (rows[:, :, :3] == pixels[9:20, 7:27, :3]).all()
    assert (rows[:, :, 3] == 255).all()


def test_cut_rects_pieces_are_small_and_cover_everything_once():
    whole = Rect(3, 5, 1920, 1075)
    pieces = list(cut_rects([whole, Rect(0, 0, 2, 2)]))
    assert all(piece.area_px <= CHUNK_MAX_PX for piece in pieces)
    assert sum(piece.area_px for piece in pieces) == whole.area_px + 4
    assert pieces[0].y == whole.y
    assert pieces[-2].bottom_px == whole.bottom_px
