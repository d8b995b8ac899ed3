"""Ana points with a pointer that has her name, and draws freehand: seen at home in the same place, once, and gone in time."""

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.desk.accessibility import Role
from tests.desk.display import wait_until
from tests.e2e.story import Story
from tests.e2e.test_drawing import is_red, screen, take

POINT_PX = (700, 560)
NAME_GROUND = 0x171B1E
NAME_INK = 0xFFFFFF
BESIDE = (POINT_PX[0] - 40, POINT_PX[1] - 40, POINT_PX[0] + 280, POINT_PX[1] + 160)
PATH_PX = ((420, 480), (540, 700), (660, 500), (780, 720), (900, 520))
ROOM = (360, 420, 960, 780)
"""Around the path; left, top, right, bottom."""
LINE_PX = 5
"""How thick a line is on a screen of 1080 rows."""

Box = tuple[int, int, int, int]


@pytest.fixture
def story(story: Story) -> Story:
    story.meet()
    return story


def part(pixels: np.ndarray, box: Box) -> np.ndarray:
    left, top, right, bottom = box
    return pixels[top:bottom, left:right]


def upper_left_of_red(story: Story) -> tuple[int, int] | None:
    """The tip of the pointer on the person's screen: nothing of it is further to the left, or further up."""
    rows, columns = np.nonzero(is_red(part(screen(story.home), BESIDE)))
    return (BESIDE[0] + int(columns.min()), BESIDE[1] + int(rows.min())) if rows.size > 20 else None


def is_pointed_at(story: Story) -> bool:
    tip = upper_left_of_red(story)
    return tip is not None and max(abs(tip[0] - POINT_PX[0]), abs(tip[1] - POINT_PX[1])) <= 3


def has_name(story: Story) -> bool:
    """Whether a dark plate with white letters stands beside it. Of a pointer that rests it goes, so she moves."""
    x, y = story.in_view(*POINT_PX)
    story.agent.move(x + 6, y + 6)
    story.agent.move(x, y)
    beside = part(screen(story.home), BESIDE)
    rows, columns = np.nonzero(beside == NAME_GROUND)
    if rows.size < 300:
        return False
    plate = beside[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    ink = np.nonzero(plate == NAME_INK)[1]
    # Letters from one end to the other, and far more ground than ink.
    return ink.size > 40 and int(ink.max() - ink.min()) > plate.shape[1] // 2 and ink.size < rows.size


def test_pointer_with_the_name_is_seen_where_ana_points_until_escape_or_stop(story: Story) -> None:
    before = part(screen(story.home), BESIDE).copy()

    def is_as_before() -> bool:
        return bool((part(screen(story.home), BESIDE) == before).all())

    take(story, "p")
    story.at_office.wait_for(None, re.compile("The mouse points on their screen. Esc gives it back"))
    wait_until(lambda: has_name(story), "the name is beside it")
    wait_until(lambda: is_pointed_at(story), "its tip is where Ana points")
    story.picture("pointing")
    left, top = story.in_view(*BESIDE[:2])
    right, bottom = story.in_view(*BESIDE[2:])
    assert not is_red(part(screen(story.office), (left, top, right, bottom))).any(), "it is in no picture"

    story.agent.press("Escape")
    wait_until(is_as_before, "gone with Escape")
    story.at_office.wait_gone(None, re.compile("The mouse points on their screen"))

    take(story, "p")
    wait_until(lambda: has_name(story) and is_pointed_at(story), "she can point anew")
    outside = story.at_office.wait_for(Role.TEXT, re.compile("Why you ask")).center
    story.agent.move(*outside)
    wait_until(is_as_before, "gone when she points at nothing of it")

    wait_until(lambda: has_name(story) and is_pointed_at(story), "she can point anew")
    story.stop()
    wait_until(lambda: upper_left_of_red(story) is None, "gone with Stop")
    story.at_home.wait_for(Role.LABEL, re.compile("pointed or drew on your screen"))


def distance_to(path: Sequence[tuple[int, int]], rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """How far each pixel is from a line of straight pieces."""
    spots = np.stack([columns, rows], axis=1).astype(float)
    nearest = np.full(len(spots), np.inf)
    for first, last in pairwise(path):
        start, way = np.array(first, float), np.subtract(last, first).astype(float)
        along = np.clip(((spots - start) @ way) / (way @ way), 0, 1)
        nearest = np.minimum(nearest, np.linalg.norm(spots - (start + along[:, None] * way), axis=1))
    return nearest


def is_drawn_along(pixels: np.ndarray, box: Box, path: Sequence[tuple[int, int]], *, off_px: float) -> bool:
    """Whether there is red all along the path, and none anywhere else in the box."""
    rows, columns = np.nonzero(is_red(part(pixels, box)))
    rows, columns = rows + box[1], columns + box[0]
    if not rows.size or distance_to(path, rows, columns).max() > off_px:
        return False
    for first, last in pairwise(path):
        for step in np.linspace(0, 1, 40):
            x, y = np.add(first, step * np.subtract(last, first))
            if np.hypot(columns - x, rows - y).min() > off_px:
                return False
    return True


def test_freehand_line_is_on_both_screens_where_it_was_drawn_and_nowhere_else(story: Story, tmp_path: Path) -> None:
    # What is drawn is to stay while a slow test looks at it.
    story.agent.click(*story.at_office.wait_for(Role.CHECK_BOX, re.compile("Stays until"), is_enabled=True).center)
    path_in_view = [story.in_view(*spot) for spot in PATH_PX]
    room_in_view = (*story.in_view(*ROOM[:2]), *story.in_view(*ROOM[2:]))
    take(story, "d")
    story.at_office.wait_for(None, re.compile("The mouse draws on their screen. Esc gives it back"))
    before = [part(screen(desk), box).copy() for desk, box in ((story.home, ROOM), (story.office, room_in_view))]
    story.agent.draw(path_in_view)

    # The hand tells a line by points some pixels apart: a corner is cut by as much at most.
    def is_seen_twice() -> bool:
        return is_drawn_along(screen(story.home), ROOM, PATH_PX, off_px=LINE_PX + 3) and is_drawn_along(
            screen(story.office), room_in_view, path_in_view, off_px=LINE_PX + 3
        )

    wait_until(is_seen_twice, "the line is on both screens, where it was drawn and nowhere else")
    story.picture("freehand")
    story.agent.press("Escape")

    # A line of hers that came back in the picture would stay there, or go a moment later than hers.
    take(story, "x")
    wait_until(lambda: bool((part(screen(story.home), ROOM) == before[0]).all()), "gone for the person")
    wait_until(lambda: bool((part(screen(story.office), room_in_view) == before[1]).all()), "gone for Ana")

    story.stop()
    verdict, _ = story.export(tmp_path / "record.jsonl")
    assert verdict == "intact"
    assert '"marks":1' in (tmp_path / "record.jsonl").read_text()
