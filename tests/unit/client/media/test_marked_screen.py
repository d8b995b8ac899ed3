"""What is drawn over the screen never gets into what is read of it, and what was under it does once it is gone."""

import threading

import numpy as np
import pytest

from client.domain.overlay_mask import OverlayMask, Stamp
from client.media.damage import KnownPicture
from client.media.damage_source import PollingSource
from client.media.look import look
from client.media.marked_screen import MarkedCapture, MarkedDamage
from client.media.ports import Pixels
from shared.geometry import Rect

AREA = Rect(100, 50, 64, 48)
INK = 0xEE


class Screen:
    """A screen with ink on it; what is `under` shows where there is none."""

    def __init__(self) -> None:
        self.area = AREA
        self.under = np.full((AREA.height, AREA.width, 4), 0x40, np.uint8)
        self.ink = np.zeros((AREA.height, AREA.width), np.bool_)
        self.on_grab = lambda: None

    def grab(self, rect: Rect) -> Pixels:
        shown = self.under.copy()
        shown[self.ink] = INK
        self.on_grab()
        return np.ascontiguousarray(shown[rect.y : rect.bottom_px, rect.x : rect.right_px])

    def close(self) -> None:
        pass


class Reports(PollingSource):
    """Damage that the test tells."""

    is_exact = True

    def __init__(self) -> None:
        super().__init__()
        self.rects: list[Rect] = []
        self.waited_ms: int | None = None

    def has_damage(self) -> bool:
        return bool(self.rects)

    def take(self) -> list[Rect]:
        rects, self.rects = self.rects, []
        return rects

    def wait(self, timeout_ms: int, *, for_damage: bool) -> None:
        self.waited_ms = timeout_ms


class Desk:
    """The screen, what the viewer has of it, and somebody who draws."""

    def __init__(self) -> None:
        self.screen, self.mask, self.reports = Screen(), OverlayMask(), Reports()
        self.picture = KnownPicture(AREA.width, AREA.height)
        self.capture = MarkedCapture(self.screen, self.picture, self.mask)
        self.damage = MarkedDamage(self.reports, self.mask)
        self.picture.replace(self.capture.grab(self.picture.area))

    def draw(self, place: Rect) -> Stamp:
        """Ink in a rectangle of the picture, told before it is there."""
        stamp = Stamp.of(
            Rect(AREA.x + place.x, AREA.y + place.y, place.width, place.height),
            np.ones((place.height, place.width), np.bool_),
        )
        self.mask.replace((*self.mask.stamps, stamp))
        self.screen.ink[place.y : place.bottom_px, place.x : place.right_px] = True
        self.reports.rects.append(stamp.rect)
        return stamp

    def wipe(self, stamp: Stamp) -> None:
        """Take the ink away, and tell it afterwards; the server's report comes before."""
        self.screen.ink[:] = False
        self.reports.rects.append(stamp.rect)
        self.look()
        self.mask.replace(tuple(each for each in self.mask.stamps if each is not stamp))

    def look(self, *, is_whole: bool = False) -> list[Rect]:
        moves, dirty = look(self.capture, self.picture, self.damage, is_whole=is_whole)
        assert moves == []
        return dirty

    @property
    def is_inked(self) -> bool:
        return bool((self.picture.pixels == INK).any())


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_mark_changes_nothing_of_the_picture(desk: Desk):
    desk.draw(Rect(8, 8, 20, 3))
    assert desk.look() == []
    assert desk.look(is_whole=True) == []
    assert not desk.is_inked


