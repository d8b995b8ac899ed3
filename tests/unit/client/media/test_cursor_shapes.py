"""Shapes are sent once, places are reused from the oldest on, and what is too large is made to fit."""

import numpy as np

from client.media.cursor_shapes import CursorShapes, halve
from shared.protocol import codec, limits
from shared.protocol.peer_messages import CursorShape, CursorUse
from shared.screen.cursor import CursorImage, inflate_cursor


def square(side_px: int, *, tint: int = 1, hotspot_px: int = 0) -> CursorImage:
    return CursorImage(
        width_px=side_px,
        height_px=side_px,
        hotspot_x_px=hotspot_px,
        hotspot_y_px=hotspot_px,
        pixels=bytes([tint, tint, tint, 255]) * side_px * side_px,
    )


def read(message: CursorShape | CursorUse) -> CursorImage:
    assert isinstance(message, CursorShape)
    return inflate_cursor(
        message.pixels,
        width_px=message.width_px,
        height_px=message.height_px,
        hotspot_x_px=message.hotspot_x_px,
        hotspot_y_px=message.hotspot_y_px,
    )


def test_shape_is_sent_once_and_named_afterwards():
    shapes = CursorShapes()
    first = shapes.describe(square(4, tint=1))
    assert read(first) == square(4, tint=1)
    assert isinstance(shapes.describe(square(4, tint=2)), CursorShape)
    assert shapes.describe(square(4, tint=1)) == CursorUse(shape_id=first.shape_id)


def test_shape_with_another_hotspot_is_another_shape():
    shapes = CursorShapes()
    assert isinstance(shapes.describe(square(4)), CursorShape)
    assert isinstance(shapes.describe(square(4, hotspot_px=1)), CursorShape)


def test_shape_nobody_can_see_is_hidden_and_takes_no_place():
    blank = CursorImage(width_px=1, height_px=1, hotspot_x_px=0, hotspot_y_px=0, pixels=bytes(4))
    shapes = CursorShapes()
    assert shapes.describe(blank) == CursorUse()
    assert shapes.describe(square(4)).shape_id == 1


def test_place_of_the_shape_unused_longest_is_given_to_a_new_one():
    shapes = CursorShapes()
    ids = [shapes.describe(square(2, tint=tint)).shape_id for tint in range(limits.CURSOR_SHAPES_MAX)]
    assert sorted(ids) == list(range(1, limits.CURSOR_SHAPES_MAX + 1))
    shapes.describe(square(2, tint=0))
    newest = shapes.describe(square(2, tint=200))
    assert isinstance(newest, CursorShape)
    assert newest.shape_id == ids[1]
    assert isinstance(shapes.describe(square(2, tint=0)), CursorUse)
    assert isinstance(shapes.describe(square(2, tint=1)), CursorShape)


def test_cleared_shapes_are_sent_again():
    shapes = CursorShapes()
    shapes.describe(square(4))
    shapes.clear()
    assert isinstance(shapes.describe(square(4)), CursorShape)


def test_large_shape_is_halved_with_its_hotspot():
    image = read(CursorShapes().describe(square(256, tint=40, hotspot_px=31)))
    assert (image.width_px, image.height_px) == (128, 128)
    assert (image.hotspot_x_px, image.hotspot_y_px) == (15, 15)
    assert set(image.pixels[::4]) == {40}


def test_shape_that_does_not_compress_still_fits_a_message():
    side_px = limits.CURSOR_SIDE_MAX_PX
    noise = np.random.default_rng(3).integers(0, 256, side_px * side_px * 4, np.uint8)
    message = CursorShapes().describe(
        CursorImage(width_px=side_px, height_px=side_px, hotspot_x_px=127, hotspot_y_px=127, pixels=noise.tobytes())
    )
    codec.encode_peer(message)
    image = read(message)
    assert image.width_px < side_px
    assert image.hotspot_x_px == image.width_px - 1


def test_halve_odd_sizes_round_up():
    image = halve(
        CursorImage(width_px=3, height_px=1, hotspot_x_px=2, hotspot_y_px=0, pixels=bytes([80, 80, 80, 80]) * 3)
    )
    assert (image.width_px, image.height_px, image.hotspot_x_px) == (2, 1, 1)
    assert image.pixels == bytes([40] * 4 + [20] * 4)
