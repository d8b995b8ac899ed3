"""On a real X display with real layouts: what the agent's keyboard prints is what goes over."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from Xlib import XK

from tests.desk.display import VirtualDisplay, stop_process, wait_until
from tests.desk.person import Person

ROOT = Path(__file__).parents[3]
LEFT_CTRL, LEFT_SHIFT, END = 0xE0, 0xE1, 0x4D
XK.load_keysym_group("xkb")  # the names of dead keys
XK.load_keysym_group("cyrillic")


@pytest.fixture(scope="module")
def desk() -> Iterator[VirtualDisplay]:
    with VirtualDisplay(has_accessibility=False) as display:
        yield display


class Typed:
    """Keys as usage and direction, characters as themselves."""

    def __init__(self, log: Path) -> None:
        self._log = log

    @property
    def calls(self) -> list[list[Any]]:
        lines = self._log.read_text(encoding="utf-8").splitlines() if self._log.exists() else []
        return [json.loads(line) for line in lines]

    def named(self, *names: str) -> list[list[Any]]:
        return [call for call in self.calls if call[0] in names]

    def expect(self, *expected: Any) -> None:
        def sent() -> list[Any]:
            calls = self.named("key_changed", "text_typed")
            return [call[2] if call[0] == "text_typed" else (call[2], call[3]) for call in calls]

        wait_until(lambda: len(sent()) >= len(expected), f"{expected}, so far {sent()}")
        assert sent() == [*expected]


@pytest.fixture
def typing(desk: VirtualDisplay, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Typed, Person]]:
    """The console captured on a keyboard with the layout the test names."""
    subprocess.run(["setxkbmap", "-layout", request.param, "-option", ""], env=desk.environment, check=True)
    log = tmp_path / "calls.jsonl"
    command = [sys.executable, "-m", "tests.ui.agent_console.desk_program", str(log)]
    process = desk.start(command, cwd=ROOT, log=tmp_path / "out.txt")
    typed = Typed(log)
    try:
        with Person(desk.name) as person:
            wait_until(lambda: bool(typed.named("place")), "the window is shown", timeout_s=30)
            _, x_px, y_px, *_ = typed.named("place")[0]
            person.click(x_px + 320, y_px + 200)
            wait_until(lambda: bool(typed.named("captured")), "the keyboard goes over")
            yield typed, person
    finally:
        stop_process(process)


@pytest.mark.parametrize("typing", ["de"], indirect=True)
def test_german_letters_signs_and_dead_keys_are_characters(typing: tuple[Typed, Person]) -> None:
    typed, person = typing
    for chord in (
        "udiaeresis",
        "shift+udiaeresis",
        "z",
        "ISO_Level3_Shift+q",
        "dead_acute",
        "e",
        "dead_circumflex",
        "a",
    ):
        person.press(chord)
    typed.expect("ü", "Ü", "z", "@", "é", "â")


@pytest.mark.parametrize("typing", ["fr"], indirect=True)
def test_french_shortcut_is_its_letter_and_shift_serves_the_arrows(typing: tuple[Typed, Person]) -> None:
    typed, person = typing
    person.press("ctrl+a")
    with person.held("shift"):
        person.press("End")
        person.press("a")
    typed.expect(
        (LEFT_CTRL, True),
        "a",
        (LEFT_CTRL, False),
        (LEFT_SHIFT, True),
        (END, True),
        (END, False),
        (LEFT_SHIFT, False),
        "A",
    )


@pytest.mark.parametrize("typing", ["ru"], indirect=True)
def test_russian_text_is_russian_and_shortcuts_go_by_place(typing: tuple[Typed, Person]) -> None:
    typed, person = typing
    person.press("Cyrillic_ya")
    person.press("shift+Cyrillic_io")
    person.press("ctrl+Cyrillic_es")
    typed.expect("я", "Ё", (LEFT_CTRL, True), "c", (LEFT_CTRL, False))
