"""The gate's rules, one by one, on a recording injector."""

import pytest

from client.domain.control_summary import ControlSummary
from client.domain.injector import InjectionFailedError, TextOutcome
from client.domain.input_gate import Injected, InputGate, RefusalReason, Refused
from client.domain.local_hold import HOLD_MS
from client.injection.null import NullInjector
from shared.geometry import Rect
from shared.keyboard import Usage
from shared.protocol.peer_messages import ButtonChange, KeyChange, PointerButton, PointerMove, TextTyped, WheelTurn
from tests.fakes.gate_desk import KEY_A, KEY_B, NOW_MS, GateDesk


@pytest.fixture
def desk() -> GateDesk:
    return GateDesk()


@pytest.fixture
def open_desk(desk: GateDesk) -> GateDesk:
    desk.gate.open()
    return desk


def _refused(reason: RefusalReason) -> Refused:
    return Refused(reason)


def test_gate_new_refuses_everything(desk: GateDesk) -> None:
    assert desk.send(KeyChange(KEY_A, True)) == _refused(RefusalReason.SHUT)
    assert desk.sink.record == []


def test_gate_open_injects_key_button_wheel_and_move(open_desk: GateDesk) -> None:
    assert open_desk.move(250, 125) == Injected()
    assert open_desk.send(ButtonChange(PointerButton.LEFT, True)) == Injected()
    assert open_desk.send(ButtonChange(PointerButton.LEFT, False)) == Injected()
    assert open_desk.send(WheelTurn(0, 120)) == Injected()
    assert open_desk.send(KeyChange(KEY_A, True)) == Injected()
    assert [call for call in open_desk.sink.record if call[0] != "pointer_to"] == [
        ("button", PointerButton.LEFT, True),
        ("button", PointerButton.LEFT, False),
        ("wheel", 0, 120),
        ("key", KEY_A, True),
    ]
    assert open_desk.sink.record[0] == ("pointer_to", 250, 125)


def test_gate_click_first_takes_pointer_back_to_agents_place(open_desk: GateDesk) -> None:
    open_desk.move(40, 50)
    open_desk.sink.record.clear()
    open_desk.send(ButtonChange(PointerButton.RIGHT, True))
    assert open_desk.sink.record == [("pointer_to", 40, 50), ("button", PointerButton.RIGHT, True)]


@pytest.mark.parametrize("shut", ["revoke", "pause", "prompt_open", "close"])
def test_gate_shut_releases_everything_and_refuses_on(open_desk: GateDesk, shut: str) -> None:
    open_desk.hold_everything()
    epoch = open_desk.gate.epoch
    assert getattr(open_desk.gate, shut)() is True
    assert not open_desk.sink.held_keys
    assert not open_desk.sink.held_buttons
    assert not open_desk.gate.has_held
    assert not open_desk.gate.is_open
    assert open_desk.gate.epoch > epoch
    for used in (epoch, open_desk.gate.epoch):
        assert open_desk.send(KeyChange(KEY_B, True), epoch=used) == _refused(RefusalReason.SHUT)
    assert KEY_B not in open_desk.sink.held_keys


def test_gate_reopened_drops_input_of_the_earlier_epoch(open_desk: GateDesk) -> None:
    old_epoch = open_desk.gate.epoch
    open_desk.gate.revoke()
    open_desk.gate.open()
    assert open_desk.send(KeyChange(KEY_A, True), epoch=old_epoch) == _refused(RefusalReason.STALE_EPOCH)
    assert open_desk.send(KeyChange(KEY_A, True)) == Injected()


def test_gate_prompt_closed_opens_again_with_new_epoch(open_desk: GateDesk) -> None:
    epoch = open_desk.gate.epoch
    open_desk.gate.prompt_open()
    reopened = open_desk.gate.prompt_close()
    assert reopened > epoch
    assert open_desk.send(KeyChange(KEY_A, True), epoch=epoch) == _refused(RefusalReason.STALE_EPOCH)
    assert open_desk.send(KeyChange(KEY_A, True), epoch=reopened) == Injected()


def test_gate_nested_prompts_stay_shut_until_the_last_one_ends(open_desk: GateDesk) -> None:
    open_desk.gate.prompt_open()
    open_desk.gate.prompt_open()
    open_desk.gate.prompt_close()
    assert not open_desk.gate.is_open
    open_desk.gate.prompt_close()
    assert open_desk.gate.is_open


def test_gate_granted_during_prompt_opens_only_after_it(desk: GateDesk) -> None:
    desk.gate.prompt_open()
    desk.gate.open()
    assert not desk.gate.is_open
    desk.gate.prompt_close()
    assert desk.gate.is_open


