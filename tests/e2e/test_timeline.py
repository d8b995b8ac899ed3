"""One session with a bit of everything, read afterwards three times: in the person's window, the receipt, the record."""

import json
import os
import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.desk.accessibility import Role
from tests.desk.copier import Copier, paste
from tests.desk.display import wait_until
from tests.e2e.hands import wait_for_rest
from tests.e2e.story import Story
from tests.e2e.test_drawing import drag_in_view, take

FILE = "driver-setup.bin"
COPIED = "https://printer.example"
WRITE = "Write a message"
ASKED, THANKED = "May I look at the printer?", "Yes please, thank you"
TOLD = [
    "Ana Pop is connected.",
    "Ana Pop asks to see your screen.",
    "Ana Pop can now see your screen.",
    f"Ana Pop: {ASKED}",
    f"You: {THANKED}",
    "Ana Pop asks to use your mouse and keyboard.",
    "Ana Pop can now use your mouse and keyboard.",
    "You paused.",
    "You ended the pause.",
    "Ana Pop asks to send you files.",
    "Ana Pop is now allowed: Send files.",
    f"Ana Pop sent you {FILE}, 3.0 MB.",
    "Ana Pop is no longer allowed: Send files.",
    "Ana Pop asks to put text or pictures on your clipboard.",
    "Ana Pop is now allowed: Put on the clipboard.",
    f"Ana Pop put text on your clipboard, {len(COPIED)} characters.",
    "Ana Pop pointed at something or drew on your screen.",
    "You took it back: Mouse and keyboard.",
]
"""Sentence for sentence, up to Stop; the last of all is `You stopped the help.`"""
END = "You stopped the help."
RECORDED: list[tuple[str, dict[str, Any]]] = [
    ("code:slot:claimed", {}),
    ("pair:session:ok", {}),
    ("session:life:opened", {}),
    ("session:consent:asked", {"capability": "view", "cause": "agent"}),
    ("session:consent:granted", {"capability": "view", "source": "local"}),
    ("session:consent:asked", {"capability": "control", "cause": "agent", "has_reason": True}),
    ("session:consent:granted", {"capability": "control", "source": "local"}),
    ("session:consent:paused", {"source": "person"}),
    ("session:consent:resumed", {"source": "person"}),
    ("session:consent:asked", {"capability": "file_to_user", "scope": "files:1:3000000"}),
    ("session:consent:granted", {"capability": "file_to_user", "source": "local"}),
    ("session:files:summary", {"capability": "file_to_user", "files": 1, "saved": 1}),
    ("session:consent:expired", {"capability": "file_to_user", "cause": "done"}),
    ("session:consent:asked", {"capability": "clipboard_to_user", "cause": "agent"}),
    ("session:consent:granted", {"capability": "clipboard_to_user", "source": "local"}),
    ("session:clip:moved", {"capability": "clipboard_to_user", "kind": "text"}),
    ("session:consent:revoked", {"capability": "control", "source": "person"}),
    ("session:consent:revoked", {"source": "ended"}),
    ("session:consent:revoked", {"source": "ended"}),
    ("session:life:closed", {"reason": "user_stopped"}),
]
"""The events that stand for it, in order, and what each must say. Sums stand where their half minute was over."""
SUMS = {"session:control:summary", "session:chat:summary", "session:drawing:summary"}
KINDS = [
    "connected",
    *("right_asked", "right_on") * 2,
    *("paused", "resumed"),
    *("right_asked", "right_on", "file_came", "right_off"),
    *("right_asked", "right_on", "clip_text_put"),
    *("drawn_on", "right_taken_back", "ended"),
]
SECRET = ("printer", "thank you", "nothing", FILE)
"""What was written, for what reason, and what the file is called: none of it is in the server's record."""


@pytest.fixture
def story(story: Story) -> Story:
    story.meet()
    return story


def talk(story: Story) -> None:
    """One message each way."""
    story.agent.press("ctrl+t")
    field = story.at_office.wait_for(Role.TEXT, WRITE)
    wait_until(lambda: (node := story.at_office.refresh(field)) is not None and node.is_focused, "Ana can write")
    story.agent.type(ASKED)
    story.agent.press("Return")
    story.press(story.at_home, story.person, "Answer")
    answer = story.at_home.wait_for(Role.TEXT, WRITE)
    wait_until(lambda: (node := story.at_home.refresh(answer)) is not None and node.is_focused, "the person can, too")
    story.person.type(THANKED)
    story.person.press("Return")
    story.at_office.wait_for(Role.LABEL, re.compile("read$"))
    story.person.press("Escape")  # puts the window of messages away
    story.at_home.wait_gone(Role.TEXT, WRITE)
    story.agent.click(*story.at_office.wait_for(None, "Rights").center)


def pause_and_go_on(story: Story) -> None:
    story.press(story.at_home, story.person, "Pause")
    story.at_office.wait_for(None, re.compile("Paused by the person"))
    story.press(story.at_home, story.person, "Resume")
    story.at_home.wait_for(Role.BUTTON, "Pause")
    story.at_office.wait_for(Role.LABEL, "You see the screen and can use it")


