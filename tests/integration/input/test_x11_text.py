"""Typed text arrives as it is in a real Qt field, whatever layout, locks and modifiers are in force over there."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

from client.domain.injector import TextOutcome
from client.injection.x11 import X11Injector
from client.injection.x11_text import X11Text
from client.injection.xkb_link import XkbLink
from client.injection.xkb_map import LOCK
from shared.keyboard import Usage
from shared.xcb_link import XcbLink
from tests.desk.display import VirtualDisplay, wait_until
from tests.integration.input.conftest import Recorder, keys_down

ROOT = Path(__file__).parents[3]
CAPS_LOCK, NUM_LOCK, A_KEY, BACKSPACE = 66, 77, 38, 0xFF08

PRINTED_ON = {
    "us": "".join(map(chr, range(0x20, 0x7F))),
    "de": "äöüßÄÖÜ§°€µ²³",
    "fr": "éèçàùâêîôûëïÿÉÈÇÀœŒæ£¤",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ№",
    "ro": "ăâîșțĂÂÎȘȚ„”«»",
}
BEYOND = "中文日本한국ﾊ\N{THUMBS UP SIGN}\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}ÅñõŠžłΩאبहि"


@pytest.fixture(scope="module")
def desk() -> Iterator[VirtualDisplay]:
    """With the map of an ordinary computer, not that of the tests' own people."""
    with VirtualDisplay(has_accessibility=False) as display:
        set_layout(display, "us")
        yield display


@pytest.fixture(autouse=True)
def _as_before(desk: VirtualDisplay, server: Any, keyboard: XkbLink) -> Iterator[None]:
    yield
    set_layout(desk, "us")
    state = keyboard.take_state(keyboard.ask_state())
    for keycode, bit in ((CAPS_LOCK, LOCK), (NUM_LOCK, 0x10)):
        if state.modifiers & bit:
            _press(server, keycode)


def set_layout(desk: VirtualDisplay, layout: str) -> None:
    subprocess.run(["setxkbmap", "-layout", layout, "-option", ""], env=desk.environment, check=True)


@pytest.fixture
def keyboard(link: XcbLink) -> XkbLink:
    """The keyboard of the desk, asked beside the injector."""
    return _extension(link)


def _extension(link: XcbLink) -> XkbLink:
    extension = XkbLink.open(link)
    assert extension is not None
    return extension


def _press(server: Any, *keycodes: int) -> None:
    for keycode in keycodes:
        xtest.fake_input(server, X.KeyPress, keycode)
    for keycode in reversed(keycodes):
        xtest.fake_input(server, X.KeyRelease, keycode)
    server.sync()


def _type(injector: X11Injector, text: str) -> None:
    for character in text:
        until_s = time.monotonic() + 5
        while (outcome := injector.text(character)) is TextOutcome.NOT_YET:
            assert time.monotonic() < until_s
            time.sleep(0.005)
        assert outcome is TextOutcome.TYPED, character


def _has(recorder: Recorder, text: str) -> None:
    recorder.wait_for(lambda note: note["what"] == "key" and note.get("all") == text)


@pytest.mark.parametrize("layout", PRINTED_ON)
def test_x11_text_of_every_layout_arrives_under_every_layout(
    desk: VirtualDisplay, recorder: Recorder, injector: X11Injector, server: Any, layout: str
) -> None:
    set_layout(desk, layout)
    text = "".join(PRINTED_ON.values())
    _type(injector, text)
    _has(recorder, text)
    assert keys_down(server) == set()
    assert injector.error_count == 0


def test_x11_text_no_layout_has_arrives(recorder: Recorder, injector: X11Injector) -> None:
    _type(injector, BEYOND)
    _has(recorder, BEYOND)


@pytest.mark.parametrize("layout", ["us", "fr", "ru"])
@pytest.mark.parametrize("locks", [(CAPS_LOCK,), (NUM_LOCK,), (CAPS_LOCK, NUM_LOCK)])
def test_x11_text_arrives_whatever_is_locked(
    desk: VirtualDisplay, recorder: Recorder, injector: X11Injector, layout: str, locks: tuple[int, ...]
) -> None:
    set_layout(desk, layout)
    server = Display(desk.name)
    for keycode in locks:
        _press(server, keycode)
    server.close()
    text = "aAzZ1!;éÉяЯßșȘ中ı"
    _type(injector, text)
    _has(recorder, text)


def test_x11_text_follows_a_layout_that_changes_in_the_middle(
    desk: VirtualDisplay, recorder: Recorder, injector: X11Injector
) -> None:
    typed = ""
    for layout in ("us", "ru", "fr", "us", "de", "ro"):
        set_layout(desk, layout)
        for part in ("az;яж", "é中ß"):
            _type(injector, part)
            typed += part
            _has(recorder, typed)


def test_x11_text_follows_a_group_that_changes_in_the_middle(
    desk: VirtualDisplay, recorder: Recorder, injector: X11Injector, server: Any, keyboard: XkbLink
) -> None:
    """The switch of a keyboard with two layouts, which changes no map."""
    subprocess.run(["setxkbmap", "-layout", "us,ru", "-option", "grp:caps_toggle"], env=desk.environment, check=True)
    typed = ""
    for group in (0, 1, 0, 1):
        assert keyboard.take_state(keyboard.ask_state()).group == group
        _type(injector, "aя;Z")
        typed += "aя;Z"
        _has(recorder, typed)
        _press(server, CAPS_LOCK)


