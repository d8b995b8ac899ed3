"""The demo says what it does and what went wrong, and its exit status says it too."""

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from Xlib import X
from Xlib.display import Display

from tests.desk.accessibility import AccessibleDesk, Role
from tests.desk.display import VirtualDisplay, wait_until
from tests.desk.person import Person
from tests.e2e.patch import GREEN, VIOLET, Patch, is_active_at

ROOT = Path(__file__).parents[2]
DEMO = [sys.executable, "-m", "tests.e2e.demo"]


def run_demo(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the demo to its end in a folder of its own."""
    clean = {key: value for key, value in os.environ.items() if key not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    return subprocess.run(
        DEMO,
        cwd=folder,
        env=clean | {"PYTHONPATH": str(ROOT), "XDG_SESSION_TYPE": "x11"} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_demo_dead_display_is_said_and_nothing_is_started(tmp_path: Path) -> None:
    done = run_demo(tmp_path, DISPLAY=":4711")
    assert done.returncode == 78
    assert "The screen :4711 does not answer." in done.stdout
    assert "windows are open" not in done.stdout


def test_demo_that_cannot_go_on_ends_in_a_sentence(tmp_path: Path) -> None:
    done = run_demo(tmp_path, PATH="/nowhere")
    assert done.returncode == 78
    assert "The demo stopped at the step “The demo begins.”: Xvfb is not installed" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "Traceback" in (tmp_path / "build/demo/failure.txt").read_text()


def test_demo_whose_folder_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("somebody's")
    done = run_demo(tmp_path)
    assert done.returncode == 73
    assert "build/demo cannot be made anew" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@contextlib.contextmanager
def managed(display_name: str) -> Iterator[list[tuple[Any, int, int]]]:
    """The windows the window manager knows, each with the column and the row where it begins, without its frame."""
    screen = Display(display_name)
    try:
        root = screen.screen().root
        found = root.get_full_property(screen.intern_atom("_NET_CLIENT_LIST"), X.AnyPropertyType)
        placed: list[tuple[Any, int, int]] = []
        for window_id in found.value if found is not None else ():
            window = screen.create_resource_object("window", window_id)
            corner = root.translate_coords(window, 0, 0)
            placed.append((window, corner.x, corner.y))
        yield placed
    finally:
        screen.close()


def windows(display_name: str) -> list[tuple[int, int]]:
    """All windows from left to right: first column and the one after the last."""
    with managed(display_name) as placed:
        return sorted((x_px, x_px + window.get_geometry().width) for window, x_px, _ in placed)


def tops(display_name: str) -> list[int]:
    """Where the frame of each window begins, counted from the top of the screen."""
    with managed(display_name) as placed:
        return [y_px - frame_extents(window)[2] for window, _, y_px in placed]


def frame_extents(window: Any) -> list[int]:
    atom = window.display.get_atom("_NET_FRAME_EXTENTS")
    return list(window.get_full_property(atom, X.AnyPropertyType).value)


def test_demo_on_a_screen_opens_both_windows_side_by_side(
    make_display: Callable[..., VirtualDisplay], tmp_path: Path
) -> None:
    desk = make_display(width_px=1600, height_px=900)
    log = tmp_path / "demo.log"
    demo = desk.start(DEMO, cwd=tmp_path, environment={"PYTHONPATH": str(ROOT)}, log=log)
    with AccessibleDesk(desk) as eyes, Person(desk.name) as person:
        help_button = eyes.wait_for(Role.BUTTON, "I asked for help", timeout_s=120)
        field = eyes.wait_for(Role.PASSWORD, timeout_s=60)
        wait_until(
            lambda: "Close both windows" in log.read_text(), "the instructions are there at once", timeout_s=20
        )
        assert "{" not in log.read_text(), "logs of programs stay out of it"

        def are_apart() -> bool:
            spans = windows(desk.name)
            return len(spans) == 2 and spans[0][1] <= spans[1][0] and spans[1][1] <= 1600

        wait_until(are_apart, "the windows stand beside each other")
        wait_until(lambda: tops(desk.name) == [0, 0], "both title bars are on the screen")
        for node in (help_button, field):
            area = (eyes.refresh(node) or node).area
            person.click(area.x, area.y - 20)
            person.press("alt+F4")
        wait_until(lambda: demo.poll() is not None, "the demo is over", timeout_s=30)
    assert demo.returncode == 0
    assert re.search(r"password +correct horse battery staple", log.read_text())


def test_patch_that_was_clicked_keeps_the_keyboard_when_the_window_manager_wakes_late(
    make_display: Callable[..., VirtualDisplay],
) -> None:
    desk = make_display(has_accessibility=False)
    desk.start(["xterm", "-geometry", "60x12+100+120"])
    wait_until(lambda: bool(windows(desk.name)), "xterm is there")
    manager = next(int(path.name) for path in Path("/proc").iterdir() if is_openbox_of(path, desk.name))
    with Patch(desk.name, x_px=800, y_px=400) as patch, Person(desk.name) as person:
        person.click(200, 200)
        wait_until(lambda: is_active_at(desk.name, (200, 200)), "xterm has the keyboard")
        os.kill(manager, signal.SIGSTOP)
        try:
            person.click(850, 450)
            wait_until(lambda: patch.has_focus, "the patch has the keyboard")
        finally:
            os.kill(manager, signal.SIGCONT)
        for color in (VIOLET, GREEN, VIOLET):
            person.press("a")
            wait_until(lambda want=color: patch.color == want, "keys still come here")


def is_openbox_of(process: Path, display_name: str) -> bool:
    """Whether that process is the window manager of that display."""
    try:
        is_it = (process / "comm").read_text().strip() == "openbox"
        return is_it and f"DISPLAY={display_name}\0".encode() in (process / "environ").read_bytes()
    except OSError:
        return False
