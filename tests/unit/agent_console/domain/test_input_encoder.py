"""What leaves the console, and when."""

import itertools

import pytest

from agent_console.domain.input_encoder import HELD_REFRESH_MS, MOVE_INTERVAL_MS, RESEND_MAX_MS, InputEncoder
from shared.protocol import limits
from shared.protocol.peer_messages import (
    ButtonChange,
    InputAck,
    InputBatch,
    InputEvent,
    KeyChange,
    PointerButton,
    PointerMove,
    TextTyped,
    WheelTurn,
)

A_DOWN, A_UP = KeyChange(4, True), KeyChange(4, False)
LEFT_DOWN, LEFT_UP = ButtonChange(PointerButton.LEFT, True), ButtonChange(PointerButton.LEFT, False)


@pytest.fixture
def encoder() -> InputEncoder:
    encoder = InputEncoder()
    encoder.set_epoch(3)
    return encoder


def _batch(first: int, *events: InputEvent, epoch: int = 3) -> InputBatch:
    return InputBatch(input_epoch=epoch, first_seq=first, events=list(events))


def _ack(last: int, epoch: int = 3) -> InputAck:
    return InputAck(input_epoch=epoch, last_seq=last)


def test_encoder_key_leaves_at_once(encoder: InputEncoder) -> None:
    assert encoder.key(4, True, 0) == _batch(1, A_DOWN)
    assert encoder.key(4, False, 0) == _batch(1, A_DOWN, A_UP)


def test_encoder_answered_events_are_not_repeated(encoder: InputEncoder) -> None:
    encoder.key(4, True, 0)
    encoder.handle_ack(_ack(1), 20)
    assert encoder.key(4, False, 30) == _batch(2, A_UP)
    encoder.handle_ack(_ack(2), 50)
    assert encoder.is_idle
    assert encoder.next_due_ms() is None


def test_encoder_without_control_makes_nothing() -> None:
    encoder = InputEncoder()
    assert encoder.pointer(1, 1, 0) is None
    assert encoder.key(4, True, 0) is None
    assert encoder.wheel(0, 120, 0) is None
    assert encoder.button(PointerButton.LEFT, True, 0) is None
    assert encoder.release_all(0) is None
    assert encoder.tick(10_000) is None
    assert encoder.held == frozenset()


def test_encoder_moves_that_wait_merge_into_the_newest(encoder: InputEncoder) -> None:
    assert encoder.pointer(1, 1, 0) == _batch(1, PointerMove(1, 1))
    assert encoder.pointer(2, 2, 1) is None
    assert encoder.pointer(3, 3, 2) is None
    assert encoder.next_due_ms() == MOVE_INTERVAL_MS
    assert encoder.tick(MOVE_INTERVAL_MS - 1) is None
    assert encoder.tick(MOVE_INTERVAL_MS) == _batch(1, PointerMove(1, 1), PointerMove(3, 3))


def test_encoder_click_takes_waiting_move_along_and_is_never_passed(encoder: InputEncoder) -> None:
    encoder.pointer(1, 1, 0)
    encoder.pointer(2, 2, 1)
    assert encoder.button(PointerButton.LEFT, True, 2) == _batch(1, PointerMove(1, 1), PointerMove(2, 2), LEFT_DOWN)
    encoder.pointer(3, 3, 3)
    batch = encoder.button(PointerButton.LEFT, False, 4)
    assert batch is not None
    assert batch.events[2:] == [LEFT_DOWN, PointerMove(3, 3), LEFT_UP]


def test_encoder_wheel_turns_that_wait_add_up(encoder: InputEncoder) -> None:
    encoder.pointer(1, 1, 0)
    encoder.wheel(0, 30, 1)
    encoder.wheel(-10, 40, 2)
    assert encoder.tick(MOVE_INTERVAL_MS) == _batch(1, PointerMove(1, 1), WheelTurn(-10, 70))


def test_encoder_wheel_stays_within_the_wire_limit(encoder: InputEncoder) -> None:
    encoder.pointer(1, 1, 0)
    encoder.wheel(0, limits.WHEEL_MAX, 1)
    encoder.wheel(0, limits.WHEEL_MAX, 2)
    batch = encoder.tick(MOVE_INTERVAL_MS)
    assert batch is not None
    assert batch.events[-1] == WheelTurn(0, limits.WHEEL_MAX)


def test_encoder_wheel_turned_back_before_it_left_sends_nothing(encoder: InputEncoder) -> None:
    assert encoder.wheel(0, 0, 0) is None
    encoder.pointer(1, 1, 0)
    encoder.wheel(0, 60, 1)
    encoder.wheel(0, -60, 2)
    encoder.handle_ack(_ack(1), 3)
    assert encoder.is_idle


def test_encoder_first_click_of_epoch_brings_the_position(encoder: InputEncoder) -> None:
    encoder.pointer(7, 8, 0)
    encoder.set_epoch(4)
    assert encoder.button(PointerButton.LEFT, True, 1) == _batch(1, PointerMove(7, 8), LEFT_DOWN, epoch=4)
    assert encoder.button(PointerButton.LEFT, False, 2) == _batch(1, PointerMove(7, 8), LEFT_DOWN, LEFT_UP, epoch=4)


