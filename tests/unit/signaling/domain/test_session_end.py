from typing import Any

from shared.protocol import signaling_messages as wire
from signaling.domain import notice
from signaling.domain.ports import SessionRecord, SessionStage
from signaling.domain.session_end import as_reason, await_seal, closed_message, reason_of, stop_awaiting
from tests.fakes.stepwise_ports import run
from tests.unit.signaling.domain.broker_room import BrokerRoom

SEAL = wire.Seal(count=3, head="0" * 64, signature=b"s" * 64, key=b"k" * 32)


def _record(reason: str | None) -> SessionRecord:
    return SessionRecord(
        session_id="a" * 32, slot_id="b" * 32, stage=SessionStage.CLOSED, agent_id="agent:1",
        client_token_hash=b"", agent_token_hash=b"", next_cseq=1, reason=reason, seal=SEAL,
    )  # fmt: skip


def _end(room: BrokerRoom, session_id: str, seal: Any) -> int:
    ended = notice.SessionEnded(session_id=session_id, reason="agent_left", seal=seal)
    return run(room.bus.publish(notice.seal_address(session_id), ended))


def test_a_socket_waits_for_as_many_seals_as_it_may_and_the_oldest_goes():
    room = BrokerRoom()
    agent = room.agent()
    for name in ("a", "b", "c"):
        run(await_seal(room.bus, agent.connection, name * 32, most=2))
    assert _end(room, "a" * 32, SEAL) == 0
    _end(room, "b" * 32, None)
    assert not any(isinstance(heard, wire.SessionClosed) for heard in agent.heard), "not sealed yet"
    _end(room, "b" * 32, SEAL)
    _end(room, "b" * 32, SEAL)
    assert [heard.session_id for heard in agent.heard if isinstance(heard, wire.SessionClosed)] == ["b" * 32]
    stop_awaiting(agent.connection)
    assert _end(room, "c" * 32, SEAL) == 0


def test_reason_as_stored_or_what_is_known_instead():
    assert reason_of(_record("panic"), "failed") == "panic"
    assert reason_of(_record(None), "expired") == "expired"
    assert as_reason("peer_lost") == "peer_lost"
    message = closed_message(_record("panic"), 4)
    assert (message.request_id, message.reason, message.seal) == (4, "panic", SEAL)
