"""Damage told rectangle by rectangle or summed up: nothing is lost in either, nor in between. On a real X server."""

import random
import struct
import threading

import numpy as np
import pytest
from Xlib import X
from Xlib import display as xdisplay

from client.media import x_damage
from client.media.capture import MonitorCapture
from client.media.damage_source import XDamageSource
from client.media.x_damage import LOOKS_MAX, LOOKS_MIN, REGION_RECTS_MAX, SINGLE_REPORTS_MAX
from shared.geometry import Rect, bounding_box

MANY = SINGLE_REPORTS_MAX + 1
NO_OPERATION = struct.pack("=BBH", 127, 0, 1)
WHOLE = Rect(0, 0, 640, 400)


class Desk:
    """A window over the whole display, drawn on over a connection of its own, and what is reported of it."""

    def __init__(self, name: str):
        self._connection = xdisplay.Display(name)
        screen = self._connection.screen()
        self._window = screen.root.create_window(
            0, 0, 640, 400, 0, screen.root_depth, X.InputOutput, background_pixel=0, override_redirect=True
        )
        self._window.map()
        self._gc = self._window.create_gc()
        self._connection.sync()
        self.source = XDamageSource(name)
        self.asked = 0
        fetch = self.reports._fetch

        def count_and_fetch():
            self.asked += 1
            return fetch()

        self.reports._fetch = count_and_fetch
        self.take()

    @property
    def reports(self):
        return self.source._reports

    def draw(self, *rects: Rect):
        """One colour after the other."""
        for rect in rects:
            self._gc.change(foreground=random.getrandbits(24))
            self._window.fill_rectangle(self._gc, rect.x, rect.y, rect.width, rect.height)
        self._connection.sync()

    def cover(self, rect: Rect):
        """A window over a part of the desk; what is drawn under it is told as what lies around it."""
        window = self._window.create_window(
            rect.x, rect.y, rect.width, rect.height, 0, X.CopyFromParent, background_pixel=0xFF
        )
        window.map()
        self._connection.sync()

    def take(self) -> list[Rect]:
        """Everything that was drawn before this call."""
        self.source._link.sync()
        return list(self.source.take())

    def close(self):
        self.source.close()
        self._connection.close()


@pytest.fixture
def desk(display):
    made = Desk(display)
    yield made
    made.close()


def spots(count: int) -> list[Rect]:
    return [Rect(step * 6 % 600, step * 5 % 390, 2, 2) for step in range(count)]


def test_single_reports_of_a_few_changes_ask_the_server_nothing(desk):
    desk.draw(Rect(1, 2, 3, 4), Rect(50, 60, 7, 8))
    assert sorted(desk.take(), key=lambda rect: rect.x) == [Rect(1, 2, 3, 4), Rect(50, 60, 7, 8)]
    assert desk.take() == []
    assert desk.asked == 0


def test_single_reports_of_one_drawing_in_several_parts_are_all_of_it_and_then_over(desk):
    desk.cover(Rect(40, 40, 20, 20))
    desk.take()
    desk.draw(Rect(30, 30, 40, 40))
    around = desk.take()
    assert len(around) > 1
    assert bounding_box(around) == Rect(30, 30, 40, 40)
    assert not any(part.intersect(Rect(40, 40, 20, 20)).area_px for part in around)
    assert not desk.source.has_damage()
    assert desk.asked == 0


def test_single_reports_that_overlap_become_one_box(desk):
    desk.draw(Rect(10, 10, 20, 20), Rect(25, 25, 10, 10), Rect(10, 10, 20, 20))
    assert desk.take() == [Rect(10, 10, 25, 25)]


def test_summed_reports_cost_one_question_however_much_was_drawn(desk):
    desk.draw(*spots(MANY))
    first = desk.take()
    assert bounding_box(first) == bounding_box(spots(MANY))
    assert desk.asked == 0, "what made it too much was told already"
    desk.draw(*spots(200))
    assert bounding_box(desk.take()) == bounding_box(spots(200))
    assert desk.asked == 1


def test_summed_reports_of_few_places_are_told_apart_and_of_very_many_are_one_box(desk):
    desk.draw(*spots(MANY))
    desk.take()
    desk.draw(Rect(1, 1, 4, 4), Rect(100, 100, 4, 4))
    assert sorted(desk.take(), key=lambda rect: rect.x) == [Rect(1, 1, 4, 4), Rect(100, 100, 4, 4)]
    desk.draw(*spots(REGION_RECTS_MAX + 5))
    assert desk.take() == [bounding_box(spots(REGION_RECTS_MAX + 5))]


