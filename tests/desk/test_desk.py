"""The virtual desk is real: a Qt program runs on it, is found by name, and obeys a real mouse and keyboard."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desk.accessibility import AccessibleDesk, Role, State
from tests.desk.display import VirtualDisplay, stop_process, wait_until
from tests.desk.person import Person

SMALL_PROGRAM = Path(__file__).with_name("small_program.py")


@pytest.fixture
def small_program(virtual_display: VirtualDisplay) -> Iterator[subprocess.Popen[bytes]]:
    program = virtual_display.start([sys.executable, str(SMALL_PROGRAM)])
    yield program
    stop_process(program)


def test_desk_typing_and_clicking_by_name_changes_the_label(
    small_program: subprocess.Popen[bytes], accessible_desk: AccessibleDesk, person: Person
):
    field = accessible_desk.wait_for(Role.TEXT, "Your name", pid=small_program.pid, timeout_s=30)
    person.click(*field.center)
    person.type("Ana-Maria P. (42)!")
    wait_until(lambda: accessible_desk.read_text(field) == "Ana-Maria P. (42)!", "the field holds what was typed")

    button = accessible_desk.wait_for(Role.BUTTON, "Greet", pid=small_program.pid)
    person.click(*button.center)

    answer = accessible_desk.wait_for(Role.LABEL, re.compile("^Hello"), pid=small_program.pid)
    assert answer.name == "Hello, Ana-Maria P. (42)!"


def test_person_typing_other_scripts_gives_exactly_that_text(
    small_program: subprocess.Popen[bytes], accessible_desk: AccessibleDesk, person: Person
):
    text = "Принтер не печатает — ăâîșț ȘȚ „da” €"
    field = accessible_desk.wait_for(Role.TEXT, "Your name", pid=small_program.pid, timeout_s=30)
    person.click(*field.center)
    person.type(text)
    wait_until(lambda: accessible_desk.read_text(field) == text, "the field holds what was typed")


def test_person_typing_an_unknown_character_is_refused(virtual_display: VirtualDisplay):
    with Person(virtual_display.name) as somebody, pytest.raises(ValueError, match="你"):
        somebody.type("你")


def test_person_chord_selects_all_and_delete_empties(
    small_program: subprocess.Popen[bytes], accessible_desk: AccessibleDesk, person: Person
):
    field = accessible_desk.wait_for(Role.TEXT, "Your name", pid=small_program.pid, timeout_s=30)
    person.click(*field.center)
    person.type("wrong")
    person.press("ctrl+a")
    person.press("Delete")
    person.type("right")
    wait_until(lambda: accessible_desk.read_text(field) == "right", "only the new text is left")


def test_accessibility_disabled_button_becomes_enabled_after_the_box_is_ticked(
    small_program: subprocess.Popen[bytes], accessible_desk: AccessibleDesk, person: Person
):
    asleep = accessible_desk.wait_for(Role.BUTTON, "Asleep", pid=small_program.pid, timeout_s=30)
    assert not asleep.is_enabled
    box = accessible_desk.wait_for(Role.CHECK_BOX, "I agree", pid=small_program.pid)
    person.click(box.area.x + 10, box.center[1])
    accessible_desk.wait_for(Role.BUTTON, "Asleep", pid=small_program.pid, is_enabled=True)
    ticked = accessible_desk.refresh(box)
    assert ticked is not None
    assert ticked.is_checked


def test_accessibility_focus_follows_the_tab_key(
    small_program: subprocess.Popen[bytes], accessible_desk: AccessibleDesk, person: Person
):
    field = accessible_desk.wait_for(Role.TEXT, "Your name", pid=small_program.pid, timeout_s=30)
    person.click(*field.center)
    person.press("Tab")
    button = accessible_desk.wait_for(Role.BUTTON, "Greet", pid=small_program.pid)
    wait_until(lambda: State.FOCUSED in (accessible_desk.refresh(button) or button).states, "the button has focus")


def test_accessibility_absent_part_says_what_was_there_instead(
    small_program: subprocess.Popen[bytes], accessible_desk: AccessibleDesk
):
    accessible_desk.wait_for(Role.BUTTON, "Greet", pid=small_program.pid, timeout_s=30)
    with pytest.raises(TimeoutError, match="'Greet'"):
        accessible_desk.wait_for(Role.BUTTON, "No such button", timeout_s=0.2)


@pytest.fixture
def bus_of_readers(virtual_display: VirtualDisplay) -> int:
    """The process group of the accessibility bus: its launcher and the daemon below it."""
    launchers = (process for process in virtual_display._processes if "at-spi-bus-launcher" in str(process.args))
    return os.getpgid(next(launchers).pid)


def test_accessibility_hundreds_of_parts_are_seen_though_the_bus_pauses(
    virtual_display: VirtualDisplay, accessible_desk: AccessibleDesk, bus_of_readers: int
):
    program = virtual_display.start([sys.executable, str(SMALL_PROGRAM), "300"])
    accessible_desk.wait_for(Role.BUTTON, "Greet", pid=program.pid, timeout_s=30)
    os.killpg(bus_of_readers, signal.SIGSTOP)
    goes_on = threading.Timer(1.0, os.killpg, (bus_of_readers, signal.SIGCONT))
    goes_on.start()
    try:
        parts = [node for node in accessible_desk.nodes(pid=program.pid) if node.name.startswith("part ")]
    finally:
        goes_on.join()
        stop_process(program)
    assert len(parts) == 300


def test_display_screenshot_shows_the_window(
    small_program: subprocess.Popen[bytes],
    virtual_display: VirtualDisplay,
    accessible_desk: AccessibleDesk,
    tmp_path: Path,
):
    from PIL import Image

    accessible_desk.wait_for(Role.BUTTON, "Greet", pid=small_program.pid, timeout_s=30)
    with Image.open(virtual_display.screenshot(tmp_path / "shot.png")) as picture:
        assert picture.size == (virtual_display.width_px, virtual_display.height_px)
        colours = picture.convert("RGB").getcolors(1 << 24)
    assert colours is not None
    assert len(colours) > 10


def test_display_closing_ends_every_process_and_removes_the_home(make_display: Callable[..., VirtualDisplay]):
    display = make_display()
    home, program = display.home, display.start(["sleep", "600"])
    started = [process.pid for process in display._processes]
    display.close()
    assert program.poll() is not None
    assert not home.exists()
    for pid in started:
        assert not Path(f"/proc/{pid}").exists()


def test_two_displays_at_once_are_two_desks(make_display: Callable[..., VirtualDisplay]):
    first = make_display(has_accessibility=False, has_window_manager=False)
    second = make_display(has_accessibility=False, has_window_manager=False, width_px=640, height_px=480)
    assert first.name != second.name
    with Person(first.name) as here, Person(second.name) as there:
        here.move(10, 20)
        there.move(600, 400)
        assert here.position == (10, 20)
        assert there.position == (600, 400)