def test_gate_revoked_during_prompt_stays_shut_after_it(open_desk: GateDesk) -> None:
    open_desk.gate.prompt_open()
    open_desk.gate.revoke()
    open_desk.gate.prompt_close()
    assert not open_desk.gate.is_open


def test_gate_resume_without_grant_stays_shut(desk: GateDesk) -> None:
    desk.gate.pause()
    desk.gate.resume()
    assert not desk.gate.is_open


def test_gate_closed_never_opens_again(open_desk: GateDesk) -> None:
    open_desk.gate.close()
    open_desk.gate.open()
    assert not open_desk.gate.is_open
    assert open_desk.gate.close() is True


def test_gate_open_again_releases_what_the_old_epoch_held(open_desk: GateDesk) -> None:
    open_desk.hold_everything()
    open_desk.gate.open()
    assert not open_desk.sink.held_keys


def test_gate_epoch_of_the_wire_is_taken_and_never_twice(desk: GateDesk) -> None:
    assert desk.gate.open(7) == 7
    desk.gate.revoke()
    with pytest.raises(ValueError, match="epoch 7"):
        desk.gate.open(7)
    assert not desk.gate.is_open
    assert desk.gate.open(9) == 9


def test_gate_heartbeat_lost_releases_and_refuses_until_the_next_beat(open_desk: GateDesk) -> None:
    open_desk.hold_everything()
    late_ms = NOW_MS + 3_000
    assert open_desk.send(KeyChange(KEY_B, True), now_ms=late_ms) == _refused(RefusalReason.HEARTBEAT_LOST)
    assert not open_desk.sink.held_keys
    assert open_desk.sink.record.count(("release_all",)) == 1
    open_desk.gate.set_heartbeat(late_ms)
    assert open_desk.send(KeyChange(KEY_B, True), now_ms=late_ms) == Injected()
    assert open_desk.send(KeyChange(KEY_A, False), now_ms=late_ms) == _refused(RefusalReason.NOT_HELD)


def test_gate_tick_notices_silence_without_any_input(open_desk: GateDesk) -> None:
    open_desk.hold_everything()
    assert open_desk.gate.tick(NOW_MS + 2_999) is False
    assert open_desk.sink.held_keys
    assert open_desk.gate.tick(NOW_MS + 3_000) is True
    assert not open_desk.sink.held_keys
    assert open_desk.gate.tick(NOW_MS + 3_001) is False
    open_desk.gate.set_heartbeat(NOW_MS + 4_000)
    open_desk.send(KeyChange(KEY_A, True), now_ms=NOW_MS + 4_000)
    assert open_desk.gate.tick(NOW_MS + 7_000) is True
    assert not open_desk.sink.held_keys


def test_gate_never_heard_of_agent_refuses() -> None:
    gate = InputGate(NullInjector())
    gate.open()
    assert gate.inject(KeyChange(KEY_A, True), gate.epoch, 0) == _refused(RefusalReason.HEARTBEAT_LOST)


def test_gate_up_without_down_is_refused(open_desk: GateDesk) -> None:
    open_desk.move(1, 1)
    assert open_desk.send(KeyChange(KEY_A, False)) == _refused(RefusalReason.NOT_HELD)
    assert open_desk.send(ButtonChange(PointerButton.LEFT, False)) == _refused(RefusalReason.NOT_HELD)
    assert open_desk.sink.record == [("pointer_to", 1, 1)]


def test_gate_down_twice_presses_once(open_desk: GateDesk) -> None:
    open_desk.hold_everything()
    assert open_desk.send(KeyChange(KEY_A, True)) == _refused(RefusalReason.ALREADY_HELD)
    assert open_desk.send(ButtonChange(PointerButton.LEFT, True)) == _refused(RefusalReason.ALREADY_HELD)


def test_gate_own_window_refuses_move_click_and_wheel(open_desk: GateDesk) -> None:
    open_desk.windows.replace([Rect(100, 100, 50, 50)], is_focused=False)
    assert open_desk.move(120, 120) == _refused(RefusalReason.OWN_WINDOW)
    assert open_desk.send(ButtonChange(PointerButton.LEFT, True)) == _refused(RefusalReason.OWN_WINDOW)
    assert open_desk.send(WheelTurn(0, 120)) == _refused(RefusalReason.OWN_WINDOW)
    assert open_desk.sink.record == []
    assert open_desk.move(99, 120) == Injected()
    assert open_desk.send(ButtonChange(PointerButton.LEFT, True)) == Injected()


