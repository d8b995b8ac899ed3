"""Ana's mouse in a window of the person's: every button, both ways of the wheel and drags, on the pixel they were meant for."""

import re
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import mss
import numpy as np
import pytest
from Xlib.display import Display

from shared.geometry import Rect
from tests.desk.accessibility import Role
from tests.desk.display import VirtualDisplay, wait_until
from tests.e2e.hands import wait_for_rest
from tests.e2e.mouse_board import Deed, MouseBoard
from tests.e2e.patch import GREEN
from tests.e2e.story import HEIGHT_PX, WIDTH_PX, Story

AREA = Rect(700, 380, 480, 480)
BUTTONS = {1: "LeftButton", 2: "MiddleButton", 3: "RightButton", 8: "BackButton", 9: "ForwardButton"}
TURNS = {"up": (0, 120), "down": (0, -120), "left": (120, 0), "right": (-120, 0)}
"""A notch as Qt counts it: away from the person and to the left is more than nothing."""
BUTTONS_MASK = 0x1F00  # Button1 to Button5 in the state of a pointer (X11 protocol, KEYBUTMASK)
DOUBLE_TRIES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Where Ana sees the person's screen, and how exactly she can meet a pixel of it.

    Attributes:
        left, top: where its upper left corner is on her screen; outside of her view when the picture is scrolled.
        scale: pixels of her screen to a pixel of the person's.
    """

    left: float
    top: float
    scale: float

    @property
    def off_px(self) -> int:
        """How far from the pixel meant she may come: a picture shown smaller than it is has fewer pixels."""
        return 0 if self.scale == 1 else 1

    def at(self, x_px: int, y_px: int) -> tuple[int, int]:
        """Where on her screen the middle of a pixel of the person's screen is."""
        return int(self.left + (x_px + 0.5) * self.scale), int(self.top + (y_px + 0.5) * self.scale)

    def is_met(self, deed: Deed, x_px: int, y_px: int) -> bool:
        return abs(deed.x_px - x_px) <= self.off_px and abs(deed.y_px - y_px) <= self.off_px


def seen_area(desk: VirtualDisplay) -> Rect:
    """Where the board's colour is on a screen; empty where it is not."""
    with mss.MSS(display=desk.name) as camera:
        shot = camera.grab(camera.monitors[0])
    pixels = np.frombuffer(shot.bgra, np.uint8).reshape(shot.height, shot.width, 4).astype(int)
    wanted = [GREEN & 0xFF, GREEN >> 8 & 0xFF, GREEN >> 16]
    rows, columns = np.nonzero((np.abs(pixels[:, :, :3] - wanted) <= 24).all(axis=2))
    if not rows.size:
        return Rect(0, 0, 0, 0)
    left, top = int(columns.min()), int(rows.min())
    return Rect(left, top, int(columns.max()) + 1 - left, int(rows.max()) + 1 - top)


def look(story: Story, *, is_actual_size: bool) -> Sight:
    """Find the board in Ana's picture, shown as it is or fitted into its room."""
    if is_actual_size:
        story.agent.press("ctrl+0")
        story.at_office.wait_for(Role.BUTTON, "Fit")
        wait_until(lambda: seen_area(story.office).width == AREA.width, "each pixel is one pixel")
        seen = seen_area(story.office)
        return Sight(left=seen.x - AREA.x, top=seen.y - AREA.y, scale=1)
    view = story.at_office.wait_for(None, "The person's screen").area
    scale = min(view.width / WIDTH_PX, view.height / HEIGHT_PX)
    left, top = view.x + (view.width - WIDTH_PX * scale) / 2, view.y + (view.height - HEIGHT_PX * scale) / 2
    assert scale < 1, "the picture is smaller than the screen"
    sight = Sight(left=left, top=top, scale=scale)
    first, last = sight.at(AREA.x, AREA.y), sight.at(AREA.right_px - 1, AREA.bottom_px - 1)

    def is_where_it_must_be() -> bool:
        seen = seen_area(story.office)
        off = seen.x - first[0], seen.y - first[1], seen.right_px - 1 - last[0], seen.bottom_px - 1 - last[1]
        return max(map(abs, off)) <= 1

    wait_until(is_where_it_must_be, "the picture shows the board where the whole screen fitted in has it")
    return sight


def has_held_buttons(story: Story) -> bool:
    home = Display(story.home.name)
    try:
        return bool(home.screen().root.query_pointer().mask & BUTTONS_MASK)
    finally:
        home.close()


