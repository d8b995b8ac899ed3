"""Ana points and draws on the person's screen through two real programs on two displays, without any control."""

import re
import time

import mss
import numpy as np
import pytest

from shared.ui.mark_paint import PALETTE
from tests.desk.accessibility import Role
from tests.desk.display import VirtualDisplay, wait_until
from tests.e2e.patch import Patch
from tests.e2e.story import Story

RED = int(PALETTE[0][1:], 16)
"""What the arrow is drawn in; where a picture is scaled only about so."""


@pytest.fixture
def story(story: Story) -> Story:
    story.meet()
    # What is drawn is to stay while a slow test looks at it.
    story.agent.click(*story.at_office.wait_for(Role.CHECK_BOX, re.compile("Stays until"), is_enabled=True).center)
    return story


def screen(desk: VirtualDisplay) -> np.ndarray:
    with mss.MSS(display=desk.name) as camera:
        shot = camera.grab(camera.monitors[0])
    return np.frombuffer(shot.bgra, np.uint32).reshape(shot.height, shot.width) & 0xFF_FF_FF


def is_red(pixels: np.ndarray) -> np.ndarray:
    near = [np.abs((pixels >> shift & 0xFF).astype(int) - (RED >> shift & 0xFF)) < 70 for shift in (0, 8, 16)]
    return near[0] & near[1] & near[2]


def middle_of_red(desk: VirtualDisplay, box: tuple[int, int, int, int]) -> tuple[float, float] | None:
    """Where red lies on average inside left, top, right, bottom."""
    left, top, right, bottom = box
    rows, columns = np.nonzero(is_red(screen(desk)[top:bottom, left:right]))
    return (left + columns.mean(), top + rows.mean()) if rows.size > 20 else None


def part_in_view(story: Story, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    left, top = story.in_view(box[0], box[1])
    right, bottom = story.in_view(box[2], box[3])
    return left, top, right, bottom


def take(story: Story, letter: str) -> None:
    """Ana takes a drawing tool in hand with its keys."""
    story.agent.press(f"ctrl+shift+{letter}")


def drag_in_view(story: Story, start: tuple[int, int], end: tuple[int, int]) -> None:
    story.agent.drag(story.in_view(*start), story.in_view(*end))


def test_drawing_without_control_is_seen_once_on_both_sides_and_cleared_by_the_person(story: Story) -> None:
    box = 300, 350, 900, 850
    box_in_view = part_in_view(story, box)
    before = screen(story.home)[box[1] : box[3], box[0] : box[2]].copy()
    take(story, "a")
    drag_in_view(story, (400, 450), (800, 750))

    def is_in_the_same_place() -> bool:
        here, there = middle_of_red(story.home, box), middle_of_red(story.office, box_in_view)
        if here is None or there is None:
            return False
        return np.hypot(*np.subtract(story.in_view(round(here[0]), round(here[1])), there)) < 2

    wait_until(is_in_the_same_place, "the arrow is on the person's screen, where Ana drew it")
    story.picture("drawn")

    def red_px() -> int:
        left, top, right, bottom = box_in_view
        return int(is_red(screen(story.office)[top:bottom, left:right]).sum())

    alone = red_px()
    time.sleep(1.0)
    assert red_px() == alone, "nothing of it comes back in the picture, and nothing doubles"

    story.person.click(*story.at_home.wait_for(Role.BUTTON, "Clear drawing", is_enabled=True).center)
    wait_until(lambda: middle_of_red(story.home, box) is None, "gone for the person")
    wait_until(lambda: red_px() == 0, "gone for Ana")
    wait_until(
        lambda: bool((screen(story.home)[box[1] : box[3], box[0] : box[2]] == before).all()), "what was under it"
    )
    wait_until(lambda: story.at_home.find(Role.BUTTON, "Clear drawing") is None, "no button without a drawing")

    drag_in_view(story, (450, 500), (700, 600))
    wait_until(lambda: middle_of_red(story.home, box) is not None, "she can draw anew")
    take(story, "x")
    wait_until(lambda: middle_of_red(story.home, box) is None, "cleared by Ana")
    story.stop()
    story.at_home.wait_for(Role.LABEL, re.compile("pointed or drew on your screen"))


def test_person_and_agent_click_through_what_is_drawn(story: Story) -> None:
    story.ask_for_control()
    story.allow_control()
    with (
        Patch(story.home.name, x_px=700, y_px=500) as patch,
        Patch(story.home.name, x_px=1100, y_px=500) as other,
    ):
        x, y = patch.center_px
        take(story, "b")
        drag_in_view(story, (x - 60, y), (x + 60, y + 40))
        area = (x - 80, y - 20, x + 80, y + 60)
        wait_until(lambda: middle_of_red(story.home, area) is not None, "the box is there")
        assert not patch.has_focus, "drawing is no click"

        story.person.click(x, y)
        wait_until(lambda: patch.has_focus, "the person's click went through the line")
        story.person.click(*other.center_px)
        wait_until(lambda: other.has_focus, "the person's click is elsewhere")
        story.agent.press("Escape")

        def is_through() -> bool:
            story.agent.click(*story.in_view(x + 20, y))
            return patch.has_focus

        wait_until(is_through, "Ana's click went through the line")
        assert middle_of_red(story.home, area) is not None
