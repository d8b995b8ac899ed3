"""Two people at two desks write to each other, with real keys in both windows, and read what happened."""

import re
import time
from pathlib import Path

from tests.desk.accessibility import Role
from tests.desk.display import wait_until
from tests.e2e.story import Story

WRITE = "Write a message"
THANKS = "Mulțumesc, жду"


def texts(story: Story, *, at_home: bool) -> list[str]:
    """Everything that is written in fields and bubbles."""
    desk = story.at_home if at_home else story.at_office
    return [desk.read_text(node) for node in desk.find_all(Role.TEXT)]


def wait_for_text(story: Story, text: str, *, at_home: bool) -> None:
    try:
        wait_until(lambda: text in texts(story, at_home=at_home), "it arrived", timeout_s=20)
    except TimeoutError:
        raise AssertionError((text, texts(story, at_home=at_home), texts(story, at_home=not at_home))) from None


def test_people_write_to_each_other_and_see_what_became_of_it(story: Story, tmp_path: Path) -> None:
    story.meet()
    story.home.start(["xterm", "-geometry", "60x12+1000+120"])
    time.sleep(1.5)
    story.person.click(1200, 200)
    typed = tmp_path / "typed.txt"
    story.person.type(f"cat > {typed}")
    story.person.press("Return")

    # The agent writes; the bar shows it, and the terminal keeps the keyboard.
    story.agent.press("ctrl+t")
    field = story.at_office.wait_for(Role.TEXT, WRITE)
    story.agent.type("Good day, may I look at the printer?")
    story.agent.press("Return")
    story.at_home.wait_for(Role.LABEL, re.compile("^Ana Pop: Good day, may I look"))
    story.at_home.wait_for(Role.BUTTON, "Messages, 1 new message")
    story.at_office.wait_for(Role.LABEL, re.compile("delivered$"))
    story.picture("bar-message")
    story.person.type("still mine")
    story.person.press("Return")
    story.person.press("ctrl+d")
    wait_until(lambda: typed.exists() and typed.read_text() == "still mine\n", "the keys went where they went before")

    # The person answers; the agent sees that it was read.
    story.press(story.at_home, story.person, "Answer")
    answer = story.at_home.wait_for(Role.TEXT, WRITE)
    story.at_office.wait_for(Role.LABEL, re.compile("read$"), timeout_s=5)
    wait_until(
        lambda: (node := story.at_home.refresh(answer)) is not None and node.is_focused, "the field has the keys"
    )
    story.person.type("Yes please")
    story.person.press("shift+Return")
    story.person.type(THANKS)
    story.person.press("Return")
    wait_for_text(story, f"Yes please\n{THANKS}", at_home=False)
    story.at_home.wait_for(Role.LABEL, re.compile("read$"), timeout_s=5)
    story.picture("talk")

    # A reply found by `/`.
    story.agent.click(*field.center)
    story.agent.type("/moment")
    story.agent.press("Return")
    story.agent.press("Return")
    wait_for_text(story, "One moment please, I am looking into it.", at_home=True)

    # What happens stands between the words.
    story.at_home.wait_for(Role.LABEL, re.compile("Ana Pop can now see your screen."))
    story.press(story.at_home, story.person, "Pause")
    story.at_home.wait_for(Role.LABEL, re.compile("You paused."))
    story.at_office.wait_for(Role.LABEL, re.compile("The person paused."))
    story.picture("told")

    story.stop()
    verdict, _ = story.export(tmp_path / "session.jsonl")
    record = (tmp_path / "session.jsonl").read_text()
    assert verdict == "intact"
    assert '"from_agent":2,"from_person":1' in record
    assert "printer?" not in record
    assert "Yes please" not in record


def test_agents_keys_and_clicks_never_act_in_the_window_of_messages(story: Story) -> None:
    story.meet()
    story.ask_for_control()
    story.allow_control()
    story.press(story.at_home, story.person, "Messages")
    field = story.at_home.wait_for(Role.TEXT, WRITE)
    send = story.at_home.wait_for(Role.BUTTON, "Send")
    wait_until(
        lambda: (node := story.at_home.refresh(field)) is not None and node.is_focused, "the field has the keys"
    )
    story.person.type("mine")
    wait_until(lambda: story.at_home.read_text(field) == "mine", "the person's words are in the field")
    story.agent.click(*story.in_view(600, 500))  # takes her keyboard into the picture
    time.sleep(0.3)
    story.agent.type("not mine")
    story.agent.press("Return")
    story.agent.click(*story.in_view(*send.center))
    story.agent.click(*story.in_view(*field.center))
    story.agent.type("neither")
    time.sleep(1.0)
    assert story.at_home.read_text(field) == "mine"
    assert "mine" not in texts(story, at_home=False)