def click_everywhere(story: Story, board: MouseBoard, sight: Sight) -> None:
    """Each button at each corner and in the middle: one press and one release, both on the pixel."""
    near, far = 3, AREA.width - 4
    spots = [*product((near, far), repeat=2), (AREA.width // 2, AREA.height // 2 + 1)]
    for number, (dx, dy) in product(BUTTONS, spots):
        x_px, y_px = AREA.x + dx, AREA.y + dy
        story.agent.click(*sight.at(x_px, y_px), button=number)
        deeds = board.take(2)
        assert [(deed.kind, deed.button) for deed in deeds] == [
            ("press", BUTTONS[number]),
            ("release", BUTTONS[number]),
        ]
        assert all(sight.is_met(deed, x_px, y_px) for deed in deeds), (number, x_px, y_px, deeds)


def click_twice(story: Story, board: MouseBoard, sight: Sight) -> None:
    """A double click is one over there too. A computer that is busy may draw it out, so Ana may try again."""
    kinds: list[str] = []
    for attempt in range(DOUBLE_TRIES):
        x_px, y_px = AREA.x + 40 + 60 * attempt, AREA.y + 90
        story.agent.double_click(*sight.at(x_px, y_px))
        deeds = board.take(4)
        kinds = [deed.kind for deed in deeds]
        assert kinds in (["press", "release", "double", "release"], ["press", "release"] * 2)
        assert {deed.button for deed in deeds} == {"LeftButton"}
        assert all(sight.is_met(deed, x_px, y_px) for deed in deeds), deeds
        if "double" in kinds:
            return
    raise AssertionError(f"{DOUBLE_TRIES} double clicks, and none was one: {kinds}")


def turn_the_wheel(story: Story, board: MouseBoard, sight: Sight) -> None:
    """Every notch arrives once, the way it was turned, where the pointer is."""
    x_px, y_px = AREA.x + 200, AREA.y + 310
    story.agent.move(*sight.at(x_px, y_px))
    for notches, (way, turn) in enumerate(TURNS.items(), start=2):
        story.agent.scroll(way, notches)
        deeds = board.take(notches)
        assert [(deed.kind, deed.turn) for deed in deeds] == [("wheel", turn)] * notches
        assert all(sight.is_met(deed, x_px, y_px) for deed in deeds), deeds


def drag_across(story: Story, board: MouseBoard, sight: Sight) -> None:
    """Down at the one place, up at the other, and on the way between them in the hand."""
    start, end = (AREA.x + 60, AREA.y + 400), (AREA.x + 420, AREA.y + 130)
    before = len(board.drag_moves())
    story.agent.drag(sight.at(*start), sight.at(*end))
    press, release = board.take(2)
    assert [(deed.kind, deed.button) for deed in (press, release)] == [
        ("press", "LeftButton"),
        ("release", "LeftButton"),
    ]
    assert sight.is_met(press, *start), press
    assert sight.is_met(release, *end), release
    moves = board.drag_moves()[before:]
    assert moves, "it was moved while it was held"
    assert {move.button for move in moves} == {"LeftButton"}
    way = [*moves, release]
    assert [move.x_px for move in way] == sorted(move.x_px for move in way), "to the right all the way"
    assert [move.y_px for move in way] == sorted((move.y_px for move in way), reverse=True), "and up"


@pytest.mark.parametrize("is_actual_size", [False, True], ids=["fitted", "actual-size"])
def test_mouse_buttons_wheel_and_drags_arrive_once_and_on_the_pixel(
    story: Story, tmp_path: Path, is_actual_size: bool
) -> None:
    story.meet()
    story.ask_for_control()
    story.allow_control()
    story.at_home.wait_gone(None, re.compile("asks to use your mouse and keyboard"))
    board = MouseBoard(story.home, AREA, tmp_path / "mouse.jsonl")  # over a question it would keep Allow asleep
    wait_for_rest(story)
    sight = look(story, is_actual_size=is_actual_size)
    story.picture("mouse-board")
    for play in (click_everywhere, click_twice, turn_the_wheel, drag_across):
        play(story, board, sight)

    # One more click: whatever came after the drag, and was meant by nobody, would stand before it.
    story.agent.click(*sight.at(AREA.x + 240, AREA.y + 240), button=3)
    assert [deed.kind for deed in board.take(2)] == ["press", "release"]
    assert not has_held_buttons(story)
