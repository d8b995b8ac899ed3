"""The pointer of a real X server: what is reported, and what is read."""

import time

import pytest

from client.media.damage_source import XDamageSource
from client.media.x_cursor import XCursorSource
from tests.integration.picture.desk_pointer import DeskPointer


@pytest.fixture
def pointer(display):
    made = DeskPointer(display)
    yield made
    made.close()


@pytest.fixture
def source(display, pointer):
    made = XDamageSource(display)
    assert isinstance(made.cursor, XCursorSource)
    made.cursor.start()
    made.cursor.take_changed()
    made.cursor.take_moved()
    yield made
    made.close()


def settle(source, ms=100):
    """Read what the server has to say."""
    end = time.monotonic() + ms / 1000
    while time.monotonic() < end:
        source.wait(20, for_damage=True)
        source.take()


def test_another_shape_ends_the_wait_and_is_reported_once(source, pointer):
    settle(source)
    pointer.put_on("text")
    begun_s = time.monotonic()
    source.wait(5_000, for_damage=True)
    source.has_damage()
    assert time.monotonic() - begun_s < 4
    assert source.cursor.take_changed()
    assert not source.cursor.take_changed()


def test_shape_has_pixels_and_hotspot(source, pointer):
    pointer.put_on_square(20, 7, 0x80400020)
    image = source.cursor.read_image()
    assert (image.width_px, image.height_px) == (20, 20)
    assert (image.hotspot_x_px, image.hotspot_y_px) == (7, 7)
    assert image.pixels == bytes([0x20, 0x00, 0x40, 0x80]) * 400
    assert not image.is_blank


def test_hidden_pointer_is_blank(source, pointer):
    pointer.hide()
    assert source.cursor.read_image().is_blank


def test_first_move_is_reported_and_more_are_not_before_asked_for(source, pointer):
    source.cursor.await_move()
    settle(source)
    pointer.move(50, 60)
    source.wait(5_000, for_damage=True)
    source.has_damage()
    assert source.cursor.take_moved()
    assert source.cursor.read_position() == (50, 60)
    settle(source)
    source.cursor.take_moved()
    for step in range(20):
        pointer.move(50 + step, 60)
    begun_s = time.monotonic()
    source.wait(150, for_damage=True)
    assert time.monotonic() - begun_s >= 0.14
    assert not source.cursor.take_moved()
    source.cursor.await_move()
    source.cursor.read_position()
    pointer.move(90, 60)
    source.wait(5_000, for_damage=True)
    source.has_damage()
    assert source.cursor.take_moved()


def test_stopped_source_reports_nothing(source, pointer):
    source.cursor.await_move()
    source.cursor.stop()
    settle(source)
    pointer.put_on("hand")
    pointer.move(10, 20)
    begun_s = time.monotonic()
    source.wait(150, for_damage=True)
    assert time.monotonic() - begun_s >= 0.14
    assert not source.cursor.take_changed()


def test_moving_pointer_is_no_damage(source, pointer):
    settle(source)
    for step in range(30):
        pointer.move(40 + step, 60)
        time.sleep(0.005)
    assert not source.has_damage()
