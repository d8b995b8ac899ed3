"""The main job at a desk with real devices, as at home: fingers and a mouse answer, a program's presses do not."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.accessibility import Node, Role
from tests.desk.display import wait_until
from tests.desk.hardware_display import HardwareDisplay
from tests.desk.hardware_person import HardwarePerson
from tests.desk.person import Person
from tests.e2e.patch import is_active_at
from tests.e2e.story import ALLOW, HEIGHT_PX, WIDTH_PX, Story

TERMINAL_PX = (1_200, 200)
CONTROL = re.compile("asks to use your mouse and keyboard")


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    """At home are a mouse, a keyboard and a touch screen."""
    home = HardwareDisplay(width_px=WIDTH_PX, height_px=HEIGHT_PX)
    with Story(tmp_path / "story", home=home) as story:
        story.start_server()
        story.open_programs()
        yield story


@pytest.fixture
def person(story: Story) -> HardwarePerson:
    assert isinstance(story.person, HardwarePerson)
    return story.person


def allow_button(story: Story) -> Node:
    return story.at_home.wait_for(Role.BUTTON, ALLOW, is_enabled=True, timeout_s=15)


def test_hardware_finger_answers_and_holds_the_agent_and_a_program_cannot(
    story: Story, person: HardwarePerson, tmp_path: Path
) -> None:
    story.meet()
    story.home.start(["xterm", "-geometry", "60x12+1000+120"])
    time.sleep(1.5)
    story.ask_for_control()

    # A program clicks on Allow: nothing is allowed, and the person reads why.
    person.touch(*story.at_home.wait_for(Role.LABEL, CONTROL).center)
    with Person(story.home.name) as program:
        program.click(*allow_button(story).center)
    story.at_home.wait_for(None, re.compile("seems to come from a program"), timeout_s=10)
    story.picture("hardware-program-refused")
    time.sleep(1.0)  # a press beside a program's is not believed: the person presses again
    person.touch(*allow_button(story).center)
    story.at_home.wait_for(Role.CHECK_BOX, re.compile("Mouse and keyboard: on"), timeout_s=10)

    # The agent steers until the person lays a finger on the screen, and for as long as it lies there.
    story.agent.click(*story.in_view(*TERMINAL_PX))
    wait_until(lambda: is_active_at(story.home.name, TERMINAL_PX), "her click has given the terminal the keyboard")
    person.put_finger(1_200, 900)
    story.at_home.wait_for(None, re.compile("You are using the mouse or keyboard: Ana Pop waits"), timeout_s=10)
    story.at_office.wait_for(None, re.compile("your input does not arrive"), timeout_s=10)
    story.picture("hardware-finger-down")
    person.lift_finger(1_200, 900)

    # Stop by finger.
    person.touch(*story.at_home.wait_for(Role.BUTTON, re.compile("Stop"), is_enabled=True).center)
    story.at_home.wait_for(Role.LABEL, re.compile("can no longer see or use your computer"), timeout_s=10)
    story.at_home.wait_for(Role.LABEL, re.compile("server has confirmed"), timeout_s=10)

    verdict, _ = story.export(tmp_path / "record.jsonl")
    assert verdict == "intact"
    record = [json.loads(line) for line in (tmp_path / "record.jsonl").read_text().splitlines()]
    assert '"source":"virtual"' not in json.dumps(record, separators=(",", ":"))
    assert json.dumps(record, separators=(",", ":")).count('"source":"local"') >= 2
