"""What the person is told of their rights, from the real rules of consent."""

from collections.abc import Callable

import pytest

from client.domain.narrator import Narrator
from shared.capability import Capability
from shared.consent.effect import ConsentEffect, ConsentMark, Record
from shared.consent.machine import ConsentMachine
from shared.ids import PromptId
from shared.session.story import StoryKind as Kind

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL
IDLE_ENDING_MS = 5 * 60_000 - 30_000
"""Unused for so long, control is about to end."""


class Person:
    """A person, the rules, and what was told."""

    def __init__(self) -> None:
        self.consent = ConsentMachine()
        self.told: list[tuple[Kind, Capability | None]] = []
        self.narrator = Narrator(lambda kind, capability=None: self.told.append((kind, capability)))
        self.now_ms = 0

    def do(self, effects: list[ConsentEffect]) -> None:
        """Carry out what the rules want, as the flow does."""
        for effect in effects:
            if isinstance(effect, Record):
                self.narrator.take(effect)
            self.narrator.follow(self.consent.rights.granted)

    def ask(self, capability: Capability = VIEW) -> PromptId:
        self.do(self.consent.ask(capability, request_id=1, reason="", now_ms=self.now_ms))
        assert self.consent.prompt is not None
        return self.consent.prompt.prompt_id

    def ask_late(self, capability: Capability) -> PromptId:
        """When it is about to end."""
        self.now_ms = IDLE_ENDING_MS
        return self.ask(capability)

    def say(self, prompt_id: PromptId, *, is_allowed: bool = True, source: str = "local") -> None:
        self.do(
            self.consent.answer(
                prompt_id,
                is_allowed=is_allowed,
                source=source,
                shown_ms=5_000,
                monitor_ids=(1,),
                now_ms=self.now_ms,
            )
        )

    def allow(self, *capabilities: Capability) -> "Person":
        for capability in capabilities:
            prompt_id = self.ask(capability)
            self.say(prompt_id)
            self.do(self.consent.grant_recorded(prompt_id, self.now_ms))
        self.told.clear()
        return self


def test_narrator_yes_is_told_when_the_right_is_on_and_not_before():
    person = Person()
    prompt_id = person.ask()
    person.say(prompt_id)
    assert person.told == [(Kind.RIGHT_ASKED, VIEW)]
    person.do(person.consent.grant_recorded(prompt_id, 0))
    assert person.told == [(Kind.RIGHT_ASKED, VIEW), (Kind.RIGHT_ON, VIEW)]


def test_narrator_yes_that_could_not_be_written_down_is_told_as_such():
    person = Person()
    prompt_id = person.ask()
    person.say(prompt_id)
    person.do(person.consent.grant_unrecorded(prompt_id))
    assert person.told[1:] == [(Kind.RIGHT_UNRECORDED, VIEW)]


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda p: p.do(p.consent.revoke(CONTROL)), [(Kind.RIGHT_TAKEN_BACK, CONTROL)]),
        (lambda p: p.do(p.consent.revoke(VIEW)), [(Kind.RIGHT_TAKEN_BACK, VIEW), (Kind.RIGHT_OFF, CONTROL)]),
        (lambda p: p.do(p.consent.give_back(CONTROL)), [(Kind.RIGHT_RETURNED, CONTROL)]),
        (lambda p: p.do(p.consent.tick(5 * 60_000)), [(Kind.RIGHT_OVER, CONTROL)]),
        (lambda p: p.do(p.consent.pause()), [(Kind.PAUSED, None)]),
        (lambda p: p.do(p.consent.pause("journal")), [(Kind.PAUSED_BY_RECORD, None)]),
        (lambda p: p.do(p.consent.pause()) or p.do(p.consent.resume()), [(Kind.PAUSED, None), (Kind.RESUMED, None)]),
        (lambda p: p.do(p.consent.end()), []),
        (
            lambda p: p.do(p.consent.stall(0)) or p.do(p.consent.recover(20_000)),
            [(Kind.RIGHT_OFF, CONTROL)],
        ),
        (
            lambda p: p.do(p.consent.record_lost(0)) or p.do(p.consent.tick(120_000)),
            [(Kind.RIGHT_UNRECORDED, VIEW), (Kind.RIGHT_OFF, CONTROL)],
        ),
    ],
    ids=["control", "sight", "returned", "idle", "pause", "disk", "resume", "end", "silence", "record"],
)
def test_narrator_tells_what_ended_and_why(act: Callable[[Person], None], told: list):
    person = Person().allow(VIEW, CONTROL)
    act(person)
    assert person.told == told


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda p, prompt_id: p.say(prompt_id, is_allowed=False), [(Kind.RIGHT_DENIED, VIEW)]),
        (lambda p, _: p.do(p.consent.tick(30_000)), [(Kind.RIGHT_UNANSWERED, VIEW)]),
        (lambda p, _: p.do(p.consent.pause()), [(Kind.PAUSED, None)]),
        (lambda p, prompt_id: p.say(prompt_id, source="injected"), [(Kind.ANSWER_REFUSED, VIEW)]),
    ],
    ids=["no", "silence", "pause", "program"],
)
def test_narrator_tells_how_a_question_ended(act: Callable[[Person, PromptId], None], told: list):
    person = Person()
    prompt_id = person.ask()
    person.told.clear()
    act(person, prompt_id)
    assert person.told == told


