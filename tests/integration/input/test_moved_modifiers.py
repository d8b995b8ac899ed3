"""Modifiers the person has moved to other keys: the agent's Ctrl is Ctrl, and what was pressed is let go of."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import pytest
from Xlib import XK, X
from Xlib.ext import xtest

from client.domain.input_gate import Injected, InputGate, RefusalReason, Refused, Verdict
from client.injection.watched import Watchdog, WatchedInjector
from client.injection.x11 import X11Injector
from client.injection.x11_modifiers import MODIFIER_USAGES
from client.injection.xkb_link import XkbLink
from client.injection.xkb_map import LOCK
from shared.keyboard import Usage
from shared.protocol.peer_messages import KeyChange
from shared.xcb_link import XcbLink
from tests.desk.display import VirtualDisplay, wait_until
from tests.integration.input.conftest import Recorder, keys_down

A, B, C, Q, V = 0x04, 0x05, 0x06, 0x14, 0x19
CAPS, LEFT_CONTROL, LEFT_SHIFT, LEFT_ALT = 66, 37, 50, 64  # keycodes, by place
LEFT_SUPER, RIGHT_ALT, RIGHT_SUPER = 133, 108, 134
Q_KEYCODE, END_KEYCODE = 24, 115
CONTROL_PLACES, ALT_PLACES = {LEFT_CONTROL, 105}, {LEFT_ALT, RIGHT_ALT}
OPTIONS = ("", "ctrl:swapcaps", "ctrl:nocaps", "altwin:swap_alt_win", "altwin:swap_lalt_lwin", "ctrl:swap_lalt_lctl")
MASKS = {
    Usage.LEFT_CONTROL: X.ControlMask, Usage.RIGHT_CONTROL: X.ControlMask, Usage.LEFT_SHIFT: X.ShiftMask,
    Usage.RIGHT_SHIFT: X.ShiftMask, Usage.LEFT_ALT: X.Mod1Mask, Usage.RIGHT_ALT: X.Mod1Mask,
    Usage.LEFT_META: X.Mod4Mask, Usage.RIGHT_META: X.Mod4Mask,
}  # fmt: skip

SetUp = Callable[..., None]


@pytest.fixture
def set_up(desk: VirtualDisplay) -> Iterator[SetUp]:
    """Give the desk's keyboard a layout and an option, as the person does it."""

    def set_up(option: str, layout: str = "us") -> None:
        command = ["setxkbmap", "-layout", layout, "-option", "", "-option", option]
        subprocess.run(command, env=desk.environment, check=True)

    set_up("")
    yield set_up
    set_up("")


def _put(server: Any, keys: dict[int, tuple[int, int | None]]) -> None:
    """Give keys other meanings: keysym and row of the modifier map by keycode. As `xmodmap` does it."""
    rows = [[keycode for keycode in row if keycode not in keys] for row in server.get_modifier_mapping()]
    for keycode, (keysym, row) in keys.items():
        server.change_keyboard_mapping(keycode, [[keysym]])
        if row is not None:
            rows[row].append(keycode)
    width = max(map(len, rows))
    assert server.set_modifier_mapping([row + [0] * (width - len(row)) for row in rows]) == X.MappingSuccess
    server.sync()


@pytest.fixture
def modifiers(link: XcbLink) -> Callable[[], int]:
    """What is in force on the desk."""
    keyboard = XkbLink.open(link)
    assert keyboard is not None
    return lambda: keyboard.take_state(keyboard.ask_state()).modifiers


@pytest.fixture
def injector_on(request: pytest.FixtureRequest, set_up: SetUp, injector: X11Injector) -> X11Injector:
    """An injector that has heard of the option it is asked for."""
    set_up(request.param)
    injector.settle()
    return injector


def _tap(injector: X11Injector, *usages: int) -> None:
    for usage in usages:
        injector.key(usage, is_down=True)
    for usage in reversed(usages):
        injector.key(usage, is_down=False)


@pytest.mark.parametrize("injector_on", OPTIONS, indirect=True)
def test_moved_modifiers_of_the_agent_do_what_they_are_called(
    injector_on: X11Injector, server: Any, modifiers: Callable[[], int]
) -> None:
    injector = injector_on
    for usage, mask in MASKS.items():
        injector.key(usage, is_down=True)
        injector.settle()
        assert modifiers() == mask, usage.name
        injector.key(usage, is_down=False)
        injector.settle()
        assert (modifiers(), keys_down(server)) == (0, set()), usage.name


