"""Both programs speak the reader's language from the first window to the receipt, and change it while they run.

Pictures of every window in every language go to `build/languages/`, for people to look at. What is expected comes from
the catalogs, so that a better translation breaks nothing here.
"""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from shared.ui.i18n import TRANSLATIONS_DIR
from tests.desk.accessibility import AccessibleDesk, Node, Role
from tests.desk.display import VirtualDisplay, stop_process
from tests.desk.person import Person
from tests.e2e.story import BIN, EMAIL, PASSWORD, Story

PICTURES = Path(__file__).parents[2] / "build" / "languages"
OWN_NAME = {"en": "English", "ro": "Română", "ru": "Русский"}
_PLACE = re.compile(r"\{\w+\}")


@cache
def catalog(language: str) -> dict[str, str]:
    """English sentence to the same in that language."""
    tree = ET.parse(TRANSLATIONS_DIR / f"alongside_{language}.ts")  # noqa: S314 - our own file
    found = {}
    for message in tree.iter("message"):
        source, translation = message.findtext("source", ""), message.findtext("translation", "")
        found[source] = translation or source
    return found


def say(language: str, english: str) -> re.Pattern[str]:
    """What a window says in that language; what it fills in may be anything."""
    text = english if language == "en" else catalog(language)[english]
    assert language == "en" or text != english, f"{english!r} is not translated"
    return re.compile("^" + ".+".join(re.escape(part) for part in _PLACE.split(text)) + "$")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with Story(tmp_path_factory.mktemp("languages") / "story") as story:
        story.start_server()
        yield story


Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(story: Story) -> Iterator[Start]:
    """Start the client at home or the console in the office, with no language in the environment but what is given.

    Both desks begin as if nobody had ever chosen a language there, and are empty again after the test.
    """
    running: list[subprocess.Popen[bytes]] = []
    for display in (story.home, story.office):
        for path in display.home.glob(".config/Alongside/*"):
            path.unlink()

    def start_program(program: str, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        bare = {"LANGUAGE": "", "LANG": "C.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}
        display = story.home if program == "client" else story.office
        arguments = [str(BIN / f"alongside-{program}"), "--server", f"ws://127.0.0.1:{story.port}", *options]
        running.append(display.start(arguments, environment=bare | environment, log=story.log(program)))
        return running[-1]

    yield start_program
    for process in running:
        stop_process(process)


def click(desk: AccessibleDesk, who: Person, role: Role | None, name: str | re.Pattern[str]) -> None:
    """Click it where it is once it is at rest."""
    node = desk.wait_for(role, name, is_enabled=True, timeout_s=20)
    time.sleep(0.2)
    who.click(*(desk.refresh(node) or node).center)


def sees_client(story: Story, language: str) -> Node:
    """The first window of the assisted person speaks that language."""
    story.at_home.wait_for(Role.LABEL, say(language, "Get help"), timeout_s=40)
    return story.at_home.wait_for(Role.BUTTON, say(language, "I asked for help"))


def sees_console(story: Story, language: str) -> Node:
    """The first window of the agent speaks that language."""
    story.at_office.wait_for(Role.LABEL, say(language, "Sign in to help people"), timeout_s=40)
    return story.at_office.wait_for(Role.PASSWORD, say(language, "Password"))


def picture(display: VirtualDisplay, language: str, name: str) -> None:
    time.sleep(0.25)  # let the last of a change be painted
    display.screenshot(PICTURES / f"{name}-{language}.png")


@pytest.mark.parametrize("language", ["en", "ro", "ru"])
def test_language_option_is_spoken_from_first_window_to_receipt(story: Story, start: Start, language: str) -> None:
    start("client", "--lang", language)
    start("console", "--lang", language, "--email", EMAIL)
    sees_client(story, language)
    picture(story.home, language, "client-1-home")
    password = sees_console(story, language)
    picture(story.office, language, "console-1-sign-in")

    story.agent.click(*password.center)
    story.agent.type(PASSWORD)
    story.agent.press("Return")
    click(story.at_home, story.person, Role.BUTTON, say(language, "I asked for help"))
    code = story.at_home.wait_for(None, re.compile(r": \d \d \d, \d"), timeout_s=20)
    story.at_home.wait_for(Role.LABEL, say(language, "Read this code to your helper"))
    picture(story.home, language, "client-2-code")
    box = story.at_office.wait_for(Role.TEXT, say(language, "Code the person reads to you"), timeout_s=20)
    picture(story.office, language, "console-2-code")
    story.agent.click(*box.center)
    digits = re.sub(r"\D", "", code.name)
    story.agent.type(digits[:5] + str((int(digits[5]) + 1) % 10) + digits[6:])
    story.agent.press("Return")
    sentence = "One digit is wrong or two are swapped. Nothing was sent; ask the person to read the code again."
    story.at_office.wait_for(Role.LABEL, say(language, sentence))
    picture(story.office, language, "console-3-wrong-digit")
    story.agent.press("ctrl+a")
    story.agent.type(digits)
    story.agent.press("Return")

    click(story.at_home, story.person, Role.LABEL, say(language, "{name} asks to see your screen."))
    picture(story.home, language, "client-3-question")
    click(story.at_home, story.person, Role.BUTTON, say(language, "Allow"))
    story.at_office.wait_for(None, say(language, "You see the screen"), timeout_s=15)
    picture(story.home, language, "client-4-session")
    picture(story.office, language, "console-4-session")
    click(story.at_home, story.person, Role.BUTTON, say(language, "Stop"))
    story.at_home.wait_for(Role.BUTTON, say(language, "Save receipt…"))
    story.at_office.wait_for(Role.LABEL, say(language, "The person stopped the help."))
    picture(story.home, language, "client-5-ended")
    picture(story.office, language, "console-5-ended")


@pytest.mark.parametrize(
    ("for_client", "in_client", "for_console", "in_console"),
    [
        ({"LANGUAGE": "ru"}, "ru", {"LANG": "ro_RO.UTF-8"}, "ro"),
        ({"LANG": "ro_RO.UTF-8"}, "ro", {"LANGUAGE": "ru:en", "LANG": "en_US.UTF-8"}, "ru"),
    ],
)
def test_environment_alone_chooses_and_a_click_in_the_running_program_changes_it_for_good(  # noqa: PLR0917 - a table
    story: Story,
    start: Start,
    for_client: dict[str, str],
    in_client: str,
    for_console: dict[str, str],
    in_console: str,
) -> None:
    client, console = start("client", **for_client), start("console", **for_console)
    sees_client(story, in_client)
    sees_console(story, in_console)

    other = {"ru": "ro", "ro": "ru"}
    click(story.at_home, story.person, Role.CHECK_BOX, OWN_NAME[other[in_client]])
    sees_client(story, other[in_client])
    assert story.at_home.find(None, say(in_client, "I asked for help")) is None
    click(story.at_home, story.person, Role.CHECK_BOX, OWN_NAME["en"])
    sees_client(story, "en")

    click(story.at_office, story.agent, Role.BUTTON, re.compile(OWN_NAME[in_console]))
    time.sleep(0.3)
    for _ in range([*OWN_NAME].index(other[in_console]) + 1):
        story.agent.press("Down")
    story.agent.press("Return")
    sees_console(story, other[in_console])
    assert story.at_office.find(None, say(in_console, "Sign in to help people")) is None

    for program in (client, console):
        stop_process(program)
    # What was clicked is stronger than the environment at the next start.
    start("client", **for_client)
    start("console", **for_console)
    sees_client(story, "en")
    sees_console(story, other[in_console])
