from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.event import AuditTag
from signaling.domain.audit_log import server_event
from signaling.domain.ports import AuditUnwritableError, Moment, NewSession, SessionStage
from signaling.storage.database import open_engine
from signaling.storage.database_place import DatabasePlace
from signaling.storage.ledger import DatabaseLedger

NOW = Moment(0, datetime(2026, 11, 22, tzinfo=UTC))
SID = "a" * 32


async def test_ledger_keeps_a_session_across_a_restart_of_its_process(place: DatabasePlace):
    key = Ed25519PrivateKey.generate()
    first = DatabaseLedger(open_engine(place), key)
    first.start()
    session = NewSession(
        session_id=SID, slot_id="b" * 32, agent_id="agent:1", client_token_hash=b"c" * 32, agent_token_hash=b"a" * 32
    )
    data = {"nameplate_hash": "f" * 64, "agent_id": "agent:1"}
    await first.create_session(session, server_event(AuditTag.CODE_CLAIMED, data, now=NOW, sid=SID), most=16)
    await first.close()

    second = DatabaseLedger(open_engine(place), key)
    second.start()
    record = await second.load_session(SID)
    assert record is not None
    assert (record.stage, record.next_cseq) == (SessionStage.PAIRING, 1)
    assert [found.session_id for found in await second.unfinished_sessions()] == [SID]
    closed = await second.close_session(SID, "expired", NOW)
    assert closed is not None
    assert closed.seal is not None
    assert await second.unfinished_sessions() == []
    assert await second.load_session("0" * 32) is None
    await second.probe()
    await second.close()


async def test_ledger_on_a_database_without_tables_is_unwritable_and_unreadable(tmp_path: Path):
    ledger = DatabaseLedger(open_engine(tmp_path / "d.sqlite3"), Ed25519PrivateKey.generate())
    ledger.start()
    with pytest.raises(AuditUnwritableError):
        await ledger.record(server_event(AuditTag.SERVER_STOPPED, {}, now=NOW))
    with pytest.raises(AuditUnwritableError):
        await ledger.load_session(SID)
    with pytest.raises(AuditUnwritableError):
        await ledger.probe()
    await ledger.close()
