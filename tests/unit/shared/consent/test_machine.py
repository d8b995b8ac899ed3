"""Single rules of consent, each told as a short story."""

import pytest

from shared.capability import CAPABILITY_RULES, Capability
from shared.consent.book import DENIALS_MAX
from shared.consent.effect import ApplyRights, ConsentMark
from shared.consent.grant import PROMPT_TIMEOUT_MS
from shared.consent.machine import (
    PROMPT_WAKE_MS,
    STALL_FORGIVEN_MS,
    UNRECORDED_MAX_MS,
    ConsentMachine,
)
from shared.consent.policy import Allowed, Denied, DenyReason
from shared.ids import PromptId
from tests.unit.shared.consent.steps import allow, answers, ask, records, say


def test_machine_new_allows_nothing() -> None:
    machine = ConsentMachine()
    assert all(machine.check(capability, 0) == Denied(DenyReason.NOT_GRANTED) for capability in Capability)


def test_ask_view_opens_a_question_and_records_it() -> None:
    machine = ConsentMachine()
    effects = ask(machine, Capability.VIEW)
    assert machine.prompt is not None
    assert records(effects) == [(ConsentMark.ASKED, Capability.VIEW)]
    assert answers(effects) == []


def test_answer_yes_opens_nothing_before_it_is_recorded() -> None:
    machine = ConsentMachine()
    ask(machine, Capability.VIEW)
    effects = say(machine, is_allowed=True)
    assert records(effects) == [(ConsentMark.GRANTED, Capability.VIEW)]
    assert machine.rights.granted == frozenset()
    machine.grant_recorded(effects[0].prompt_id, 5)
    assert machine.rights.usable == {Capability.VIEW}
    assert machine.rights.monitor_ids == (2,)


def test_answer_yes_unrecorded_never_opens_and_says_so_in_the_record() -> None:
    machine = ConsentMachine()
    ask(machine, Capability.VIEW)
    prompt_id = machine.prompt.prompt_id
    say(machine, is_allowed=True)
    effects = machine.grant_unrecorded(prompt_id)
    assert records(effects) == [(ConsentMark.REVOKED, Capability.VIEW)]
    assert answers(effects) == ["unavailable"]
    machine.grant_recorded(prompt_id, 9)
    assert machine.rights.granted == frozenset()


@pytest.mark.parametrize(("source", "shown_ms"), [("injected", 9_000), ("local", PROMPT_WAKE_MS - 1)])
def test_answer_from_a_program_or_too_quick_is_refused_and_recorded(source, shown_ms: int) -> None:
    machine = ConsentMachine()
    ask(machine, Capability.VIEW)
    effects = machine.answer(
        machine.prompt.prompt_id, is_allowed=True, source=source, shown_ms=shown_ms, monitor_ids=(1,), now_ms=1
    )
    assert records(effects) == [(ConsentMark.SUSPICIOUS, Capability.VIEW)]
    assert machine.prompt is not None, "the question stays open for the person"
    assert machine.prompt.refused_yeses == 1
    say(machine, is_allowed=True)
    machine.grant_recorded(machine.prompt.prompt_id if machine.prompt else PromptId(1), 9)
    assert machine.rights.granted == {Capability.VIEW}


@pytest.mark.parametrize("source", ["local", "virtual", "injected"])
def test_answer_no_counts_from_any_hand_and_at_any_time(source) -> None:
    machine = ConsentMachine()
    ask(machine, Capability.VIEW)
    effects = machine.answer(
        machine.prompt.prompt_id, is_allowed=False, source=source, shown_ms=0, monitor_ids=(), now_ms=1
    )
    assert records(effects) == [(ConsentMark.DENIED, Capability.VIEW)]


@pytest.mark.parametrize("is_recorded", [False, True])
def test_answer_no_after_a_yes_takes_back_what_the_yes_opens(is_recorded: bool) -> None:
    machine = ConsentMachine()
    ask(machine, Capability.VIEW)
    prompt_id = machine.prompt.prompt_id
    say(machine, is_allowed=True)
    if is_recorded:
        machine.grant_recorded(prompt_id, 8)
    effects = machine.answer(prompt_id, is_allowed=False, source="local", shown_ms=0, monitor_ids=(), now_ms=9)
    assert records(effects) == [(ConsentMark.REVOKED, Capability.VIEW)]
    machine.grant_recorded(prompt_id, 10)
    assert machine.rights.granted == frozenset()


