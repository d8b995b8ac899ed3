"""Two displays of different sizes on a real X server, at 100 and 200 %: what we say is where things really are."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from Xlib.display import Display

from shared.geometry import Rect, bounding_box
from tests.desk.display import VirtualDisplay
from tests.desk.monitors import Monitors

ROOT = Path(__file__).parents[3]
LEFT, RIGHT = Rect(0, 0, 1_600, 1_200), Rect(1_600, 300, 1_600, 900)
FRAME_PX = 4


@pytest.mark.parametrize("scale", [1, 2])
def test_windows_and_frames_are_reported_in_physical_pixels(scale: int) -> None:
    with (
        VirtualDisplay(width_px=3_200, height_px=1_200, has_window_manager=False, has_accessibility=False) as desk,
        Monitors(desk.name) as monitors,
    ):
        monitors.split(left=LEFT, right=RIGHT)
        program = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.client.two_screens_program"],
            cwd=ROOT,
            env=desk.environment | {"QT_SCALE_FACTOR": str(scale)},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert program.stdout is not None
            told = json.loads(program.stdout.readline())
            real = [_place(desk.name, window_id) for window_id in told["ids"]]
        finally:
            program.kill()
            program.wait(5)
            program.stdout.close()
    assert told["ratio"] == scale
    assert told["known"] == [True, True], "the displays of Qt and those that are captured are the same"
    assert {Rect(*rect) for rect in told["reported"]} == set(real)
    bar, *strips = real
    thickness_px = FRAME_PX * scale
    for area, frame in ((LEFT, strips[:4]), (RIGHT, strips[4:])):
        assert bounding_box(frame) == area, "the frame stands around what is seen"
        assert sorted(min(strip.width, strip.height) for strip in frame) == [thickness_px] * 4
    assert any(area.intersect(bar) == bar for area in (LEFT, RIGHT))


def _place(display: str, window_id: int) -> Rect:
    """Where a window is, as the X server says."""
    connection = Display(display)
    try:
        window = connection.create_resource_object("window", window_id)
        shape = window.get_geometry()
        corner = connection.screen().root.translate_coords(window, 0, 0)
        return Rect(corner.x, corner.y, shape.width, shape.height)
    finally:
        connection.close()
