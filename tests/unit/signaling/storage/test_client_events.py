import asyncio
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, select

from shared.audit.chain import raw_public_key
from shared.audit.event import AuditEvent, AuditTag, event_signing_bytes
from shared.audit.verifier import Finding, verify_events
from signaling.domain.ports import Refused, Stored
from signaling.storage import audit_store, client_events, session_store
from signaling.storage.client_events import CheckedEvent, append_client_events, claim_of
from signaling.storage.models import session_days
from signaling.storage.signature_process import Group, SignatureProcess, Verdict
from tests.fakes.server_record import CTS, NOW, open_session, signed_event

KEY = Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)
PUBLIC = raw_public_key(KEY)
STRANGER = Ed25519PrivateKey.from_private_bytes(b"\x03" * 32)
FIRST, SECOND = "a" * 32, "b" * 32


@pytest.fixture
def connection(connection: Connection) -> Connection:
    for sid in (FIRST, SECOND):
        open_session(connection, sid, KEY)
    return connection


def _finding(connection: Connection) -> Finding:
    return verify_events(audit_store.read_lines(connection, last_seq=10**9)).finding


def _signed(sid: str, cseq: int, key: Ed25519PrivateKey = KEY) -> CheckedEvent:
    return CheckedEvent(signed_event(sid, cseq, key))


def test_many_sessions_in_one_call_are_linked_in_order_and_the_chain_is_whole(connection: Connection):
    events = [_signed(sid, cseq) for cseq in range(1, 6) for sid in (FIRST, SECOND)]
    answers = append_client_events(connection, events)
    assert [answer.seq for answer in answers if isinstance(answer, Stored)] == list(range(7, 17))
    assert append_client_events(connection, [_signed(FIRST, 6)])[0] == Stored(
        17, audit_store.read_head(connection).hash
    )
    session_store.close_session(connection, FIRST, "panic", NOW, seal_key=STRANGER)
    assert _finding(connection) is Finding.INTACT


def test_each_refusal_is_of_its_event_alone(connection: Connection):
    answers = append_client_events(
        connection,
        [
            _signed(FIRST, 1),
            _signed(FIRST, 3),
            _signed(FIRST, 2, STRANGER),
            _signed("c" * 32, 1),
            CheckedEvent(replace(_signed(FIRST, 2).event, client=None)),
            _signed(FIRST, 2),
        ],
    )
    assert isinstance(answers[0], Stored)
    assert answers[1:5] == [
        Refused("cseq_gap"),
        Refused("signature_wrong"),
        Refused("session_not_open"),
        Refused("session_not_open"),
    ]
    assert isinstance(answers[5], Stored)
    assert _finding(connection) is Finding.INTACT


def test_the_same_again_gets_the_same_answer_within_a_call_and_later_and_another_does_not(connection: Connection):
    first, again = append_client_events(connection, [_signed(FIRST, 1), _signed(FIRST, 1)])
    assert isinstance(first, Stored)
    assert again == first
    assert append_client_events(connection, [_signed(FIRST, 1)]) == [first]
    other = signed_event(FIRST, 2, KEY)
    assert other.client is not None
    other = replace(other, client=replace(other.client, cseq=1, signature=_signature_of_first_as(other)))
    assert append_client_events(connection, [CheckedEvent(other)]) == [Refused("cseq_reused")]


def _signature_of_first_as(other: AuditEvent) -> bytes:
    assert other.client is not None
    return KEY.sign(event_signing_bytes(FIRST, 1, other.client.cts, other.tag, other.outcome, other.data))


async def _checked(event: AuditEvent, key: bytes) -> CheckedEvent:
    claim = claim_of(event, key)
    assert claim is not None
    verdict = SignatureProcess().check(claim)
    await asyncio.wrap_future(verdict.coming)
    return CheckedEvent(event, key, verdict)


async def test_a_signature_checked_beforehand_holds_for_that_key_only(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
):
    right = await _checked(signed_event(FIRST, 1, KEY), PUBLIC)
    wrong = await _checked(signed_event(FIRST, 2, STRANGER), PUBLIC)
    of_another_key = await _checked(signed_event(FIRST, 2, STRANGER), raw_public_key(STRANGER))
    found = [each.verdict.is_right for each in (right, wrong, of_another_key) if each.verdict]
    assert found == [True, False, True]
    checked: list[bytes] = []
    is_event_signed = client_events.is_event_signed
    monkeypatch.setattr(
        client_events, "is_event_signed", lambda event, key: checked.append(key) or is_event_signed(event, key)
    )
    answers = append_client_events(connection, [right, wrong, of_another_key])
    assert isinstance(answers[0], Stored)
    assert answers[1:] == [Refused("signature_wrong"), Refused("signature_wrong")]
    assert checked == [PUBLIC]


def test_a_verdict_that_never_came_is_found_out_here(connection: Connection):
    never = Group()
    first, second = signed_event(FIRST, 1, KEY), signed_event(FIRST, 2, STRANGER)
    answers = append_client_events(
        connection,
        [CheckedEvent(event, PUBLIC, Verdict(never, place)) for place, event in enumerate((first, second))],
    )
    assert isinstance(answers[0], Stored)
    assert answers[1] == Refused("signature_wrong")


def test_many_that_begin_to_be_helped_are_noted_and_counted_once_each(connection: Connection):
    granted = {"capability": "view", "epoch": 1, "prompt_id": 1, "scope": "all", "shown_ms": 1, "source": "local"}
    events: list[CheckedEvent] = []
    for sid in (FIRST, SECOND):
        for cseq in (1, 2):
            signature = KEY.sign(event_signing_bytes(sid, cseq, CTS, AuditTag.CONSENT_GRANTED, "ok", granted))
            event = signed_event(sid, cseq, KEY)
            assert event.client is not None
            client = replace(event.client, signature=signature)
            events.append(CheckedEvent(replace(event, tag=AuditTag.CONSENT_GRANTED, data=granted, client=client)))
    assert all(isinstance(answer, Stored) for answer in append_client_events(connection, events))
    helped = connection.execute(select(session_days.c.helped).where(session_days.c.agent_id == "")).scalars().all()
    assert helped == [2]


def test_what_is_stored_names_the_sessions_own_key(connection: Connection):
    append_client_events(connection, [_signed(FIRST, 1)])
    line = list(audit_store.read_lines(connection, last_seq=10**9))[-1]
    assert PUBLIC.hex().encode() in line
