"""When the pointer is looked at and what of it may leave, with a pointer the test moves and a clock it owns."""

import threading

import numpy as np
import pytest

from client.media.cursor import (
    POSITION_INTERVAL_MS,
    RECHECK_MS,
    REST_AFTER_MS,
    REST_MS,
    SHAPE_INTERVAL_MS,
    CursorTeller,
)
from shared.geometry import Rect, normalize_point
from shared.protocol.peer_messages import CursorPosition, CursorShape, CursorUse
from shared.screen.cursor import CursorImage

AREA = Rect(100, 0, 400, 300)


def shape(tint: int) -> CursorImage:
    pixels = bytes([tint, 0, 0, 255]) * 16
    return CursorImage(width_px=4, height_px=4, hotspot_x_px=1, hotspot_y_px=2, pixels=pixels)


class Pointer:
    """A `CursorSource` that counts how often it is asked."""

    def __init__(self):
        self.at_px = (150, 50)
        self.image = shape(1)
        self.reads = self.positions_read = 0
        self.is_started = False
        self._has_changed = self._has_moved = False
        self._awaits_move = False

    def start(self):
        self.is_started = self._has_changed = self._has_moved = True

    def stop(self):
        self.is_started = False

    def move(self, x, y):
        self.at_px = (x, y)
        self._has_moved |= self._awaits_move
        self._awaits_move = self._awaits_move and not self._has_moved

    def put_on(self, image):
        self.image, self._has_changed = image, True

    def take_changed(self):
        has_changed, self._has_changed = self._has_changed, False
        return has_changed

    def take_moved(self):
        has_moved, self._has_moved = self._has_moved, False
        return has_moved

    def await_move(self):
        self._awaits_move = True

    def read_position(self):
        self.positions_read += 1
        return self.at_px

    def read_image(self):
        self.reads += 1
        return self.image


class Viewer:
    """Drives a teller and keeps what it was told."""

    def __init__(self):
        self.teller = CursorTeller()
        self.pointer = Pointer()
        self.now_ms = 1_000
        self.generation = 1
        self.teller.open(1)

    def turn(self, ms=0):
        """Let time pass in one step, look, and hear what there is; returns for how long nothing is due."""
        self.now_ms += ms
        return self.teller.follow(self.pointer, self.generation, AREA, self.now_ms)

    def hear(self):
        told = []
        self.teller.tell(told.append)
        return told

    def rest(self):
        """Go on until the pointer counts as resting."""
        while (wait_ms := self.turn()) < REST_MS:
            self.now_ms += max(1, wait_ms)
        return self.hear()


@pytest.fixture
def viewer():
    return Viewer()


def test_begin_tells_shape_and_place(viewer):
    viewer.turn()
    position, told = viewer.hear()
    assert (position.x, position.y) == normalize_point(150, 50, AREA)
    assert position.is_inside
    assert isinstance(told, CursorShape)
    assert (told.hotspot_x_px, told.hotspot_y_px) == (1, 2)


def test_resting_pointer_is_told_twice_and_then_asked_nothing(viewer):
    viewer.turn()
    first = viewer.hear()[0]
    (again,) = viewer.rest()
    assert (again.x, again.y) == (first.x, first.y)
    assert again.seq > first.seq
    asked = viewer.pointer.positions_read
    assert viewer.turn(RECHECK_MS - POSITION_INTERVAL_MS - REST_AFTER_MS) == REST_MS
    assert viewer.pointer.positions_read == asked
    assert viewer.hear() == []


