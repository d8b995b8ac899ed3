"""A right that is about to end: Ana asks for more time and says why, the person allows it, and both see the time go up."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.geometry import Rect
from signaling.domain.accounts import Role as AccountRole
from tests.desk.accessibility import Role
from tests.desk.display import wait_until
from tests.e2e.hands import wait_for_rest
from tests.e2e.key_board import KeyBoard
from tests.e2e.story import Story
from tests.integration.server.running_server import add_account
from tests.integration.server.test_admin_page import Browser

ADMIN = "maria@help.example"
FIRST_REASON, SECOND_REASON = "to look at the printer settings", "The driver is not done yet"
SHORTEST_MIN = 2
"""The shortest time the organisation's rules can give a right; in its last minute it is about to end."""
LONG, ENDING = (
    re.compile(r"Mouse and keyboard: on, 2 minutes left"),
    re.compile(r"Mouse and keyboard: on, \d+ seconds? left"),
)
MORE = "Ask for more time"


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    """The organisation lets control last two minutes from each yes."""
    with Story(tmp_path / "story") as story:
        story.start_server()
        add_account(story.data, ADMIN, AccountRole.ADMIN, name="Maria Ionescu")
        browser = Browser(f"http://127.0.0.1:{story.port}")
        assert browser.sign_in(ADMIN).status == 303
        rule = {"key": browser.form_key, "right_minutes": f"control={SHORTEST_MIN}"}
        assert browser.post("/admin/policies", rule).status == 303
        story.open_programs()
        story.meet()
        yield story


def wait_slowly(story: Story) -> None:
    """Wait until the last minute has come; a look a second leaves the two programs their time."""

    def is_offered() -> bool:
        time.sleep(1.0)
        return story.at_office.find(Role.BUTTON, MORE) is not None

    wait_until(is_offered, "Ana may ask for more time", timeout_s=60 * SHORTEST_MIN)


def test_more_time_asked_for_with_a_reason_is_allowed_and_shown_on_both_sides(story: Story, tmp_path: Path) -> None:
    story.ask_for_control(FIRST_REASON)
    story.at_home.wait_for(Role.LABEL, re.compile("It ends by itself after 2 minutes"))
    story.allow_control()
    story.at_home.wait_for(Role.CHECK_BOX, LONG)
    story.at_office.wait_for(Role.LABEL, re.compile(r"\b2 min left$"))

    wait_slowly(story)
    story.at_office.wait_for(None, "Its time is over in less than a minute: Mouse and keyboard.")
    story.at_office.wait_for(Role.LABEL, re.compile(r"\b\d+ s left$"))
    story.at_home.wait_for(Role.CHECK_BOX, ENDING)
    story.at_home.wait_for(None, "In less than a minute this is switched off: Mouse and keyboard.")
    story.picture("more-time-ending")

    box = story.at_office.wait_for(Role.TEXT, re.compile("Why you ask"), is_enabled=True)
    story.agent.click(*box.center)
    story.agent.type(SECOND_REASON)
    story.press(story.at_office, story.agent, MORE)
    story.at_home.wait_for(Role.LABEL, re.compile(SECOND_REASON))
    assert story.at_home.find(Role.LABEL, re.compile(FIRST_REASON)) is None, "not for a reason of before"
    story.allow("asks to use your mouse and keyboard", "more-time-question")

    story.at_home.wait_for(Role.CHECK_BOX, LONG)
    story.at_office.wait_for(Role.LABEL, re.compile(r"\b2 min left$"))
    story.at_office.wait_gone(Role.BUTTON, MORE)
    story.at_home.wait_gone(None, re.compile("In less than a minute"))
    story.picture("more-time-given")

    # She goes on. The person's window manager may still be giving the keyboard back after the question.
    with KeyBoard(story.home.name, Rect(700, 600, 240, 240)) as board:
        wait_for_rest(story)

        def is_typed() -> bool:
            if not board.has_focus:
                story.agent.click(*story.in_view(820, 720))
                wait_until(lambda: board.has_focus, "Ana's click arrives")
            story.agent.press("a")
            return ("a", True) in board.keys

        wait_until(is_typed, "and her key")
    story.agent.press("Control_R")

    # The person reads of it what it was, and nothing of an end.
    story.press(story.at_home, story.person, "Messages")
    story.at_home.wait_for(Role.LABEL, re.compile(r"You gave more time for it: Mouse and keyboard\.$"))
    assert story.at_home.find(Role.LABEL, re.compile("can no longer use")) is None

    story.stop()
    verdict, _ = story.export(tmp_path / "record.jsonl")
    assert verdict == "intact"
    assert "driver" not in (tmp_path / "record.jsonl").read_text()
    events = [json.loads(line) for line in (tmp_path / "record.jsonl").read_text().splitlines()]
    of_control = [
        (event["type"].rpartition(":")[2], event["data"]["prompt_id"], event["data"].get("source"))
        for event in events
        if event.get("data", {}).get("capability") == "control" and "consent" in event["type"]
    ]
    assert of_control == [
        ("asked", 2, None),
        ("granted", 2, "local"),
        ("asked", 3, None),
        ("granted", 3, "local"),
        ("revoked", 2, "renewed"),
        ("revoked", 3, "need_gone"),  # with Stop seeing ends first
    ]
