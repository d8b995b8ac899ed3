from typing import Any

import pytest

from shared.errors import ProtocolError
from shared.protocol import signaling_messages as wire
from signaling.domain.conversation import MAY_COME, Binding, Connection, SlotHold, SocketState
from signaling.domain.ports import SessionStage
from signaling.domain.rate_limit import TokenBucket

SID = "a" * 32
SLOT = "b" * 32


class _NoEar:
    def cancel(self) -> None:
        self.is_cancelled = True


def make_connection(side: Any = "client", state: SocketState = SocketState.GREETED) -> tuple[Connection, list, list]:
    sent: list[wire.FromServer] = []
    closed: list[int] = []
    connection = Connection(
        connection_id="c1",
        address="10.0.0.1",
        ip_masked="10.0.0.0/24",
        outlet=sent.append,
        cut=closed.append,
        bucket=TokenBucket(rate_per_s=1, burst=1, now_mono_ms=0),
        opened_mono_ms=0,
        side=side,
        state=state,
    )
    return connection, sent, closed


def make_binding(side: Any, stage: SessionStage = SessionStage.PAIRING) -> Binding:
    return Binding(session_id=SID, side=side, stage=stage, agent_id="agent:1", slot_id=SLOT, subscription=_NoEar())


def test_state_table_has_nothing_but_hello_for_a_fresh_socket():
    connection, _, _ = make_connection(state=SocketState.FRESH)
    connection.check_may_come(wire.Hello(protocol=1, role="client", program="t", locale="en"))
    with pytest.raises(ProtocolError):
        connection.check_may_come(wire.Allocate(request_id=1))


def test_state_table_every_message_is_somewhere_and_hello_nowhere_else():
    everywhere = frozenset().union(*MAY_COME.values())
    assert everywhere == frozenset(wire.ToServer.__args__) - {wire.Hello}


def test_bind_and_unbind_move_a_client_and_not_an_agent():
    client, _, _ = make_connection()
    client.bind(make_binding("client"))
    assert client.state is SocketState.SESSION_BOUND
    client.unbind(SID)
    assert client.state is SocketState.GREETED
    agent, _, _ = make_connection("agent", SocketState.SIGNED_IN)
    agent.bind(make_binding("agent"))
    assert agent.state is SocketState.SIGNED_IN


def test_ended_connection_says_nothing_and_never_lives_again():
    connection, sent, closed = make_connection()
    connection.end(1000)
    connection.end(1008)
    connection.send(wire.Stopping())
    connection.bind(make_binding("client"))
    connection.enter(SocketState.GREETED)
    assert (connection.state, sent, closed) == (SocketState.CLOSED, [], [1000])


def test_binding_for_tells_crossed_from_wrong():
    connection, _, _ = make_connection()
    relay = wire.Relay(session_id=SID, phase="sealed", body=b"")
    with pytest.raises(ProtocolError, match="session_not_bound"):
        connection.binding_for(SID, wire.Relay)
    connection.bind(make_binding("client"))
    assert connection.binding_for(SID, wire.Relay) is not None
    connection.unbind(SID)
    connection.check_may_come(relay)
    assert connection.binding_for(SID, wire.Relay) is None


def test_release_that_crossed_the_claim_may_come_and_another_may_not():
    connection, _, _ = make_connection(state=SocketState.SLOT_HELD)
    connection.slot = SlotHold(slot_id=SLOT, nameplate="123", expires_mono_ms=1, subscription=_NoEar())
    connection.last_slot_id = SLOT
    connection.bind(make_binding("client"))
    connection.check_may_come(wire.Release(request_id=1, slot_id=SLOT))
    with pytest.raises(ProtocolError):
        connection.check_may_come(wire.Release(request_id=1, slot_id="c" * 32))


def test_ended_sessions_are_remembered_in_a_bounded_number():
    agent, _, _ = make_connection("agent", SocketState.SIGNED_IN)
    for number in range(100):
        binding = make_binding("agent")
        binding.session_id = f"{number:032x}"
        agent.bind(binding)
        agent.unbind(binding.session_id)
    assert agent.binding_for(f"{99:032x}", wire.Relay) is None
    with pytest.raises(ProtocolError):
        agent.binding_for(f"{0:032x}", wire.Relay)


@pytest.mark.parametrize(
    ("side", "stage", "phase", "is_allowed"),
    [
        ("client", SessionStage.PAIRING, "pake_client", True),
        ("client", SessionStage.PAIRING, "confirm_client", True),
        ("client", SessionStage.PAIRING, "pake_agent", False),
        ("agent", SessionStage.PAIRING, "pake_agent", True),
        ("agent", SessionStage.PAIRING, "confirm_client", False),
        ("client", SessionStage.PAIRED, "pake_client", False),
        ("client", SessionStage.PAIRED, "sealed", True),
        ("agent", SessionStage.OPEN, "sealed", True),
        ("agent", SessionStage.OPEN, "pake_agent", False),
    ],
)
def test_check_relay_phase_by_side_and_stage(side: Any, stage: SessionStage, phase: str, is_allowed: bool):
    binding = make_binding(side, stage)
    if is_allowed:
        binding.check_relay(phase)
    else:
        with pytest.raises(ProtocolError):
            binding.check_relay(phase)


def test_check_relay_each_step_of_the_key_exchange_once_and_sealed_often():
    binding = make_binding("agent")
    binding.check_relay("pake_agent")
    with pytest.raises(ProtocolError):
        binding.check_relay("pake_agent")
    for _ in range(3):
        binding.check_relay("sealed")
