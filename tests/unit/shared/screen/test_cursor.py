"""A pointer's pixels on the wire: exact there and back, and whatever else a stranger sends is refused in small memory."""

import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import ProtocolError
from shared.protocol import limits
from shared.screen.cursor import CursorImage, deflate_pixels, inflate_cursor

SIZES = {"width_px": 3, "height_px": 2, "hotspot_x_px": 2, "hotspot_y_px": 1}
ROWS = bytes(range(24))


@st.composite
def images(draw: st.DrawFn) -> CursorImage:
    width_px, height_px = draw(st.integers(1, 16)), draw(st.integers(1, 16))
    size_bytes = width_px * height_px * 4
    return CursorImage(
        width_px=width_px,
        height_px=height_px,
        hotspot_x_px=draw(st.integers(0, width_px - 1)),
        hotspot_y_px=draw(st.integers(0, height_px - 1)),
        pixels=draw(st.binary(min_size=size_bytes, max_size=size_bytes)),
    )


@given(images())
def test_cursor_there_and_back_is_the_same(image: CursorImage):
    again = inflate_cursor(
        deflate_pixels(image),
        width_px=image.width_px,
        height_px=image.height_px,
        hotspot_x_px=image.hotspot_x_px,
        hotspot_y_px=image.hotspot_y_px,
    )
    assert again == image


@pytest.mark.parametrize(
    "pixels",
    [
        b"",
        b"not deflated",
        zlib.compress(ROWS[:-1]),
        zlib.compress(ROWS + b"\0"),
        zlib.compress(ROWS)[:-1],
        zlib.compress(ROWS) + b"\0",
        zlib.compress(ROWS) * 2,
    ],
    ids=["empty", "noise", "short", "long", "cut", "tail", "twice"],
)
def test_cursor_pixels_that_are_not_exactly_the_rows_are_refused(pixels: bytes):
    with pytest.raises(ProtocolError, match="cursor_malformed"):
        inflate_cursor(pixels, **SIZES)


@pytest.mark.parametrize("outside", [{"hotspot_x_px": 3}, {"hotspot_y_px": 2}])
def test_cursor_hotspot_outside_is_refused(outside: dict[str, int]):
    with pytest.raises(ProtocolError, match="cursor_malformed"):
        inflate_cursor(zlib.compress(ROWS), **(SIZES | outside))


def test_cursor_bomb_is_cut_at_the_declared_size():
    bomb = zlib.compress(bytes(14 * 1024 * 1024), 9)
    assert len(bomb) <= limits.CURSOR_PIXELS_MAX_BYTES
    side_px = limits.CURSOR_SIDE_MAX_PX
    tracemalloc.start()
    with pytest.raises(ProtocolError, match="cursor_malformed"):
        inflate_cursor(bomb, width_px=side_px, height_px=side_px, hotspot_x_px=0, hotspot_y_px=0)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 4 * side_px * side_px * 4


def test_cursor_without_any_alpha_is_blank():
    pixels = bytes([9, 9, 9, 0]) * 6
    assert CursorImage(**SIZES, pixels=pixels).is_blank
    assert not CursorImage(**SIZES, pixels=pixels[:-1] + b"\1").is_blank
