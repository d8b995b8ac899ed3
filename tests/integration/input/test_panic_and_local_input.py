"""The person's own keys: they stop everything whatever the agent holds, and only their presses answer questions."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from itertools import permutations
from typing import Any

import pytest
from Xlib import XK, X
from Xlib.display import Display
from Xlib.ext import xtest

from client.domain.input_gate import Injected, InputGate, RefusalReason, Refused
from client.injection.local_input import ANSWER_AFTER_PRESS_MAX_MS, AnswerSource, LocalInputJudge
from client.injection.x11 import X11Injector
from client.injection.x11_panic_hotkey import X11PanicHotkey
from client.injection.x11_press_source import X11PressSource
from shared.errors import SetupError
from shared.geometry import Rect
from shared.keyboard import Usage
from shared.protocol.peer_messages import KeyChange, PointerButton, PointerMove
from tests.desk.display import VirtualDisplay, wait_until
from tests.desk.person import Person
from tests.integration.input.conftest import keys_down

END_KEYCODE, PAUSE_KEYCODE = 107 + 8, 119 + 8
F12_KEYCODE = 88 + 8
CAPS_LOCK, F12 = 0x39, 0x45  # HID usages


@pytest.fixture
def somebody(desk: VirtualDisplay) -> Iterator[Person]:
    with Person(desk.name) as person:
        yield person


@pytest.fixture
def panic(desk: VirtualDisplay) -> Iterator[tuple[X11PanicHotkey, threading.Event]]:
    heard = threading.Event()
    hotkey = X11PanicHotkey(heard.set, desk.name)
    yield hotkey, heard
    hotkey.close()


def test_panic_keys_free_display_gives_the_first_choice(
    panic: tuple[X11PanicHotkey, threading.Event], somebody: Person
) -> None:
    hotkey, heard = panic
    assert hotkey.label == "Ctrl+Alt+End"
    assert hotkey.is_first_choice
    somebody.press("End")
    somebody.press("ctrl+End")
    time.sleep(0.2)
    assert not heard.is_set()
    somebody.press("ctrl+alt+End")
    assert heard.wait(2)


@pytest.mark.parametrize("lock", [77, 66, None])  # num lock, caps lock by their evdev keycodes
def test_panic_keys_work_with_locks_on(
    panic: tuple[X11PanicHotkey, threading.Event], somebody: Person, server: Any, lock: int | None
) -> None:
    _, heard = panic
    for _ in range(2):  # the second turn leaves the lock off again
        if lock is not None:
            xtest.fake_input(server, X.KeyPress, lock)
            xtest.fake_input(server, X.KeyRelease, lock)
            server.sync()
        heard.clear()
        somebody.press("ctrl+alt+End")
        assert heard.wait(2)


def test_panic_keys_work_while_the_agent_moves_and_holds_keys(
    panic: tuple[X11PanicHotkey, threading.Event], injector: X11Injector, somebody: Person, server: Any
) -> None:
    _, heard = panic
    gate = InputGate(injector)
    gate.set_area(Rect(0, 0, 1280, 800))
    gate.set_heartbeat(0)
    epoch = gate.open()
    is_stopping = threading.Event()

    def flood() -> None:
        number = 0
        while not is_stopping.is_set():
            number += 1
            gate.inject(PointerMove(number * 37 % 65_536, number * 11 % 65_536), epoch, 0)

    for usage in (Usage.LEFT_SHIFT, Usage.LEFT_META, 0x04):
        gate.inject(KeyChange(usage, True), epoch, 0)
    mover = threading.Thread(target=flood)
    mover.start()
    try:
        somebody.press("ctrl+alt+End")
        assert heard.wait(3)
        gate.revoke()
        assert keys_down(server) == set()
    finally:
        is_stopping.set()
        mover.join()


@pytest.fixture
def remap(desk: VirtualDisplay, server: Any) -> Iterator[Callable[[str], None]]:
    """Give the desk's keyboard an option of xkeyboard-config, or have F12 be End and End be F12."""

    def remap(option: str) -> None:
        if option != "end_on_f12":
            subprocess.run(
                ["setxkbmap", "-layout", "us", "-option", "", "-option", option], env=desk.environment, check=True
            )
            return
        server.change_keyboard_mapping(F12_KEYCODE, [[XK.XK_End, XK.XK_End]])
        server.change_keyboard_mapping(END_KEYCODE, [[XK.XK_F12, XK.XK_F12]])
        server.sync()

    yield remap
    remap("")