def test_gate_own_window_opened_under_the_pointer_refuses_click(open_desk: GateDesk) -> None:
    open_desk.move(120, 120)
    open_desk.windows.replace([Rect(100, 100, 50, 50)], is_focused=False)
    assert open_desk.send(ButtonChange(PointerButton.LEFT, True)) == _refused(RefusalReason.OWN_WINDOW)
    assert not open_desk.sink.held_buttons


def test_gate_drag_onto_own_window_ends_at_its_edge(open_desk: GateDesk) -> None:
    open_desk.windows.replace([Rect(100, 100, 50, 50)], is_focused=False)
    open_desk.move(90, 110)
    open_desk.send(ButtonChange(PointerButton.LEFT, True))
    open_desk.move(120, 110)
    assert open_desk.send(ButtonChange(PointerButton.LEFT, False)) == Injected()
    assert not open_desk.sink.held_buttons
    assert ("pointer_to", 120, 110) not in open_desk.sink.record


def test_gate_own_window_focused_refuses_keys_but_lets_go(open_desk: GateDesk) -> None:
    open_desk.send(KeyChange(KEY_A, True))
    open_desk.windows.replace([], is_focused=True)
    assert open_desk.send(KeyChange(KEY_B, True)) == _refused(RefusalReason.OWN_WINDOW)
    assert open_desk.send(KeyChange(KEY_A, False)) == Injected()
    open_desk.windows.replace([], is_focused=False)
    assert open_desk.send(KeyChange(KEY_B, True)) == Injected()


@pytest.mark.parametrize("toolkit_says", [True, False])
@pytest.mark.parametrize("system_says", [True, False])
def test_gate_system_that_can_tell_is_believed_over_the_toolkit(
    monkeypatch: pytest.MonkeyPatch, open_desk: GateDesk, system_says: bool, toolkit_says: bool
) -> None:
    monkeypatch.setattr(open_desk.sink, "has_own_focus", lambda: system_says)
    open_desk.windows.replace([], is_focused=toolkit_says)
    assert open_desk.send(KeyChange(KEY_B, True)) == (
        _refused(RefusalReason.OWN_WINDOW) if system_says else Injected()
    )


def test_gate_key_held_when_a_window_of_ours_gets_the_keyboard_goes_up(open_desk: GateDesk) -> None:
    open_desk.hold_everything()
    open_desk.gate.tick(NOW_MS)
    assert open_desk.sink.held_keys, "a stranger's window has the keyboard"
    open_desk.windows.replace([], is_focused=True)
    open_desk.gate.tick(NOW_MS)
    assert not open_desk.sink.held_keys
    assert not open_desk.gate.has_held
    assert open_desk.gate.is_open, "control goes on"


def test_gate_system_that_cannot_be_asked_who_has_the_keyboard_ends_with_everything_up(
    monkeypatch: pytest.MonkeyPatch, open_desk: GateDesk
) -> None:
    open_desk.hold_everything()

    def is_gone() -> bool:
        raise InjectionFailedError

    monkeypatch.setattr(open_desk.sink, "has_own_focus", is_gone)
    open_desk.gate.tick(NOW_MS)
    assert not open_desk.sink.held_keys
    assert not open_desk.gate.has_held


def test_gate_without_monitor_or_position_refuses(open_desk: GateDesk) -> None:
    assert open_desk.send(ButtonChange(PointerButton.LEFT, True)) == _refused(RefusalReason.NO_POSITION)
    assert open_desk.send(WheelTurn(0, 120)) == _refused(RefusalReason.NO_POSITION)
    open_desk.gate.set_area(None)
    assert open_desk.send(PointerMove(1, 1)) == _refused(RefusalReason.NO_MONITOR)


def test_gate_other_monitor_forgets_the_position(open_desk: GateDesk) -> None:
    open_desk.move(10, 10)
    open_desk.gate.set_area(Rect(1000, 0, 640, 480))
    assert open_desk.send(ButtonChange(PointerButton.LEFT, True)) == _refused(RefusalReason.NO_POSITION)
    open_desk.send(PointerMove(0, 0))
    assert open_desk.sink.record[-1] == ("pointer_to", 1000, 0)


def test_gate_unknown_key_is_refused(open_desk: GateDesk) -> None:
    assert open_desk.send(KeyChange(0x66, True)) == _refused(RefusalReason.UNKNOWN_KEY)


