"""What is heard of the person's devices reaches the gate, on scripted devices."""

from collections.abc import Callable

import pytest

from client.domain.hand_meter import MOVED_MIN_COUNTS
from client.domain.input_gate import InputGate
from client.domain.local_hold import HOLD_MS
from client.injection.local_override import LocalOverride
from client.injection.null import NullInjector
from shared.geometry import Rect
from shared.protocol.peer_messages import KeyChange
from tests.fakes.flow_ports import StepClock

KEY = KeyChange(4, True)


class _Devices:
    def __init__(self) -> None:
        self.press: Callable[[bool], None] = lambda _is_held: None
        self.moved: Callable[[float], None] = lambda _counts: None
        self.wanted: list[bool] = []
        self.is_closed = False

    def start(
        self, on_press: Callable[[bool], None], on_moved: Callable[[float], None], on_saver: Callable[[], None]
    ) -> None:
        self.press, self.moved, self.saver = on_press, on_moved, on_saver

    def listen(self, *, is_wanted: bool) -> None:
        self.wanted.append(is_wanted)

    def close(self) -> None:
        self.is_closed = True


class _Scene:
    def __init__(self) -> None:
        self.clock, self.devices, self.sink = StepClock(), _Devices(), NullInjector()
        self.gate = InputGate(self.sink)
        self.gate.set_area(Rect(0, 0, 100, 100))
        self.begun = 0
        self.hand = LocalOverride(self.devices, self.gate, self._note_begun, clock=self.clock)
        self.gate.open(1)
        self.beat()

    def _note_begun(self) -> None:
        assert not self.sink.held_keys, "told after it was done"
        self.begun += 1

    def beat(self) -> None:
        self.gate.set_heartbeat(self.clock.now_ms)

    def press_key(self) -> bool:
        self.beat()
        self.gate.inject(KeyChange(4, False), 1, self.clock.now_ms)
        self.gate.inject(KEY, 1, self.clock.now_ms)
        return 4 in self.sink.held_keys


@pytest.fixture
def scene() -> _Scene:
    return _Scene()


def test_override_press_lets_go_and_holds_back_for_a_while(scene: _Scene) -> None:
    assert scene.press_key()
    scene.devices.press(False)
    assert not scene.sink.held_keys
    assert not scene.press_key()
    scene.clock.now_ms += HOLD_MS
    assert scene.press_key()
    assert scene.begun == 1


def test_override_moves_count_from_a_hand_on(scene: _Scene) -> None:
    scene.devices.moved(MOVED_MIN_COUNTS / 2)
    assert scene.press_key()
    scene.devices.moved(MOVED_MIN_COUNTS / 2)
    assert not scene.press_key()
    scene.clock.now_ms += HOLD_MS - 1
    scene.devices.press(False)
    scene.clock.now_ms += HOLD_MS - 1
    assert not scene.press_key(), "each touch begins the time anew"
    assert scene.begun == 1


def test_override_waits_as_long_as_something_stays_down(scene: _Scene) -> None:
    scene.devices.press(True)
    scene.clock.now_ms += 2 * HOLD_MS
    assert not scene.press_key()
    scene.devices.moved(MOVED_MIN_COUNTS)
    scene.clock.now_ms += 2 * HOLD_MS
    assert not scene.press_key(), "a drag that rests is still a drag"
    scene.devices.press(False)
    scene.clock.now_ms += HOLD_MS
    assert scene.press_key()
    assert scene.begun == 1


def test_override_forgets_what_was_down_when_control_ended(scene: _Scene) -> None:
    scene.hand.listen(is_wanted=True)
    scene.devices.press(True)
    scene.hand.listen(is_wanted=False)
    scene.gate.open(2)
    scene.hand.listen(is_wanted=True)
    scene.devices.moved(MOVED_MIN_COUNTS)
    assert scene.gate.hold_until_mono_ms == scene.clock.now_ms + HOLD_MS


def test_override_without_control_tells_nobody(scene: _Scene) -> None:
    scene.gate.revoke()
    scene.devices.press(False)
    assert scene.begun == 0
    assert scene.gate.hold_until_mono_ms is None


def test_override_listens_only_while_control_is_on(scene: _Scene) -> None:
    for is_on in (True, True, False, False):
        scene.hand.listen(is_wanted=is_on)
    assert scene.devices.wanted == [True, False]
    scene.hand.close()
    assert scene.devices.is_closed
