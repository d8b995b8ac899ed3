"""On a real X display with a window manager: real keys and clicks become the right intents, also the ones it grabs."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desk.accessibility import AccessibleDesk, Role
from tests.desk.display import VirtualDisplay, stop_process, wait_until
from tests.desk.person import Person

ROOT = Path(__file__).parents[3]
START_S = 30.0
A, TAB, F4, F11, DOWN, LEFT_ALT, LEFT_CTRL, LEFT_SHIFT = 0x04, 0x2B, 0x3D, 0x44, 0x51, 0xE2, 0xE0, 0xE1


class Console:
    """The window under test, where its picture is, and what it wanted so far."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log
        wait_until(lambda: bool(self.named("place")), "the window is shown", timeout_s=START_S)
        _, self.x, self.y, self.width, self.height = self.named("place")[0]
        assert (self.width, self.height) == (640, 400)

    @property
    def calls(self) -> list[list[Any]]:
        lines = self._log.read_text(encoding="utf-8").splitlines() if self._log.exists() else []
        return [json.loads(line) for line in lines]

    def named(self, *names: str) -> list[list[Any]]:
        return [call for call in self.calls if call[0] in names]

    def keys(self) -> list[tuple[int, bool]]:
        return [(call[2], call[3]) for call in self.named("key_changed")]

    def sent(self) -> list[Any]:
        """Keys as usage and direction, characters as themselves, in order."""
        return [
            call[2] if call[0] == "text_typed" else (call[2], call[3])
            for call in self.named("key_changed", "text_typed")
        ]

    def wait_sent(self, count: int) -> list[Any]:
        wait_until(lambda: len(self.sent()) >= count, f"{count} keys and characters, so far {self.sent()}")
        return self.sent()

    def wait_keys(self, count: int) -> list[tuple[int, bool]]:
        wait_until(lambda: len(self.keys()) >= count, f"{count} key changes, so far {self.keys()}")
        return self.keys()

    def wait_captured(self, *, is_captured: bool) -> None:
        def holds() -> bool:
            told = self.named("captured")
            return bool(told) and told[-1][1] is is_captured

        wait_until(holds, f"captured is {is_captured}")


@pytest.fixture
def console(virtual_display: VirtualDisplay, tmp_path: Path) -> Iterator[Console]:
    log = tmp_path / "calls.jsonl"
    command = [sys.executable, "-m", "tests.ui.agent_console.desk_program", str(log)]
    process = virtual_display.start(command, cwd=ROOT, log=tmp_path / "out.txt")
    try:
        yield Console(process, log)
    finally:
        stop_process(process)


@pytest.fixture
def captured(console: Console, person: Person) -> Console:
    """The agent has clicked into the middle of the picture."""
    person.click(console.x + 320, console.y + 200)
    console.wait_captured(is_captured=True)
    wait_until(lambda: len(console.named("button_changed")) == 2, "the click went over")
    return console


