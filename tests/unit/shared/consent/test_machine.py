"""Single rules of consent, each told as a short story."""

import pytest

from shared.capability import CAPABILITY_RULES, Capability
from shared.consent.effect import ApplyRights, ConsentEffect, ConsentMark, Record, TellAgent
from shared.consent.grant import ENDING_MS
from shared.consent.machine import (
    DENIALS_MAX,
    PROMPT_TIMEOUT_MS,
    PROMPT_WAKE_MS,
    STALL_FORGIVEN_MS,
    UNRECORDED_MAX_MS,
    ConsentMachine,
)
from shared.consent.policy import Allowed, Denied, DenyReason
from shared.ids import PromptId


def ask(machine: ConsentMachine, capability: Capability, now_ms: int = 0) -> list[ConsentEffect]:
    return machine.ask(capability, request_id=1, reason="to look at the printer", now_ms=now_ms)


def say(machine: ConsentMachine, *, is_allowed: bool, now_ms: int = 0, shown_ms: int = PROMPT_WAKE_MS):
    assert machine.prompt is not None
    return machine.answer(
        machine.prompt.prompt_id,
        is_allowed=is_allowed,
        source="local",
        shown_ms=shown_ms,
        monitor_ids=(2,),
        now_ms=now_ms,
    )


def allow(machine: ConsentMachine, *capabilities: Capability, now_ms: int = 0) -> None:
    for capability in capabilities:
        ask(machine, capability, now_ms)
        assert machine.prompt is not None
        prompt_id = machine.prompt.prompt_id
        say(machine, is_allowed=True, now_ms=now_ms)
        machine.grant_recorded(prompt_id, now_ms)
        assert capability in machine.rights.usable


def records(effects: list[ConsentEffect]) -> list[tuple[ConsentMark, Capability | None]]:
    return [(effect.mark, effect.capability) for effect in effects if isinstance(effect, Record)]


def answers(effects: list[ConsentEffect]) -> list[str]:
    return [effect.outcome for effect in effects if isinstance(effect, TellAgent)]


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


def test_screens_wish_of_the_agent_is_a_new_question_and_replaces_the_old_yes() -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW, Capability.CONTROL)
    old = next(grant for grant in machine.grants if grant.capability is Capability.VIEW)
    asked = machine.ask_screens((3, 1, 3), request_id=9, reason="", now_ms=0)
    assert machine.prompt is not None
    assert (machine.prompt.wanted_ids, machine.prompt.cause) == ((1, 3), "agent")
    assert [effect.data["scope"] for effect in asked if isinstance(effect, Record)] == ["monitor:1+3"]
    prompt_id = machine.prompt.prompt_id
    machine.answer(prompt_id, is_allowed=True, source="local", shown_ms=3_000, monitor_ids=(3, 1), now_ms=0)
    assert machine.rights.monitor_ids == (2,), "nothing changes before the yes is on record"
    assert machine.rights.usable == frozenset()
    effects = machine.grant_recorded(prompt_id, 5)
    assert machine.rights.monitor_ids == (1, 3)
    assert machine.rights.usable == {Capability.VIEW, Capability.CONTROL}
    (closing,) = [effect for effect in effects if isinstance(effect, Record)]
    assert (closing.mark, closing.prompt_id) == (ConsentMark.REVOKED, old.prompt_id)
    assert closing.data["source"] == "screen_changed"
    assert answers(effects) == ["granted"]


def test_screens_wish_that_is_denied_leaves_what_was_shown() -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW)
    machine.ask_screens((1,), request_id=9, reason="", now_ms=0)
    assert answers(say(machine, is_allowed=False)) == ["denied"]
    assert machine.rights.monitor_ids == (2,)
    assert machine.rights.usable == {Capability.VIEW}


def test_screens_that_are_shown_already_need_no_question_and_without_sight_there_is_none() -> None:
    machine = ConsentMachine()
    assert answers(machine.ask_screens((1,), request_id=1, reason="", now_ms=0)) == ["unavailable"]
    allow(machine, Capability.VIEW)
    assert answers(machine.ask_screens((2,), request_id=2, reason="", now_ms=0)) == ["granted"]
    assert machine.prompt is None