def send_file(story: Story, source: Path) -> None:
    source.write_bytes(os.urandom(3_000_000))
    story.agent.move(*story.at_office.wait_for(Role.TEXT, re.compile("Why you ask")).center)
    story.agent.scroll("down", 30)  # on a panel as small as this one files stand below its edge
    story.press(story.at_office, story.agent, re.compile("Send files"))
    story.at_office.wait_for(None, re.compile("File name"), timeout_s=15)
    story.agent.type(str(source))
    story.agent.press("Return")
    story.allow("asks to send you files")
    story.at_home.wait_for(None, re.compile("Every file was checked"), timeout_s=60)
    story.at_office.wait_for(None, re.compile("Every file was checked"))
    story.agent.move(*story.at_office.wait_for(None, "Rights").center)
    story.agent.move(story.agent.position[0], story.agent.position[1] + 200)
    story.agent.scroll("up", 60)


def put_on_the_clipboard(story: Story) -> None:
    Copier.with_text(story.office, COPIED)
    story.press(story.at_office, story.agent, "Ask: Put on the clipboard")
    story.allow("asks to put text or pictures on your clipboard")
    story.at_office.wait_for(Role.BUTTON, "Give back: Put on the clipboard")
    story.agent.press("ctrl+shift+c")
    wait_until(lambda: paste(story.home.name) == COPIED.encode(), "the person has it")


def read_window(story: Story) -> list[str]:
    """What stands in the person's window of messages, from top to bottom: what happened without its time of day."""
    nodes = story.at_home.nodes()
    top = next(number for number, node in enumerate(nodes) if re.match("Messages with Ana Pop", node.name))
    lines: list[str] = []
    for node in nodes[top + 1 :]:
        if node.depth <= nodes[top].depth:
            break
        time, _, words = node.name.partition(" · ")
        if node.role == Role.LABEL and re.match(r"\d+:\d\d\b", time) and words.endswith("."):
            lines.append(words)  # under a message stand its time and one word
        elif node.role == Role.TEXT and node.name.startswith("Message: "):
            who = "Ana Pop" if node.name.startswith("Message: Ana Pop") else "You"
            lines.append(f"{who}: {story.at_home.read_text(node)}")
    return lines


def wait_for_lines(story: Story, wanted: list[str]) -> None:
    story.press(story.at_home, story.person, "Messages")
    try:
        wait_until(lambda: read_window(story) == wanted, "the window tells it")
    except TimeoutError:
        assert read_window(story) == wanted


def save_receipt(story: Story, path: Path) -> tuple[list[str], dict[str, Any]]:
    """The person keeps the receipt, with the messages.

    Returns:
        What it says has happened, line by line without the time of day, and the record beside it.
    """
    story.person.click(*story.at_home.wait_for(Role.CHECK_BOX, re.compile("Save the messages")).center)

    def is_asked_where() -> bool:
        # The page may still be moving when it is pressed; behind the dialog a press does nothing.
        story.press(story.at_home, story.person, re.compile("Save receipt"))
        time.sleep(1.0)
        return story.at_home.find(None, re.compile("File name")) is not None

    wait_until(is_asked_where, "the dialog asks where", timeout_s=40)
    story.person.press("ctrl+a")
    story.person.type(str(path))
    story.person.press("Return")
    story.at_home.wait_for(Role.LABEL, re.compile(f"Saved as {path.name}"))
    told = path.read_text(encoding="utf-8").split("What happened\n")[1].split("\n\n")[0]
    return [line.partition("  ")[2] for line in told.splitlines()], json.loads(path.with_suffix(".json").read_text())


def check_record(events: list[dict[str, Any]]) -> None:
    """Every event that stands for something of the story, in order, and the sums of what was done on the way."""
    told = [event for event in events if event["type"] not in SUMS]
    assert [event["type"] for event in told] == [kind for kind, _ in RECORDED]
    for event, (kind, data) in zip(told, RECORDED, strict=True):
        assert data.items() <= event["data"].items(), (kind, event["data"])
    sums: dict[str, int] = {}
    for event in events:
        if event["type"] in SUMS:
            for name, value in event["data"].items():
                if isinstance(value, int):
                    sums[name] = sums.get(name, 0) + value
    assert sums["clicks"] == 1
    assert (sums["from_agent"], sums["from_person"], sums["marks"]) == (1, 1, 1)


def test_timeline_says_the_same_in_the_window_the_receipt_and_the_record(story: Story, tmp_path: Path) -> None:
    talk(story)
    story.ask_for_control()
    story.allow_control()
    wait_for_rest(story)
    story.agent.click(*story.in_view(600, 600))
    story.agent.press("Control_R")
    pause_and_go_on(story)
    send_file(story, tmp_path / FILE)
    put_on_the_clipboard(story)
    take(story, "a")
    drag_in_view(story, (450, 500), (700, 600))
    story.at_home.wait_for(Role.BUTTON, "Clear drawing")
    story.agent.press("Escape")
    story.take_control_back()
    wait_for_lines(story, TOLD)
    story.picture("timeline")

    story.stop()
    lines, receipt = save_receipt(story, tmp_path / "receipt.txt")
    assert lines == [*TOLD, END]
    assert [entry["kind"] for entry in receipt["story"]] == KINDS

    verdict, _ = story.export(tmp_path / "record.jsonl")
    assert verdict == "intact"
    text = (tmp_path / "record.jsonl").read_text()
    check_record([line for line in map(json.loads, text.splitlines()) if "type" in line])
    assert not [words for words in SECRET if words in text]
