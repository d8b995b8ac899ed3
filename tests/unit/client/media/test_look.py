"""Only what was reported is read, and a viewer that does what is said has the picture."""

from collections.abc import Sequence

import numpy as np

from client.media.damage import KnownPicture
from client.media.look import SEPARATE_READS_MAX, look
from client.media.ports import Pixels
from shared.geometry import Rect
from shared.screen.pixel_move import move_pixels

AREA = Rect(100, 50, 400, 300)


class Screen:
    """A monitor whose corner is not the desktop's, made of an array."""

    def __init__(self, pixels: Pixels) -> None:
        self.area, self.pixels, self.reads = AREA, pixels, list[Rect]()

    def grab(self, rect: Rect) -> Pixels:
        self.reads.append(rect)
        return self.pixels[rect.y : rect.bottom_px, rect.x : rect.right_px].copy()

    def close(self) -> None: ...


class Reports:
    """What the desktop reported; None means that it reports nothing by itself."""

    is_exact = True
    cursor = None

    def __init__(self, rects: Sequence[Rect] | None) -> None:
        self.rects = rects

    def has_damage(self) -> bool:
        return self.rects is not None

    def take(self) -> Sequence[Rect] | None:
        return self.rects

    def wait(self, timeout_ms: int, *, for_damage: bool) -> None: ...
    def rest(self) -> None: ...
    def take_layout_changed(self) -> bool:
        return False

    def has_layout_changed(self) -> bool:
        return False

    def wake(self) -> None: ...
    def close(self) -> None: ...


def known_and_fresh() -> tuple[KnownPicture, Pixels]:
    pixels = np.random.default_rng(4).integers(0, 255, (AREA.height, AREA.width, 4), np.uint8)
    picture = KnownPicture(AREA.width, AREA.height)
    picture.replace(pixels.copy())
    return picture, pixels


def test_look_without_reports_reads_everything():
    picture, pixels = known_and_fresh()
    pixels[10, 10] ^= 1
    screen = Screen(pixels)
    assert look(screen, picture, Reports(None), is_whole=False) == ([], [Rect(10, 10, 1, 1)])
    assert screen.reads == [picture.area]


def test_look_reads_only_what_was_reported_of_this_monitor():
    picture, pixels = known_and_fresh()
    pixels[20, 30] ^= 1
    screen = Screen(pixels)
    reports = Reports([Rect(0, 0, 110, 55), Rect(125, 65, 10, 10), Rect(600, 0, 50, 50)])
    assert look(screen, picture, reports, is_whole=False) == ([], [Rect(30, 20, 1, 1)])
    assert screen.reads == [Rect(0, 0, 10, 5), Rect(25, 15, 10, 10)]


def test_look_at_everything_reads_it_whatever_was_reported():
    picture, pixels = known_and_fresh()
    pixels[200, 300] ^= 1
    screen = Screen(pixels)
    assert look(screen, picture, Reports([Rect(100, 50, 5, 5)]), is_whole=True) == ([], [Rect(300, 200, 1, 1)])
    assert screen.reads == [picture.area]


def test_look_at_many_places_is_one_read():
    picture, pixels = known_and_fresh()
    screen = Screen(pixels)
    look(
        screen,
        picture,
        Reports([Rect(100 + 20 * n, 50 + 10 * n, 5, 5) for n in range(SEPARATE_READS_MAX + 1)]),
        is_whole=False,
    )
    assert screen.reads == [Rect(0, 0, 85, 45)]


def test_look_at_two_things_that_moved_into_each_others_places_tells_a_viewer_everything():
    picture, pixels = known_and_fresh()
    viewer, before = pixels.copy(), pixels.copy()
    pixels[0:90, 0:200] = before[20:110, 0:200]
    pixels[150:240, 0:200] = before[0:90, 0:200]
    moves, dirty = look(
        Screen(pixels), picture, Reports([Rect(100, 50, 200, 90), Rect(100, 200, 200, 90)]), is_whole=False
    )
    for move in moves:
        move_pixels(viewer.view(np.uint32)[:, :, 0], move)
    for rect in dirty:
        viewer[rect.y : rect.bottom_px, rect.x : rect.right_px] = pixels[
            rect.y : rect.bottom_px, rect.x : rect.right_px
        ]
    assert moves
    assert (viewer == pixels).all()
    assert (picture.pixels == pixels).all()
