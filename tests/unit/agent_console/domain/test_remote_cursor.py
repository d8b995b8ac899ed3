"""The console's memory of the pointer over there: bounded, and nothing believed that does not fit."""

import zlib

import pytest

from agent_console.domain.remote_cursor import RemoteCursor
from shared.errors import ProtocolError
from shared.protocol import limits
from shared.protocol.peer_messages import CursorPosition, CursorShape, CursorUse


def shape(shape_id: int, tint: int = 1, **changes: int) -> CursorShape:
    fields = {"width_px": 2, "height_px": 2, "hotspot_x_px": 1, "hotspot_y_px": 0} | changes
    return CursorShape(shape_id=shape_id, pixels=zlib.compress(bytes([tint, 0, 0, 255]) * 4), **fields)


@pytest.fixture
def cursor() -> RemoteCursor:
    return RemoteCursor()


def test_shape_is_used_at_once_and_again_by_its_number(cursor):
    cursor.take_shape(shape(1, 10), 0)
    cursor.take_shape(shape(2, 20), 0)
    assert cursor.image.pixels[0] == 20
    cursor.take_use(CursorUse(shape_id=1), 0)
    assert cursor.image.pixels[0] == 10
    assert cursor.image.hotspot_x_px == 1


def test_hidden_pointer_has_no_image_until_the_next_shape(cursor):
    cursor.take_shape(shape(1), 0)
    cursor.take_use(CursorUse(), 0)
    assert cursor.is_hidden
    assert cursor.image is None
    cursor.take_use(CursorUse(shape_id=1), 0)
    assert not cursor.is_hidden
    assert cursor.image is not None


def test_place_that_is_filled_anew_forgets_what_was_there(cursor):
    cursor.take_shape(shape(1, 10), 0)
    cursor.take_shape(shape(1, 30), 0)
    cursor.take_use(CursorUse(shape_id=1), 0)
    assert cursor.image.pixels[0] == 30


@pytest.mark.parametrize(
    "message",
    [
        shape(1, width_px=3),
        shape(1, hotspot_x_px=2),
        shape(1, hotspot_y_px=2),
        CursorShape(
            shape_id=1,
            width_px=128,
            height_px=128,
            hotspot_x_px=0,
            hotspot_y_px=0,
            pixels=zlib.compress(bytes(10_000_000), 9),
        ),
    ],
    ids=["size", "hotspot_x", "hotspot_y", "bomb"],
)
def test_shape_that_is_not_what_it_says_is_refused_and_changes_nothing(cursor, message):
    cursor.take_shape(shape(1, 10), 0)
    with pytest.raises(ProtocolError, match="cursor_malformed"):
        cursor.take_shape(message, 0)
    assert cursor.image.pixels[0] == 10


def test_use_of_an_empty_place_is_refused(cursor):
    with pytest.raises(ProtocolError, match="cursor_unknown"):
        cursor.take_use(CursorUse(shape_id=3), 0)


def test_more_changes_than_an_honest_client_makes_are_refused(cursor):
    cursor.take_shape(shape(1), 0)
    for change in range(2_000):
        cursor.take_use(CursorUse(shape_id=1), change * 1_000 // limits.CURSOR_CHANGES_PER_S)
    for _ in range(limits.CURSOR_BURST_MAX):
        cursor.take_shape(shape(1), 60_000)
    with pytest.raises(ProtocolError, match="cursor_flood"):
        cursor.take_shape(shape(1), 60_000)


def test_position_that_was_overtaken_is_ignored(cursor):
    assert cursor.take_position(CursorPosition(seq=5, x=10, y=20, is_inside=True))
    assert not cursor.take_position(CursorPosition(seq=4, x=1, y=2, is_inside=True))
    assert not cursor.take_position(CursorPosition(seq=5, x=1, y=2, is_inside=True))
    assert cursor.position == (10, 20)
    assert cursor.take_position(CursorPosition(seq=6, x=0, y=0, is_inside=False))
    assert cursor.position is None