@pytest.mark.parametrize("by_text", [False, True], ids=["by place", "as text"])
@pytest.mark.parametrize("injector_on", OPTIONS, indirect=True)
def test_moved_ctrl_copies_and_pastes_in_a_real_field(
    injector_on: X11Injector, recorder: Recorder, modifiers: Callable[[], int], by_text: bool
) -> None:
    injector = injector_on

    def shortcut(letter: str, usage: int) -> None:
        if not by_text:
            _tap(injector, Usage.LEFT_CONTROL, usage)
            return
        injector.key(Usage.LEFT_CONTROL, is_down=True)
        injector.text(letter)
        injector.key(Usage.LEFT_CONTROL, is_down=False)

    _tap(injector, A)
    _tap(injector, B)
    shortcut("a", A)
    shortcut("c", C)
    _tap(injector, Usage.END)
    shortcut("v", V)
    recorder.wait_for(lambda note: note["what"] == "key" and note.get("all") == "abab")
    assert modifiers() & LOCK == 0


@pytest.mark.parametrize("injector_on", OPTIONS, indirect=True)
def test_moved_alt_and_super_reach_a_real_field(injector_on: X11Injector, recorder: Recorder) -> None:
    for usage, name in ((Usage.LEFT_ALT, "alt"), (Usage.RIGHT_ALT, "alt"), (Usage.LEFT_META, "super")):
        _tap(injector_on, usage, Q)
        note = recorder.wait_for(lambda note: note["what"] == "key" and note["down"] and note["scan"] == Q_KEYCODE)
        assert note["held"] == [name]


def test_moved_caps_lock_locks_and_where_there_is_none_its_place_counts(
    set_up: SetUp, injector: X11Injector, server: Any, modifiers: Callable[[], int]
) -> None:
    set_up("ctrl:swapcaps")
    for want in (LOCK, 0):
        _tap(injector, Usage.CAPS_LOCK)
        injector.settle()
        assert modifiers() == want
    set_up("ctrl:nocaps")
    injector.settle()
    injector.key(Usage.CAPS_LOCK, is_down=True)
    injector.settle()
    assert keys_down(server) == {CAPS}
    injector.release_all()


def test_key_that_was_told_is_the_key_that_is_pressed(set_up: SetUp, injector: X11Injector, server: Any) -> None:
    """Whatever becomes of the keyboard between the two: somebody noted it, to let go of it."""
    assert injector.key_number(Usage.LEFT_CONTROL) == LEFT_CONTROL
    set_up("ctrl:swapcaps")
    injector.settle()
    injector.key(Usage.LEFT_CONTROL, is_down=True)
    assert injector.key_number(Usage.LEFT_CONTROL) == LEFT_CONTROL
    injector.settle()
    assert keys_down(server) == {LEFT_CONTROL}
    injector.release_all()
    assert injector.key_number(Usage.LEFT_CONTROL) == CAPS
    assert injector.key_number(Usage.LEFT_SHIFT) == LEFT_SHIFT
    injector.key(Usage.LEFT_CONTROL, is_down=True)  # another one was told since
    injector.settle()
    assert keys_down(server) == {CAPS}
    injector.release_all()
    _unlock(server)


def test_moved_shift_is_lifted_for_typed_text(
    set_up: SetUp, injector: X11Injector, recorder: Recorder, server: Any
) -> None:
    set_up("")
    _put(server, {CAPS: (XK.XK_Shift_L, X.ShiftMapIndex), LEFT_SHIFT: (XK.XK_Escape, None)})
    injector.settle()
    injector.key(Usage.LEFT_SHIFT, is_down=True)
    injector.settle()
    assert keys_down(server) == {CAPS}
    for character in "aB1":
        injector.text(character)
    _tap(injector, A)
    injector.key(Usage.LEFT_SHIFT, is_down=False)
    recorder.wait_for(lambda note: note["what"] == "key" and note.get("all") == "aB1A")
    injector.settle()
    assert keys_down(server) == set()