def test_ask_control_without_view_is_unavailable() -> None:
    machine = ConsentMachine()
    assert answers(ask(machine, Capability.CONTROL)) == ["unavailable"]


@pytest.mark.parametrize("capability", [c for c, rule in CAPABILITY_RULES.items() if not rule.offered])
def test_ask_right_not_offered_is_unavailable(capability: Capability) -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW)
    assert answers(ask(machine, capability)) == ["unavailable"]


def test_ask_while_a_question_is_open_is_unavailable_and_leaves_it() -> None:
    machine = ConsentMachine()
    ask(machine, Capability.VIEW)
    prompt = machine.prompt
    assert answers(ask(machine, Capability.VIEW)) == ["unavailable"]
    assert machine.prompt is prompt


def test_prompt_open_stops_seeing_and_steering_until_answered() -> None:
    machine = ConsentMachine(offered=frozenset({Capability.VIEW, Capability.CONTROL}))
    allow(machine, Capability.VIEW)
    ask(machine, Capability.CONTROL)
    assert machine.check(Capability.VIEW, 0) == Denied(DenyReason.PROMPT_OPEN)
    assert machine.rights.cover == "asking"
    say(machine, is_allowed=False)
    assert isinstance(machine.check(Capability.VIEW, 0), Allowed)
    assert machine.rights.cover == "none"


def test_prompt_unanswered_after_thirty_seconds_is_a_no() -> None:
    machine = ConsentMachine()
    ask(machine, Capability.VIEW, now_ms=100)
    assert machine.tick(100 + PROMPT_TIMEOUT_MS - 1) == []
    effects = machine.tick(100 + PROMPT_TIMEOUT_MS)
    assert records(effects) == [(ConsentMark.DENIED, Capability.VIEW)]
    assert answers(effects) == ["denied"]


def test_denied_three_times_cannot_be_asked_again() -> None:
    machine = ConsentMachine()
    for _ in range(DENIALS_MAX):
        ask(machine, Capability.VIEW)
        say(machine, is_allowed=False)
    assert answers(ask(machine, Capability.VIEW)) == ["unavailable"]
    assert machine.prompt is None


def test_prompt_spam_shows_one_question() -> None:
    machine = ConsentMachine()
    effects = [effect for _ in range(100) for effect in ask(machine, Capability.VIEW)]
    assert records(effects) == [(ConsentMark.ASKED, Capability.VIEW)]


def test_revoke_of_what_has_just_ended_still_begins_a_new_epoch_for_the_press_has_shut_input() -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW, Capability.CONTROL)
    epoch = machine.rights.epoch
    assert machine.revoke(Capability.FILE_TO_USER) == [ApplyRights()]
    assert machine.rights.epoch > epoch
    assert machine.rights.usable == {Capability.VIEW, Capability.CONTROL}


def test_revoke_view_takes_control_with_it_first_closing_then_writing() -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW, Capability.CONTROL)
    effects = machine.revoke(Capability.VIEW)
    assert isinstance(effects[0], ApplyRights)
    assert records(effects) == [(ConsentMark.REVOKED, Capability.VIEW), (ConsentMark.REVOKED, Capability.CONTROL)]
    assert machine.rights.granted == frozenset()


def test_control_ends_by_itself_after_thirty_minutes_or_five_idle() -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW, Capability.CONTROL)
    for minute in range(1, 30):
        machine.use(Capability.CONTROL, minute * 60_000)
        assert machine.tick(minute * 60_000 + 1) == []
    assert records(machine.tick(30 * 60_000)) == [(ConsentMark.EXPIRED, Capability.CONTROL)]
    allow(machine, Capability.CONTROL, now_ms=40 * 60_000)
    assert records(machine.tick(45 * 60_000)) == [(ConsentMark.EXPIRED, Capability.CONTROL)]


