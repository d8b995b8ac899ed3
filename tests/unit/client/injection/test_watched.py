"""What the wrapper around an injector says before it passes things on."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from client.domain.injector import InjectionFailedError
from client.injection.null import NullInjector
from client.injection.watched import Watchdog, WatchedInjector


class Placing(NullInjector):
    """Writes down where the pointer is put."""

    def __init__(self, story: list[tuple[str, int, int]]) -> None:
        self._story = story

    def pointer_to(self, x_px: int, y_px: int) -> None:
        self._story.append(("put", x_px, y_px))


def test_pointer_place_is_told_before_it_is_put_there():
    story: list[tuple[str, int, int]] = []
    injector = WatchedInjector(Placing(story), Watchdog(), on_pointer=lambda x, y: story.append(("told", x, y)))
    injector.pointer_to(3, 4)
    assert story == [("told", 3, 4), ("put", 3, 4)]


def test_text_is_noted_before_it_is_typed_and_not_typed_without_a_watchdog():
    injector = WatchedInjector(inner := NullInjector(), Watchdog())
    with pytest.raises(InjectionFailedError):
        injector.text("я")
    assert inner.record == []


class Numbered(NullInjector):
    """Calls two usages by one number, and has no key at all for a third."""

    def key_number(self, usage: int, /) -> int | None:
        return {0x31: 51, 0x32: 51, 0x04: 38}.get(usage)


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[tuple[Watchdog, Path]]:
    """A process that writes down what it is told."""
    told = tmp_path / "told"
    script = (
        f"import os; os.write(1, b'ready\\n')\nwhile data := os.read(0, 99): open({str(told)!r}, 'ab').write(data)"
    )
    watchdog = Watchdog([sys.executable, "-c", script])
    watchdog.start()
    yield watchdog, told
    watchdog.close()


def test_keys_are_noted_by_the_number_of_what_is_pressed_and_up_with_the_last_of_it(notes: tuple[Watchdog, Path]):
    watchdog, told = notes
    injector = WatchedInjector(inner := Numbered(), watchdog)
    for usage, is_down in ((0x31, True), (0x32, True), (0x31, False), (0x32, False), (0x05, True), (0x05, False)):
        injector.key(usage, is_down)
    injector.key(0x04, True)
    injector.release_all()
    injector.key(0x04, True)
    injector.close()
    expected = b"k\x33\1k\x33\1k\x33\0k\x26\1r\0\0k\x26\1r\0\0q\0\0"
    assert told.read_bytes() == expected
    assert inner.held_keys == set()
