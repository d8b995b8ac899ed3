"""The person's own mouse and keyboard hold back the agent's, on a real X server, at once."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from Xlib import X

from client.domain.hand_meter import MOVED_MIN_COUNTS
from client.domain.input_gate import InputGate
from client.injection.local_override import LocalOverride
from client.injection.own_presses import OwnPresses
from client.injection.x11 import X11Injector
from client.injection.x11_activity_source import X11ActivitySource
from shared.clock import SystemClock
from shared.geometry import Rect
from shared.keyboard import Usage
from shared.protocol.peer_messages import ButtonChange, KeyChange, PointerButton, PointerMove, WheelTurn
from tests.desk.device_hand import DeviceHand, taken_for_real
from tests.desk.display import VirtualDisplay, wait_until
from tests.desk.person import Person
from tests.fakes.random_hand import flood
from tests.integration.input.conftest import buttons_down, keys_down

SCREEN = Rect(0, 0, 1_280, 800)
CLOCK = SystemClock()
Q_KEYCODE = 24


class _Scene:
    """A gate that is open onto a display, with the person's devices heard there."""

    def __init__(self, desk: VirtualDisplay) -> None:
        presses = OwnPresses()
        self.injector = X11Injector(desk.name, on_press=presses.note)
        self.gate = InputGate(self.injector)
        self.gate.set_area(SCREEN)
        self.begun = threading.Event()
        self.saver = threading.Event()
        source = X11ActivitySource(presses, desk.name)
        self.hand = LocalOverride(source, self.gate, self.begun.set, self.saver.set)
        self.hand.listen(is_wanted=True)
        self.gate.open(1)

    def send(self, event: Any) -> None:
        now_ms = CLOCK.monotonic_ms()
        self.gate.set_heartbeat(now_ms)
        self.gate.inject(event, self.gate.epoch, now_ms)

    def settle(self) -> None:
        """Wait until everything done so far was heard."""
        self.gate.settle()
        time.sleep(0.1)

    def flood(self) -> AbstractContextManager[None]:
        """An agent that presses and moves as fast as it can."""
        return flood(self.send)

    def close(self) -> None:
        self.gate.close()
        self.hand.close()


@pytest.fixture
def desk(make_display: Callable[..., VirtualDisplay]) -> VirtualDisplay:
    return make_display(has_accessibility=False, has_window_manager=False)


@pytest.fixture
def hand(desk: VirtualDisplay, monkeypatch: pytest.MonkeyPatch) -> Iterator[DeviceHand]:
    taken_for_real(monkeypatch)
    with DeviceHand(desk.name) as hand:
        yield hand


@pytest.fixture
def scene(desk: VirtualDisplay, hand: DeviceHand) -> Iterator[_Scene]:
    """With devices that count as real ones."""
    scene = _Scene(desk)
    yield scene
    scene.close()


@pytest.mark.parametrize(
    "touch",
    [
        lambda hand: hand.tap(Q_KEYCODE),
        lambda hand: hand.click(),
        lambda hand: hand.move_by(MOVED_MIN_COUNTS, 0),
        lambda hand: [hand.move_by(0, -2) for _ in range(MOVED_MIN_COUNTS)],
    ],
    ids=["key", "button", "stroke", "slow stroke"],
)
def test_override_real_device_lets_go_of_what_the_agent_holds(
    scene: _Scene, hand: DeviceHand, touch: Callable[[DeviceHand], Any], desk: VirtualDisplay, server: Any
) -> None:
    scene.send(PointerMove(30_000, 30_000))
    scene.send(ButtonChange(PointerButton.MIDDLE, True))
    scene.send(KeyChange(Usage.LEFT_CONTROL, True))
    scene.settle()
    assert keys_down(server)
    assert not scene.begun.is_set(), "the agent's own input is nobody's hand"
    touch(hand)
    assert scene.begun.wait(2)
    assert keys_down(server) == set()
    assert buttons_down(server) == 0


def test_override_nudged_mouse_does_nothing(scene: _Scene, hand: DeviceHand) -> None:
    hand.move_by(MOVED_MIN_COUNTS // 2, 0)
    scene.settle()
    assert not scene.begun.is_set()


def test_override_agents_flood_is_nobodys_hand_and_stops_for_one(
    scene: _Scene, hand: DeviceHand, server: Any
) -> None:
    with scene.flood():
        time.sleep(0.3)
        assert not scene.begun.is_set()
        hand.tap(Q_KEYCODE)
        assert scene.begun.wait(5)
        for _ in range(20):
            before = server.screen().root.query_pointer()
            assert keys_down(server) == set()
            time.sleep(0.02)
            after = server.screen().root.query_pointer()
            assert (before.root_x, before.root_y) == (after.root_x, after.root_y)
        wait_until(lambda: bool(keys_down(server)), "the agent goes on once the hand rests")


def test_override_own_click_after_the_wait_goes_where_the_agent_points(
    scene: _Scene, hand: DeviceHand, server: Any
) -> None:
    hand.click()
    assert scene.begun.wait(2)
    scene.send(PointerMove(65_535, 65_535))
    pointer = server.screen().root.query_pointer()
    assert (pointer.root_x, pointer.root_y) != (1_279, 799)
    until_ms = scene.gate.hold_until_mono_ms
    assert until_ms is not None
    wait_until(lambda: CLOCK.monotonic_ms() >= until_ms, "the hand rests")
    scene.send(WheelTurn(0, 120))
    scene.gate.settle()
    pointer = server.screen().root.query_pointer()
    assert (pointer.root_x, pointer.root_y) == (1_279, 799)


def test_override_off_hears_nothing(scene: _Scene, hand: DeviceHand) -> None:
    scene.hand.listen(is_wanted=False)
    hand.tap(Q_KEYCODE)
    hand.move_by(500, 500)
    scene.settle()
    assert not scene.begun.is_set()


def test_override_desk_without_devices_takes_presses_of_others_for_the_persons(
    desk: VirtualDisplay, server: Any
) -> None:
    scene = _Scene(desk)
    try:
        for _ in range(3):
            scene.send(PointerMove(30_000, 30_000))
            for usage in (0x04, 0x1D):
                scene.send(KeyChange(usage, True))
                scene.send(KeyChange(usage, False))
            scene.send(ButtonChange(PointerButton.LEFT, True))
            scene.send(ButtonChange(PointerButton.LEFT, False))
            scene.send(WheelTurn(240, 360))
        scene.send(KeyChange(Usage.LEFT_SHIFT, True))
        scene.settle()
        assert not scene.begun.is_set(), "these were our own"
        with Person(desk.name) as somebody:
            somebody.press("a")
        assert scene.begun.wait(2)
        assert keys_down(server) == set()
    finally:
        scene.close()


def test_override_hears_the_screen_saver_come_on(scene: _Scene, server: Any) -> None:
    server.force_screen_saver(X.ScreenSaverActive)
    server.sync()
    assert scene.saver.wait(2)
    assert not scene.begun.is_set()
    scene.saver.clear()
    server.force_screen_saver(X.ScreenSaverReset)
    server.sync()
    scene.settle()
    assert not scene.saver.is_set()