def test_change_beside_a_mark_is_exact_and_under_it_waits_until_it_is_gone(desk: Desk):
    place = Rect(8, 8, 20, 3)
    stamp = desk.draw(place)
    desk.screen.under[:] = 0x77
    desk.reports.rects.append(AREA)
    desk.look()
    inside = np.zeros((AREA.height, AREA.width), np.bool_)
    inside[place.y : place.bottom_px, place.x : place.right_px] = True
    assert (desk.picture.pixels[~inside] == 0x77).all()
    assert (desk.picture.pixels[inside] == 0x40).all()
    desk.wipe(stamp)
    assert desk.damage.has_damage(), "nobody else reports it any more"
    assert desk.look() == [place]
    assert (desk.picture.pixels == 0x77).all()


def test_mark_that_appears_or_goes_while_the_screen_is_read_is_kept_out(desk: Desk):
    drawn: list[Stamp] = []
    desk.screen.ink[4:9, 4:9] = True  # what the read sees

    def appear() -> None:
        if not drawn:
            drawn.append(desk.draw(Rect(4, 4, 5, 5)))

    desk.screen.on_grab = appear
    desk.look(is_whole=True)
    assert not desk.is_inked

    def go() -> None:
        desk.mask.replace(())

    desk.screen.on_grab = go
    desk.look(is_whole=True)
    assert not desk.is_inked


def test_mark_whose_pixels_are_few_leaves_the_others_of_its_box(desk: Desk):
    covers = np.zeros((10, 10), np.bool_)
    covers[3, 4] = True
    desk.mask.replace((Stamp.of(Rect(AREA.x, AREA.y, 10, 10), covers),))
    desk.screen.under[:10, :10] = 0x99
    desk.look(is_whole=True)
    changed = desk.picture.pixels[:10, :10, 0] == 0x99
    assert changed.sum() == 99
    assert not changed[3, 4]


def test_mark_on_another_display_is_no_matter(desk: Desk):
    desk.mask.replace((Stamp.of(Rect(0, 0, 90, 40), np.ones((40, 90), np.bool_)),))
    desk.screen.under[:] = 0x21
    desk.look(is_whole=True)
    assert (desk.picture.pixels == 0x21).all()


def test_waiting_ends_when_something_was_uncovered(desk: Desk):
    desk.damage.wait(500, for_damage=True)
    assert desk.reports.waited_ms == 500
    stamp = desk.draw(Rect(0, 0, 4, 4))
    desk.wipe(stamp)
    desk.damage.wait(500, for_damage=True)
    assert desk.reports.waited_ms == 0
    desk.damage.wait(500, for_damage=False)
    assert desk.reports.waited_ms == 500
    desk.damage.rest()
    assert not desk.damage.has_damage()


def test_source_that_knows_nothing_still_looks_everywhere():
    damage = MarkedDamage(PollingSource(), OverlayMask())
    assert damage.take() is None
    woken = threading.Event()

    def wait() -> None:
        damage.wait(10_000, for_damage=True)
        woken.set()

    waiter = threading.Thread(target=wait)
    waiter.start()
    damage.wake()
    assert woken.wait(5)
    waiter.join()
    assert (damage.is_exact, damage.cursor, damage.has_layout_changed(), damage.take_layout_changed()) == (
        False,
        None,
        False,
        False,
    )
    damage.close()


def test_first_read_of_a_screen_that_is_drawn_on_guesses_what_is_under_the_marks():
    screen, mask = Screen(), OverlayMask()
    screen.under[:, 32:] = 0x90
    screen.ink[5:8, 40:50] = screen.ink[20, :4] = True
    for rect in (Rect(40, 5, 10, 3), Rect(0, 20, 4, 1)):
        mask.replace(
            (
                *mask.stamps,
                Stamp.of(
                    Rect(AREA.x + rect.x, AREA.y + rect.y, rect.width, rect.height),
                    np.ones((rect.height, rect.width), np.bool_),
                ),
            )
        )
    picture = KnownPicture(AREA.width, AREA.height)
    read = MarkedCapture(screen, picture, mask).grab(picture.area)
    assert (read[5:8, 40:50] == 0x90).all()
    assert (read[20, :4] == 0).all()
    assert not (read == INK).any()