def test_pause_closes_both_and_only_resume_lifts_it() -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW, Capability.CONTROL)
    epoch = machine.rights.epoch
    machine.pause()
    assert machine.rights.usable == frozenset()
    assert machine.rights.cover == "paused"
    assert answers(ask(machine, Capability.CONTROL)) == ["granted"], "it is on, only covered"
    assert machine.rights.usable == frozenset()
    machine.resume()
    assert machine.rights.usable == {Capability.VIEW, Capability.CONTROL}
    assert machine.rights.epoch > epoch


def test_stall_takes_control_only_and_short_silence_gives_it_back() -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW, Capability.CONTROL)
    machine.stall(1_000)
    assert machine.check(Capability.CONTROL, 1_000) == Denied(DenyReason.STALLED)
    assert isinstance(machine.check(Capability.VIEW, 1_000), Allowed)
    machine.recover(1_000 + STALL_FORGIVEN_MS)
    assert isinstance(machine.check(Capability.CONTROL, 1_000 + STALL_FORGIVEN_MS), Allowed)


def test_stall_longer_than_forgiven_asks_for_control_again() -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW, Capability.CONTROL)
    machine.stall(1_000)
    effects = machine.recover(1_001 + STALL_FORGIVEN_MS)
    assert records(effects) == [(ConsentMark.EXPIRED, Capability.CONTROL)]
    assert machine.rights.granted == {Capability.VIEW}


def test_record_lost_opens_nothing_new_and_closes_all_after_two_minutes() -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW)
    machine.record_lost(1_000)
    assert answers(ask(machine, Capability.CONTROL)) == ["unavailable"]
    assert machine.tick(1_000 + UNRECORDED_MAX_MS - 1) == []
    assert records(machine.tick(1_000 + UNRECORDED_MAX_MS)) == [(ConsentMark.EXPIRED, Capability.VIEW)]


def test_record_restored_lets_questions_through_again() -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW)
    machine.record_lost(1_000)
    machine.record_restored()
    assert machine.tick(1_000 + UNRECORDED_MAX_MS) == []
    assert answers(ask(machine, Capability.CONTROL)) == []


def test_end_closes_everything_once_and_for_all() -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW, Capability.CONTROL)
    effects = machine.end()
    assert isinstance(effects[0], ApplyRights)
    assert len(records(effects)) == 2
    assert machine.end() == []
    assert answers(ask(machine, Capability.VIEW)) == ["unavailable"]
    assert machine.check(Capability.VIEW, 0) == Denied(DenyReason.ENDED)


@pytest.mark.parametrize("withdraw", ["revoke", "give_back"])
def test_right_withdrawn_while_its_yes_waits_for_the_record_never_opens(withdraw: str) -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW)
    ask(machine, Capability.CONTROL)
    prompt_id = machine.prompt.prompt_id
    say(machine, is_allowed=True)
    effects = getattr(machine, withdraw)(Capability.CONTROL)
    assert records(effects) == [(ConsentMark.REVOKED, Capability.CONTROL)], "the yes on record gets its closing row"
    assert machine.grant_recorded(prompt_id, 9) == []
    assert machine.rights.granted == {Capability.VIEW}


def test_going_silent_with_a_question_open_counts_as_a_no() -> None:
    machine = ConsentMachine()
    for number in range(DENIALS_MAX):
        ask(machine, Capability.VIEW, now_ms=number)
        machine.stall(number)
        machine.recover(number)
    assert answers(ask(machine, Capability.VIEW)) == ["unavailable"]


def test_epoch_of_a_later_session_begins_above_the_earlier_one() -> None:
    machine = ConsentMachine(first_epoch=41)
    allow(machine, Capability.VIEW)
    assert machine.rights.epoch > 41


@pytest.mark.parametrize("by_agent", [True, False])
def test_question_whose_need_is_gone_is_dismissed(by_agent: bool) -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW)
    ask(machine, Capability.CONTROL)
    effects = machine.give_back(Capability.VIEW) if by_agent else machine.revoke(Capability.VIEW)
    assert machine.prompt is None
    assert records(effects) == [(ConsentMark.REVOKED, Capability.VIEW), (ConsentMark.DENIED, Capability.CONTROL)]
    assert isinstance(effects[0], ApplyRights)
    assert machine.rights.cover == "none"