def _press_by_number(server: Any, *keycodes: int) -> None:
    """As long as a hand does."""
    for kind in (X.KeyPress, X.KeyRelease):
        for keycode in keycodes:
            xtest.fake_input(server, kind, keycode)
        server.sync()
        time.sleep(0.08)


REMAPS = [
    "ctrl:swapcaps",
    "ctrl:nocaps",
    "altwin:swap_alt_win",
    "altwin:swap_lalt_lwin",
    "ctrl:swap_lalt_lctl",
    "end_on_f12",
]


@pytest.mark.parametrize("is_before", [True, False])
@pytest.mark.parametrize("option", REMAPS)
def test_panic_keys_are_those_that_do_it_on_a_keyboard_that_was_set_up_otherwise(
    desk: VirtualDisplay, remap: Callable[[str], None], option: str, is_before: bool
) -> None:
    heard = threading.Event()
    if is_before:
        remap(option)
    hotkey = X11PanicHotkey(heard.set, desk.name)
    try:
        if not is_before:
            remap(option)
        with Person(desk.name) as somebody:
            somebody.press("ctrl+alt+End")
            assert heard.wait(2)
            heard.clear()
            somebody.press("ctrl+End")
            somebody.press("alt+End")
            assert not heard.wait(0.3)
    finally:
        hotkey.close()


@pytest.mark.parametrize("option", REMAPS)
def test_panic_keys_in_their_places_count_whatever_was_made_of_them(
    panic: tuple[X11PanicHotkey, threading.Event], remap: Callable[[str], None], server: Any, option: str
) -> None:
    hotkey, heard = panic
    before = hotkey._keys
    remap(option)
    wait_until(lambda: hotkey._keys != before, "the listener learned of the other keyboard")
    places = 29 + 8, 56 + 8, END_KEYCODE  # left Ctrl, left Alt and End, as they are printed
    _press_by_number(server, *places)
    if option == "ctrl:swapcaps":
        _press_by_number(server, places[0])  # what is printed Ctrl has locked the capitals
    assert heard.wait(2), "whoever has the keyboard could take the panic keys away"


def test_panic_keys_are_heard_while_somebody_changes_the_keyboard_without_end(
    panic: tuple[X11PanicHotkey, threading.Event], remap: Callable[[str], None], server: Any, desk: VirtualDisplay
) -> None:
    _, heard = panic
    is_over = threading.Event()

    def change() -> None:
        other: Any = Display(desk.name)
        while not is_over.is_set():
            for end, f12 in ((XK.XK_F12, XK.XK_End), (XK.XK_End, XK.XK_F12)):
                other.change_keyboard_mapping(END_KEYCODE, [[end, end]])
                other.change_keyboard_mapping(F12_KEYCODE, [[f12, f12]])
                other.sync()
        other.close()

    changer = threading.Thread(target=change)
    changer.start()
    try:
        time.sleep(0.5)
        for kind in (X.KeyPress, X.KeyRelease):  # faster than any hand
            for keycode in (29 + 8, 56 + 8, END_KEYCODE):
                xtest.fake_input(server, kind, keycode)
        server.sync()
        assert heard.wait(2)
    finally:
        is_over.set()
        changer.join()


