"""What Ana's keys become at home: what they print, what their place gives, combinations her own desk keeps, whole texts."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from Xlib.display import Display

from shared.geometry import Rect
from tests.desk.copier import Copier
from tests.desk.display import wait_until
from tests.desk.managed_windows import has_menu
from tests.desk.person import Person
from tests.e2e.hands import wait_for_rest
from tests.e2e.key_board import KeyBoard
from tests.e2e.patch import is_active_at
from tests.e2e.story import Story

GREETING = "Dear neighbour,\n"
EDITOR_PX = (400, 400)
TERMINAL_PX = (1_200, 200)
BY_PLACE = ("y", "z", "minus", "semicolon", "bracketleft", "shift+2", "Alt_R+q")
"""On Ana's US keyboard; the last is where a German one has the at sign."""
GERMAN = 'zyßöü"@'
MENU = (
    "Automatic",
    "Characters",
    "Keys",
    "Type the clipboard as keys",
    "Ctrl+Alt+Del",
    "Ctrl+Shift+Esc",
    "Alt+Tab",
    "Alt+F4",
    "Super",
)
"""From its top; behind these are Print Screen, the locks, and what leaves the desktop."""
PRINTED = "yz-;[@#"
COPIED = "Привет, «ёлка»! 漢字かな 한글 ăâîșț €\n\tline 2: 🙂 and 👍🏽."


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    return tmp_path / "letter.txt"


@pytest.fixture
def story(tmp_path: Path, letter: Path) -> Iterator[Story]:
    """The person has a German keyboard, Ana one of the United States; a letter is open at home."""
    with Story(tmp_path / "story") as story:
        command = ["setxkbmap", "-layout", "de", "-option", ""]
        subprocess.run(command, env=story.home.environment, check=True)
        story.person.close()
        story.person = Person(story.home.name)  # who looks where the letters are now
        story.start_server()
        story.home.start([sys.executable, "-m", "tests.e2e.editor", str(letter)])
        story.open_programs()
        story.meet()
        story.ask_for_control()
        story.allow_control()
        wait_for_rest(story)
        yield story


def choose(story: Story, words: str) -> None:
    """Ana picks something of the menu behind the keyboard button, with the arrow keys."""
    with closing(Display(story.office.name)) as office:
        story.agent.click(*story.at_office.wait_for(None, re.compile("^Keyboard: "), is_enabled=True).center)
        wait_until(lambda: has_menu(office), "the menu is open")
        for _ in MENU[: MENU.index(words) + 1]:
            story.agent.press("Down")
        story.agent.press("Return")
        wait_until(lambda: not has_menu(office), "the menu is closed")


def text_of(letter: Path) -> str:
    return letter.read_text(encoding="utf-8") if letter.exists() else ""


def wait_for_text(letter: Path, text: str) -> None:
    try:
        wait_until(lambda: text_of(letter) == text, "the letter has it", timeout_s=30)
    except TimeoutError:
        raise AssertionError((text_of(letter), text)) from None


def go_into_the_letter(story: Story) -> None:
    """Ana clicks below what is written: what she types is added."""
    story.type_remotely("", EDITOR_PX)


def test_keys_by_place_give_what_that_place_gives_at_home_and_automatic_what_is_printed(
    story: Story, letter: Path
) -> None:
    choose(story, "Keys")
    story.at_office.wait_for(None, "Keyboard: keys")
    go_into_the_letter(story)
    for chord in BY_PLACE:
        story.agent.press(chord)
    wait_for_text(letter, GREETING + GERMAN)
    story.picture("keys-by-place")

    story.agent.press("Control_R")  # the tap that brings her keyboard back
    story.at_office.wait_for(None, re.compile("Click the picture or press Enter"))
    choose(story, "Automatic")
    story.at_office.wait_for(None, "Keyboard: automatic")
    go_into_the_letter(story)
    story.agent.type(PRINTED)
    wait_for_text(letter, GREETING + GERMAN + PRINTED)


def test_clipboard_typed_as_keys_arrives_character_for_character(story: Story, letter: Path, tmp_path: Path) -> None:
    copier = Copier.with_text(story.office, COPIED)
    go_into_the_letter(story)
    assert copier.asked == [], "nothing is read before it is wanted"
    story.agent.press("Control_R")
    choose(story, "Type the clipboard as keys")
    wait_for_text(letter, GREETING + COPIED)
    story.at_office.wait_gone(None, re.compile("Typing your clipboard"))
    assert story.at_office.find(None, re.compile("Could not be typed")) is None
    story.picture("clipboard-typed")

    story.stop()
    verdict, _ = story.export(tmp_path / "record.jsonl")
    assert verdict == "intact"
    assert "Привет" not in (tmp_path / "record.jsonl").read_text()


def pressed(*names: str) -> list[tuple[str, bool]]:
    """All down in this order, and up in the other."""
    return [*((name, True) for name in names), *((name, False) for name in reversed(names))]


def test_combinations_of_the_menu_arrive_as_their_keys(story: Story) -> None:
    with KeyBoard(story.home.name, Rect(1100, 600, 240, 240)) as board:

        def is_taken() -> bool:
            story.agent.click(*story.in_view(1200, 700))
            return board.has_focus

        wait_until(is_taken, "Ana's click has given the board the keyboard")
        story.agent.press("Control_R")
        for words, keys in (
            ("Ctrl+Alt+Del", pressed("Control_L", "Alt_L", "Delete")),
            ("Ctrl+Shift+Esc", pressed("Control_L", "Shift_L", "Escape")),
            ("Super", pressed("Super_L")),
        ):
            board.take()
            choose(story, words)
            wait_until(lambda keys=keys: len(board.keys) >= len(keys), f"{words} arrives")
            assert board.take() == keys

    # What no program but the window manager gets does what it does at a desk.
    terminal = story.home.start(["xterm", "-geometry", "60x12+1000+120"])
    wait_until(lambda: is_active_at(story.home.name, TERMINAL_PX), "the terminal has the keyboard", timeout_s=20)
    choose(story, "Alt+F4")
    wait_until(lambda: terminal.poll() is not None, "the terminal was closed")
