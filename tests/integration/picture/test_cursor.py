"""The pointer from a real display to what leaves: shapes once, places of the person's hand, nothing while covered."""

import threading
import time

import numpy as np
import pytest

from client.media.cursor import POSITION_INTERVAL_MS
from shared.geometry import Rect, normalize_point
from shared.protocol.peer_messages import CursorPosition, CursorShape, CursorUse
from tests.integration.picture.desk_pointer import DeskPointer

RESTS_S = 0.6


class Told:
    """What a sender tells about the pointer, taken as the network thread would."""

    def __init__(self, sender):
        self._sender = sender
        self.shapes: list[CursorShape | CursorUse] = []
        self.positions: list[CursorPosition] = []
        sender.cursor.on_ready = lambda: sender.cursor.tell(self._take)

    def _take(self, message):
        (self.positions if isinstance(message, CursorPosition) else self.shapes).append(message)

    def clear(self):
        self.shapes.clear()
        self.positions.clear()


@pytest.fixture
def pointer(display, painter):
    made = DeskPointer(display)
    yield made
    made.close()


@pytest.fixture
def told(picture, pointer, wait_until):
    made = Told(picture.sender)
    picture.sender.new_track()  # another viewer: everything is told from the start
    picture.net.run(picture._disconnect())
    picture.net.run(picture._connect())
    assert wait_until(lambda: made.shapes and made.positions)
    time.sleep(RESTS_S)
    made.clear()
    return made


def test_cursor_shape_travels_once_and_is_named_the_second_time(told, pointer, wait_until):
    for name in ("text", "hand"):
        pointer.put_on(name)
        assert wait_until(lambda: told.shapes and isinstance(told.shapes[-1], CursorShape))
        told.shapes.clear()
    pointer.put_on("text")
    assert wait_until(lambda: told.shapes)
    pointer.hide()
    assert wait_until(lambda: told.shapes[-1] == CursorUse())
    pointer.put_on("hand")
    assert wait_until(lambda: len(told.shapes) == 3)
    assert [type(each) for each in told.shapes] == [CursorUse] * 3
    assert told.shapes[0] != told.shapes[2]
    assert told.positions == []


def test_cursor_larger_than_allowed_arrives_at_half_its_size(told, pointer, wait_until):
    pointer.put_on_square(200, 61, 0xFF3366CC)
    assert wait_until(lambda: told.shapes)
    (shape,) = told.shapes
    assert isinstance(shape, CursorShape)
    assert (shape.width_px, shape.height_px, shape.hotspot_x_px, shape.hotspot_y_px) == (100, 100, 30, 30)


def test_cursor_hand_of_the_person_is_followed_at_a_bounded_rate(told, pointer, wait_until):
    begun_s = time.monotonic()
    for step in range(200):
        pointer.move(400 + step, 300)
        time.sleep(0.002)
    elapsed_ms = (time.monotonic() - begun_s) * 1000
    x, y = normalize_point(599, 300, Rect(0, 0, 1920, 1080))
    assert wait_until(lambda: told.positions and (told.positions[-1].x, told.positions[-1].y) == (x, y))
    # Said once more when at rest; nothing afterwards.
    assert 2 <= len(told.positions) <= elapsed_ms / POSITION_INTERVAL_MS + 5
    assert wait_until(lambda: [each.x for each in told.positions[-2:]] == [x, x])
    count = len(told.positions)
    time.sleep(RESTS_S)
    assert len(told.positions) == count


def test_cursor_moved_by_the_agents_input_is_not_told(picture, told, pointer):
    for step in range(50):
        picture.sender.cursor.note_own(400 + step, 300)
        pointer.move(400 + step, 300)
        time.sleep(0.005)
    time.sleep(RESTS_S)
    assert told.positions == []


@pytest.mark.parametrize("stop", ["hide", "cover"])
def test_cursor_is_silent_while_the_picture_is_withheld(picture, told, pointer, wait_until, stop):
    has_waiting = threading.Event()
    tell_at_once, picture.sender.cursor.on_ready = picture.sender.cursor.on_ready, has_waiting.set
    pointer.move(650, 300)
    assert has_waiting.wait(5)
    assert picture.sender.hide() if stop == "hide" else picture.sender.cover("asking")
    picture.sender.cursor.on_ready = tell_at_once
    picture.sender.cursor.tell(told._take)
    pointer.put_on("text")
    for step in range(40):
        pointer.move(700 + step, 300)
        time.sleep(0.005)
    time.sleep(0.2)
    picture.sender.cursor.tell(told._take)
    assert told.shapes == told.positions == []
    if stop == "hide":
        picture.sender.show()
    else:
        picture.sender.uncover()
    assert wait_until(lambda: told.shapes and told.positions)
    assert told.positions[0].x == normalize_point(739, 300, Rect(0, 0, 1920, 1080))[0]
    assert isinstance(told.shapes[0], CursorShape)


def test_cursor_is_not_in_the_picture_and_moving_it_sends_none(picture, told, pointer, wait_until):
    pointer.put_on_square(60, 0, 0xFFFF0000)
    assert wait_until(lambda: told.shapes)
    assert picture.settles()
    looks, sent = picture.sender.looks_count, picture.sender.sent_count
    for step in range(60):
        pointer.move(900 + step, 500)
        time.sleep(0.005)
    assert wait_until(lambda: told.positions)
    assert picture.sender.sent_count == sent
    assert picture.sender.looks_count <= looks + 1  # the sweep may fall into it
    assert not (picture.canvas[:, :, :3] == np.array([0, 0, 255])).all(axis=2).any()