def test_encoder_unanswered_events_come_again_less_and_less_often(encoder: InputEncoder) -> None:
    encoder.key(4, True, 0)
    sent_ms = []
    for now_ms in range(3_000):
        batch = encoder.tick(now_ms)
        if batch is not None:
            assert batch == _batch(1, A_DOWN)
            sent_ms.append(now_ms)
    gaps = [later - earlier for earlier, later in itertools.pairwise(sent_ms)]
    assert sent_ms[0] == 100
    assert gaps == sorted(gaps)
    assert gaps[-1] == RESEND_MAX_MS


def test_encoder_short_line_repeats_sooner(encoder: InputEncoder) -> None:
    encoder.key(4, True, 0)
    encoder.handle_ack(_ack(1), 5)
    encoder.key(4, False, 10)
    assert encoder.next_due_ms() == 40


def test_encoder_batch_never_exceeds_the_wire_limit_and_loses_no_key(encoder: InputEncoder) -> None:
    for index in range(40):
        batch = encoder.key(4, index % 2 == 0, index)
        assert batch is None or len(batch.events) <= limits.INPUT_BATCH_MAX_EVENTS
    more = encoder.handle_ack(_ack(32), 100)
    assert more == _batch(33, *[A_DOWN, A_UP] * 4)


def test_encoder_dead_line_refuses_new_downs_but_takes_ups(encoder: InputEncoder) -> None:
    encoder.key(9, True, 0)
    for _ in range(400):
        encoder.key(4, True, 0)
        encoder.key(4, False, 0)
    encoder.key(4, True, 0)
    assert KeyChange(4, True) not in encoder.held
    encoder.key(9, False, 0)
    assert encoder.held == frozenset()


def test_encoder_auto_repeat_and_stray_up_change_nothing(encoder: InputEncoder) -> None:
    encoder.key(4, True, 0)
    assert encoder.key(4, True, 1) is None
    assert encoder.key(5, False, 1) is None
    assert encoder.button(PointerButton.LEFT, False, 1) is None


def test_encoder_release_all_lets_go_newest_first(encoder: InputEncoder) -> None:
    encoder.pointer(1, 1, 0)
    encoder.key(0xE0, True, 0)
    encoder.button(PointerButton.LEFT, True, 0)
    batch = encoder.release_all(5)
    assert batch is not None
    assert batch.events[-2:] == [LEFT_UP, KeyChange(0xE0, False)]
    assert encoder.held == frozenset()
    assert encoder.release_all(6) is None


def test_encoder_new_epoch_forgets_what_was_under_way(encoder: InputEncoder) -> None:
    encoder.key(4, True, 0)
    encoder.set_epoch(4)
    assert encoder.held == frozenset()
    assert encoder.tick(10_000) is None
    assert encoder.handle_ack(_ack(1), 1) is None
    assert encoder.key(4, False, 1) is None
    assert encoder.key(4, True, 2) == _batch(1, A_DOWN, epoch=4)


def test_encoder_same_epoch_again_forgets_nothing(encoder: InputEncoder) -> None:
    encoder.key(4, True, 0)
    encoder.set_epoch(3)
    assert encoder.key(4, False, 1) == _batch(1, A_DOWN, A_UP)


@pytest.mark.parametrize("ack", [_ack(5), _ack(0), _ack(1, epoch=2)])
def test_encoder_answer_that_cannot_be_true_is_ignored(encoder: InputEncoder, ack: InputAck) -> None:
    encoder.key(4, True, 0)
    encoder.handle_ack(ack, 1)
    assert encoder.key(4, False, 1) == _batch(1, A_DOWN, A_UP)


def test_encoder_held_key_is_confirmed_every_half_second(encoder: InputEncoder) -> None:
    encoder.key(4, True, 0)
    encoder.handle_ack(_ack(1), 10)
    assert encoder.next_due_ms() == HELD_REFRESH_MS
    assert encoder.tick(HELD_REFRESH_MS) == _batch(1, A_DOWN)
    assert encoder.tick(HELD_REFRESH_MS + 1) is None
    assert encoder.tick(2 * HELD_REFRESH_MS) == _batch(1, A_DOWN)


def test_encoder_slow_line_moves_less_often(encoder: InputEncoder) -> None:
    sent = sum(encoder.pointer(index, 0, index) is not None for index in range(1_000))
    assert 20 < sent <= limits.INPUT_BATCH_MAX_EVENTS


def test_encoder_text_leaves_at_once_and_passes_nothing(encoder: InputEncoder) -> None:
    encoder.pointer(1, 1, 0)
    encoder.pointer(2, 2, 1)
    assert encoder.text("я", 2) == _batch(1, PointerMove(1, 1), PointerMove(2, 2), TextTyped("я"))
    assert encoder.text("я", 3) == _batch(1, PointerMove(1, 1), PointerMove(2, 2), TextTyped("я"), TextTyped("я"))
    assert encoder.held == frozenset()


def test_encoder_repeats_of_a_held_key_are_dropped_on_a_line_that_does_not_answer(encoder: InputEncoder) -> None:
    for now_ms in range(0, 3_000, 30):
        encoder.text("x", now_ms, is_repeat=True)
    assert encoder.backlog == 5
    assert encoder.text("y", 3_000) is not None
    assert encoder.backlog == 6


def test_encoder_text_without_control_is_nothing() -> None:
    assert InputEncoder().text("x", 0) is None
