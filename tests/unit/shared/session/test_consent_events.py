"""Events that are for the consent rules alone reach them, and only in a verified session."""

from typing import Any

import pytest

from shared.capability import Capability
from shared.consent.grant import BatchScope
from shared.consent.machine import ConsentMachine
from shared.session import events as ev
from shared.session.client_machine import ClientMachine
from shared.session.consent_events import CONSENT_TABLE
from shared.session.state import ClientState
from tests.unit.shared.consent.steps import allow, ask

VIEW = Capability.VIEW
SCOPE = BatchScope(batch_id=1, file_count=1, total_bytes=1)


def test_table_is_part_of_the_machine_in_a_verified_session() -> None:
    rows = ClientMachine._TABLE
    assert all((ClientState.BOUND, event) in rows for event in CONSENT_TABLE)
    others = {event for state, event in rows if state is not ClientState.BOUND}
    assert others & CONSENT_TABLE.keys() == {ev.Ticked}


@pytest.mark.parametrize(
    ("event", "name"),
    [
        (ev.RightAsked(request_id=1, capability=VIEW, reason="to look"), "view"),
        (ev.FilesOffered(request_id=1, batch=SCOPE, reason=""), "file_to_user"),
        (ev.FilesAsked(request_id=1, reason=""), "file_from_user"),
        (ev.FilesChosen(batch=SCOPE), "file_from_user"),
        (ev.RightOffered(capability=VIEW), "view"),
    ],
)
def test_event_opens_its_question(event: Any, name: str) -> None:
    consent = ConsentMachine()
    assert CONSENT_TABLE[type(event)](consent, event, 0) != []
    assert consent.prompt is not None
    assert consent.prompt.capability == name


@pytest.mark.parametrize(
    ("event", "is_on"),
    [
        (ev.RightReturned(capability=VIEW), False),
        (ev.RightTakenBack(capability=VIEW), False),
        (ev.BatchEnded(capability=VIEW), False),
        (ev.MonitorsChanged(present=frozenset({7})), False),
        (ev.DeskLeft(reason="locked"), True),
        (ev.Ticked(), True),
        (ev.LineStalled(), True),
    ],
)
def test_event_narrows_what_it_is_about(event: Any, is_on: bool) -> None:
    consent = ConsentMachine()
    allow(consent, VIEW)
    CONSENT_TABLE[type(event)](consent, event, 10)
    assert (VIEW in consent.rights.granted) is is_on


def test_answer_and_pause_reach_the_rules() -> None:
    consent = ConsentMachine()
    ask(consent, VIEW)
    assert consent.prompt is not None
    answer = ev.QuestionAnswered(
        prompt_id=consent.prompt.prompt_id, is_allowed=False, source="local", shown_ms=9_000, monitor_ids=()
    )
    CONSENT_TABLE[ev.QuestionAnswered](consent, answer, 0)
    assert consent.prompt is None
    CONSENT_TABLE[ev.PausePressed](consent, ev.PausePressed(), 0)
    assert consent.is_paused
