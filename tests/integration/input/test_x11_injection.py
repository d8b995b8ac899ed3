"""Input through XTEST reaches real programs on a real X server: an ordinary Qt window and xterm."""

import gc
import os
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from Xlib import X
from Xlib.display import Display

from agent_console.domain.keymap import KeySource, usage_of
from client.domain.injector import InjectionFailedError
from client.domain.input_gate import InputGate, RefusalReason, Refused
from client.injection.keymap import x11_keycode
from client.injection.x11 import X11Injector
from client.injection.xkb_names import read_keycodes
from shared.errors import SetupError
from shared.keyboard import KEYS, Usage
from shared.protocol.peer_messages import KeyChange, PointerButton
from shared.xcb_link import XcbLink
from tests.desk.display import VirtualDisplay, stop_process, wait_until
from tests.integration.input.conftest import Recorder, buttons_down, keys_down

A, B, ENTER = 0x04, 0x05, 0x28
LETTERS = {chr(ord("a") + index): 0x04 + index for index in range(26)} | {" ": 0x2C, "1": 0x1E}


def _tap(injector: X11Injector, usage: int) -> None:
    injector.key(usage, is_down=True)
    injector.key(usage, is_down=False)


def test_x11_server_names_every_key_where_evdev_has_it(link: XcbLink) -> None:
    names = read_keycodes(link)
    assert {key.xkb_name: names.get(key.xkb_name) for key in KEYS} == {key.xkb_name: key.evdev + 8 for key in KEYS}


def test_x11_keys_by_place_type_into_a_qt_field(injector: X11Injector, recorder: Recorder) -> None:
    for letter in "hello w1":
        _tap(injector, LETTERS[letter])
    injector.key(Usage.LEFT_SHIFT, is_down=True)
    _tap(injector, LETTERS["x"])
    injector.key(Usage.LEFT_SHIFT, is_down=False)
    note = recorder.wait_for(lambda note: note["what"] == "key" and note["down"] and note["text"] == "X")
    assert note["all"] == "hello w1X"
    assert injector.error_count == 0


def test_x11_every_key_comes_back_through_qt_as_the_usage_that_was_sent(
    injector: X11Injector, recorder: Recorder
) -> None:
    """Both tables and both ends at once: usage to keycode here, Qt's scan code to usage there."""
    # Print Screen and Menu open things of the window manager; 0x32 is the same switch as 0x31.
    skipped = {0x32, 0x46, 0x65, Usage.LEFT_META, Usage.RIGHT_META}
    for key in KEYS:
        if key.usage in skipped:
            continue
        injector.key(key.usage, is_down=True)
        note = recorder.wait_for(lambda note: note["what"] == "key" and note["down"] and not note["repeat"])
        injector.key(key.usage, is_down=False)
        assert usage_of(KeySource.X11, note["scan"], 0) == key.usage, key.xkb_name
        if key.xkb_name in ("CAPS", "NMLK", "SCLK"):
            _tap(injector, key.usage)
            recorder.wait_for(lambda note: note["what"] == "key" and note["down"])


def test_x11_buttons_wheel_and_drag_reach_a_qt_window(injector: X11Injector, recorder: Recorder) -> None:
    names = {
        PointerButton.LEFT: "LeftButton",
        PointerButton.MIDDLE: "MiddleButton",
        PointerButton.RIGHT: "RightButton",
        PointerButton.BACK: "BackButton",
        PointerButton.FORWARD: "ForwardButton",
    }
    for button, name in names.items():
        injector.pointer_to(100 + button, 200)
        injector.button(button, is_down=True)
        injector.button(button, is_down=False)
        down = recorder.wait_for(lambda note: note["what"] == "button" and note["down"])
        assert (down["button"], down["x"], down["y"]) == (name, 100 + button, 200)

    for turn, want in (((0, 120), (0, -120)), ((0, -120), (0, 120)), ((120, 0), (-120, 0)), ((-120, 0), (120, 0))):
        injector.wheel(*turn)
        note = recorder.wait_for(lambda note: note["what"] == "wheel")
        assert (note["dx"], note["dy"]) == want

    injector.pointer_to(100, 150)
    injector.button(PointerButton.LEFT, is_down=True)
    injector.pointer_to(180, 190)
    recorder.wait_for(lambda note: note["what"] == "drag" and (note["x"], note["y"]) == (180, 190))
    injector.pointer_to(250, 260)
    injector.button(PointerButton.LEFT, is_down=False)
    up = recorder.wait_for(lambda note: note["what"] == "button" and not note["down"] and note["x"] == 250)
    assert up["y"] == 260