@pytest.mark.parametrize(
    ("option", "usages"),
    [
        ("ctrl:swapcaps", (CAPS_LOCK, Usage.LEFT_ALT, Usage.END)),
        ("ctrl:nocaps", (CAPS_LOCK, Usage.LEFT_ALT, Usage.PAUSE)),
        ("altwin:swap_alt_win", (Usage.LEFT_CONTROL, Usage.LEFT_META, Usage.END)),
        ("end_on_f12", (Usage.LEFT_CONTROL, Usage.LEFT_ALT, F12)),
        *((option, (Usage.LEFT_CONTROL, Usage.LEFT_ALT, Usage.END)) for option in REMAPS),
    ],
)
def test_panic_keys_cannot_be_made_by_the_agent_of_keys_that_do_it_elsewhere(
    panic: tuple[X11PanicHotkey, threading.Event],
    injector: X11Injector,
    remap: Callable[[str], None],
    option: str,
    usages: tuple[int, int, int],
) -> None:
    _, heard = panic
    remap(option)
    gate = InputGate(injector)
    for order in permutations(usages):
        epoch = gate.open()
        gate.set_heartbeat(0)
        verdicts = [gate.inject(KeyChange(int(usage), True), epoch, 0) for usage in order]
        assert verdicts == [Injected(), Injected(), Refused(RefusalReason.RESERVED_KEYS)], order
        gate.revoke()
        gate.settle()
    assert not heard.wait(0.5)
    epoch = gate.open()
    gate.set_heartbeat(0)
    for usage in (Usage.LEFT_SHIFT, 0x04, Usage.END):
        assert gate.inject(KeyChange(int(usage), True), epoch, 0) == Injected(), "all else is the agent's"
    gate.revoke()


def test_panic_keys_are_not_made_of_a_key_the_agent_holds_and_modifiers_it_adds(
    panic: tuple[X11PanicHotkey, threading.Event], injector: X11Injector
) -> None:
    _, heard = panic
    gate = InputGate(injector)
    epoch = gate.open()
    gate.set_heartbeat(0)
    for usage in (Usage.END, Usage.LEFT_CONTROL, Usage.LEFT_ALT):
        gate.inject(KeyChange(usage, True), epoch, 0)
    assert not heard.wait(1.5), "a key that repeats under Ctrl and Alt stops the session in the person's name"
    gate.revoke()


def test_panic_keys_work_while_another_program_has_grabbed_the_keyboard(
    panic: tuple[X11PanicHotkey, threading.Event], somebody: Person, server: Any
) -> None:
    _, heard = panic
    assert server.screen().root.grab_keyboard(False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime) == 0
    try:
        somebody.press("ctrl+alt+End")
        assert heard.wait(2)
    finally:
        server.ungrab_keyboard(X.CurrentTime)
        server.sync()


def _take(display_name: str, keycode: int, modifiers: int) -> Any:
    """Another program that has the keys already."""
    other: Any = Display(display_name)
    other.screen().root.grab_key(keycode, modifiers, False, X.GrabModeAsync, X.GrabModeAsync)
    other.sync()
    return other


def test_panic_keys_taken_by_another_program_fall_back_and_say_so(desk: VirtualDisplay, somebody: Person) -> None:
    heard = threading.Event()
    other = _take(desk.name, END_KEYCODE, X.ControlMask | X.Mod1Mask)
    hotkey = X11PanicHotkey(heard.set, desk.name)
    try:
        assert hotkey.label == "Ctrl+Alt+Pause"
        assert not hotkey.is_first_choice
        somebody.press("ctrl+alt+End")
        time.sleep(0.2)
        assert not heard.is_set()
        somebody.press("ctrl+alt+Pause")
        assert heard.wait(2)
    finally:
        hotkey.close()
        other.close()