@pytest.mark.parametrize("control", [Usage.LEFT_CONTROL, Usage.RIGHT_CONTROL])
@pytest.mark.parametrize("panic", [Usage.END, Usage.PAUSE])
def test_gate_agent_cannot_press_the_panic_keys(open_desk: GateDesk, control: Usage, panic: Usage) -> None:
    assert open_desk.send(KeyChange(panic, True)) == Injected()
    open_desk.send(KeyChange(panic, False))
    open_desk.send(KeyChange(control, True))
    open_desk.send(KeyChange(Usage.LEFT_ALT, True))
    assert open_desk.send(KeyChange(panic, True)) == _refused(RefusalReason.RESERVED_KEYS)


def test_gate_agent_cannot_make_the_panic_keys_of_keys_that_do_it_elsewhere(
    open_desk: GateDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_desk.sink, "makes_panic_keys", lambda usage: usage == KEY_B)
    assert open_desk.send(KeyChange(KEY_A, True)) == Injected()
    assert open_desk.send(KeyChange(KEY_B, True)) == _refused(RefusalReason.RESERVED_KEYS)
    assert open_desk.sink.held_keys == {KEY_A}


@pytest.mark.parametrize("last", [Usage.LEFT_CONTROL, Usage.LEFT_ALT, Usage.END])
def test_gate_agent_cannot_make_the_panic_keys_in_another_order(open_desk: GateDesk, last: Usage) -> None:
    first = [usage for usage in (Usage.END, Usage.LEFT_CONTROL, Usage.LEFT_ALT) if usage is not last]
    for usage in first:
        assert open_desk.send(KeyChange(usage, True)) == Injected()
    assert open_desk.send(KeyChange(last, True)) == _refused(RefusalReason.RESERVED_KEYS)
    assert open_desk.sink.held_keys == set(first)


def test_gate_letter_after_a_modifier_that_was_refused_is_no_other_command(open_desk: GateDesk) -> None:
    for usage in (Usage.END, Usage.LEFT_CONTROL, Usage.LEFT_ALT):
        open_desk.send(KeyChange(usage, True))
    assert open_desk.send(KeyChange(KEY_A, True)) == _refused(RefusalReason.LOCAL_HAND)
    open_desk.send(KeyChange(Usage.LEFT_ALT, False))
    assert open_desk.send(KeyChange(KEY_A, True)) == Injected()


def test_gate_release_held_lets_go_and_stays_open(open_desk: GateDesk) -> None:
    open_desk.hold_everything()
    assert open_desk.gate.release_held() is True
    assert not open_desk.sink.held_keys
    assert open_desk.gate.is_open
    assert open_desk.send(KeyChange(KEY_A, False)) == _refused(RefusalReason.NOT_HELD)


def test_gate_summary_counts_and_starts_over(open_desk: GateDesk) -> None:
    open_desk.hold_everything()
    open_desk.send(WheelTurn(120, 0), now_ms=NOW_MS + 5)
    assert open_desk.gate.take_summary() == ControlSummary(
        keys=2, clicks=1, moves=1, wheel_turns=1, first_mono_ms=NOW_MS, last_mono_ms=NOW_MS + 5
    )
    assert open_desk.gate.take_summary() == ControlSummary()


def test_gate_failing_event_lets_go_and_failing_release_shuts_the_gate(
    monkeypatch: pytest.MonkeyPatch, open_desk: GateDesk
) -> None:
    def fail(*_: object) -> None:
        raise InjectionFailedError

    open_desk.hold_everything()
    monkeypatch.setattr(open_desk.sink, "key", fail)
    assert open_desk.send(KeyChange(KEY_B, True)) == _refused(RefusalReason.FAILED)
    assert not open_desk.sink.held_keys
    assert not open_desk.gate.has_held
    assert open_desk.gate.is_open
    monkeypatch.setattr(open_desk.sink, "release_all", fail)
    assert open_desk.send(KeyChange(KEY_B, True)) == _refused(RefusalReason.FAILED)
    assert not open_desk.gate.is_open
    assert open_desk.gate.revoke() is False


def test_gate_text_goes_through_and_counts_as_a_key(open_desk: GateDesk) -> None:
    assert open_desk.send(TextTyped("я")) == Injected()
    assert open_desk.sink.record == [("text", "я")]
    assert open_desk.gate.take_summary().keys == 1


def test_gate_text_into_our_own_window_is_refused(open_desk: GateDesk) -> None:
    open_desk.windows.replace([], is_focused=True)
    assert open_desk.send(TextTyped("y")) == _refused(RefusalReason.OWN_WINDOW)
    assert open_desk.sink.record == []


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [(TextOutcome.NOT_YET, RefusalReason.NOT_YET), (TextOutcome.UNTYPABLE, RefusalReason.UNTYPABLE)],
)
def test_gate_text_the_system_does_not_type_counts_for_nothing(
    open_desk: GateDesk, monkeypatch: pytest.MonkeyPatch, outcome: TextOutcome, reason: RefusalReason
) -> None:
    monkeypatch.setattr(open_desk.sink, "text", lambda _: outcome)
    assert open_desk.send(TextTyped("я")) == _refused(reason)
    assert open_desk.gate.take_summary().keys == 0


