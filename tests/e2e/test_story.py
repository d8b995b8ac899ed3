"""Three processes, two X displays, real windows, real mouse and keys: the main job and its sudden ends."""

import contextlib
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from Xlib import XK, X, Xcursorfont, display

from tests.desk.accessibility import Role
from tests.desk.display import wait_until
from tests.e2e.patch import is_active_at
from tests.e2e.story import Story

LETTER = "It works again. Thank you, Ana!"


def come_to_control(story: Story) -> None:
    story.meet()
    story.ask_for_control()
    story.allow_control()


def work_in_a_terminal(story: Story) -> None:
    """What the person was doing before they asked for help; the keyboard goes back there after each question."""
    story.home.start(["xterm", "-geometry", "60x12+1000+120"])
    time.sleep(1.5)
    story.person.click(1200, 200)


def is_down(story: Story, name: str) -> bool:
    screen = display.Display(story.home.name)
    try:
        code = screen.keysym_to_keycode(XK.string_to_keysym(name))
        return bool(screen.query_keymap()[code // 8] & 1 << code % 8)
    finally:
        screen.close()


def worn(name: str) -> float:
    """What the pointer of a display looks like: how many times as high as wide it is."""
    screen = display.Display(name)
    try:
        screen.xfixes_query_version()
        image = screen.xfixes_get_cursor_image(screen.screen().root)
        return image.height / image.width
    finally:
        screen.close()


@contextlib.contextmanager
def place_without_text(name: str, x: int, y: int) -> Iterator[None]:
    """A window around that point with the server's own square pointer.

    What the bare desk's pointer looks like is up to the cursor theme of the computer; this and xterm's text pointer are
    glyphs of the X server and look the same everywhere.
    """
    screen = display.Display(name)
    try:
        font = screen.open_font("cursor")
        square = font.create_glyph_cursor(
            font, Xcursorfont.X_cursor, Xcursorfont.X_cursor + 1, (0, 0, 0), (0xFFFF,) * 3
        )
        root = screen.screen().root
        window = root.create_window(
            x - 40,
            y - 40,
            80,
            80,
            0,
            X.CopyFromParent,
            override_redirect=1,
            background_pixel=0x80_80_80,
            cursor=square,
        )
        window.map()
        screen.sync()
        yield
    finally:
        screen.close()


def text_of(path: Path) -> Callable[[], str]:
    return lambda: path.read_text(encoding="utf-8") if path.exists() else ""


def test_story_pair_see_type_revoke_end_and_the_record_verifies(story: Story, tmp_path: Path) -> None:
    letter, terminal = tmp_path / "letter.txt", tmp_path / "terminal.txt"
    story.home.start([sys.executable, "-m", "tests.e2e.editor", str(letter)])
    story.home.start(["xterm", "-geometry", "60x12+1000+120", "-e", "sh", "-c", f"head -n1 > '{terminal}'; cat"])
    come_to_control(story)

    story.type_remotely(LETTER, (400, 400))
    wait_until(lambda: LETTER in text_of(letter)(), "the sentence is in the Qt field")
    story.type_remotely("ls -l ~ # 100%\n", (1200, 200))
    wait_until(lambda: text_of(terminal)() == "ls -l ~ # 100%\n", "the line is in xterm")

    story.agent.move(
        *story.in_view(1210, 230)
    )  # elsewhere in it: xterm hides its pointer from typing to the next move
    wait_until(lambda: worn(story.home.name) > 1.5, "a pointer for text")
    wait_until(
        lambda: worn(story.office.name) == pytest.approx(worn(story.home.name), rel=0.2),
        "the agent wears its text cursor",
    )
    with place_without_text(story.home.name, 1270, 700):
        story.agent.move(*story.in_view(1270, 700))
        wait_until(lambda: worn(story.home.name) == pytest.approx(1, rel=0.4), "nothing to write in there")
        wait_until(lambda: worn(story.office.name) == pytest.approx(1, rel=0.4), "the agent sees that too")

    story.take_control_back()
    before = text_of(letter)()
    story.type_remotely("this must not arrive", (400, 400), arrives=False)
    time.sleep(0.7)
    assert text_of(letter)() == before

    story.stop()
    story.at_office.wait_for(None, re.compile("The person stopped"))
    verdict, events = story.export(tmp_path / "session.jsonl")
    assert verdict == "intact"
    assert events >= 8
    record = (tmp_path / "session.jsonl").read_text()
    assert "printer" not in record, "the record says what was allowed, never what was written"
    assert LETTER not in record


def test_story_panic_keys_end_everything_while_the_agent_holds_the_mouse(story: Story) -> None:
    story.meet()
    work_in_a_terminal(story)
    story.ask_for_control()
    story.allow_control()
    story.agent.click(*story.in_view(900, 700))
    pause = story.at_home.wait_for(Role.BUTTON, "Pause")
    with story.agent.held("Return"):
        wait_until(lambda: is_down(story, "Return"), "the agent's Enter is down at home", timeout_s=5)
        time.sleep(1.0)  # until it repeats itself
        x_px, y_px = pause.center
        story.person.drag((x_px, y_px), (x_px + 4, y_px + 2))  # a hand that trembles
        resume = story.at_home.wait_for(Role.BUTTON, "Resume", timeout_s=5)
        time.sleep(1.0)
        assert story.at_home.find(Role.BUTTON, "Resume") is not None, "the agent's Enter has ended the pause"
    assert not is_down(story, "Return")
    story.person.click(*resume.center)
    story.at_home.wait_for(Role.BUTTON, "Pause")
    story.at_office.wait_for(Role.LABEL, "You see the screen and can use it", timeout_s=5)
    story.agent.click(*story.in_view(1200, 200))
    wait_until(lambda: is_active_at(story.home.name, (1200, 200)), "her click has given the terminal the keyboard")
    with story.agent.held("Down"):
        wait_until(lambda: is_down(story, "Down"), "the agent's arrow is down at home", timeout_s=5)
        story.agent.move(*story.in_view(900, 500))
        story.person.press("ctrl+alt+End")
        story.at_home.wait_for(Role.LABEL, re.compile("can no longer see or use your computer"), timeout_s=5)
    assert not is_down(story, "Down")
    story.at_office.wait_for(Role.BUTTON, re.compile("Close tab"))


@pytest.mark.hostile(16)
def test_story_agents_clicks_and_keys_never_answer_a_question(story: Story) -> None:
    story.meet()
    story.ask_for_control()
    label = story.at_home.wait_for(Role.LABEL, re.compile("asks to use your mouse and keyboard"))
    story.person.click(*label.center)
    allow = story.at_home.wait_for(Role.BUTTON, "Allow", is_enabled=True, timeout_s=10)
    story.agent.click(*story.in_view(*allow.center))
    story.agent.press("Return")
    story.agent.press("space")
    time.sleep(1.0)
    assert story.at_home.find(Role.LABEL, re.compile("asks to use your mouse and keyboard")) is not None
    assert story.at_home.find(Role.CHECK_BOX, re.compile("Mouse and keyboard: on")) is None


@pytest.mark.hostile(23)
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "unreachable"])
def test_story_console_gone_with_keys_down_lets_go_of_them(story: Story, end: signal.Signals) -> None:
    """Killed it says no more and its ports answer with errors; stopped it is like a network that swallows everything."""
    story.meet()
    work_in_a_terminal(story)
    story.ask_for_control()
    story.allow_control()
    story.agent.click(*story.in_view(900, 700))
    with story.agent.held("ctrl"):
        wait_until(lambda: is_down(story, "Control_L"), "the agent's Ctrl is down at home", timeout_s=5)
        assert story.console is not None
        os.kill(story.console.pid, end)
        start_s = time.monotonic()
        wait_until(lambda: not is_down(story, "Control_L"), "all keys are up", timeout_s=5)
        assert time.monotonic() - start_s < 4.5


