"""Two people at one computer, as they live it: the person's hand comes first, rights come and go in the middle."""

import contextlib
import re
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from Xlib import X
from Xlib.display import Display

from tests.desk.accessibility import Role
from tests.desk.display import wait_until
from tests.desk.person import Person
from tests.e2e.patch import is_active_at
from tests.e2e.story import Story

TERMINAL_PX = (1_200, 200)


@pytest.fixture
def story(story: Story) -> Story:
    story.meet()
    return story


@pytest.fixture
def home(story: Story) -> Iterator[Any]:
    """What the person's X server believes."""
    display: Any = Display(story.home.name)
    yield display
    display.close()


@contextlib.contextmanager
def _keeps_typing(person: Person) -> Iterator[None]:
    """Meanwhile the person goes on: both programs are to be looked at while the agent waits, however slow that is."""
    is_over = threading.Event()

    def keep_typing() -> None:
        while not is_over.wait(0.3):
            person.press("a")

    thread = threading.Thread(target=keep_typing, name="keeps-typing")
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _is_ctrl_down(home: Any) -> bool:
    keycode = home.keysym_to_keycode(0xFFE3)
    return bool(home.query_keymap()[keycode // 8] >> keycode % 8 & 1)


def test_together_the_persons_hand_comes_first_and_both_see_why(story: Story, home: Any) -> None:
    # Keys for our own windows are refused, so the person has to be working in another one.
    story.home.start(["xterm", "-geometry", "60x12+1000+120"])
    time.sleep(1.5)
    story.person.click(*TERMINAL_PX)
    story.ask_for_control()
    story.allow_control()
    story.agent.click(*story.in_view(*TERMINAL_PX))
    wait_until(lambda: is_active_at(story.home.name, TERMINAL_PX), "her click has given the terminal the keyboard")
    with story.agent.held("ctrl"):
        wait_until(lambda: _is_ctrl_down(home), "the agent's Ctrl is down at home")
        story.person.press("a")
        wait_until(lambda: not _is_ctrl_down(home), "it is up: the person types", timeout_s=2)
        with _keeps_typing(story.person):
            story.at_home.wait_for(
                None, re.compile("You are using the mouse or keyboard: Ana Pop waits"), timeout_s=10
            )
            story.at_office.wait_for(None, re.compile("your input does not arrive"), timeout_s=10)
    story.at_office.wait_for(None, re.compile("Right Ctrl or Ctrl.Alt.Shift brings it back"), timeout_s=10)
    with story.agent.held("ctrl"):
        wait_until(lambda: _is_ctrl_down(home), "the agent goes on once the person's hands rest", timeout_s=5)


def test_together_the_agent_hears_why_a_press_did_nothing(story: Story, home: Any) -> None:
    story.home.start(["xterm", "-geometry", "60x12+1000+320"])
    time.sleep(1.5)
    story.ask_for_control()
    story.allow_control()
    stop = story.at_home.wait_for(Role.BUTTON, "Stop")
    time.sleep(2.0)  # the person's hand has rested
    story.agent.click(*story.in_view(*stop.center))
    story.at_office.wait_for(None, re.compile("That window is the person's alone"), timeout_s=5)
    assert story.at_home.find(Role.BUTTON, "Stop") is not None, "and nothing is stopped"

    terminal = (TERMINAL_PX[0], TERMINAL_PX[1] + 200)
    story.agent.click(*story.in_view(*terminal))
    wait_until(lambda: is_active_at(story.home.name, terminal), "her click has given the terminal the keyboard")
    story.at_office.wait_for(None, re.compile("Right Ctrl or Ctrl.Alt.Shift brings it back"), timeout_s=10)
    story.agent.press("ctrl+alt+End")
    story.at_office.wait_for(None, re.compile("Those keys stop everything"), timeout_s=5)
    assert story.at_home.find(Role.BUTTON, "Stop") is not None


def test_together_control_is_offered_and_ends_when_nobody_watches_the_desk(story: Story, home: Any) -> None:
    offer = story.at_home.wait_for(Role.BUTTON, "Allow mouse and keyboard", is_enabled=True)
    time.sleep(0.5)  # the bar has taken its place
    story.person.click(*(story.at_home.refresh(offer) or offer).center)
    story.allow("Allow Ana Pop to use your mouse and keyboard")
    story.at_home.wait_for(Role.CHECK_BOX, re.compile("Mouse and keyboard: on, .* left"))
    story.at_office.wait_for(Role.BUTTON, "Give back: Mouse and keyboard")
    assert story.at_home.find(Role.BUTTON, "Allow mouse and keyboard") is None

    home.force_screen_saver(X.ScreenSaverActive)
    home.sync()
    story.at_office.wait_for(None, re.compile("The person's screen was locked"), timeout_s=5)
    home.force_screen_saver(X.ScreenSaverReset)
    home.sync()
    story.at_home.wait_for(None, re.compile("Your screen was locked"), timeout_s=5)
    story.at_home.wait_for(Role.BUTTON, "Allow mouse and keyboard", is_enabled=True)