def test_gate_text_of_an_older_epoch_or_while_shut_is_refused(desk: GateDesk) -> None:
    assert desk.send(TextTyped("я")) == _refused(RefusalReason.SHUT)
    old = desk.gate.open()
    desk.gate.open()
    assert desk.send(TextTyped("я"), epoch=old) == _refused(RefusalReason.STALE_EPOCH)
    assert desk.sink.record == []


def test_gate_hold_lets_go_of_everything_and_drops_what_comes(open_desk: GateDesk) -> None:
    open_desk.hold_everything()
    epoch = open_desk.gate.epoch
    assert open_desk.gate.hold(NOW_MS) is True
    assert not open_desk.sink.held_keys
    assert not open_desk.sink.held_buttons
    assert open_desk.gate.epoch == epoch, "no new consent, no new epoch"
    assert open_desk.gate.is_open
    assert open_desk.send(KeyChange(KEY_B, True)) == _refused(RefusalReason.LOCAL_HAND)
    assert open_desk.gate.hold(NOW_MS + 1_000) is False
    later_ms = NOW_MS + 1_000 + HOLD_MS
    open_desk.gate.set_heartbeat(later_ms)
    assert open_desk.send(KeyChange(KEY_B, True), now_ms=later_ms - 1) == _refused(RefusalReason.LOCAL_HAND)
    assert open_desk.gate.hold_until_mono_ms == later_ms
    open_desk.send(KeyChange(Usage.LEFT_SHIFT, False), now_ms=later_ms)
    assert open_desk.send(KeyChange(KEY_B, True), now_ms=later_ms) == Injected()


def test_gate_hold_remembers_the_newest_move_for_the_next_click(open_desk: GateDesk) -> None:
    open_desk.move(10, 10)
    open_desk.gate.hold(NOW_MS)
    open_desk.sink.record.clear()
    for x_px in (100, 200, 300):
        assert open_desk.move(x_px, 50) == _refused(RefusalReason.LOCAL_HAND)
    assert open_desk.sink.record == [], "the person's pointer stays where they put it"
    later_ms = NOW_MS + HOLD_MS
    assert open_desk.send(ButtonChange(PointerButton.LEFT, True), now_ms=later_ms) == Injected()
    assert open_desk.sink.record == [("pointer_to", 300, 50), ("button", PointerButton.LEFT, True)]


def test_gate_hold_is_over_when_control_begins_anew(open_desk: GateDesk) -> None:
    open_desk.gate.hold(NOW_MS)
    open_desk.gate.revoke()
    assert open_desk.gate.hold(NOW_MS) is False
    open_desk.gate.open()
    assert open_desk.send(KeyChange(KEY_B, True)) == Injected()


@pytest.mark.parametrize("lets_go", ["release_held", "hold", "own window"])
def test_gate_text_of_a_shortcut_whose_modifier_it_let_go_of_is_dropped(open_desk: GateDesk, lets_go: str) -> None:
    open_desk.send(KeyChange(Usage.LEFT_CONTROL, True))
    later_ms = NOW_MS + 60_000
    if lets_go == "hold":
        open_desk.gate.hold(NOW_MS)
    elif lets_go == "own window":
        open_desk.windows.replace([], is_focused=True)
        open_desk.gate.tick(NOW_MS)
        open_desk.windows.replace([], is_focused=False)
    else:
        open_desk.gate.release_held()
    open_desk.gate.set_heartbeat(later_ms)
    assert open_desk.send(TextTyped("y"), now_ms=later_ms) == _refused(RefusalReason.LOCAL_HAND)
    open_desk.send(KeyChange(Usage.LEFT_CONTROL, False), now_ms=later_ms)
    assert open_desk.send(TextTyped("y"), now_ms=later_ms) == Injected()


def test_gate_keys_it_let_go_of_mean_nothing_in_a_new_epoch(open_desk: GateDesk) -> None:
    open_desk.send(KeyChange(Usage.LEFT_CONTROL, True))
    open_desk.gate.pause()
    open_desk.gate.resume()
    assert open_desk.send(TextTyped("y")) == Injected()
    open_desk.send(KeyChange(Usage.LEFT_CONTROL, True))
    open_desk.gate.prompt_open()
    open_desk.gate.prompt_close()
    assert open_desk.send(TextTyped("y")) == Injected()