def test_panic_keys_all_taken_is_a_setup_error(desk: VirtualDisplay) -> None:
    both = X.ControlMask | X.Mod1Mask
    others = [
        _take(desk.name, END_KEYCODE, both),
        _take(desk.name, PAUSE_KEYCODE, both),
        _take(desk.name, END_KEYCODE, both | X.ShiftMask),
    ]
    with pytest.raises(SetupError) as caught:
        X11PanicHotkey(lambda: None, desk.name)
    assert caught.value.reason == "panic_keys_unavailable"
    for other in others:
        other.close()
    X11PanicHotkey(lambda: None, desk.name).close()


def test_panic_keys_server_gone_does_not_hang(make_display: Any) -> None:
    desk = make_display(has_accessibility=False)
    hotkey = X11PanicHotkey(lambda: None, desk.name)
    desk.close()
    wait_until(lambda: hotkey._listener.is_lost, "the loss was noticed")
    hotkey.close()


@pytest.fixture
def judge(desk: VirtualDisplay, injector: X11Injector) -> Iterator[LocalInputJudge]:
    judge = LocalInputJudge(X11PressSource(desk.name), lambda: injector.press_count)
    yield judge
    judge.close()


def test_judge_person_on_a_virtual_display_is_virtual(judge: LocalInputJudge, somebody: Person) -> None:
    judge.begin_question()
    somebody.click(900, 700)
    assert judge.judge_answer() is AnswerSource.VIRTUAL
    assert judge.last_injected_input_mono_ms is not None
    assert judge.last_real_input_mono_ms is None


def test_judge_answer_long_after_the_last_press_is_injected(judge: LocalInputJudge, somebody: Person) -> None:
    judge.begin_question()
    somebody.click(900, 700)
    time.sleep(ANSWER_AFTER_PRESS_MAX_MS / 1_000 + 0.1)
    assert judge.judge_answer() is AnswerSource.INJECTED


def test_judge_button_held_for_long_answers_when_it_is_let_go(
    judge: LocalInputJudge, somebody: Person, server: Any
) -> None:
    judge.begin_question()
    somebody.move(900, 700)
    xtest.fake_input(server, X.ButtonPress, 1)
    server.sync()
    time.sleep(ANSWER_AFTER_PRESS_MAX_MS / 1_000 + 0.1)
    xtest.fake_input(server, X.ButtonRelease, 1)
    server.sync()
    assert judge.judge_answer() is AnswerSource.VIRTUAL


def test_judge_answer_without_any_press_is_injected(judge: LocalInputJudge, somebody: Person) -> None:
    somebody.click(900, 700)
    judge.begin_question()
    assert judge.judge_answer() is AnswerSource.INJECTED


def test_judge_answer_without_a_question_is_injected(judge: LocalInputJudge, somebody: Person) -> None:
    somebody.click(900, 700)
    assert judge.judge_answer() is AnswerSource.INJECTED


def test_judge_our_own_injector_pressed_is_injected(
    judge: LocalInputJudge, injector: X11Injector, somebody: Person
) -> None:
    judge.begin_question()
    injector.pointer_to(900, 700)
    injector.button(PointerButton.LEFT, is_down=True)
    injector.button(PointerButton.LEFT, is_down=False)
    injector.settle()
    somebody.click(900, 700)
    assert judge.judge_answer() is AnswerSource.INJECTED


def test_judge_xtest_on_a_display_with_a_real_device_is_injected(
    judge: LocalInputJudge, somebody: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The desk of a real person: here the server's own mouse is taken for one a hand can reach."""
    monkeypatch.setattr("client.injection.x11_listener._VIRTUAL_SCREEN_DEVICES", frozenset())
    judge.begin_question()
    somebody.press("Return")
    assert judge.judge_answer() is AnswerSource.INJECTED


def test_judge_display_gone_is_injected(make_display: Any) -> None:
    desk = make_display(has_accessibility=False, has_window_manager=False)
    judge = LocalInputJudge(X11PressSource(desk.name), lambda: 0)
    judge.begin_question()
    desk.close()
    assert judge.judge_answer() is AnswerSource.INJECTED
    judge.close()
