from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, event, text

from shared.audit.chain import SessionSeal, is_seal_valid, raw_public_key
from shared.audit.event import Actor, AuditEvent, AuditTag, ClientSignature, event_signing_bytes
from shared.audit.verifier import Finding, verify_events
from signaling.domain.audit_log import server_event
from signaling.domain.ports import Moment, NewSession, Refused, SessionStage, SlotRow, Stored
from signaling.storage import audit_store, session_store

NOW = Moment(0, datetime(2026, 11, 22, tzinfo=UTC))
SID, SLOT = "a" * 32, "b" * 32
CTS = "2026-11-22T00:00:00.000Z"
KEY = Ed25519PrivateKey.generate()
SEAL_KEY = Ed25519PrivateKey.generate()
HASH = {"nameplate_hash": "f" * 64}


def _create(connection: Connection) -> None:
    session = NewSession(
        session_id=SID, slot_id=SLOT, agent_id="agent:1", client_token_hash=b"c" * 32, agent_token_hash=b"a" * 32
    )
    data = {**HASH, "agent_id": "agent:1"}
    session_store.create_session(
        connection, session, server_event(AuditTag.CODE_CLAIMED, data, now=NOW, sid=SID), most=16
    )


def _open(connection: Connection) -> None:
    _create(connection)
    paired = server_event(AuditTag.PAIR_OK, {"agent_id": "agent:1", "transcript_hash": "e" * 64}, now=NOW, sid=SID)
    assert session_store.move_session(
        connection, SID, before=SessionStage.PAIRING, after=SessionStage.PAIRED, event=paired
    )
    data = {
        "agent_id": "agent:1", "client_key": raw_public_key(KEY).hex(), "agent_key": "d" * 64,
        "client_program": "c", "agent_program": "a", "os_family": "linux",
    }  # fmt: skip
    opened = server_event(AuditTag.SESSION_OPENED, data, now=NOW, sid=SID)
    assert session_store.move_session(
        connection,
        SID,
        before=SessionStage.PAIRED,
        after=SessionStage.OPEN,
        event=opened,
        client_key=raw_public_key(KEY),
    )


def _event(cseq: int, *, source: str = "local", key: Ed25519PrivateKey = KEY) -> AuditEvent:
    data = {"epoch": 1, "source": source}
    signature = key.sign(event_signing_bytes(SID, cseq, CTS, AuditTag.CONSENT_PAUSED, "ok", data))
    return AuditEvent(
        ts=CTS, tag=AuditTag.CONSENT_PAUSED, outcome="ok", actor=Actor(kind="person"), data=data, sid=SID,
        client=ClientSignature(cseq=cseq, cts=CTS, signature=signature, key=b""),
    )  # fmt: skip


def _finding(connection: Connection) -> Finding:
    return verify_events(audit_store.read_lines(connection, last_seq=10**9)).finding


def test_append_client_event_counts_without_gaps_and_answers_the_same_again(connection: Connection):
    _open(connection)
    first = session_store.append_client_event(connection, _event(1))
    assert isinstance(first, Stored)
    assert session_store.append_client_event(connection, _event(1)) == first
    assert session_store.append_client_event(connection, _event(3)) == Refused("cseq_gap")
    assert session_store.append_client_event(connection, _event(1, source="hotkey")) == Refused("cseq_reused")
    assert isinstance(session_store.append_client_event(connection, _event(2)), Stored)
    record = session_store.read_session(connection, SID, seal_key=None)
    assert record is not None
    assert record.next_cseq == 3
    assert _finding(connection) is Finding.INTACT


def test_append_client_event_by_another_key_is_refused_and_nothing_stored(connection: Connection):
    _open(connection)
    before = audit_store.read_head(connection)
    stranger = Ed25519PrivateKey.generate()
    assert session_store.append_client_event(connection, _event(1, key=stranger)) == Refused("signature_wrong")
    assert audit_store.read_head(connection) == before


def test_append_client_event_before_open_and_after_close_is_refused(connection: Connection):
    _create(connection)
    assert session_store.append_client_event(connection, _event(1)) == Refused("session_not_open")
    session_store.close_session(connection, SID, "panic", NOW, seal_key=SEAL_KEY)
    assert session_store.append_client_event(connection, _event(1)) == Refused("session_not_open")


def test_close_session_seals_once_and_the_chain_is_whole(connection: Connection):
    _open(connection)
    session_store.append_client_event(connection, _event(1))
    closed = session_store.close_session(connection, SID, "user_stopped", NOW, seal_key=SEAL_KEY)
    again = session_store.close_session(connection, SID, "panic", NOW, seal_key=SEAL_KEY)
    assert closed == again
    assert closed is not None
    assert closed.seal is not None
    assert (closed.stage, closed.reason, closed.seal.count) == (SessionStage.CLOSED, "user_stopped", 5)
    seal = SessionSeal(
        count=closed.seal.count, head=closed.seal.head, signature=closed.seal.signature, key=closed.seal.key
    )
    assert is_seal_valid(SID, seal)
    lines = audit_store.read_lines(connection, last_seq=10**9, session_id=SID)
    verdict = verify_events(lines, only_sid=SID)
    assert (verdict.finding, verdict.head.hash) == (Finding.INTACT, closed.seal.head)