def test_screens_chosen_by_the_person_wait_for_no_three_seconds_but_for_a_real_hand() -> None:
    machine = ConsentMachine()
    assert machine.choose_screens(0) == []
    allow(machine, Capability.VIEW)
    machine.choose_screens(0)
    assert machine.prompt is not None
    prompt_id = machine.prompt.prompt_id
    faked = machine.answer(prompt_id, is_allowed=True, source="injected", shown_ms=0, monitor_ids=(1,), now_ms=0)
    assert records(faked) == [(ConsentMark.SUSPICIOUS, Capability.VIEW)]
    machine.answer(prompt_id, is_allowed=True, source="local", shown_ms=0, monitor_ids=(1,), now_ms=0)
    effects = machine.grant_recorded(prompt_id, 0)
    assert machine.rights.monitor_ids == (1,)
    assert answers(effects) == [], "the agent did not ask"


def test_screens_own_question_of_the_person_never_counts_against_the_agent() -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW)
    for _ in range(DENIALS_MAX + 1):
        machine.choose_screens(0)
        say(machine, is_allowed=False)
    machine.ask_screens((1,), request_id=3, reason="", now_ms=0)
    assert machine.prompt is not None


def test_screen_that_is_gone_ends_sight_and_asks_for_another() -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW, Capability.CONTROL)
    effects = machine.screens_changed(frozenset({1}), 50)
    assert machine.rights.granted == frozenset()
    assert (ConsentMark.EXPIRED, Capability.VIEW) in records(effects)
    assert (ConsentMark.REVOKED, Capability.CONTROL) in records(effects)
    assert machine.prompt is not None
    assert machine.prompt.cause == "screen_gone"
    assert machine.prompt.request_id is None
    assert answers(say(machine, is_allowed=False)) == []


def test_screen_that_is_gone_while_paused_or_with_none_left_asks_nothing() -> None:
    paused = ConsentMachine()
    allow(paused, Capability.VIEW)
    paused.pause()
    paused.screens_changed(frozenset({1}), 50)
    assert paused.prompt is None
    dark = ConsentMachine()
    allow(dark, Capability.VIEW)
    dark.screens_changed(frozenset(), 50)
    assert (dark.prompt, dark.rights.granted) == (None, frozenset())


def test_screen_of_another_size_keeps_every_right_under_a_new_epoch() -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW, Capability.CONTROL)
    before = machine.rights
    machine.screens_changed(frozenset({1, 2}), 50)
    assert machine.rights.usable == before.usable
    assert machine.rights.epoch > before.epoch


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


def test_offer_is_the_same_question_with_the_same_time_to_read_it() -> None:
    machine = ConsentMachine()
    assert machine.offer(Capability.CONTROL, 0) == [], "nothing is seen yet"
    allow(machine, Capability.VIEW)
    assert records(machine.offer(Capability.CONTROL, 0)) == [(ConsentMark.ASKED, Capability.CONTROL)]
    assert machine.prompt is not None
    assert (machine.prompt.cause, machine.prompt.request_id) == ("person", None)
    assert machine.rights.usable == frozenset(), "as during any question"
    prompt_id = machine.prompt.prompt_id
    too_quick = say(machine, is_allowed=True, shown_ms=PROMPT_WAKE_MS - 1)
    assert records(too_quick) == [(ConsentMark.SUSPICIOUS, Capability.CONTROL)]
    say(machine, is_allowed=True)
    assert Capability.CONTROL not in machine.rights.granted
    assert answers(machine.grant_recorded(prompt_id, 0)) == [], "nobody asked"
    assert Capability.CONTROL in machine.rights.usable
    assert machine.offer(Capability.CONTROL, 0) == []


def test_offer_that_is_taken_back_does_not_count_against_the_agent() -> None:
    machine = ConsentMachine()
    allow(machine, Capability.VIEW)
    for _ in range(DENIALS_MAX + 1):
        machine.offer(Capability.CONTROL, 0)
        say(machine, is_allowed=False)
    ask(machine, Capability.CONTROL)
    assert machine.prompt is not None


LONGEST_MS = CAPABILITY_RULES[Capability.CONTROL].longest_ms or 0


def ending(now_ms: int = LONGEST_MS - ENDING_MS) -> ConsentMachine:
    """Control was used all the time and is over in a minute."""
    machine = ConsentMachine()
    allow(machine, Capability.VIEW, Capability.CONTROL)
    machine.use(Capability.CONTROL, now_ms)
    return machine


