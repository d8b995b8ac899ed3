"""The shared buffer: painted by one thread, shown by another."""

import threading
import time

import numpy as np

from agent_console.media.canvas import DIRTY_MAX, Canvas
from shared.geometry import Rect
from shared.screen.update import Move


def test_canvas_begins_as_one_black_pixel():
    canvas = Canvas()
    assert (canvas.width_px, canvas.height_px) == (1, 1)
    assert canvas.take_dirty() == []


def test_resize_makes_it_black_opaque_and_wholly_dirty_once():
    canvas = Canvas()
    assert canvas.resize(6, 4)
    assert not canvas.resize(6, 4)
    assert canvas.generation == 1
    assert canvas.take_dirty() == [Rect(0, 0, 6, 4)]
    assert canvas.snapshot().reshape(-1, 4).tolist() == [[0, 0, 0, 255]] * 24
    assert (canvas.stride_bytes, len(canvas.buffer)) == (24, 96)


def test_paint_puts_pixels_where_they_belong_and_names_them():
    canvas = Canvas()
    canvas.resize(10, 10)
    canvas.take_dirty()
    with canvas.begin() as painter:
        painter.paint(Rect(3, 2, 2, 1), np.array([[[1, 2, 3, 0], [4, 5, 6, 7]]], np.uint8), 3, 2)
    assert painter.became_dirty
    assert canvas.take_dirty() == [Rect(3, 2, 2, 1)]
    assert canvas.snapshot(Rect(3, 2, 2, 1)).tolist() == [[[1, 2, 3, 255], [4, 5, 6, 255]]]


def test_paint_part_of_a_larger_picture_takes_only_that_part():
    canvas = Canvas()
    canvas.resize(10, 10)
    source = np.arange(8 * 8 * 4, dtype=np.uint8).reshape(8, 8, 4)
    with canvas.begin() as painter:
        painter.paint(Rect(4, 5, 2, 2), source, 2, 2)
    assert (canvas.snapshot(Rect(4, 5, 2, 2))[:, :, :3] == source[3:5, 2:4, :3]).all()
    assert canvas.snapshot(Rect(0, 0, 4, 5))[:, :, :3].max() == 0


def test_move_to_where_it_overlaps_itself_is_as_if_it_were_copied_aside_first():
    canvas = Canvas()
    canvas.resize(5, 5)
    source = np.arange(5 * 5 * 4, dtype=np.uint8).reshape(5, 5, 4)
    with canvas.begin() as painter:
        painter.paint(Rect(0, 0, 5, 5), source, 0, 0)
    canvas.take_dirty()
    with canvas.begin() as painter:
        painter.move(Move(Rect(1, 1, 4, 4), 0, 0))
    assert canvas.take_dirty() == [Rect(1, 1, 4, 4)]
    assert (canvas.snapshot(Rect(1, 1, 4, 4))[:, :, :3] == source[:4, :4, :3]).all()
    assert (canvas.snapshot(Rect(0, 0, 5, 1))[:, :, :3] == source[:1, :, :3]).all()


def test_became_dirty_is_told_once_until_the_dirty_list_is_taken():
    canvas = Canvas()
    canvas.resize(4, 4)
    canvas.take_dirty()
    told = []
    for _ in range(3):
        with canvas.begin() as painter:
            painter.paint(Rect(0, 0, 1, 1), np.zeros((1, 1, 4), np.uint8), 0, 0)
        told.append(painter.became_dirty)
    assert told == [True, False, False]


def test_dirty_list_never_grows_for_a_widget_that_does_not_look():
    canvas = Canvas()
    canvas.resize(500, 500)
    canvas.take_dirty()
    for step in range(5 * DIRTY_MAX):
        with canvas.begin() as painter:
            painter.paint(Rect(step, step, 1, 1), np.zeros((1, 1, 4), np.uint8), step, step)
    dirty = canvas.take_dirty()
    assert len(dirty) <= DIRTY_MAX
    assert any(rect.contains(0, 0) for rect in dirty)
    assert any(rect.contains(5 * DIRTY_MAX - 1, 5 * DIRTY_MAX - 1) for rect in dirty)


def test_locked_keeps_painting_out():
    canvas = Canvas()
    canvas.resize(4, 4)
    was_painted = threading.Event()

    def paint():
        with canvas.begin() as painter:
            painter.paint(Rect(0, 0, 1, 1), np.full((1, 1, 4), 9, np.uint8), 0, 0)
        was_painted.set()

    with canvas.locked() as shown:
        threading.Thread(target=paint).start()
        time.sleep(0.05)
        assert not was_painted.is_set()
        assert bytes(shown.buffer[:3]) == b"\0\0\0"
    assert was_painted.wait(2)
