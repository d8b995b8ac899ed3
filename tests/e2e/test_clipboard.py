"""Two people copy and paste between two real desks; security test 28: what is copied stays where it is until a press."""

import io
import os
import re
import signal
import time
from pathlib import Path

import pytest
from PIL import Image

from tests.desk.accessibility import Role
from tests.desk.copier import Copier, paste
from tests.desk.display import wait_until
from tests.e2e.story import Story
from tests.fakes.pictures import lying_png, png

GET, PUT = "Get what is copied", "Put on the clipboard"
SEND = "Send what I copied"
LOOK_S = 1.5  # whoever listens to a clipboard has looked by then


@pytest.fixture
def story(story: Story) -> Story:
    story.meet()
    return story


def allow(story: Story, label: str, question: str) -> None:
    """Ana asks for one of the two ways, and the person allows it."""
    story.press(story.at_office, story.agent, f"Ask: {label}")
    story.allow(question)
    story.at_office.wait_for(Role.BUTTON, f"Give back: {label}", timeout_s=20)


def copy_passwords(story: Story, prefix: str) -> list[str]:
    """The person copies one password after another, as from a list; nobody may look at any of them.

    Returns:
        The passwords.
    """
    passwords = [f"{prefix}-password-{number}" for number in range(3)]
    for password in passwords:
        copier = Copier.with_text(story.home, password)
        time.sleep(LOOK_S)
        assert copier.asked == [], "copying is nobody's business"
    return passwords


@pytest.mark.hostile(28)
def test_passwords_copied_during_a_session_stay_where_they_are(story: Story, tmp_path: Path) -> None:
    at_office = Copier.with_text(story.office, "what Ana had copied")
    passwords = copy_passwords(story, "off")
    allow(story, PUT, "asks to put text or pictures on your clipboard")
    passwords += copy_passwords(story, "one-way")
    allow(story, GET, "asks you to send text or pictures you copy")
    passwords += copy_passwords(story, "on")
    story.picture("clipboard-rights")
    assert at_office.asked == []
    assert paste(story.office.name) == b"what Ana had copied"

    # A password manager says what it is: the press is answered with a sentence.
    secret = Copier.with_text(story.home, "hunter2", **{"x-kde-passwordManagerHint": b"secret"})
    story.press(story.at_home, story.person, SEND)
    story.at_home.wait_for(None, re.compile("marked as a password"), timeout_s=20)
    assert secret.asked == ["x-kde-passwordManagerHint"], "not even our own program reads it"
    story.picture("clipboard-secret")

    # For a program that hangs nobody waits: the person can pause meanwhile, and then it is wanted no more.
    frozen = Copier.with_text(story.home, "never read")
    os.kill(frozen.process.pid, signal.SIGSTOP)
    story.press(story.at_home, story.person, SEND)
    story.at_home.wait_for(None, re.compile("waiting for the program you copied this in"), timeout_s=5)
    story.picture("clipboard-frozen")
    story.press(story.at_home, story.person, "Pause")
    story.at_office.wait_for(None, re.compile("Paused by the person"), timeout_s=5)
    story.at_home.wait_for(None, re.compile("nothing is sent just now"), timeout_s=5)
    story.press(story.at_home, story.person, "Resume")
    os.kill(frozen.process.pid, signal.SIGCONT)
    time.sleep(LOOK_S)
    assert frozen.asked == []

    # One press sends one thing, and Ana's own clipboard changes when she presses Copy.
    open_words = Copier.with_text(story.home, "HP LaserJet 1020\nnot found")
    story.press(story.at_home, story.person, SEND)
    story.at_office.wait_for(
        None, re.compile("The person sent text they copied, 26 characters: “HP LaserJet 1020 not")
    )
    story.at_home.wait_for(None, re.compile("Sent to Ana Pop: the text you copied, 26 characters"), timeout_s=20)
    story.picture("clipboard-sent")
    assert open_words.asked != []
    assert at_office.asked == ["UTF8_STRING"], "only the test has looked at what Ana had copied"
    assert paste(story.office.name) == b"what Ana had copied"
    story.press(story.at_office, story.agent, "Copy")
    wait_until(lambda: paste(story.office.name) == b"HP LaserJet 1020\nnot found", "Ana has it", timeout_s=20)

    # Taken back, the button is gone.
    switch = story.at_home.wait_for(Role.CHECK_BOX, re.compile(f"{GET}: on"))
    story.person.click(*switch.center)
    story.at_office.wait_for(Role.BUTTON, f"Ask: {GET}", timeout_s=20)
    assert story.at_home.find(Role.BUTTON, SEND) is None
    passwords += copy_passwords(story, "taken back")

    story.stop()
    verdict, _ = story.export(tmp_path / "record.jsonl")
    assert verdict == "intact"
    record = (tmp_path / "record.jsonl").read_text()
    assert record.count('"session:clip:moved"') == 1
    assert '"kind":"text"' in record
    for words in (*passwords, "hunter2", "LaserJet", "what Ana"):
        assert words not in record
        assert words not in story.log("console").read_text() + story.log("client").read_text()


def test_agent_puts_text_and_a_picture_on_the_persons_clipboard(story: Story) -> None:
    Copier.with_text(story.home, "what the person had copied")
    Copier.with_text(story.office, "https://printer.example/настройка\x1b[2J")
    story.agent.press("ctrl+shift+c")
    time.sleep(LOOK_S)
    assert paste(story.home.name) == b"what the person had copied", "the keys do nothing without the right"
    allow(story, PUT, "asks to put text or pictures on your clipboard")
    assert paste(story.home.name) == b"what the person had copied", "the right alone changes nothing"
    story.agent.press("ctrl+shift+c")
    story.at_home.wait_for(None, re.compile("Ana Pop put text on your clipboard, 36 characters"), timeout_s=20)
    assert paste(story.home.name) == "https://printer.example/настройка[2J".encode()
    story.at_office.wait_for(None, re.compile("On the person's clipboard now: the text you copied"))
    story.picture("clipboard-text-put")

    Copier(story.office, {"image/png": png(64, 48, rgb=b"\x10\x80\xf0")})
    story.press(story.at_office, story.agent, "Send my clipboard")
    story.at_home.wait_for(None, re.compile("Ana Pop put a picture on your clipboard, 64 by 48"), timeout_s=20)
    pasted = paste(story.home.name, "image/png")
    assert pasted is not None
    picture = Image.open(io.BytesIO(pasted)).convert("RGB")
    assert (picture.size, picture.getpixel((5, 5))) == ((64, 48), (0x10, 0x80, 0xF0))
    assert paste(story.home.name) is None, "the text before it is gone"
    story.picture("clipboard-picture-put")

    # What is too large is said at once, and nothing of it goes across.
    Copier(story.office, {"image/png": lying_png(30_000, 30_000)})
    story.agent.press("ctrl+shift+c")
    story.at_office.wait_for(
        None, re.compile("Not sent: the picture is larger than 4.2 MB or 16 million"), timeout_s=20
    )
    assert paste(story.home.name) is None

    # While the person has paused nothing is put there.
    Copier.with_text(story.office, "too late")
    story.press(story.at_home, story.person, "Pause")
    story.at_office.wait_for(None, re.compile("Paused by the person"), timeout_s=20)
    story.agent.press("ctrl+shift+c")
    time.sleep(LOOK_S)
    assert paste(story.home.name) is None
    story.press(story.at_home, story.person, "Resume")
    time.sleep(LOOK_S)
    assert paste(story.home.name) is None, "a press that came to nothing does not come back by itself"
