"""Ana signs in as people with a phone do: password, code, and then not again until she leaves."""

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyotp.totp import TOTP

from tests.desk.accessibility import Role
from tests.desk.display import stop_process
from tests.e2e.story import BIN, EMAIL, PASSWORD, Story
from tests.e2e.test_bad_input import events

CODE_FIELD = "Code the person reads to you"


def add_account_with_phone(data: Path) -> str:
    """Give Ana an account as the README does; returns what her phone was given."""
    command = [BIN / "alongside-server", "account", "add", EMAIL, "--name", "Ana Pop", "--password-stdin"]
    done = subprocess.run(
        [*command, "--data-dir", data], input=PASSWORD, check=True, stdout=subprocess.PIPE, text=True
    )
    secret = re.search(r"secret=([A-Z2-7]{32})", done.stdout)
    assert secret is not None
    return secret[1]


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[tuple[Story, TOTP]]:
    with Story(tmp_path) as story:
        secret = add_account_with_phone(story.data)
        story.restart_server()
        story.console = story.office.start(
            [str(BIN / "alongside-console"), "--server", f"ws://127.0.0.1:{story.port}", "--email", EMAIL,
             "--lang", "en"],
            log=story.log("console"),
        )  # fmt: skip
        story.at_office.wait_for(Role.PASSWORD, timeout_s=40)
        yield story, TOTP(secret)


def _type(story: Story, text: str) -> None:
    story.agent.type(text)
    story.agent.press("Return")


def test_password_then_code_then_not_again_until_she_leaves(phone: tuple[Story, TOTP]) -> None:
    story, totp = phone
    password = story.at_office.wait_for(Role.PASSWORD, is_enabled=True)
    assert story.at_office.find(Role.TEXT, "Code") is None
    story.agent.click(*password.center)
    _type(story, PASSWORD)
    story.at_office.wait_for(Role.TEXT, "Code", timeout_s=20)
    time.sleep(0.3)  # the field has the keyboard
    story.picture("console-second-factor")
    _type(story, "000000")
    story.at_office.wait_for(None, re.compile("This code is wrong, or its half minute is over"), timeout_s=10)
    story.picture("console-second-factor-refused")
    _type(story, totp.now())
    story.at_office.wait_for(Role.TEXT, CODE_FIELD, timeout_s=20)

    assert story.server is not None
    stop_process(story.server)
    story.at_office.wait_for(None, re.compile("server"), timeout_s=20)
    story.restart_server()
    story.at_office.wait_for(Role.TEXT, CODE_FIELD, is_enabled=True, timeout_s=30)
    assert events(story, "auth:login:failed", "denied") == 1
    wait = time.monotonic() + 20
    while events(story, "auth:login:ok", "ok") < 2 and time.monotonic() < wait:
        time.sleep(0.1)
    assert events(story, "auth:login:ok", "ok") == 2, "by her token, without a word from her"

    story.press(story.at_office, story.agent, "Menu of Ana Pop")
    time.sleep(0.5)  # the menu is open
    story.agent.press("Up")  # to its last line, which signs out
    story.agent.press("Return")
    story.at_office.wait_for(Role.PASSWORD, timeout_s=10)
    assert events(story, "auth:logout:ok", "ok") == 1