def test_x11_small_wheel_turns_add_up_and_start_over_the_other_way(injector: X11Injector, recorder: Recorder) -> None:
    injector.pointer_to(200, 200)
    for _ in range(7):
        injector.wheel(0, 40)
    injector.wheel(0, -60)
    injector.wheel(0, -60)
    note = recorder.wait_for(lambda note: note["what"] == "wheel" and note["dy"] > 0)
    turns = [note["dy"] for note in recorder.seen if note["what"] == "wheel"]
    assert turns == [-120, -120, 120]
    assert note["dx"] == 0


def test_x11_keys_reach_xterm(desk: VirtualDisplay, injector: X11Injector, server: Any, tmp_path: Path) -> None:
    """Xterm throws away events that were sent instead of pressed."""
    typed = tmp_path / "typed"
    command = f"printf ready > {typed}; head -n1 >> {typed}"
    xterm = desk.start(["xterm", "-geometry", "60x10+600+50", "-e", "sh", "-c", command])
    try:
        wait_until(lambda: typed.exists() and typed.read_text() == "ready", "xterm runs", timeout_s=30)

        def has_focus() -> bool:  # the shell can be faster than the window
            injector.pointer_to(700, 120)
            injector.button(PointerButton.LEFT, is_down=True)
            injector.button(PointerButton.LEFT, is_down=False)
            return _focus_class(server) == "xterm"

        wait_until(has_focus, "xterm has the focus")
        for letter in "hello":
            _tap(injector, LETTERS[letter])
        _tap(injector, ENTER)
        wait_until(lambda: typed.read_text() == "readyhello\n", "the line came through")
    finally:
        stop_process(xterm)


def _focus_class(server: Any) -> str:
    window = server.get_input_focus().focus
    while not isinstance(window, int) and window.get_wm_class() is None and window.id != server.screen().root.id:
        window = window.query_tree().parent
    names = None if isinstance(window, int) else window.get_wm_class()
    return names[0] if names else ""


def test_x11_release_all_lifts_every_key_and_button(injector: X11Injector, server: Any) -> None:
    injector.pointer_to(900, 700)
    for usage in (Usage.LEFT_CONTROL, Usage.LEFT_ALT, Usage.LEFT_SHIFT, 0x31, 0x32):
        injector.key(usage, is_down=True)
    injector.button(PointerButton.MIDDLE, is_down=True)
    injector.settle()
    assert len(keys_down(server)) == 4
    assert buttons_down(server)
    injector.release_all()
    assert keys_down(server) == set()
    assert buttons_down(server) == 0


def test_x11_two_usages_of_one_switch_come_up_with_the_last(injector: X11Injector, server: Any) -> None:
    injector.key(0x31, is_down=True)
    injector.key(0x32, is_down=True)
    injector.key(0x31, is_down=False)
    injector.settle()
    assert len(keys_down(server)) == 1
    injector.key(0x32, is_down=False)
    injector.settle()
    assert keys_down(server) == set()


def test_x11_injector_starting_releases_what_a_killed_one_left(desk: VirtualDisplay, server: Any) -> None:
    killed = X11Injector(desk.name)
    killed.pointer_to(900, 700)
    killed.key(Usage.RIGHT_CONTROL, is_down=True)
    killed.button(PointerButton.LEFT, is_down=True)
    killed.settle()
    killed._link.close()  # as a killed process's connection ends: without a word
    assert keys_down(server)
    X11Injector(desk.name).close()
    assert keys_down(server) == set()
    assert buttons_down(server) == 0