def test_change_between_single_and_sum_is_told_once_and_not_with_the_whole_screen(desk):
    desk.draw(*spots(MANY))
    desk.take()
    for _ in range(LOOKS_MIN - 2):
        desk.draw(Rect(5, 5, 2, 2))
        assert desk.take() == [Rect(5, 5, 2, 2)]
    desk.draw(Rect(9, 9, 3, 3))
    assert desk.take() == [Rect(9, 9, 3, 3)], "the last sum"
    asked = desk.asked
    assert desk.take() == []
    desk.draw(Rect(20, 9, 3, 3))
    assert desk.take() == [Rect(20, 9, 3, 3)], "single again"
    assert desk.asked == asked


def looks_until_single_again(desk: Desk) -> int:
    desk.draw(*spots(MANY))
    looks = 1
    desk.take()
    while desk.reports._is_summed:
        desk.draw(Rect(5, 5, 2, 2))
        desk.take()
        looks += 1
    return looks


def test_single_reports_are_tried_more_seldom_the_oftener_it_was_in_vain(desk):
    assert [looks_until_single_again(desk) for _ in range(3)] == [LOOKS_MIN, 2 * LOOKS_MIN, 4 * LOOKS_MIN]
    assert [looks_until_single_again(desk) for _ in range(5)][-1] == LOOKS_MAX
    for _ in range(LOOKS_MIN):
        desk.draw(Rect(5, 5, 2, 2))
        desk.take()
    assert looks_until_single_again(desk) == LOOKS_MIN


@pytest.mark.parametrize("mode", ["single", "summed"])
def test_reports_are_heard_however_many_requests_lie_between(desk, mode):
    """Serial numbers are 16 bits: what is half a turn ahead looks as if it had been before."""
    desk.draw(*spots(MANY))
    desk.take()
    while mode == "single" and desk.reports._is_summed:
        desk.draw(Rect(5, 5, 2, 2))
        desk.take()
    assert not desk.source.has_damage()
    for _ in range(40):
        for _ in range(1_000):
            desk.source._link.tell(NO_OPERATION)
        desk.source._link.sync()
    desk.draw(Rect(30, 30, 3, 3))
    assert desk.take() == [Rect(30, 30, 3, 3)]


def test_reports_at_rest_do_not_pile_up_and_nothing_of_it_is_lost(desk):
    desk.source.rest()
    desk.draw(*spots(500))
    desk.source._link.sync()
    piled_up = desk.source._link.take_events()
    assert len(piled_up) <= 2
    for event in piled_up:
        desk.reports.note(event)
    assert bounding_box(desk.take()) == bounding_box(spots(500))
    desk.draw(Rect(5, 5, 2, 2))
    assert desk.take() == [Rect(5, 5, 2, 2)]


def test_what_is_drawn_at_any_moment_is_reported(desk, display, monkeypatch):
    """Somebody draws little and much while somebody else follows by the reports alone: in the end both agree."""
    monkeypatch.setattr(x_damage, "LOOKS_MIN", 3)
    monkeypatch.setattr(x_damage, "LOOKS_MAX", 6)
    desk.reports._summed_looks = 3
    capture = MonitorCapture([WHOLE], tuple, display)
    known = capture.grab(WHOLE).copy()
    chance = random.Random(7)
    changes = []

    def scribble():
        for _ in range(400):
            many = chance.choice((1, 1, 1, 2, 5, MANY, 40))
            desk.draw(*(Rect(chance.randrange(600), chance.randrange(380), 9, 7) for _ in range(many)))

    drawing = threading.Thread(target=scribble)
    drawing.start()
    is_over = False
    while not is_over:
        is_over = not drawing.is_alive()  # and then once more
        desk.source.wait(0 if is_over else 20, for_damage=True)
        was_summed = desk.reports._is_summed
        for rect in desk.take() if is_over else desk.source.take():
            known[rect.y : rect.bottom_px, rect.x : rect.right_px] = capture.grab(rect)
        changes.append(desk.reports._is_summed != was_summed)
    drawing.join()
    assert np.array_equal(known, capture.grab(WHOLE))
    assert sum(changes) >= 4, "it changed between single and sum meanwhile"
    capture.close()