def test_time_given_goes_on_without_a_gap_once_it_is_on_record() -> None:
    machine, now_ms = ending(), LONGEST_MS - ENDING_MS
    before = machine.rights
    assert machine.give_time(Capability.CONTROL, source="local", now_ms=now_ms - 1) == [], "there is time enough"
    effects = machine.give_time(Capability.CONTROL, source="local", now_ms=now_ms)
    assert [mark for mark, _ in records(effects)] == [ConsentMark.ASKED, ConsentMark.GRANTED]
    assert machine.rights == before, "no question on the screen, nothing covered"
    assert machine.give_time(Capability.CONTROL, source="local", now_ms=now_ms) == [], "pressed twice"
    (granted,) = [e for e in effects if isinstance(e, Record) and e.mark is ConsentMark.GRANTED]
    assert granted.prompt_id is not None
    recorded = machine.grant_recorded(granted.prompt_id, now_ms + 5)
    assert records(recorded) == [(ConsentMark.REVOKED, Capability.CONTROL)]
    assert [e.data["source"] for e in recorded if isinstance(e, Record)] == ["renewed"]
    assert machine.rights == before
    control = next(grant for grant in machine.grants if grant.capability is Capability.CONTROL)
    assert control.prompt_id == granted.prompt_id
    assert control.granted_mono_ms == now_ms + 5
    assert machine.tick(LONGEST_MS) == []


@pytest.mark.parametrize("how", ["injected", "unrecorded", "taken back", "time is over", "record lost", "ended"])
def test_time_that_cannot_be_given_leaves_the_right_as_it_was_or_gone(how: str) -> None:
    machine, now_ms = ending(), LONGEST_MS - ENDING_MS
    effects = machine.give_time(
        Capability.CONTROL, source="injected" if how == "injected" else "local", now_ms=now_ms
    )
    if how == "injected":
        assert records(effects) == [(ConsentMark.SUSPICIOUS, Capability.CONTROL)]
        assert machine.tick(LONGEST_MS) != []
        return
    prompt_id = next(e.prompt_id for e in effects if isinstance(e, Record) and e.prompt_id is not None)
    later = {
        "unrecorded": lambda: machine.grant_unrecorded(prompt_id),
        "taken back": lambda: machine.revoke(Capability.CONTROL),
        "time is over": lambda: machine.tick(LONGEST_MS),
        "record lost": lambda: machine.record_lost(now_ms),
        "ended": machine.end,
    }[how]()
    unopened = [e for e in later if isinstance(e, Record) and e.prompt_id == prompt_id]
    assert [(e.mark, e.data["opened"]) for e in unopened] == [(ConsentMark.REVOKED, False)]
    assert machine.grant_recorded(prompt_id, now_ms) == []
    is_on = how in ("unrecorded", "record lost")
    assert (Capability.CONTROL in machine.rights.granted) is is_on


def test_agent_asks_for_more_time_only_near_the_end_and_by_a_question() -> None:
    machine, now_ms = ending(), LONGEST_MS - ENDING_MS
    assert answers(ask(machine, Capability.CONTROL, now_ms - 1)) == ["granted"]
    ask(machine, Capability.CONTROL, now_ms)
    assert machine.prompt is not None
    assert Capability.CONTROL in machine.rights.granted
    prompt_id = machine.prompt.prompt_id
    say(machine, is_allowed=True, now_ms=now_ms)
    effects = machine.grant_recorded(prompt_id, now_ms)
    assert [e.data["source"] for e in effects if isinstance(e, Record)] == ["renewed"]
    assert answers(effects) == ["granted"]
    assert machine.tick(LONGEST_MS) == []
    assert Capability.CONTROL in machine.rights.usable


def test_agent_who_is_denied_more_time_keeps_what_is_left_of_it() -> None:
    machine, now_ms = ending(), LONGEST_MS - ENDING_MS
    ask(machine, Capability.CONTROL, now_ms)
    assert answers(say(machine, is_allowed=False, now_ms=now_ms)) == ["denied"]
    assert Capability.CONTROL in machine.rights.usable
    assert (ConsentMark.EXPIRED, Capability.CONTROL) in records(machine.tick(LONGEST_MS))