def test_altgr_of_a_german_keyboard_types_and_moved_it_is_alt(
    set_up: SetUp, injector: X11Injector, recorder: Recorder, server: Any
) -> None:
    set_up("", "de")
    injector.settle()
    _tap(injector, Usage.RIGHT_ALT, Q)
    recorder.wait_for(lambda note: note["what"] == "key" and note.get("all") == "@")
    set_up("altwin:swap_alt_win", "de")
    injector.settle()
    injector.key(Usage.RIGHT_ALT, is_down=True)
    injector.settle()
    assert keys_down(server) == {RIGHT_SUPER}
    injector.release_all()


@pytest.mark.parametrize(
    "change",  # the option before and after, what is pressed, and a key of somebody else's
    [
        ("", "ctrl:swapcaps", LEFT_CONTROL, CAPS),
        ("ctrl:swapcaps", "", CAPS, LEFT_CONTROL),
        ("ctrl:swapcaps", "ctrl:nocaps", CAPS, LEFT_CONTROL),
    ],
)
@pytest.mark.parametrize("way", ["key", "revoke", "watchdog"])
def test_ctrl_held_over_a_change_is_let_go_of_and_no_other_key(
    set_up: SetUp, desk: VirtualDisplay, server: Any, way: str, change: tuple[str, str, int, int]
) -> None:
    before, after, pressed, foreign = change
    set_up(before)
    watchdog = Watchdog(environment=desk.environment)
    watchdog.start()
    gate = InputGate(WatchedInjector(X11Injector(desk.name), watchdog))
    gate.set_heartbeat(0)
    epoch = gate.open()
    try:
        assert gate.inject(KeyChange(Usage.LEFT_CONTROL, True), epoch, 0) == Injected()
        gate.settle()
        assert keys_down(server) == {pressed}
        set_up(after)
        gate.inject(KeyChange(A, True), epoch, 0)  # by now the other map is known
        gate.inject(KeyChange(A, False), epoch, 0)
        _press(server, foreign)
        if way == "key":
            gate.inject(KeyChange(Usage.LEFT_CONTROL, False), epoch, 0)
            gate.settle()
        elif way == "revoke":
            gate.revoke()
        else:
            wait_until(lambda: pressed not in keys_down(server), "no beat came", timeout_s=4)
        assert keys_down(server) == {foreign}
    finally:
        _release(server, foreign)
        gate.close()
        _unlock(server)


def _press(server: Any, keycode: int) -> None:
    xtest.fake_input(server, X.KeyPress, keycode)
    server.sync()


def _release(server: Any, keycode: int) -> None:
    xtest.fake_input(server, X.KeyRelease, keycode)
    server.sync()


def _unlock(server: Any) -> None:
    """Caps Lock, which pressing that key may have turned on, off again."""
    if server.screen().root.query_pointer().mask & LOCK:
        for keycode in (CAPS, LEFT_CONTROL):
            if server.get_keyboard_mapping(keycode, 1)[0][0] == XK.XK_Caps_Lock:
                _press(server, keycode)
                _release(server, keycode)
                return


PROGRAM = textwrap.dedent("""
    import sys, time
    from client.injection.watched import WatchedInjector, Watchdog
    from client.injection.x11 import X11Injector
    watchdog = Watchdog()
    watchdog.start()
    injector = WatchedInjector(X11Injector(), watchdog)
    for usage in (0xE0, 0xE2, 0xE3):
        injector.key(usage, True)
    injector.settle()
    print("down", flush=True)
    while True:
        watchdog.beat()
        time.sleep(0.2)
""")


@pytest.mark.parametrize(
    ("option", "pressed"),
    [
        ("ctrl:swapcaps", {CAPS, LEFT_ALT, LEFT_SUPER}),
        ("ctrl:nocaps", {LEFT_CONTROL, LEFT_ALT, LEFT_SUPER}),
        ("altwin:swap_alt_win", {LEFT_CONTROL, LEFT_ALT, LEFT_SUPER}),
        ("altwin:swap_lalt_lwin", {LEFT_CONTROL, LEFT_ALT, LEFT_SUPER}),
    ],
)
def test_moved_modifiers_of_a_killed_client_come_up_and_no_other_key(
    set_up: SetUp, desk: VirtualDisplay, server: Any, option: str, pressed: set[int]
) -> None:
    set_up(option)
    client = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env=desk.environment, stdout=subprocess.PIPE, text=True
    )
    assert client.stdout is not None
    try:
        with client.stdout:
            assert client.stdout.readline() == "down\n"
            assert keys_down(server) == pressed
            set_up("")  # under the held keys, and for the watchdog to stumble over
            foreign = {CAPS, LEFT_CONTROL} - pressed
            for keycode in foreign:
                _press(server, keycode)
    finally:
        os.kill(client.pid, signal.SIGKILL)
        client.wait()
    wait_until(lambda: not pressed & keys_down(server), "all is up", timeout_s=3)
    assert keys_down(server) == foreign
    for keycode in foreign:
        _release(server, keycode)
    _unlock(server)


