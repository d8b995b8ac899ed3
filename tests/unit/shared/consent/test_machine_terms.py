"""Rules of the organisation in the consent machine: reasons that are missing, and rights that last less long."""

import pytest

from shared.capability import Capability
from shared.consent.book import DENIALS_MAX
from shared.consent.effect import ConsentMark, Record
from shared.consent.grant import BatchScope
from shared.consent.machine import ConsentMachine
from shared.consent.terms import ConsentTerms
from tests.unit.shared.consent.steps import allow, answers, records, say

BATCH = BatchScope(batch_id=1, file_count=1, total_bytes=1)
ALL = ConsentTerms(needs_reason=frozenset(Capability))


@pytest.mark.parametrize("reason", ["", "   ", "\u200b\u200b\u200b", "\u3164\u3164\u3164"])
def test_question_without_its_reason_is_refused_with_a_word_of_its_own_and_one_event(reason: str) -> None:
    machine = ConsentMachine(terms=ALL)
    epoch = machine.rights.epoch
    refused = machine.ask(Capability.VIEW, request_id=5, reason=reason, now_ms=0)
    assert answers(refused) == ["reason_needed"]
    assert records(refused) == [(ConsentMark.DENIED, Capability.VIEW)]
    (row,) = (effect for effect in refused if isinstance(effect, Record))
    assert row.data["source"] == "no_reason"
    assert machine.prompt is None
    assert machine.rights.epoch == epoch, "nothing changed for the person"
    allow(machine, Capability.VIEW)


def test_every_way_to_ask_wants_the_reason_and_the_person_never_does() -> None:
    machine = ConsentMachine(terms=ALL)
    allow(machine, Capability.VIEW)
    for refused in (
        machine.ask_screens((1,), request_id=1, reason=" ", now_ms=0),
        machine.ask_files(BATCH, request_id=2, reason="", now_ms=0),
        machine.ask_for_files(request_id=3, reason="?", now_ms=0),
        machine.ask(Capability.CONTROL, request_id=4, reason="", now_ms=0),
        machine.ask(Capability.CLIPBOARD_TO_USER, request_id=5, reason="", now_ms=0),
    ):
        assert answers(refused) == ["reason_needed"]
        assert machine.prompt is None
    machine.offer(Capability.CONTROL, 0)
    assert machine.prompt is not None, "whoever offers a right has a reason"


def test_more_time_is_a_question_like_any_other_and_the_persons_own_press_is_not() -> None:
    machine = ConsentMachine(terms=ConsentTerms(needs_reason=frozenset({Capability.CONTROL}), longest_ms={}))
    allow(machine, Capability.VIEW, Capability.CONTROL)
    now_ms = 30 * 60_000 - 1_000
    machine.use(Capability.CONTROL, now_ms)
    assert answers(machine.ask(Capability.CONTROL, request_id=1, reason="", now_ms=now_ms)) == ["reason_needed"]
    assert Capability.CONTROL in machine.rights.usable, "it goes on until its end"
    effects = machine.give_time(Capability.CONTROL, source="local", now_ms=now_ms)
    assert [mark for mark, _ in records(effects)] == [ConsentMark.ASKED, ConsentMark.GRANTED]


def test_program_that_leaves_reasons_out_is_not_heard_for_ever() -> None:
    machine = ConsentMachine(terms=ALL)
    told = [machine.ask(Capability.VIEW, request_id=1, reason="", now_ms=0) for _ in range(DENIALS_MAX + 20)]
    assert sum(len(records(effects)) for effects in told) == DENIALS_MAX, "it cannot fill the record so"
    assert answers(told[-1]) == ["unavailable"]


def test_no_event_while_nothing_could_be_asked_anyway() -> None:
    machine = ConsentMachine(terms=ALL)
    machine.pause()
    refused = machine.ask(Capability.VIEW, request_id=1, reason="", now_ms=0)
    assert (answers(refused), records(refused)) == (["unavailable"], [])


def test_right_lasts_as_long_as_the_rule_lets_it_and_can_be_asked_for_again() -> None:
    machine = ConsentMachine(terms=ConsentTerms(longest_ms={Capability.CONTROL: 120_000}))
    allow(machine, Capability.VIEW, Capability.CONTROL)
    machine.use(Capability.CONTROL, 119_999)
    assert machine.tick(119_999) == []
    ended = machine.tick(120_000)
    assert records(ended) == [(ConsentMark.EXPIRED, Capability.CONTROL)]
    assert Capability.VIEW in machine.rights.usable
    machine.ask(Capability.CONTROL, request_id=9, reason="more", now_ms=120_000)
    assert machine.prompt is not None
    prompt_id = machine.prompt.prompt_id
    (granted,) = (effect for effect in say(machine, is_allowed=True, now_ms=120_000) if isinstance(effect, Record))
    assert granted.data["longest_ms"] == 120_000, "the record says how short the yes was"
    machine.grant_recorded(prompt_id, 121_000)
    assert [grant.ends_mono_ms for grant in machine.grants] == [None, 241_000]


def test_time_given_by_a_press_is_no_longer_than_the_rule_either() -> None:
    machine = ConsentMachine(terms=ConsentTerms(longest_ms={Capability.CONTROL: 120_000}))
    allow(machine, Capability.VIEW, Capability.CONTROL)
    effects = machine.give_time(Capability.CONTROL, source="local", now_ms=100_000)
    granted = next(each for each in effects if isinstance(each, Record) and each.mark is ConsentMark.GRANTED)
    assert granted.prompt_id is not None
    machine.grant_recorded(granted.prompt_id, 100_000)
    assert machine.grants[-1].ends_mono_ms == 220_000
