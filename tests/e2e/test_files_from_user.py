"""Files from the person through real windows: Ana asks for one, the person finds it in a dialog, reads and sends it."""

import os
import re
from pathlib import Path

import pytest

from tests.desk.accessibility import Role
from tests.desk.display import wait_until
from tests.desk.file_manager import FileManager
from tests.e2e.story import Story

SEND = re.compile(r"^Send$")


@pytest.fixture
def story(story: Story) -> Story:
    story.meet()
    return story


def _ask(story: Story, reason: str) -> None:
    """Ana says which file she needs."""
    box = story.at_office.wait_for(Role.TEXT, re.compile("Why you ask"), is_enabled=True)
    story.agent.click(*box.center)
    story.agent.type(reason)
    story.agent.scroll("down", 30)  # on a panel as small as this one files stand below its edge
    story.press(story.at_office, story.agent, "Ask for files")


def _choose(story: Story, path: Path) -> None:
    """The person presses the button and types where the file is, as the dialog lets them."""
    story.press(story.at_home, story.person, re.compile("Choose files"))
    story.at_home.wait_for(None, re.compile("File name"), timeout_s=15)
    story.person.type(str(path))
    story.person.press("Return")


def _send(story: Story, picture: str | None = None) -> None:
    """The person reads the list, waits, and presses Send."""
    label = story.at_home.wait_for(Role.LABEL, re.compile("Send these files to Ana Pop"), timeout_s=20)
    story.person.click(*label.center)
    if picture is not None:
        story.picture(picture)
    button = story.at_home.wait_for(Role.BUTTON, SEND, is_enabled=True, timeout_s=15)
    story.person.click(*button.center)


def _save(story: Story, folder: Path) -> None:
    """Ana reads the list and says where it goes."""
    story.at_office.wait_for(None, re.compile("The person sends you files"), timeout_s=20)
    story.press(story.at_office, story.agent, re.compile("Another folder"))
    story.at_office.wait_for(None, re.compile("Directory"), timeout_s=15)
    story.agent.type(str(folder))
    story.agent.press("Return")
    story.at_office.wait_for(None, re.compile(re.escape(str(folder))), timeout_s=15)
    story.press(story.at_office, story.agent, "Save")


def test_file_that_was_asked_for_goes_from_home_to_the_office(story: Story, tmp_path: Path):
    source, folder = tmp_path / "setup.log", tmp_path / "incoming"
    source.write_bytes(os.urandom(3_000_000))
    folder.mkdir()
    _ask(story, "the log file of the setup")
    story.at_home.wait_for(Role.LABEL, re.compile("asks you for files"), timeout_s=20)
    story.at_home.wait_for(Role.LABEL, re.compile("the log file of the setup"))
    story.at_office.wait_for(None, re.compile("answering a question"))
    story.picture("client-question-send")
    _choose(story, source)
    story.at_home.wait_for(None, "setup.log", timeout_s=15)
    story.at_home.wait_for(Role.LABEL, re.compile("1 file, 3.0 MB"))
    _send(story, "client-question-send-list")
    story.at_office.wait_for(None, "setup.log", timeout_s=20)
    assert list(folder.iterdir()) == [], "nothing is written before Ana says where"
    story.picture("console-files-offered")
    _save(story, folder)
    story.at_office.wait_for(None, re.compile("Every file was checked"), timeout_s=60)
    story.at_home.wait_for(None, re.compile("Every file was checked"), timeout_s=20)
    story.picture("files-from-user-done")
    assert (folder / source.name).read_bytes() == source.read_bytes()
    story.stop()
    verdict, _ = story.export(tmp_path / "record.jsonl")
    assert verdict == "intact"
    record = (tmp_path / "record.jsonl").read_text()
    assert source.name not in record
    assert "file_from_user" in record


def test_file_dragged_onto_the_question_is_in_the_list_and_goes_nowhere_before_send(story: Story, tmp_path: Path):
    folder = tmp_path / "at-home"
    folder.mkdir()
    (folder / "setup.log").write_bytes(os.urandom(500_000))
    manager = FileManager(story.home, story.at_home, story.person, folder, (40, 620))
    _ask(story, "the log file of the setup")
    question = story.at_home.wait_for(Role.LABEL, re.compile("asks you for files"), timeout_s=20)
    story.person.click(*question.center)
    manager.drag("setup.log", question.center)
    story.at_home.wait_for(Role.LABEL, re.compile("Send these files to Ana Pop"), timeout_s=20)
    story.at_home.wait_for(None, "setup.log")
    story.picture("files-dropped-on-question")
    assert story.at_office.find(None, "setup.log") is None, "Ana reads no name before Send"
    _send(story)
    story.at_office.wait_for(None, "setup.log", timeout_s=20)
    assert (folder / "setup.log").exists(), "what is dragged is copied, never moved"


def test_person_sends_unasked_and_stops_in_the_middle(story: Story, tmp_path: Path):
    source, folder = tmp_path / "large.bin", tmp_path / "incoming"
    source.write_bytes(os.urandom(1_000_000))
    os.truncate(source, 2_000_000_000)
    folder.mkdir()
    story.press(story.at_home, story.person, "Files")
    story.press(story.at_home, story.person, re.compile("Send files"))
    story.at_home.wait_for(Role.LABEL, re.compile("Send files to Ana Pop"), timeout_s=20)
    _choose(story, source)
    _send(story)
    _save(story, folder)
    story.at_home.wait_for(None, re.compile(r"MB of 2.0 GB"), timeout_s=40)
    story.at_office.wait_for(None, re.compile(r"MB of 2.0 GB"), timeout_s=40)
    story.picture("files-from-user-moving")
    story.stop()
    wait_until(lambda: list(folder.iterdir()) == [], "what is not whole is removed", timeout_s=10)


def test_agent_cancels_and_nothing_is_left(story: Story, tmp_path: Path):
    source, folder = tmp_path / "large.bin", tmp_path / "incoming"
    source.write_bytes(os.urandom(1_000_000))
    os.truncate(source, 2_000_000_000)
    folder.mkdir()
    _ask(story, "the backup")
    story.at_home.wait_for(Role.LABEL, re.compile("asks you for files"), timeout_s=20)
    _choose(story, source)
    _send(story)
    _save(story, folder)
    story.at_office.wait_for(None, re.compile(r"MB of 2.0 GB"), timeout_s=40)
    story.press(story.at_office, story.agent, "Cancel")
    story.at_home.wait_for(None, re.compile("Stopped on the other computer"), timeout_s=20)
    wait_until(lambda: list(folder.iterdir()) == [], "what is not whole is removed", timeout_s=10)
    story.at_home.wait_for(Role.BUTTON, re.compile("Send files"), is_enabled=True)