@pytest.mark.parametrize("injector_on", OPTIONS, indirect=True)
def test_panic_keys_are_never_made_by_the_agent_on_such_a_desk(
    injector_on: X11Injector, server: Any, modifiers: Callable[[], int]
) -> None:
    gate = InputGate(injector_on)
    both = X.ControlMask | X.Mod1Mask

    def press(*usages: int) -> list[Verdict]:
        epoch = gate.open()
        gate.set_heartbeat(0)
        verdicts = [gate.inject(KeyChange(int(usage), True), epoch, 0) for usage in usages]
        gate.settle()
        return verdicts

    for pair in combinations(sorted(MODIFIER_USAGES), 2):
        for order in ((*pair, Usage.END), (Usage.END, *pair)):
            press(*order)
            down = keys_down(server)
            has_both = modifiers() & both == both or (down & CONTROL_PLACES and down & ALT_PLACES)
            assert not (has_both and END_KEYCODE in down), order
            gate.revoke()
    refused = [Injected(), Injected(), Refused(RefusalReason.RESERVED_KEYS)]
    assert press(Usage.LEFT_CONTROL, Usage.LEFT_ALT, Usage.END) == refused
    assert press(Usage.LEFT_SHIFT, Usage.RIGHT_SHIFT, Usage.END) == [Injected()] * 3, "all else is the agent's"
    gate.revoke()
    _unlock(server)


def test_panic_keys_cannot_be_made_with_a_modifier_that_lies_where_ctrl_is_printed(
    set_up: SetUp, injector: X11Injector, server: Any
) -> None:
    set_up("")
    _put(server, {CAPS: (XK.XK_Escape, None), LEFT_CONTROL: (XK.XK_Caps_Lock, X.LockMapIndex)})
    injector.settle()
    gate = InputGate(injector)
    epoch = gate.open()
    gate.set_heartbeat(0)
    for usage in (Usage.CAPS_LOCK, Usage.LEFT_ALT):
        assert gate.inject(KeyChange(int(usage), True), epoch, 0) == Injected()
    gate.settle()
    assert keys_down(server) == {LEFT_CONTROL, LEFT_ALT}
    assert gate.inject(KeyChange(int(Usage.END), True), epoch, 0) == Refused(RefusalReason.RESERVED_KEYS)
    gate.revoke()
    epoch = gate.open()
    gate.set_heartbeat(0)
    for usage in (Usage.LEFT_ALT, Usage.END):
        assert gate.inject(KeyChange(int(usage), True), epoch, 0) == Injected()
    assert gate.inject(KeyChange(int(Usage.CAPS_LOCK), True), epoch, 0) == Refused(RefusalReason.RESERVED_KEYS)
    gate.revoke()
    _unlock(server)


def test_keys_that_are_no_modifiers_ask_the_server_nothing_and_modifiers_once_after_a_change(
    set_up: SetUp, injector: X11Injector, monkeypatch: pytest.MonkeyPatch, server: Any
) -> None:
    _tap(injector, Usage.LEFT_CONTROL)
    injector.settle()
    answered: list[int] = []
    answer = injector._link.answer
    monkeypatch.setattr(injector._link, "answer", lambda asked: (answered.append(asked), answer(asked))[1])
    for usage in (A, Usage.END, Usage.LEFT_CONTROL, Usage.LEFT_SHIFT, Usage.CAPS_LOCK, Usage.CAPS_LOCK):
        _tap(injector, usage)
    assert answered == []
    set_up("ctrl:swapcaps")
    injector.settle()  # the news has come
    answered.clear()
    _tap(injector, A)
    assert answered == []
    _tap(injector, Usage.LEFT_CONTROL)
    _tap(injector, Usage.LEFT_ALT)
    assert len(answered) == 1
    injector.settle()
    assert keys_down(server) == set()
