"""Ana stays signed in on her own computer: closed and opened again, until she leaves; and a computer without a keyring."""

import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.accessibility import Node, Role, State
from tests.desk.display import stop_process, wait_until
from tests.desk.keyring_daemon import KeyringDaemon
from tests.e2e.story import BIN, EMAIL, PASSWORD, Story
from tests.e2e.test_bad_input import events

CODE_FIELD = "Code the person reads to you"
BOX = "Stay signed in on this computer"
SERVICE = "alongside-console"
ANOTHER_PASSWORD = "quite another horse, much longer"


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    with Story(tmp_path) as story:
        story.start_server()
        yield story


def _open(story: Story, *options: str) -> None:
    story.console = story.office.start(
        [str(BIN / "alongside-console"), "--server", f"ws://127.0.0.1:{story.port}", "--lang", "en", *options],
        log=story.log("console"),
    )


def _close(story: Story) -> None:
    assert story.console is not None
    stop_process(story.console)


def _sign_in(story: Story) -> None:
    story.agent.click(*story.at_office.wait_for(Role.PASSWORD, is_enabled=True).center)
    story.agent.type(PASSWORD)
    story.agent.press("Return")
    story.at_office.wait_for(Role.TEXT, CODE_FIELD, timeout_s=20)


def _box(story: Story) -> Node:
    return story.at_office.wait_for(Role.CHECK_BOX, BOX, is_enabled=True, timeout_s=40)


def _log(story: Story) -> str:
    text = story.log("console").read_text()
    assert "Traceback" not in text
    assert PASSWORD not in text
    return text


def test_closed_and_opened_again_she_is_signed_in_until_she_leaves(story: Story) -> None:
    url = f"ws://127.0.0.1:{story.port}/v1/signaling"
    with KeyringDaemon(story.office) as daemon:
        _open(story, "--email", EMAIL)
        box = _box(story)
        assert State.CHECKED not in box.states
        story.agent.click(*box.center)
        story.picture("stay-ticked")
        assert daemon.entries(SERVICE) == {}
        _sign_in(story)
        wait_until(lambda: daemon.entries(SERVICE).keys() == {url}, "her sign-in is in the keyring")
        entry = json.loads(daemon.entries(SERVICE)[url])
        assert entry.keys() == {"server", "email", "token"}
        assert (entry["server"], entry["email"]) == (url, EMAIL)

        _close(story)
        _open(story)
        story.at_office.wait_for(Role.TEXT, CODE_FIELD, timeout_s=40)
        wait_until(lambda: events(story, "auth:login:ok", "ok") == 2, "by her token, without a word from her")
        assert json.loads(daemon.entries(SERVICE)[url]) == entry

        story.press(story.at_office, story.agent, "Menu of Ana Pop")
        time.sleep(0.5)  # the menu is open
        story.agent.press("Up")  # to its last line, which signs out
        story.agent.press("Return")
        story.at_office.wait_for(Role.PASSWORD, timeout_s=10)
        wait_until(lambda: daemon.entries(SERVICE) == {}, "her sign-in has left the keyring")

        _close(story)
        _open(story, "--email", EMAIL)
        assert State.CHECKED in _box(story).states, "that she likes to stay is remembered"
        story.picture("stay-remembered")
        story.agent.click(*_box(story).center)
        _sign_in(story)
        assert daemon.entries(SERVICE) == {}
    assert entry["token"] not in _log(story)


def test_sign_in_that_the_server_has_ended_is_said_and_its_entry_deleted(story: Story) -> None:
    with KeyringDaemon(story.office) as daemon:
        _open(story, "--email", EMAIL)
        story.agent.click(*_box(story).center)
        _sign_in(story)
        wait_until(lambda: len(daemon.entries(SERVICE)) == 1, "her sign-in is in the keyring")
        _close(story)
        command = [BIN / "alongside-server", "account", "set-password", EMAIL, "--password-stdin"]
        subprocess.run([*command, "--data-dir", story.data], input=ANOTHER_PASSWORD.encode(), check=True)
        _open(story)
        story.at_office.wait_for(None, re.compile("You were signed out"), timeout_s=40)
        assert story.at_office.read_text(story.at_office.wait_for(Role.TEXT, "E-mail address")) == EMAIL
        wait_until(lambda: daemon.entries(SERVICE) == {}, "what stands for nothing is not kept")
        story.picture("stay-signed-out")
    _log(story)


def test_without_a_keyring_the_page_says_so_and_she_signs_in_all_the_same(story: Story) -> None:
    _open(story, "--email", EMAIL)
    story.at_office.wait_for(None, re.compile("has no keyring"), timeout_s=40)
    assert State.ENABLED not in story.at_office.wait_for(Role.CHECK_BOX, BOX).states
    story.picture("stay-no-keyring")
    _sign_in(story)
    assert _log(story).count("keyring_unusable") == 1


def test_keyring_that_hangs_holds_nothing_up(story: Story) -> None:
    with KeyringDaemon(story.office) as daemon:
        daemon.hang()
        _open(story, "--email", EMAIL)
        story.at_office.wait_for(Role.PASSWORD, timeout_s=40)
        start_s = time.monotonic()
        story.at_office.wait_for(None, re.compile("does not answer"), timeout_s=20)
        assert time.monotonic() - start_s < 15, "a few seconds; more only on a machine that is busy"
        story.picture("stay-hanging")
        _sign_in(story)
        start_s = time.monotonic()
        _close(story)
        assert time.monotonic() - start_s < 8
        assert story.console is not None
        assert story.console.returncode in {143, -15}, "it ended in order, and was not killed"
    assert "problem=slow" in _log(story)