def test_x11_server_with_other_keycodes_is_asked_for_its_names(
    make_display: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server numbered the old way: the arrow keys are elsewhere, and a table of evdev numbers would press others."""
    desk = make_display(has_accessibility=False, has_window_manager=False)
    source = tmp_path / "old.xkb"
    source.write_text(
        """xkb_keymap {
            xkb_keycodes { include "xfree86+aliases(qwerty)" };
            xkb_types { include "complete" };
            xkb_compat { include "complete" };
            xkb_symbols { include "pc+us" };
        };"""
    )
    subprocess.run(["xkbcomp", "-w0", str(source), desk.name], env=desk.environment, check=True, capture_output=True)
    display: Any = Display(desk.name)
    injector = X11Injector(desk.name)
    try:
        with closing(XcbLink(desk.name)) as link:
            names = read_keycodes(link)
        up = x11_keycode(0x52, names)
        assert up is not None
        assert up != 103 + 8
        injector.key(0x52, is_down=True)
        injector.settle()
        assert keys_down(display) == {up}
        assert display.keycode_to_keysym(up, 0) == 0xFF52
    finally:
        injector.close()
        display.close()


def test_x11_own_focused_window_is_recognized(desk: VirtualDisplay, server: Any, injector: X11Injector) -> None:
    """The gate refuses keys for a window of our own process, even before the toolkit has noticed the focus."""
    root = server.screen().root
    window = root.create_window(500, 500, 60, 60, 0, server.screen().root_depth)
    pid_atom, cardinal = server.intern_atom("_NET_WM_PID"), server.intern_atom("CARDINAL")
    gate = InputGate(injector)
    gate.set_heartbeat(0)
    epoch = gate.open()
    for owner, is_own in ((os.getpid(), True), (os.getpid() + 1, False), (None, None)):
        window = root.create_window(500, 500, 60, 60, 0, server.screen().root_depth)
        if owner is not None:
            window.change_property(pid_atom, cardinal, 32, [owner])
        window.map()
        server.sync()
        wait_until(lambda window=window: window.get_attributes().map_state == 2, "the window is shown")
        window.set_input_focus(2, 0)
        server.sync()
        assert injector.has_own_focus() is is_own
        verdict = gate.inject(KeyChange(A, True), epoch, 0)
        assert (verdict == Refused(RefusalReason.OWN_WINDOW)) is (is_own is True)
        gate.inject(KeyChange(A, False), epoch, 0)
        window.destroy()
        server.sync()
    gate.revoke()


def test_x11_without_a_focus_of_its_own_the_window_under_the_pointer_counts(
    make_display: Callable[..., VirtualDisplay],
) -> None:
    place = make_display(has_window_manager=False)
    server = Display(place.name)
    root = server.screen().root
    pid_atom, cardinal = server.intern_atom("_NET_WM_PID"), server.intern_atom("CARDINAL")
    window = root.create_window(500, 500, 60, 60, 0, server.screen().root_depth)
    window.change_property(pid_atom, cardinal, 32, [os.getpid()])
    window.map()
    server.sync()
    wait_until(lambda: window.get_attributes().map_state == 2, "the window is shown")
    injector = X11Injector(place.name)
    try:
        for focus in (X.PointerRoot, root):
            for x_px, is_own in ((520, True), (20, False)):
                root.warp_pointer(x_px, 520)
                server.set_input_focus(focus, X.RevertToNone, X.CurrentTime)
                server.sync()
                assert injector.has_own_focus() is is_own
        server.set_input_focus(X.NONE, X.RevertToNone, X.CurrentTime)
        server.sync()
        assert injector.has_own_focus() is None
    finally:
        injector.close()
        server.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_x11_no_server_is_a_setup_error() -> None:
    with pytest.raises(SetupError) as caught:
        X11Injector(":4711")
    assert caught.value.reason == "display_unreachable"
    del caught
    gc.collect()  # python-xlib leaves the sockets it tried to the collector; let it complain here


def test_x11_server_gone_shuts_the_gate(make_display: Any) -> None:
    desk = make_display(has_accessibility=False, has_window_manager=False)
    injector = X11Injector(desk.name)
    gate = InputGate(injector)
    gate.set_heartbeat(0)
    epoch = gate.open()
    desk.close()
    for usage in (A, B):
        gate.inject(KeyChange(usage, True), epoch, 0)
        gate.settle()
    assert not gate.is_open
    assert gate.revoke() is False
    with pytest.raises(InjectionFailedError):
        injector.release_all()
    gate.close()
