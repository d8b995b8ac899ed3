"""A window that lets every click through hides the question: it is in the way, whatever it claims to be."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QWidget
from Xlib import X
from Xlib.display import Display
from Xlib.ext import shape

from client.ui import exposure
from tests.desk.accessibility import AccessibleDesk, Role
from tests.desk.display import VirtualDisplay, stop_process, wait_until

ROOT = Path(__file__).parents[3]


def _window(server: Any, x: int, y: int, width: int, height: int) -> Any:
    root = server.screen().root
    window = root.create_window(
        x, y, width, height, 0, X.CopyFromParent, X.InputOutput, override_redirect=True, background_pixel=0xFFFFFF
    )
    window.map()
    window.raise_window()
    server.sync()
    return window


def _let_clicks_through(server: Any, window: Any) -> None:
    window.shape_rectangles(shape.SO.Set, shape.SK.Input, 0, 0, 0, [])
    server.sync()


def _run_compositor(server: Any) -> None:
    owner = _window(server, 0, 0, 1, 1)
    owner.set_selection_owner(server.intern_atom("_NET_WM_CM_S0"), X.CurrentTime)
    server.sync()


@pytest.fixture
def desk(make_display: Callable[..., VirtualDisplay]) -> VirtualDisplay:
    return make_display(has_accessibility=False, has_window_manager=False)


@pytest.fixture
def server(desk: VirtualDisplay) -> Iterator[Any]:
    display: Any = Display(desk.name)
    yield display
    display.close()


@pytest.fixture
def is_covered(desk: VirtualDisplay, server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], bool]]:
    """The check itself, over a plain window that stands for the question."""
    question = _window(server, 100, 100, 300, 200)
    monkeypatch.setenv("DISPLAY", desk.name)
    monkeypatch.setattr(exposure, "_native_id", lambda _: question.id)
    monkeypatch.setattr(exposure, "_own_windows", list)
    check = exposure.X11CoverCheck()
    assert not check.is_covered(cast("QWidget", None))
    yield lambda: check.is_covered(cast("QWidget", None))
    check.close()


@pytest.mark.hostile(18)
@pytest.mark.parametrize("has_compositor", [True, False])
def test_full_screen_window_without_input_covers(
    server: Any, desk: VirtualDisplay, is_covered: Callable[[], bool], has_compositor: bool
) -> None:
    if has_compositor:
        _run_compositor(server)
    _let_clicks_through(server, _window(server, 0, 0, desk.width_px, desk.height_px))
    assert is_covered()
    assert is_covered(), "asking leaves nothing behind that changes the answer"


def test_canvas_of_a_running_compositor_does_not_cover(server: Any, is_covered: Callable[[], bool]) -> None:
    _run_compositor(server)
    canvas = server.screen().root.composite_get_overlay_window().overlay_window
    _let_clicks_through(server, canvas)
    assert not is_covered()
    _let_clicks_through(server, _window(server, 110, 110, 20, 20))
    assert is_covered(), "a small window beside it still counts"


@pytest.mark.hostile(18)
def test_canvas_without_a_compositor_covers(desk: VirtualDisplay, is_covered: Callable[[], bool]) -> None:
    stranger: Any = Display(desk.name)
    _let_clicks_through(stranger, stranger.screen().root.composite_get_overlay_window().overlay_window)
    assert is_covered()
    stranger.close()
    wait_until(lambda: not is_covered(), "it went with the program that had asked for it")


@pytest.mark.hostile(18)
def test_window_put_into_ours_covers(server: Any, is_covered: Callable[[], bool]) -> None:
    ours = server.create_resource_object("window", exposure._native_id(cast("QWidget", None)))
    inside = ours.create_window(0, 0, 50, 50, 0, X.CopyFromParent, X.InputOutput, background_pixel=0xFFFFFF)
    server.sync()
    assert not is_covered()
    inside.map()
    server.sync()
    assert is_covered()


@pytest.mark.hostile(18)
def test_allow_never_wakes_under_a_click_through_window(
    virtual_display: VirtualDisplay, accessible_desk: AccessibleDesk, tmp_path: Path
) -> None:
    server: Any = Display(virtual_display.name)
    command = [sys.executable, "-m", "tests.ui.client.desk_program", str(tmp_path / "calls.jsonl"), "question"]
    program = virtual_display.start(command, cwd=ROOT, log=tmp_path / "out.txt")
    try:
        accessible_desk.wait_for(Role.BUTTON, "Don't allow", pid=program.pid, timeout_s=30)
        overlay = _window(server, 0, 0, virtual_display.width_px, virtual_display.height_px)
        _let_clicks_through(server, overlay)
        accessible_desk.wait_for(Role.BUTTON, "Allow (3)", pid=program.pid)
        time.sleep(3.6)
        assert accessible_desk.find(Role.BUTTON, "Allow", pid=program.pid) is None
        overlay.destroy()
        server.sync()
        accessible_desk.wait_for(Role.BUTTON, "Allow", pid=program.pid, is_enabled=True, timeout_s=15)
    finally:
        stop_process(program)
        server.close()
