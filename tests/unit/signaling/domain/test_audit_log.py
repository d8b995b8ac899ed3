from datetime import UTC, datetime

import pytest

from shared.audit.canonical import canonical_json
from shared.audit.event import AuditEvent, AuditTag
from shared.protocol import signaling_messages as wire
from signaling.domain import audit_log
from signaling.domain.audit_log import nameplate_hash, server_event, token_hash
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Moment, Refused
from tests.unit.signaling.domain.test_conversation import make_connection

NOW = Moment(0, datetime(2026, 11, 22, 2, 25, 43, 120_000, tzinfo=UTC))


def _append(tag: str, data: dict[str, str | int | bool], *, cseq: int = 1) -> wire.AppendEvent:
    return wire.AppendEvent(
        request_id=1, session_id="a" * 32, cseq=cseq, cts="2026-11-22T02:25:43.000Z", tag=tag, outcome="ok", data=data,
        signature=b"s" * 64,
    )  # fmt: skip


def client_event(message: wire.AppendEvent, *, policy: ServerPolicy | None = None) -> AuditEvent | Refused:
    connection, _, _ = make_connection()
    return audit_log.client_event(message, now=NOW, connection=connection, policy=policy or ServerPolicy())


def test_server_event_has_the_servers_time_and_a_masked_address():
    connection, _, _ = make_connection()
    event = server_event(AuditTag.LOGIN_OK, {"method": "password"}, now=NOW, connection=connection)
    assert event.ts == "2026-11-22T02:25:43.120Z"
    assert event.peer == {"ip_masked": "10.0.0.0/24", "conn": "c1"}


@pytest.mark.parametrize("data", [{}, {"method": "password", "password": "x"}, {"method": 1}])
def test_server_event_data_that_does_not_fit_is_our_fault(data: dict):
    with pytest.raises(ValueError, match="auth"):
        server_event(AuditTag.LOGIN_OK, data, now=NOW)


def test_client_event_only_tags_a_client_may_write():
    paused = client_event(_append("session:consent:paused", {"epoch": 1, "source": "local"}))
    assert isinstance(paused, AuditEvent)
    assert paused.actor.kind == "person"
    for tag in ("auth:login:ok", "session:life:closed", "session:consent:nonsense", "log:chain:pruned"):
        assert client_event(_append(tag, {})) == Refused("tag_not_allowed")


def test_client_event_summary_can_hold_no_key_and_no_position():
    data: dict = {"keys_down": 1, "clicks": 1, "moves": 1, "first_at": "", "last_at": "", "typed": "hello"}
    assert isinstance(client_event(_append("session:control:summary", data)), Refused)


def test_client_event_larger_than_its_budget_is_refused():
    fits: dict = {"epoch": 1, "source": "local", "note": "\u0103"}
    policy = ServerPolicy(event_data_max_bytes=len(canonical_json(fits)))
    assert isinstance(client_event(_append("session:consent:paused", fits), policy=policy), AuditEvent)
    over = _append("session:consent:paused", {**fits, "epoch": 10})
    assert client_event(over, policy=policy) == Refused("too_large")


def test_client_event_beyond_the_sessions_number_is_refused():
    policy = ServerPolicy(events_per_session=3)
    data: dict = {"epoch": 1, "source": "local"}
    assert isinstance(client_event(_append("session:consent:paused", data, cseq=3), policy=policy), AuditEvent)
    assert client_event(_append("session:consent:paused", data, cseq=4), policy=policy) == Refused("too_many")


def test_nameplate_hash_differs_by_slot_and_token_hash_hides():
    assert nameplate_hash("a" * 32, "123") != nameplate_hash("b" * 32, "123")
    assert b"t" * 32 not in token_hash("t" * 32)
    assert len(token_hash("t" * 32)) == 32
