"""Which displays are seen, and what happens when one goes, each told as a short story."""

from shared.capability import Capability
from shared.consent.book import DENIALS_MAX
from shared.consent.effect import ConsentMark, Record
from shared.consent.machine import (
    ConsentMachine,
)
from tests.unit.shared.consent.steps import allow, answers, records, say


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