def test_click_on_desk_goes_over_at_the_very_pixel(captured: Console, person: Person) -> None:
    moved = captured.named("pointer_moved")[-1]
    assert (moved[2] * 640 // 65535, moved[3] * 400 // 65535) == (320, 200)
    assert captured.named("button_changed") == [["button_changed", 1, 1, True], ["button_changed", 1, 1, False]]
    for x_px, y_px in ((0, 0), (639, 399), (1, 398)):
        person.click(captured.x + x_px, captured.y + y_px, button=3)
        wait_until(lambda: captured.named("button_changed")[-1] == ["button_changed", 1, 3, False], "right click")
        moved = captured.named("pointer_moved")[-1]
        assert (moved[2] * 640 // 65535, moved[3] * 400 // 65535) == (x_px, y_px)


def test_wheel_on_desk_turns_down_positive(captured: Console, person: Person) -> None:
    person.scroll("down", 2)
    person.scroll("up")
    person.scroll("right")
    wait_until(lambda: len(captured.named("wheel_turned")) == 4, "four turns")
    assert [call[2:] for call in captured.named("wheel_turned")] == [[0, 120], [0, 120], [0, -120], [120, 0]]


def test_keys_on_desk_go_over_with_tab_and_what_the_window_manager_wants(captured: Console, person: Person) -> None:
    person.press("a")
    person.press("Tab")
    person.press("alt+F4")
    person.press("alt+Tab")
    person.press("ctrl+b")
    person.press("F11")
    person.press("ctrl+shift+w")
    expected: list[Any] = ["a", (TAB, True), (TAB, False)]
    expected += [(LEFT_ALT, True), (F4, True), (F4, False), (LEFT_ALT, False)]
    expected += [(LEFT_ALT, True), (TAB, True), (TAB, False), (LEFT_ALT, False)]
    expected += [(LEFT_CTRL, True), "b", (LEFT_CTRL, False)]
    expected += [(F11, True), (F11, False)]
    expected += [(LEFT_CTRL, True), (LEFT_SHIFT, True), "w", (LEFT_SHIFT, False), (LEFT_CTRL, False)]
    assert captured.wait_sent(len(expected)) == expected
    assert captured.process.poll() is None  # openbox closes windows at Alt+F4
    assert captured.named("end", "release_all") == []


def test_held_key_on_desk_does_not_repeat_as_a_key(captured: Console, person: Person) -> None:
    with person.held("Down"):
        time.sleep(1.0)  # the X server repeats after 660 ms, 25 times a second
    assert captured.wait_keys(2) == [(DOWN, True), (DOWN, False)]
    time.sleep(0.2)
    assert captured.keys() == [(DOWN, True), (DOWN, False)]


def test_held_key_on_desk_repeats_as_a_character(captured: Console, person: Person) -> None:
    with person.held("a"):
        time.sleep(1.0)
    typed = captured.wait_sent(3)
    time.sleep(0.2)
    assert set(captured.sent()) == {"a"}
    assert len(captured.sent()) <= len(typed) + 1
    assert [call[3] for call in captured.named("text_typed")] == [False] + [True] * (len(captured.sent()) - 1)


def test_mode_for_games_on_desk_sends_places_only(console: Console, person: Person) -> None:
    person.press("ctrl+shift+k")
    person.press("ctrl+shift+k")
    person.click(console.x + 320, console.y + 200)
    console.wait_captured(is_captured=True)
    person.press("shift+a")
    expected = [(LEFT_SHIFT, True), (A, True), (A, False), (LEFT_SHIFT, False)]
    assert console.wait_sent(4) == expected


def test_right_ctrl_on_desk_brings_the_keyboard_back(captured: Console, person: Person) -> None:
    person.press("Control_R")
    captured.wait_captured(is_captured=False)
    assert captured.named("release_all") == [["release_all", 1]]
    person.press("Tab")
    person.press("ctrl+n")
    person.type("417")
    time.sleep(0.3)
    assert captured.keys() == []


def test_three_modifiers_on_desk_bring_the_keyboard_back(captured: Console, person: Person) -> None:
    person.press("ctrl+alt+shift")
    captured.wait_captured(is_captured=False)
    assert captured.named("release_all") == [["release_all", 1]]


def test_another_window_on_desk_releases_what_was_held(
    captured: Console, person: Person, virtual_display: VirtualDisplay
) -> None:
    command = [sys.executable, str(ROOT / "tests/desk/small_program.py")]
    with person.held("Down"):
        captured.wait_keys(1)
        # A window that opens takes the focus without asking, as a chat message does.
        process = virtual_display.start(command, cwd=ROOT)
        try:
            captured.wait_captured(is_captured=False)
        finally:
            stop_process(process)
    assert captured.keys() == [(DOWN, True)]
    assert captured.named("release_all") == [["release_all", 1]]


def test_window_on_desk_closes_by_key_once_it_is_ours_again(captured: Console, person: Person) -> None:
    person.press("Control_R")
    captured.wait_captured(is_captured=False)
    person.press("ctrl+shift+w")
    person.press("Return")
    wait_until(lambda: captured.named("end") == [["end", 1]], "the session was ended after the question")


def test_screen_reader_on_desk_finds_the_picture_the_rights_and_the_code_field(
    console: Console, accessible_desk: AccessibleDesk
) -> None:
    pid = console.process.pid
    for role, name in (
        (Role.TEXT, "Code the person reads to you"),
        (Role.BUTTON, "Give back: See the screen"),
        (Role.BUTTON, "Give back: Mouse and keyboard"),
        (Role.TEXT, "Why you ask, shown with the question"),
        (Role.BUTTON, "End session"),
        (Role.LABEL, "4 1 7 3 8 2"),
        (Role.LABEL, re.compile("The person wrote: The printer does nothing")),
        (Role.PAGE_TAB, re.compile("417 .*You see the screen and can use it, 12:34")),
    ):
        accessible_desk.wait_for(role, name, pid=pid)
    names = [node.name for node in accessible_desk.nodes(pid=pid)]
    assert "The person's screen" in names
