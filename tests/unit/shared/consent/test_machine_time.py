"""Rights offered unasked, and rights that are given more time, each told as a short story."""

import pytest

from shared.capability import CAPABILITY_RULES, Capability
from shared.consent.book import DENIALS_MAX
from shared.consent.effect import ConsentMark, Record
from shared.consent.grant import ENDING_MS
from shared.consent.machine import (
    PROMPT_WAKE_MS,
    ConsentMachine,
)
from tests.unit.shared.consent.steps import allow, answers, ask, records, say


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