def test_moving_pointer_is_told_thirty_times_a_second(viewer):
    viewer.rest()
    told = []
    for step in range(1_000):
        viewer.pointer.move(150 + step % 200, 60 + step // 8)
        viewer.turn(1)
        told += viewer.hear()
    assert 28 <= len(told) <= 31
    assert [each.seq for each in told] == sorted(each.seq for each in told)


def test_agents_own_moves_are_not_told_but_the_persons_are(viewer):
    viewer.rest()
    for step in range(10):
        viewer.teller.note_own(160 + step, 80)
        viewer.pointer.move(160 + step, 80)
        viewer.turn(POSITION_INTERVAL_MS)
    assert viewer.rest() == []
    viewer.pointer.move(300, 200)
    viewer.turn(POSITION_INTERVAL_MS)
    (told,) = viewer.hear()
    assert (told.x, told.y) == normalize_point(300, 200, AREA)
    # Back to where the agent once was: the hand is the person's now.
    viewer.pointer.move(169, 80)
    viewer.turn(POSITION_INTERVAL_MS)
    assert len(viewer.hear()) == 1


def test_pointer_on_another_monitor_tells_neither_place_nor_shape(viewer):
    viewer.rest()
    viewer.pointer.move(20, 20)
    viewer.pointer.put_on(shape(2))
    viewer.turn(POSITION_INTERVAL_MS)
    assert viewer.hear() == [CursorPosition(seq=3, x=0, y=0, is_inside=False)]
    viewer.pointer.move(200, 20)
    viewer.turn(POSITION_INTERVAL_MS)
    assert {type(each) for each in viewer.hear()} == {CursorPosition, CursorShape}


def test_program_that_puts_the_pointer_elsewhere_is_noticed_at_the_next_recheck(viewer):
    viewer.rest()
    viewer.pointer.at_px = (400, 100)
    viewer.turn(RECHECK_MS)
    assert [each.x for each in viewer.hear()] == [normalize_point(400, 100, AREA)[0]]


def test_second_time_only_the_number_and_unchanged_nothing(viewer):
    viewer.rest()
    viewer.pointer.put_on(shape(2))
    viewer.turn(200)
    (second,) = viewer.hear()
    viewer.pointer.put_on(shape(1))
    viewer.turn(200)
    assert viewer.hear() == [CursorUse(shape_id=1)]
    viewer.pointer.put_on(shape(1))
    viewer.turn(200)
    assert viewer.hear() == []
    assert second.shape_id == 2


def test_animated_pointer_is_looked_at_twenty_times_a_second(viewer):
    viewer.rest()
    reads = viewer.pointer.reads
    for step in range(1_000):
        viewer.pointer.put_on(shape(step % 3))
        viewer.turn(1)
        viewer.hear()
    assert 15 <= viewer.pointer.reads - reads <= 1_000 // SHAPE_INTERVAL_MS + 1


def test_new_shapes_take_a_bounded_part_of_the_line(viewer):
    viewer.rest()
    chooser = np.random.default_rng(1)
    sent_bytes = 0
    for _ in range(5_000):
        noise = chooser.integers(0, 256, 48 * 48 * 4, np.uint8).tobytes()
        viewer.pointer.put_on(CursorImage(width_px=48, height_px=48, hotspot_x_px=0, hotspot_y_px=0, pixels=noise))
        viewer.turn(1)
        sent_bytes += sum(len(each.pixels) for each in viewer.hear() if isinstance(each, CursorShape))
    assert sent_bytes < 5 * 20_000 + 2 * 48 * 48 * 4


def test_line_that_takes_nothing_holds_one_shape_and_one_place(viewer):
    for step in range(400):
        viewer.pointer.put_on(shape(step % 50))
        viewer.pointer.move(150 + step % 100, 70)
        viewer.turn(10)
    assert [type(each) for each in viewer.hear()] == [CursorPosition, CursorShape]
    # What was never sent must not be counted as known.
    viewer.pointer.put_on(shape(30))
    viewer.turn(200)
    assert isinstance(viewer.hear()[-1], CursorShape)


def test_nothing_is_told_once_shut(viewer):
    viewer.turn()
    viewer.teller.shut(2)
    assert viewer.hear() == []
    # The media thread is a moment behind and still in the old generation.
    viewer.pointer.put_on(shape(2))
    viewer.pointer.move(170, 70)
    viewer.turn(500)
    assert viewer.hear() == []


def test_open_that_was_overtaken_by_shut_stays_shut(viewer):
    viewer.teller.shut(3)
    viewer.teller.open(2)
    viewer.generation = 2
    viewer.turn()
    assert viewer.hear() == []


def test_what_was_withheld_is_told_anew_when_it_opens_again(viewer):
    viewer.turn()
    viewer.teller.shut(2)
    viewer.teller.leave()
    assert not viewer.pointer.is_started
    viewer.teller.open(3)
    viewer.generation = 3
    viewer.turn()
    assert [type(each) for each in viewer.hear()] == [CursorPosition, CursorShape]


def test_known_shape_is_only_named_when_it_opens_again(viewer):
    viewer.rest()
    viewer.teller.shut(2)
    viewer.teller.open(3)
    viewer.generation = 3
    viewer.turn(200)
    assert viewer.hear()[1:] == [CursorUse(shape_id=1)]


def test_another_viewer_gets_the_shape_again(viewer):
    viewer.rest()
    viewer.teller.forget_viewer()
    viewer.turn(200)
    assert isinstance(viewer.hear()[-1], CursorShape)


def test_shut_while_telling_waits_for_the_message_in_hand(viewer):
    viewer.turn()
    is_sending, may_go_on, is_shut = threading.Event(), threading.Event(), threading.Event()

    def send(_message):
        is_sending.set()
        may_go_on.wait(5)

    teller = threading.Thread(target=viewer.teller.tell, args=(send,))
    teller.start()
    assert is_sending.wait(5)
    shutter = threading.Thread(target=lambda: (viewer.teller.shut(2), is_shut.set()))
    shutter.start()
    assert not is_shut.wait(0.05)
    may_go_on.set()
    assert is_shut.wait(5)
    teller.join(5)
    shutter.join(5)


def test_line_that_breaks_while_telling_may_shut(viewer):
    viewer.turn()
    told = []

    def send(message):
        told.append(message)
        viewer.teller.shut(2)

    viewer.teller.tell(send)
    assert len(told) == 1
    assert viewer.hear() == []


def test_where_nobody_tells_there_is_nothing_to_do(viewer):
    assert viewer.teller.follow(None, 1, AREA, 0) == REST_MS
