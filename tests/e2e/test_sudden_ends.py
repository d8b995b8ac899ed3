"""Programs ended from outside, by a terminal or the system, in the middle of a session."""

import re
import signal
from collections.abc import Iterator

import pytest

from tests.desk.accessibility import Role
from tests.desk.display import wait_until
from tests.e2e.story import Story
from tests.e2e.test_bad_input import close_tabs, events, get_code, type_code
from tests.e2e.test_story import is_down, work_in_a_terminal


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with Story(tmp_path_factory.mktemp("sudden-ends") / "story") as story:
        story.start_server()
        story.open_programs()
        story.sign_in()
        yield story


def test_client_ended_by_a_signal_lets_go_says_goodbye_and_hands_in_its_record(story: Story) -> None:
    type_code(story, get_code(story))
    story.allow_seeing()
    work_in_a_terminal(story)
    story.ask_for_control()
    story.allow_control()
    story.agent.click(*story.in_view(900, 700))
    assert story.client is not None
    with story.agent.held("ctrl"):
        wait_until(lambda: is_down(story, "Control_L"), "the agent's Ctrl is down at home", timeout_s=15)
        story.client.send_signal(signal.SIGTERM)
        assert story.client.wait(20) == 143
        assert not is_down(story, "Control_L")
    story.at_office.wait_for(None, re.compile("The person stopped"), timeout_s=10)
    assert events(story, "session:consent:revoked") == 2
    assert events(story, "session:life:closed") == 1
    assert "Traceback" not in story.log("client").read_text()
    close_tabs(story)


def test_console_ended_by_a_signal_asks_nothing_and_leaves_its_sessions(story: Story) -> None:
    assert story.console is not None
    story.client = story.home.start(story.client_command, log=story.log("client"))
    story.at_home.wait_for(Role.BUTTON, "I asked for help", timeout_s=40)
    type_code(story, get_code(story))
    story.allow_seeing()

    story.console.send_signal(signal.SIGINT)

    assert story.console.wait(30) == 130
    story.at_home.wait_for(Role.LABEL, re.compile("Your helper has finished"), timeout_s=5)
    story.at_home.wait_for(Role.LABEL, re.compile("server has confirmed"), timeout_s=10)
    assert "Traceback" not in story.log("console").read_text()

    story.client.send_signal(signal.SIGHUP)
    assert story.client.wait(20) == 129
    assert "Traceback" not in story.log("client").read_text()