def test_begin_closing_keeps_the_first_reason(connection: Connection):
    _open(connection)
    closing = session_store.begin_closing(connection, SID, "agent_left")
    assert closing is not None
    assert (closing.stage, closing.seal) == (SessionStage.CLOSING, None)
    assert isinstance(session_store.append_client_event(connection, _event(1)), Stored)
    closed = session_store.close_session(connection, SID, "user_stopped", NOW, seal_key=SEAL_KEY)
    assert closed is not None
    assert closed.reason == "agent_left"


def test_move_session_out_of_order_writes_nothing(connection: Connection):
    _create(connection)
    before = audit_store.read_head(connection)
    event = server_event(AuditTag.LOGOUT_OK, {}, now=NOW, sid=SID)
    for stage in (SessionStage.PAIRED, SessionStage.OPEN):
        assert not session_store.move_session(connection, SID, before=stage, after=SessionStage.OPEN, event=event)
    assert not session_store.move_session(
        connection, "c" * 32, before=SessionStage.PAIRING, after=SessionStage.PAIRED, event=event
    )
    assert audit_store.read_head(connection) == before


def test_append_session_event_unknown_or_closed_session_writes_nothing(connection: Connection):
    event = server_event(AuditTag.SESSION_RESUMED, {"role": "client"}, now=NOW, sid=SID)
    assert session_store.append_session_event(connection, event) is None
    _create(connection)
    assert session_store.append_session_event(connection, event) is not None
    session_store.close_session(connection, SID, "panic", NOW, seal_key=SEAL_KEY)
    assert session_store.append_session_event(connection, event) is None
    assert _finding(connection) is Finding.INTACT


def test_slots_end_on_record_once_and_go_with_their_session(connection: Connection):
    slot = SlotRow(slot_id=SLOT, nameplate="123", expires_at=NOW.utc + timedelta(minutes=10))
    session_store.add_slot(connection, slot, server_event(AuditTag.CODE_MADE, HASH, now=NOW))
    assert session_store.read_slots(connection) == [slot]
    assert session_store.read_slots(connection, expired_at=NOW.utc) == []
    assert session_store.read_slots(connection, expired_at=slot.expires_at) == [slot]
    _create(connection)
    assert session_store.read_slots(connection) == []
    before = audit_store.read_head(connection)
    session_store.remove_slot(connection, SLOT, server_event(AuditTag.CODE_EXPIRED, HASH, now=NOW))
    assert audit_store.read_head(connection) == before


def test_sessions_an_agent_is_in_are_found_in_an_index(connection: Connection):
    asked: list[str] = []
    event.listen(connection.engine, "before_cursor_execute", lambda _c, _u, statement, *_: asked.append(statement))
    _create(connection)
    assert session_store.count_live_sessions_of(connection, "agent:1") == 1
    assert session_store.count_live_sessions_of(connection, "agent:2") == 0
    if connection.dialect.name == "sqlite":  # PostgreSQL looks at how few rows there are, and takes none
        values = ("agent:1", "pairing", "paired", "open")
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[-1]}", values).all()
        assert "ix_sessions_agent_stage (agent_id=? AND stage=?)" in str(plan)


def test_read_lines_pages_through_everything(connection: Connection, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(audit_store, "_PAGE_ROWS", 2)
    for _ in range(5):
        audit_store.append_event(connection, server_event(AuditTag.SERVER_STOPPED, {}, now=NOW))
    assert len(list(audit_store.read_lines(connection, last_seq=10**9))) == 5
    assert len(list(audit_store.read_lines(connection, last_seq=4))) == 4


def _times(connection: Connection) -> tuple[int | None, int | None]:
    row = connection.execute(text("SELECT asked_unix_ms, helped_unix_ms FROM sessions")).one()
    return tuple(row)


def _granted(cseq: int, right: str, second: int) -> AuditEvent:
    data = {
        "capability": right, "epoch": cseq, "prompt_id": cseq, "scope": "1", "shown_ms": 3_200, "source": "local",
    }  # fmt: skip
    signature = KEY.sign(event_signing_bytes(SID, cseq, CTS, AuditTag.CONSENT_GRANTED, "ok", data))
    return AuditEvent(
        ts=f"2026-11-22T00:00:{second:02d}.000Z", tag=AuditTag.CONSENT_GRANTED, outcome="ok", actor=Actor(kind="person"),
        data=data, sid=SID, client=ClientSignature(cseq=cseq, cts=CTS, signature=signature, key=b""),
    )  # fmt: skip


def test_when_the_person_asked_and_when_the_screen_was_first_seen_are_kept(connection: Connection):
    asked = NOW.utc - timedelta(seconds=25)
    slot = SlotRow(slot_id=SLOT, nameplate="123", expires_at=NOW.utc + timedelta(minutes=10))
    session_store.add_slot(connection, slot, server_event(AuditTag.CODE_MADE, HASH, now=Moment(0, asked)))
    _open(connection)
    began_ms = int(NOW.utc.timestamp() * 1000)
    assert _times(connection) == (began_ms - 25_000, None)
    assert isinstance(session_store.append_client_event(connection, _granted(1, "file_to_user", 5)), Stored)
    assert _times(connection)[1] is None, "a file is not the screen"
    assert isinstance(session_store.append_client_event(connection, _granted(2, "view", 9)), Stored)
    assert isinstance(session_store.append_client_event(connection, _granted(3, "view", 30)), Stored)
    assert _times(connection) == (began_ms - 25_000, began_ms + 9_000), "the first time counts"


def test_nobody_knows_when_was_asked_for_a_code_that_was_put_back(connection: Connection):
    _create(connection)
    assert _times(connection) == (None, None)
