"""What is drawn on a real display: seen by the person, never part of the picture, and nothing of it stays."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QImage
from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

from client.media.capture import MonitorCapture
from client.ui.mark_overlay import NAME_MS
from shared.geometry import Rect, normalize_point
from shared.session.mark_board import Mark
from shared.ui.mark_paint import mark_bounds, render_marks
from tests.integration.picture.conftest import HEIGHT_PX, WIDTH_PX, Painter, until

ROOT = Path(__file__).parents[3]
AREA = Rect(0, 0, WIDTH_PX, HEIGHT_PX)
GROUND = 0x204060
TAG_GROUND = 0x171B1E
ARROW = ["arrow", 0, [[300, 300], [900, 700]]]
BOX = ["box", 1, [[1000, 200], [1500, 600]]]
LINE = ["pen", 2, [[200 + 40 * step, 900 + (step % 3) * 30] for step in range(30)]]


class Drawn:
    """The program that draws on a display and sends its picture."""

    def __init__(self, display: str, folder: Path, *, scale: float = 1) -> None:
        self.display = display
        self._file = folder / "canvas.npy"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.picture.drawing_program"],
            cwd=ROOT,
            env={
                **os.environ,
                "DISPLAY": display,
                "QT_QPA_PLATFORM": "xcb",
                "QT_SCALE_FACTOR": str(scale),
                "AREA": json.dumps([AREA.x, AREA.y, AREA.width, AREA.height]),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.ratio = self._answer()["ratio"]

    def tell(self, **command: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the program has ended"
        return json.loads(line)

    @property
    def canvas(self) -> np.ndarray:
        self.tell(save=str(self._file))
        return np.load(self._file)[:, :, :3]

    @property
    def ink_px(self) -> int:
        return self.tell()["ink_px"]

    def screen(self) -> np.ndarray:
        """What the person sees, read by somebody else."""
        capture = MonitorCapture(None, tuple, self.display)
        try:
            return capture.grab(AREA)[:, :, :3].copy()
        finally:
            capture.close()

    def shows(self, marks: list[Any]) -> bool:
        """Whether every pixel of these marks is on the display as both sides paint it, with the name beside it."""
        image, place = painted(marks)
        inside = image[:, :, 3] != 0
        part = self.screen()[place.y : place.bottom_px, place.x : place.right_px]
        return bool((part[inside] == image[:, :, :3][inside]).all())

    def is_clean(self) -> bool:
        """Whether nothing of ours is on the display, and the picture of it is exact."""
        screen, canvas = self.screen(), self.canvas
        return canvas.shape == screen.shape and bool((canvas == screen).all()) and bool((screen == ground()).all())

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        finally:
            self._process.kill()
            self._process.wait(5)
            self._process.stdout.close()


def painted(marks: list[Any]) -> tuple[np.ndarray, Rect]:
    """What marks look like, and where."""
    made = [
        Mark(
            mark_id=number,
            tool=tool,
            colour=colour,
            is_fading=False,
            points=tuple(normalize_point(x, y, AREA) for x, y in points),
            changed_ms=0,
        )
        for number, (tool, colour, points) in enumerate(marks)
    ]
    place = mark_bounds(made, WIDTH_PX, HEIGHT_PX)
    image: QImage = render_marks(made, WIDTH_PX, HEIGHT_PX, place)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width()].copy(), place


def colour_of(colour: int) -> np.ndarray:
    return np.array([colour & 0xFF, colour >> 8 & 0xFF, colour >> 16], np.uint8)


def ground() -> np.ndarray:
    return colour_of(GROUND)


def paint_through(drawn: Drawn, painter: Painter, place: Rect, colour: int) -> None:
    """Change what lies under marks, and wait until the picture was looked at with them on the screen."""
    painter.fill(place.x, place.y, place.width, place.height, colour)
    wanted = colour_of(colour)

    def is_seen() -> bool:
        part = drawn.canvas[place.y : place.bottom_px, place.x : place.right_px]
        return bool(((part == wanted).all(axis=2).mean()) > 0.8)

    assert until(is_seen, 30)


@pytest.fixture
def make_drawn(display: str, painter: Painter, tmp_path: Path) -> Iterator[Callable[..., Drawn]]:
    made: list[Drawn] = []

    def make(**options: Any) -> Drawn:
        made.append(Drawn(display, tmp_path, **options))
        assert until(lambda: bool((made[-1].canvas == ground()).all()))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def drawn(make_drawn: Callable[..., Drawn]) -> Drawn:
    return make_drawn()


@pytest.mark.parametrize("scale", [1, 1.25, 2])
def test_marks_are_on_the_display_pixel_for_pixel_and_not_in_the_picture(
    make_drawn: Callable[..., Drawn], painter: Painter, scale: float
) -> None:
    drawn = make_drawn(scale=scale)
    assert drawn.ratio == scale
    marks = [ARROW, BOX, LINE]
    drawn.tell(marks=marks)
    assert until(lambda: drawn.shows(marks))
    paint_through(drawn, painter, Rect(700, 100, 400, 700), 0x80C0FF)
    paint_through(drawn, painter, Rect(700, 100, 400, 700), GROUND)
    assert (drawn.canvas == ground()).all(), "the viewer has what was there before"
    assert drawn.shows(marks)
    drawn.tell(marks=[])
    assert until(drawn.is_clean)
    assert drawn.ink_px == 0, "in no update, not even for a moment"


def test_change_beside_marks_is_exact_at_once_and_under_them_when_they_are_gone(
    drawn: Drawn, painter: Painter
) -> None:
    marks = [BOX, LINE]
    drawn.tell(marks=marks)
    assert until(lambda: drawn.shows(marks))
    painter.noise(900, 100, 700, 900, seed=1, step=4)
    painter.fill(100, 880, 1_400, 200, 0x80C0FF)
    image, place = painted(marks)
    inked = np.zeros((HEIGHT_PX, WIDTH_PX), np.bool_)
    inked[place.y : place.bottom_px, place.x : place.right_px] = image[:, :, 3] != 0

    def is_exact_beside() -> bool:
        screen, canvas = drawn.screen(), drawn.canvas
        differs = (screen != canvas).any(axis=2)
        return not differs[~inked & ~_tag_of(LINE)].any()

    assert until(is_exact_beside)
    drawn.tell(marks=[BOX])
    assert until(lambda: drawn.shows([BOX]))
    drawn.tell(marks=[])
    # What was under them repaints itself; a bare window of a test does not, so the painter does it.
    time.sleep(0.3)
    painter.noise(900, 100, 700, 900, seed=1, step=4)
    painter.fill(100, 880, 1_400, 200, 0x80C0FF)
    assert until(lambda: bool((drawn.screen() == drawn.canvas).all()))
    assert drawn.ink_px == 0


def _tag_of(mark: list[Any]) -> np.ndarray:
    """Where the name may stand: beside the end of the line that was drawn last."""
    found = np.zeros((HEIGHT_PX, WIDTH_PX), np.bool_)
    x, y = mark[2][-1]
    found[y - 80 : y + 80, x - 40 : x + 300] = True
    return found


def test_pointer_that_moves_over_changing_ground_is_never_in_the_picture(drawn: Drawn, painter: Painter) -> None:
    for step in range(60):
        drawn.tell(marks=[], pointer=[100 + 25 * step, 100 + 14 * step])
        painter.fill(50 + 25 * step, 60 + 14 * step, 80, 80, 0x405060 + step)
        time.sleep(0.02)
    paint_through(drawn, painter, Rect(1500, 860, 200, 140), 0x80C0FF)
    drawn.tell(pointer=None)
    time.sleep(0.3)
    painter.fill(0, 0, WIDTH_PX, HEIGHT_PX, GROUND)
    assert until(drawn.is_clean)
    assert drawn.ink_px == 0


def test_marks_that_come_and_go_quickly_leave_nothing(drawn: Drawn, painter: Painter) -> None:
    for step in range(40):
        drawn.tell(marks=[["arrow", step % 4, [[400, 400], [500 + 20 * step, 300 + 10 * step]]]])
        time.sleep(0.015)
    paint_through(drawn, painter, Rect(300, 250, 400, 300), 0x80C0FF)
    paint_through(drawn, painter, Rect(300, 250, 400, 300), GROUND)
    drawn.tell(marks=[])
    assert until(drawn.is_clean)
    assert drawn.ink_px == 0


def test_news_that_came_while_the_first_was_drawn_are_what_stays(drawn: Drawn) -> None:
    shorter = ["arrow", 0, [[300, 300], [380, 360]]]
    drawn.tell(marks=[shorter], next={"marks": [ARROW]})
    assert until(lambda: drawn.shows([ARROW])), "the whole arrow, not only where the shorter one was"
    assert until(lambda: bool((drawn.canvas == ground()).all())), "and nothing of either is in the picture"


def test_marks_never_lie_over_our_own_windows(drawn: Drawn) -> None:
    own = Rect(1200, 150, 500, 120)
    drawn.tell(own=[[own.x, own.y, own.width, own.height]])
    drawn.tell(marks=[BOX])
    image, place = painted([BOX])
    assert until(lambda: bool((drawn.screen()[400, 1000] != ground()).any()))
    part = drawn.screen()[own.y : own.bottom_px, own.x : own.right_px]
    assert (part == ground()).all()
    drawn.tell(own=[])
    assert until(lambda: drawn.shows([BOX]))
    assert place.intersect(own).area_px
    assert image.any()


def tag_px(drawn: Drawn) -> int:
    """How much of a name is to be seen."""
    return int((drawn.screen() == colour_of(TAG_GROUND)).all(axis=2).sum())


def test_drawing_is_never_without_its_name(drawn: Drawn) -> None:
    drawn.tell(marks=[BOX])
    assert until(lambda: tag_px(drawn) > 500)
    whole_px = tag_px(drawn)
    time.sleep((NAME_MS + 500) / 1_000)
    assert tag_px(drawn) == whole_px, "also a while after it was drawn"


def test_name_is_not_hidden_by_drawing_the_last_thing_under_our_own_window(drawn: Drawn) -> None:
    drawn.tell(marks=[BOX])
    assert until(lambda: tag_px(drawn) > 500)
    whole_px = tag_px(drawn)
    drawn.tell(own=[[0, 700, 1000, 300]])
    drawn.tell(marks=[BOX, ["pen", 1, [[500, 850]]]])
    time.sleep(0.5)
    assert until(lambda: tag_px(drawn) == whole_px)
    drawn.tell(own=[[0, 0, WIDTH_PX, HEIGHT_PX]])
    assert until(lambda: bool((drawn.screen() == ground()).all()))


def test_click_on_a_mark_goes_to_what_lies_below(drawn: Drawn, painter: Painter) -> None:
    pressed: list[tuple[int, int]] = []
    person: Any = Display(drawn.display)
    below: Any = Display(drawn.display)
    try:
        window = below.create_resource_object("window", painter.window.id)
        window.change_attributes(event_mask=X.ButtonPressMask)
        below.sync()
        drawn.tell(marks=[BOX], pointer=[700, 700])
        assert until(lambda: drawn.shows([BOX]))

        def click(x: int, y: int) -> None:
            xtest.fake_input(person, X.MotionNotify, x=x, y=y)
            xtest.fake_input(person, X.ButtonPress, 1)
            xtest.fake_input(person, X.ButtonRelease, 1)
            person.sync()

        def arrived() -> bool:
            while below.pending_events():
                event = below.next_event()
                pressed.append((event.root_x, event.root_y))
            return len(pressed) == 3

        for place in ((1000, 400), (1250, 200), (703, 706)):
            click(*place)
        assert until(arrived)
        assert pressed == [(1000, 400), (1250, 200), (703, 706)]
    finally:
        person.close()
        below.close()
