"""A desk with real devices: mouse, keys and fingers are the person's hand, what a program presses is not."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from client.domain.hand_meter import MOVED_MIN_COUNTS
from client.domain.input_gate import InputGate
from client.domain.local_hold import HOLD_MS
from client.injection.local_input import AnswerSource, LocalInputJudge
from client.injection.local_override import LocalOverride
from client.injection.own_presses import OwnPresses
from client.injection.x11 import X11Injector
from client.injection.x11_activity_source import X11ActivitySource
from client.injection.x11_panic_hotkey import X11PanicHotkey
from client.injection.x11_press_source import X11PressSource
from shared.clock import SystemClock
from tests.desk.display import wait_until
from tests.desk.hardware_display import HardwareDisplay
from tests.desk.hardware_person import HardwarePerson
from tests.desk.person import Person

HEARD_S = 0.3  # by then the listening thread has asked for motion, and what was done has been heard


@pytest.fixture(scope="module")
def desk() -> Iterator[HardwareDisplay]:
    with HardwareDisplay(has_accessibility=False) as desk:
        yield desk


@pytest.fixture
def person(desk: HardwareDisplay) -> Iterator[HardwarePerson]:
    with HardwarePerson(desk) as person:
        person.move(640, 400)
        yield person


@pytest.fixture
def program(desk: HardwareDisplay) -> Iterator[Person]:
    """What moves and presses through XTEST."""
    with Person(desk.name) as program:
        yield program


@pytest.fixture
def gate(desk: HardwareDisplay) -> Iterator[InputGate]:
    gate = InputGate(X11Injector(desk.name))
    gate.open(1)
    yield gate
    gate.close()


@pytest.fixture
def begun(desk: HardwareDisplay, gate: InputGate, person: HardwarePerson) -> Iterator[threading.Event]:
    """Set when the agent's input begins to wait."""
    begun = threading.Event()
    hand = LocalOverride(X11ActivitySource(OwnPresses(), desk.name), gate, begun.set)
    hand.listen(is_wanted=True)
    time.sleep(HEARD_S)
    yield begun
    hand.close()


@pytest.mark.parametrize(
    "act",
    [
        lambda person: person.press("a"),
        lambda person: person.click(700, 400),
        lambda person: person.scroll("down"),
        lambda person: person.move_by(MOVED_MIN_COUNTS, 0),
        lambda person: person.touch(300, 300),
    ],
    ids=["key", "button", "wheel", "stroke", "finger"],
)
def test_whatever_the_hand_touches_makes_the_agent_wait(
    begun: threading.Event, person: HardwarePerson, act: Callable[[HardwarePerson], None]
) -> None:
    act(person)
    assert begun.wait(2)


def test_finger_that_glides_keeps_the_agent_waiting(
    gate: InputGate, begun: threading.Event, person: HardwarePerson
) -> None:
    person.put_finger(300, 300)
    assert begun.wait(2)
    first_until_ms = gate.hold_until_mono_ms
    assert first_until_ms is not None
    for step in range(1, 20):
        person.move_finger(300 + 20 * step, 300)
    wait_until(lambda: (gate.hold_until_mono_ms or 0) > first_until_ms, "the wait begins anew with each move")
    person.lift_finger(680, 300)


@pytest.mark.parametrize("what", ["finger", "two fingers", "key", "button"])
def test_what_stays_down_keeps_the_agent_waiting_until_it_is_let_go_of(
    gate: InputGate, begun: threading.Event, person: HardwarePerson, what: str
) -> None:
    def waits_long() -> bool:
        until_ms = gate.hold_until_mono_ms
        return until_ms is not None and until_ms > SystemClock().monotonic_ms() + 2 * HOLD_MS

    if what == "key":
        with person.held("shift"):
            assert begun.wait(2)
            assert waits_long()
    elif what == "button":
        with person.held_button():
            assert begun.wait(2)
            assert waits_long()
    else:
        person.put_finger(300, 300)
        assert begun.wait(2)
        assert waits_long()
        if what == "two fingers":
            person.put_finger(500, 300, finger=2)
            person.lift_finger(500, 300, finger=2)
            time.sleep(HEARD_S)
            assert waits_long(), "the other one lies there still"
        person.lift_finger(300, 300)
    wait_until(lambda: not waits_long(), "the agent goes on soon after")


def test_programs_presses_are_nobodys_hand(begun: threading.Event, program: Person) -> None:
    program.press("a")
    program.click(600, 300)
    program.scroll("up")
    assert not begun.wait(HEARD_S)


@pytest.fixture
def judge(desk: HardwareDisplay) -> Iterator[LocalInputJudge]:
    judge = LocalInputJudge(X11PressSource(desk.name), lambda: 0)
    judge.begin_question()
    yield judge
    judge.close()


@pytest.mark.parametrize(
    "act",
    [
        lambda person: person.click(640, 400),
        lambda person: person.press("Return"),
        lambda person: person.touch(640, 400),
    ],
    ids=["button", "key", "finger"],
)
def test_answer_of_a_real_device_is_local(
    judge: LocalInputJudge, person: HardwarePerson, act: Callable[[HardwarePerson], None]
) -> None:
    act(person)
    assert judge.judge_answer() is AnswerSource.LOCAL


@pytest.mark.parametrize("is_touched_before", [False, True])
def test_answer_of_a_program_is_injected(
    judge: LocalInputJudge, person: HardwarePerson, program: Person, is_touched_before: bool
) -> None:
    if is_touched_before:
        person.touch(300, 300)
    program.click(640, 400)
    assert judge.judge_answer() is AnswerSource.INJECTED


def test_panic_keys_of_a_real_keyboard_are_heard(desk: HardwareDisplay, person: HardwarePerson) -> None:
    heard = threading.Event()
    hotkey = X11PanicHotkey(heard.set, desk.name)
    try:
        person.press("ctrl+alt+End")
        assert heard.wait(2)
    finally:
        hotkey.close()