@pytest.mark.hostile(23)
def test_story_client_killed_with_keys_down_lets_go_of_them(story: Story) -> None:
    story.meet()
    work_in_a_terminal(story)
    story.ask_for_control()
    story.allow_control()
    story.agent.click(*story.in_view(900, 700))
    with story.agent.held("ctrl"):
        wait_until(lambda: is_down(story, "Control_L"), "the agent's Ctrl is down at home", timeout_s=5)
        assert story.client is not None
        os.kill(story.client.pid, signal.SIGKILL)
        wait_until(lambda: not is_down(story, "Control_L"), "Ctrl is up", timeout_s=4)
    # Nobody said goodbye: the agent is told that the line is silent, and keeps nothing but the last picture.
    story.at_office.wait_for(None, re.compile("The line is silent"), timeout_s=10)


@pytest.mark.hostile(39)
def test_story_server_restarted_in_the_middle_loses_nothing(story: Story, tmp_path: Path) -> None:
    story.meet()
    assert story.server is not None
    story.server.kill()
    story.server.wait()
    time.sleep(1)
    switch = story.at_home.wait_for(Role.CHECK_BOX, re.compile("See the screen: on"))
    story.restart_server()
    time.sleep(6)
    assert story.at_home.find(Role.CHECK_BOX, re.compile("See the screen: on")) is not None
    story.person.click(*switch.center)
    story.stop()
    verdict, _ = story.export(tmp_path / "session.jsonl")
    assert verdict == "intact"
    assert '"session:consent:revoked"' in (tmp_path / "session.jsonl").read_text()