def test_x11_text_while_the_agent_holds_shift_is_not_shifted(recorder: Recorder, injector: X11Injector) -> None:
    injector.key(Usage.LEFT_SHIFT, is_down=True)
    _type(injector, "aAяЯ1!中")
    injector.key(Usage.LEFT_SHIFT, is_down=False)
    _has(recorder, "aAяЯ1!中")


def test_x11_text_of_a_key_that_is_held_is_typed_with_another(recorder: Recorder, injector: X11Injector) -> None:
    injector.key(0x04, is_down=True)
    _type(injector, "aAb")
    injector.key(0x04, is_down=False)
    _has(recorder, "aaAb")  # the first is the held key itself


@pytest.mark.parametrize("layout", ["us", "fr", "de"])
def test_x11_text_with_ctrl_held_is_the_key_with_that_letter(
    desk: VirtualDisplay, recorder: Recorder, injector: X11Injector, layout: str, server: Any
) -> None:
    set_layout(desk, layout)
    scan = 24 if layout == "fr" else A_KEY
    _type(injector, "xyz")
    _press(server, CAPS_LOCK)
    for letter in "aA":
        injector.key(Usage.LEFT_CONTROL, is_down=True)
        _type(injector, letter)
        injector.key(Usage.LEFT_CONTROL, is_down=False)
        note = recorder.wait_for(lambda note: note["what"] == "key" and note["down"] and note["scan"] == scan)
        assert not note["shift"]
    injector.key(0x4C, is_down=True)  # Delete: all was selected
    injector.key(0x4C, is_down=False)
    _has(recorder, "")


@pytest.mark.parametrize("layout", ["ru", "ru,us"])
def test_x11_shortcut_under_a_layout_without_latin_letters_works(
    desk: VirtualDisplay, recorder: Recorder, injector: X11Injector, server: Any, layout: str
) -> None:
    set_layout(desk, layout)
    _type(injector, "фыва")
    injector.key(Usage.LEFT_CONTROL, is_down=True)
    _type(injector, "a")
    injector.key(Usage.LEFT_CONTROL, is_down=False)
    injector.settle()
    _press(server, A_KEY)  # the person's own next key is of the person's own layout
    _has(recorder, "ф")
    _type(injector, "я")
    _has(recorder, "фя")


def _lent_keys(keyboard: XkbLink) -> list[int]:
    return [keycode for keycode, key in keyboard.read_map().keys.items() if key.is_lent]


def test_x11_text_gives_every_key_back_when_closed(desk: VirtualDisplay, server: Any, keyboard: XkbLink) -> None:
    set_layout(desk, "us")
    server.change_keyboard_mapping(22, [[BACKSPACE, BACKSPACE]])  # as xmodmap does it
    before = keyboard.read_map().keys
    injector = X11Injector(desk.name)
    _type(injector, "中文яж")
    injector.settle()
    assert len(_lent_keys(keyboard)) == 4
    injector.close()
    after = keyboard.read_map().keys
    assert {keycode: key.symbols for keycode, key in after.items()} == {
        keycode: key.symbols for keycode, key in before.items()
    }
    assert after[22] == before[22]


def test_x11_injector_starting_gives_back_what_a_killed_one_lent(
    desk: VirtualDisplay, server: Any, keyboard: XkbLink
) -> None:
    killed = X11Injector(desk.name)
    _type(killed, "中")
    killed.settle()
    killed._link.close()
    assert _lent_keys(keyboard)
    X11Injector(desk.name).close()
    assert _lent_keys(keyboard) == []


def test_watchdog_gives_lent_keys_back_when_the_client_is_killed(
    desk: VirtualDisplay, server: Any, keyboard: XkbLink
) -> None:
    script = """
import sys, time
from client.injection.watched import Watchdog, WatchedInjector
from client.injection.x11 import X11Injector
watchdog = Watchdog()
watchdog.start()
injector = WatchedInjector(X11Injector(), watchdog)
injector.text("中")
injector.settle()
print("typed", flush=True)
time.sleep(60)
"""
    client = subprocess.Popen(
        [sys.executable, "-c", script], env=desk.environment, stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    try:
        assert client.stdout is not None
        assert client.stdout.readline() == "typed\n"
        assert len(_lent_keys(keyboard)) == 1
        os.kill(client.pid, signal.SIGKILL)
        wait_until(lambda: _lent_keys(keyboard) == [], "the watchdog gave it back")
    finally:
        client.kill()
        client.wait()
        if client.stdout is not None:
            client.stdout.close()


def test_x11_text_without_any_spare_key_types_what_the_layout_has(make_display: Any) -> None:
    """The map of the tests' own people leaves no key empty."""
    full = make_display(has_accessibility=False, has_window_manager=False)
    server: Any = Display(full.name)
    with closing(XcbLink(full.name)) as link:
        before = _extension(link).read_map()
    for keycode, key in before.keys.items():
        if key.is_empty and keycode not in before.modifiers:
            server.change_keyboard_mapping(keycode, [[ord("§"), ord("¶")]])
    server.sync()
    injector = X11Injector(full.name)
    try:
        assert injector.text("a") is TextOutcome.TYPED
        assert injector.text("中") is TextOutcome.UNTYPABLE
        assert keys_down(server) == set()
    finally:
        injector.close()
        server.close()


def test_x11_text_on_a_server_without_the_extension_types_nothing(
    link: XcbLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(XkbLink, "open", lambda _: None)
    pressed: list[int] = []
    text = X11Text(link, lambda keycode, _: pressed.append(keycode), lambda: None)
    assert text.type("a", (), is_shortcut=False) is TextOutcome.UNTYPABLE
    text.restore()
    assert not text.has_lent
    assert pressed == []