def test_narrator_other_screens_are_one_entry_and_only_once_they_are_shown():
    person = Person().allow(VIEW)
    person.do(person.consent.choose_screens(0))
    prompt = person.consent.prompt
    assert prompt is not None
    person.say(prompt.prompt_id)
    assert person.told == []
    person.do(person.consent.grant_recorded(prompt.prompt_id, 0))
    assert person.told == [(Kind.SCREENS_CHANGED, VIEW)]


def test_narrator_more_time_that_was_asked_for_is_told_and_not_as_an_end():
    person = Person().allow(VIEW, CONTROL)
    prompt_id = person.ask_late(CONTROL)
    person.say(prompt_id)
    assert person.told == [(Kind.RIGHT_ASKED, CONTROL)], "not before it is written down"
    person.do(person.consent.grant_recorded(prompt_id, person.now_ms))
    assert person.told[1:] == [(Kind.RIGHT_LONGER, CONTROL)]
    person.do(person.consent.revoke(CONTROL))
    assert person.told[2:] == [(Kind.RIGHT_TAKEN_BACK, CONTROL)]


def test_narrator_more_time_given_by_a_press_is_told_once():
    person = Person().allow(VIEW, CONTROL)
    person.now_ms = IDLE_ENDING_MS
    person.do(person.consent.give_time(CONTROL, source="local", now_ms=person.now_ms))
    assert person.told == []
    prompt_id = PromptId(max(grant.prompt_id for grant in person.consent.grants) + 1)
    person.do(person.consent.grant_recorded(prompt_id, person.now_ms))
    assert person.told == [(Kind.RIGHT_LONGER, CONTROL)]


def test_narrator_own_question_given_up_is_nothing_to_tell():
    person = Person().allow(VIEW)
    person.do(person.consent.choose_screens(0))
    prompt = person.consent.prompt
    assert prompt is not None
    person.say(prompt.prompt_id, is_allowed=False)
    assert person.told == []


def test_narrator_screen_that_went_is_told():
    person = Person().allow(VIEW)
    person.do(person.consent.screens_changed(frozenset({2}), 0))
    assert person.told == [(Kind.SCREEN_GONE, VIEW)]


def test_narrator_cause_of_a_later_version_still_tells_that_the_right_is_over():
    person = Person()
    record = Record(mark=ConsentMark.REVOKED, outcome="ok", capability=VIEW, data={"epoch": 1, "source": "moonlight"})
    person.narrator.take(record)
    assert person.told == [(Kind.RIGHT_OFF, VIEW)]
