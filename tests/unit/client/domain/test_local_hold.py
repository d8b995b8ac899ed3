"""How long the agent's input waits, and which half combinations are dropped after it."""

import pytest

from client.domain.local_hold import HELD_MAX_MS, HOLD_MS, LocalHold
from shared.keyboard import Usage
from shared.protocol.peer_messages import (
    ButtonChange,
    InputEvent,
    KeyChange,
    PointerButton,
    PointerMove,
    TextTyped,
    WheelTurn,
)

C_KEY, A_KEY = 0x06, 0x04
CLICK = ButtonChange(PointerButton.LEFT, True)


@pytest.fixture
def hold() -> LocalHold:
    return LocalHold()


def test_hold_each_touch_begins_the_time_anew(hold: LocalHold) -> None:
    assert not hold.is_on(1_000)
    assert hold.until_mono_ms is None
    assert hold.touch(1_000)
    assert not hold.touch(2_000), "it went on"
    assert hold.is_on(2_000 + HOLD_MS - 1)
    assert not hold.is_on(2_000 + HOLD_MS)
    assert hold.touch(2_000 + HOLD_MS), "another one begins"


def test_hold_goes_on_while_something_is_down_but_not_for_a_stuck_key(hold: LocalHold) -> None:
    assert hold.touch(0, is_held=True)
    assert hold.is_on(HELD_MAX_MS - 1)
    assert not hold.touch(5_000), "let go of"
    assert hold.is_on(5_000 + HOLD_MS - 1)
    assert not hold.is_on(5_000 + HOLD_MS)
    hold.touch(10_000, is_held=True)
    assert not hold.is_on(10_000 + HELD_MAX_MS)


@pytest.mark.parametrize("event", [PointerMove(1, 1), WheelTurn(0, 120), KeyChange(A_KEY, True), CLICK])
def test_hold_drops_everything_while_it_lasts_and_nothing_afterwards(hold: LocalHold, event: InputEvent) -> None:
    hold.touch(0)
    assert hold.drops(event, HOLD_MS - 1)
    hold.drops(KeyChange(A_KEY, False), HOLD_MS - 1)
    assert not hold.drops(event, HOLD_MS)


@pytest.mark.parametrize("begins", ["pressed while it lasts", "held when it began"])
def test_hold_drops_the_letter_whose_modifier_is_up_over_here(hold: LocalHold, begins: str) -> None:
    if begins == "held when it began":
        hold.note_released({int(Usage.LEFT_CONTROL), A_KEY})
        hold.touch(0)
    else:
        hold.touch(0)
        assert hold.drops(KeyChange(Usage.LEFT_CONTROL, True), 10)
    assert hold.drops(KeyChange(C_KEY, True), HOLD_MS + 10), "a plain c was never meant"
    assert hold.drops(CLICK, HOLD_MS + 10)
    assert not hold.drops(KeyChange(C_KEY, False), HOLD_MS + 20)
    assert not hold.drops(PointerMove(5, 5), HOLD_MS + 20), "moves mean the same with and without"
    assert not hold.drops(KeyChange(Usage.LEFT_CONTROL, False), HOLD_MS + 30)
    assert not hold.drops(KeyChange(C_KEY, True), HOLD_MS + 40)


@pytest.mark.parametrize("modifier", [Usage.LEFT_CONTROL, Usage.LEFT_ALT, Usage.RIGHT_META])
def test_hold_drops_typed_text_that_was_meant_as_a_shortcut(hold: LocalHold, modifier: Usage) -> None:
    hold.note_released({int(modifier)})
    assert hold.drops(TextTyped("y"), HOLD_MS), "a plain y could answer a question"
    hold.drops(KeyChange(modifier, False), HOLD_MS)
    assert not hold.drops(TextTyped("y"), HOLD_MS)


def test_hold_lets_text_pass_whatever_became_of_shift(hold: LocalHold) -> None:
    hold.note_released({int(Usage.LEFT_SHIFT)})
    assert not hold.drops(TextTyped("Y"), HOLD_MS)


def test_hold_dropped_letter_holds_nothing_else_back(hold: LocalHold) -> None:
    hold.touch(0)
    assert hold.drops(KeyChange(A_KEY, True), 10)
    assert not hold.drops(KeyChange(C_KEY, True), HOLD_MS)


def test_hold_forgets_when_control_begins_anew(hold: LocalHold) -> None:
    hold.note_released({int(Usage.LEFT_SHIFT)})
    hold.touch(0)
    hold.forget()
    assert not hold.is_on(0)
    assert not hold.drops(KeyChange(A_KEY, True), 0)
