import pytest

from shared.protocol import signaling_messages as wire
from signaling.domain.policy import ServerPolicy
from signaling.storage import account_store
from tests.unit.signaling.domain.broker_room import BrokerRoom, allocate, claim


def test_hello_is_answered_with_what_the_server_is():
    voice = BrokerRoom().enter()
    assert voice.last(wire.Welcome).organisation == "Helpdesk"


def test_second_hello_ends_the_socket():
    voice = BrokerRoom().enter()
    voice.say(wire.Hello(protocol=1, role="agent", program="t", locale="en"))
    assert voice.last(wire.Error).code == "protocol_error"
    assert voice.close_codes == [1008]


def test_nothing_is_handled_after_the_end():
    room = BrokerRoom()
    voice = room.enter()
    room.broker.break_off(voice.connection, "protocol_error")
    voice.say(wire.Allocate(request_id=1))
    assert len(voice.heard) == 2
    assert room.tags()[-1] != "code:slot:made"


def test_may_connect_counts_open_sockets_by_address():
    room = BrokerRoom(ServerPolicy(sockets_per_address=2))
    first, _ = room.enter(), room.enter()
    assert (room.broker.may_connect("10.0.0.1"), room.broker.may_connect("10.0.0.2")) == (False, True)
    first.leave()
    assert room.broker.may_connect("10.0.0.1")


def test_pace_slows_then_calls_it_a_flood():
    room = BrokerRoom(ServerPolicy(socket_burst=2, socket_rate_per_s=10, socket_paced_max=3))
    voice = room.enter()
    waits = [room.broker.pace(voice.connection, room.now) for _ in range(6)]
    assert waits == [0, 0, 100, 200, 300, None]
    assert voice.last(wire.Error).code == "rate_limited"
    assert voice.close_codes == [1008]


def test_pace_flood_is_one_though_every_wait_takes_too_long():
    room = BrokerRoom(ServerPolicy(socket_burst=2, socket_rate_per_s=10, socket_paced_max=3))
    voice = room.enter()
    waits: list[int | None] = []
    while None not in waits and len(waits) < 100:
        waits.append(room.broker.pace(voice.connection, room.now))
        room.pass_time((waits[-1] or 0) + 100 if waits[-1] else 0)
    assert [wait for wait in waits if wait != 0] == [100, 100, 100, None]
    assert voice.close_codes == [1008]


def test_pace_quiet_moment_makes_up_for_a_burst():
    room = BrokerRoom(ServerPolicy(socket_burst=2, socket_rate_per_s=10, socket_paced_max=3))
    voice = room.enter()
    for _ in range(10):
        assert [room.broker.pace(voice.connection, room.now) for _ in range(5)] == [0, 0, 100, 200, 300]
        room.pass_time(500)
    assert voice.close_codes == []


def test_disabled_account_is_dropped_within_the_recheck_time():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    claim(client, agent)
    room.ledger.now(lambda connection: account_store.disable_account(connection, "agent@example.org", room.now))
    room.pass_time(2_000)
    assert agent.last(wire.Error).code == "access_ended"
    assert agent.close_codes == [1008]
    assert client.last(wire.SessionClosed).reason == "admin_ended"


def test_say_stopping_tells_everybody_and_closes():
    room = BrokerRoom()
    voices = [room.enter(), room.agent()]
    room.broker.say_stopping()
    for voice in voices:
        voice.last(wire.Stopping)
        assert voice.close_codes == [1001]


@pytest.mark.parametrize("email", ["admin@example.org", "auditor@example.org"])
def test_roles_without_business_on_screens_are_refused_everything(email: str):
    room = BrokerRoom()
    allocate(room.enter())
    voice = room.agent(email)
    ids = "0" * 32
    for message in (
        wire.Claim(request_id=1, nameplate="417"),
        wire.Attach(request_id=1, session_id=ids, session_token=ids),
        wire.CloseSession(request_id=1, session_id=ids, reason="agent_left"),
    ):
        assert voice.refused(message) == "not_allowed"
    voice.say(wire.Relay(session_id=ids, phase="sealed", body=b""))
    assert voice.last(wire.Error).code == "not_allowed"


def test_contested_code_is_told_to_both_while_it_is_in_use():
    room = BrokerRoom()
    client, agent, lead = room.enter(), room.agent(), room.agent("lead@example.org")
    claim(client, agent)
    assert lead.refused(wire.Claim(request_id=1, nameplate="417")) == "code_taken"
    for voice in (client, agent):
        error = voice.last(wire.Error)
        assert (error.code, error.request_id) == ("code_taken", None)
        assert voice.close_codes == []
