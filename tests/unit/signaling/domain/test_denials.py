import asyncio
from datetime import UTC, datetime

import pytest

from shared.audit.event import AuditEvent
from signaling.admin.visitor import WebCaller
from signaling.domain.accounts import Account, Role
from signaling.domain.denials import DenialRecorder
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Moment

CALLER = WebCaller(address="203.0.113.7", ip_masked="203.0.113.0/24")


class _Ledger:
    def __init__(self) -> None:
        self.events: list[AuditEvent] = []

    async def record(self, event: AuditEvent) -> None:
        self.events.append(event)


def _account(number: int) -> Account:
    return Account(
        account_id=number, email=f"a{number}@b.org", name="Ana", role=Role.AUDITOR, organisation="",
        created_on=datetime.now(UTC).date(), is_disabled=False, password_hash="",
    )  # fmt: skip


@pytest.fixture
def ledger() -> _Ledger:
    return _Ledger()


@pytest.fixture
def recorder(ledger: _Ledger) -> DenialRecorder:
    return DenialRecorder(ledger, ServerPolicy(denials_per_minute=2))


def _note(recorder: DenialRecorder, number: int, now_ms: int) -> None:
    now = Moment(now_ms, datetime.now(UTC))
    asyncio.run(recorder.note(CALLER, _account(number), "see_accounts", now))


def test_note_says_who_tried_what_from_where(recorder: DenialRecorder, ledger: _Ledger):
    _note(recorder, 7, 0)
    (event,) = ledger.events
    assert (event.tag, event.outcome, event.actor.id) == ("auth:access:denied", "denied", "agent:7")
    assert event.data == {"operation": "see_accounts", "role": "auditor"}
    assert event.peer == {"ip_masked": "203.0.113.0/24", "conn": "web"}


def test_note_a_few_a_minute_for_each_account(recorder: DenialRecorder, ledger: _Ledger):
    for _ in range(5):
        _note(recorder, 1, 0)
    _note(recorder, 2, 0)
    assert [event.actor.id for event in ledger.events] == ["agent:1", "agent:1", "agent:2"]
    _note(recorder, 1, 60_000)
    assert len(ledger.events) == 4
