from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from shared.audit.event import Actor, AuditTag
from signaling.domain.audit_log import server_event
from signaling.domain.ports import Moment, NewSession, SessionStage
from signaling.storage import session_store
from signaling.storage.session_endings import end_session
from tests.fakes.stepwise_ports import memory_engine

NOW = Moment(0, datetime(2026, 11, 22, tzinfo=UTC))
KEY, SID = Ed25519PrivateKey.generate(), "5" * 32
BY = Actor(kind="agent", id="agent:7")


def _begin(connection: Connection, stage: SessionStage) -> None:
    data = {"nameplate_hash": "f" * 64, "agent_id": "agent:1"}
    session = NewSession(
        session_id=SID, slot_id="b" * 32, agent_id="agent:1", client_token_hash=b"c" * 32, agent_token_hash=b"a" * 32
    )
    session_store.create_session(
        connection, session, server_event(AuditTag.CODE_CLAIMED, data, now=NOW, sid=SID), most=16
    )
    steps = {
        SessionStage.PAIRED: {"agent_id": "agent:1", "transcript_hash": "f" * 64},
        SessionStage.OPEN: {
            "agent_id": "agent:1", "client_key": "f" * 64, "agent_key": "f" * 64, "client_program": "c",
            "agent_program": "a", "os_family": "linux",
        },
    }  # fmt: skip
    tags = {SessionStage.PAIRED: AuditTag.PAIR_OK, SessionStage.OPEN: AuditTag.SESSION_OPENED}
    before = SessionStage.PAIRING
    for after in (SessionStage.PAIRED, SessionStage.OPEN):
        if list(SessionStage).index(stage) >= list(SessionStage).index(after):
            event = server_event(tags[after], steps[after], now=NOW, sid=SID)
            assert session_store.move_session(connection, SID, before=before, after=after, event=event)
            before = after


@pytest.mark.parametrize(
    ("stage", "after"),
    [
        (SessionStage.PAIRING, SessionStage.CLOSED),
        (SessionStage.PAIRED, SessionStage.CLOSED),
        (SessionStage.OPEN, SessionStage.CLOSING),
    ],
)
def test_session_that_goes_on_is_ended_once(stage: SessionStage, after: SessionStage):
    engine = memory_engine()
    with engine.begin() as connection:
        _begin(connection, stage)
        record = end_session(connection, SID, reason="admin_ended", by=BY, now=NOW, seal_key=KEY)
        assert record is not None
        assert (record.stage, record.reason, record.seal is not None) == (
            after, "admin_ended", after is SessionStage.CLOSED
        )  # fmt: skip
        assert end_session(connection, SID, reason="admin_ended", by=BY, now=NOW, seal_key=KEY) is None
        assert end_session(connection, "f" * 32, reason="admin_ended", by=BY, now=NOW, seal_key=KEY) is None
        sealed = session_store.close_session(connection, SID, "user_stopped", NOW, seal_key=KEY)
        assert sealed is not None
        assert (sealed.reason, sealed.seal is not None) == ("admin_ended", True)
    engine.dispose()
