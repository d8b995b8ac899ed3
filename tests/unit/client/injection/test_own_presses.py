"""Our own presses and those of others, on a display where they look alike."""

import pytest

from client.injection.own_presses import FORGET_AFTER_MS, OwnPresses
from client.injection.x11_listener import RawPress
from tests.fakes.flow_ports import StepClock

KEY = RawPress(4, is_key=True, number=38)
BUTTON = RawPress(4, is_key=False, number=38)


@pytest.fixture
def clock() -> StepClock:
    return StepClock()


@pytest.fixture
def presses(clock: StepClock) -> OwnPresses:
    return OwnPresses(clock)


def test_own_press_counts_once(presses: OwnPresses) -> None:
    presses.note(True, 38)
    assert not presses.take(BUTTON)
    assert presses.take(KEY)
    assert not presses.take(KEY), "the second one was somebody else's"


def test_own_press_nobody_heard_of_hides_no_other_for_long(presses: OwnPresses, clock: StepClock) -> None:
    presses.note(True, 38)
    clock.now_ms += FORGET_AFTER_MS + 1
    assert not presses.take(KEY)


def test_own_presses_where_nobody_asks_do_not_pile_up(presses: OwnPresses, clock: StepClock) -> None:
    for _ in range(10_000):
        presses.note(True, 38)
        clock.now_ms += 10
    assert sum(map(len, presses._noted.values())) <= FORGET_AFTER_MS // 10 + 1
