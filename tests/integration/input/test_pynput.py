"""What Windows and macOS share, tried on the one system at hand: pynput has an X11 backend too.

There `KeyCode.from_vk` takes X keysyms, and the virtual-key codes of Windows letters happen to be those of capitals.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from client.domain.injector import Injector, TextOutcome
from client.injection.local_override import open_activity_source
from client.injection.macos import MacosInjector
from client.injection.own_presses import OwnPresses
from client.injection.panic_hotkey import PanicHotkey, _PynputPanicHotkey, open_panic_hotkey
from client.injection.pynput_activity_source import PynputActivitySource
from client.injection.pynput_injector import PynputInjector
from client.injection.pynput_press_source import PynputPressSource
from client.injection.windows import WindowsInjector
from client.injection.x11_panic_hotkey import X11PanicHotkey
from shared.keyboard import Usage
from shared.protocol.peer_messages import PointerButton
from tests.desk.display import VirtualDisplay, wait_until
from tests.desk.person import Person
from tests.integration.input.conftest import Recorder, buttons_down, keys_down

A_KEYCODE, SHIFT_KEYCODE = 38, 50


@pytest.fixture(autouse=True)
def at_desk(desk: VirtualDisplay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", desk.name)


def test_pynput_injector_presses_and_releases_on_a_real_server(server: Any) -> None:
    injector: Injector = PynputInjector({0x04: ord("a"), 0xE1: 0xFFE1}.get)
    injector.pointer_to(900, 700)
    for usage in (0xE1, 0x04, 0x05):
        injector.key(usage, True)
    injector.button(PointerButton.LEFT, True)
    injector.button(PointerButton.BACK, True)
    injector.settle()
    assert keys_down(server) == {A_KEYCODE, SHIFT_KEYCODE}
    assert buttons_down(server)
    assert injector.has_own_focus() is None
    pointer = server.screen().root.query_pointer()
    assert (pointer.root_x, pointer.root_y) == (900, 700)
    injector.close()
    assert keys_down(server) == set()
    assert buttons_down(server) == 0


def test_pynput_injector_releases_what_another_process_pressed(server: Any) -> None:
    killed = PynputInjector({0x04: ord("a")}.get)
    killed.key(0x04, is_down=True)
    killed.button(PointerButton.LEFT, is_down=True)
    assert keys_down(server)
    assert killed.key_number(0x04) == ord("a")
    PynputInjector({0x04: ord("a")}.get).release({ord("a")}, {PointerButton.LEFT})
    assert keys_down(server) == set()
    assert buttons_down(server) == 0


@pytest.mark.parametrize("make", [WindowsInjector, MacosInjector])
def test_pynput_injectors_of_other_systems_are_whole(make: Callable[[], Injector], server: Any) -> None:
    injector = make()
    injector.pointer_to(900, 700)
    injector.button(PointerButton.LEFT, True)
    injector.button(PointerButton.FORWARD, True)
    if make is WindowsInjector:
        injector.key(0x04, True)
        assert A_KEYCODE in keys_down(server)
    injector.wheel(0, 120)
    injector.release_all()
    assert keys_down(server) == set()
    assert buttons_down(server) == 0
    injector.close()


@pytest.fixture
def somebody(desk: VirtualDisplay) -> Iterator[Person]:
    with Person(desk.name) as person:
        yield person


def _close(listening: PynputPressSource | PanicHotkey, somebody: Person) -> None:
    """On X11, pynput's listeners see that they were stopped when the next press comes."""
    closing = threading.Thread(target=listening.close)
    closing.start()
    while closing.is_alive():
        somebody.press("a")
        somebody.click(900, 700)
    closing.join()


def test_pynput_press_source_hears_keys_and_buttons(somebody: Person) -> None:
    heard: list[bool] = []
    source = PynputPressSource()
    released: list[bool] = []
    source.start(heard.append, released.append)
    assert source.has_real_devices()
    wait_until(source.catch_up, "both listeners run")
    # On X11 each listener hears a moment after it says it runs.
    wait_until(lambda: _is_heard_after(lambda: somebody.press("a"), heard), "keys are heard")
    wait_until(lambda: _is_heard_after(lambda: somebody.click(900, 700), heard), "buttons are heard")
    wait_until(lambda: len(released) >= len(heard), "all were heard to go up again")
    before, before_up = len(heard), len(released)
    somebody.press("a")
    wait_until(lambda: len(heard) == before + 1, "the key was heard")
    somebody.click(900, 700)
    wait_until(lambda: len(heard) == before + 2, "the button was heard")
    wait_until(lambda: len(released) == before_up + 2, "both were heard to go up again")
    _close(source, somebody)


def _is_heard_after(act: Callable[[], None], heard: list[bool]) -> bool:
    before = len(heard)
    act()
    with contextlib.suppress(TimeoutError):
        wait_until(lambda: len(heard) > before, "it was heard", timeout_s=1.0)
    return len(heard) > before


def test_pynput_panic_keys_are_heard(somebody: Person) -> None:
    heard = threading.Event()
    hotkey: PanicHotkey = _PynputPanicHotkey(heard.set)
    wait_until(lambda: _is_heard(somebody, heard), "the keys were heard")
    assert hotkey.label == "Ctrl+Alt+End"
    _close(hotkey, somebody)


def _is_heard(somebody: Person, heard: threading.Event) -> bool:
    somebody.press("ctrl+alt+End")  # the listener takes a moment to begin
    return heard.wait(0.3)


def test_panic_hotkey_on_linux_is_the_one_for_x11() -> None:
    hotkey = open_panic_hotkey(lambda: None, platform="linux")
    assert isinstance(hotkey, X11PanicHotkey)
    hotkey.close()


def test_pynput_text_with_ctrl_held_is_the_key_of_that_letter(recorder: Recorder, server: Any) -> None:
    injector: Injector = PynputInjector({0x04: ord("a"), Usage.LEFT_CONTROL: 0xFFE3}.get)
    injector.key(Usage.LEFT_CONTROL, True)
    assert injector.text("A") is TextOutcome.TYPED
    note = recorder.wait_for(lambda note: note["what"] == "key" and note["down"] and note["scan"] == A_KEYCODE)
    assert not note["shift"]
    injector.release_all()
    assert keys_down(server) == set()


def test_pynput_text_alone_asks_for_no_place_on_the_keyboard(recorder: Recorder) -> None:
    injector: Injector = PynputInjector({}.get)
    assert injector.text("é") is TextOutcome.TYPED
    recorder.wait_for(lambda note: note["what"] == "key" and note.get("all") == "é")
    injector.close()


def test_pynput_text_on_windows_goes_by_units_of_utf_16() -> None:
    assert WindowsInjector()._units("a\N{THUMBS UP SIGN}") == ["a", "\ud83d", "\udc4d"]


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_pynput_activity_is_heard_while_it_is_wanted(somebody: Person, platform: str) -> None:
    source = open_activity_source(OwnPresses(), platform=platform)
    assert isinstance(source, PynputActivitySource)
    pressed, moved = threading.Event(), threading.Event()
    source.start(lambda _is_held: pressed.set(), lambda counts: moved.set() if counts >= 1 else None, lambda: None)
    somebody.press("a")
    assert not pressed.is_set()
    source.listen(is_wanted=True)
    for listener in source._listeners:
        listener.wait()

    def is_heard() -> bool:
        somebody.press("a")
        somebody.move(300, 300)
        somebody.move(320, 300)
        return pressed.is_set() and moved.is_set()

    wait_until(is_heard, "press and motion are heard")
    _close(source, somebody)
