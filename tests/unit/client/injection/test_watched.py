"""What the wrapper around an injector says before it passes things on."""

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
