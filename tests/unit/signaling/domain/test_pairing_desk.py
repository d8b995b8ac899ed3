from shared.protocol import signaling_messages as wire
from signaling.domain.policy import ServerPolicy
from tests.fakes.stepwise_ports import run
from tests.unit.signaling.domain.broker_room import BrokerRoom, allocate, claim


def test_nameplates_grow_when_half_of_the_short_ones_are_used():
    room = BrokerRoom(ServerPolicy(allocations_per_minute=10_000))
    counter = iter(range(10_000))
    room.random = lambda _: next(counter)
    plates = [allocate(room.enter()).nameplate for _ in range(502)]
    assert {len(plate) for plate in plates[:500]} == {3}
    assert {len(plate) for plate in plates[500:]} == {4}
    assert len(set(plates)) == 502


def test_nameplate_in_use_is_drawn_again():
    room = BrokerRoom()
    draws = iter([5, 5, 5, 6])
    room.random = lambda _: next(draws)
    assert [allocate(room.enter()).nameplate for _ in range(2)] == ["005", "006"]


def test_nameplate_that_cannot_be_drawn_tries_the_next_length_then_says_busy():
    room = BrokerRoom()
    plates = [allocate(room.enter()).nameplate for _ in range(4)]
    assert plates == ["417", "0417", "00417", "000417"]
    assert room.enter().refused(wire.Allocate(request_id=1)) == "server_busy"


def test_code_lives_exactly_as_long_as_promised():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    slot = allocate(client)
    room.pass_time(599_999)
    assert client.heard[-1] == slot
    room.pass_time(1)
    assert client.last(wire.CodeExpired).slot_id == slot.slot_id
    assert agent.refused(wire.Claim(request_id=1, nameplate="417")) == "code_unknown"
    assert room.tags()[-2:] == ["code:slot:expired", "code:slot:claimed"]
    assert allocate(client).nameplate == "417"


def test_code_of_a_lost_client_waits_a_minute_for_it():
    room = BrokerRoom()
    client = room.enter()
    slot = allocate(client)
    room.pass_time(100_000)
    client.leave()
    room.pass_time(59_000)
    back = room.enter()
    again = back.ask(wire.Allocate(request_id=1, slot_id=slot.slot_id), wire.Allocated)
    assert (again.nameplate, again.slot_id, again.expires_in_ms) == (slot.nameplate, slot.slot_id, 600_000 - 159_000)
    back.leave()
    room.pass_time(61_000)
    other = room.enter().ask(wire.Allocate(request_id=1, slot_id=slot.slot_id), wire.Allocated)
    assert other.slot_id != slot.slot_id


def test_code_claimed_while_its_client_is_away_goes_back_and_the_agent_is_told():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    slot = allocate(client)
    client.leave()
    agent.ask(wire.Claim(request_id=1, nameplate="417"), wire.Claimed)
    assert agent.last(wire.SessionClosed).reason == "peer_lost"
    back = room.enter()
    assert back.ask(wire.Allocate(request_id=1, slot_id=slot.slot_id), wire.Allocated).nameplate == "417"
    agent.ask(wire.Claim(request_id=1, nameplate="417"), wire.Claimed)
    back.last(wire.Claimed)


def test_code_whose_lost_session_cannot_be_put_on_record_as_ended_is_not_given_back():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    slot = allocate(client)
    client.leave()
    work = room.broker.handle(agent.connection, wire.Claim(request_id=1, nameplate="417"), room.now)
    while not isinstance(agent.heard[-1], wire.Claimed):
        work.send(None)
    room.ledger.is_writable = False
    run(work)
    assert agent.last(wire.Error).code == "audit_unwritable"
    room.ledger.is_writable = True
    back = room.enter().ask(wire.Allocate(request_id=1, slot_id=slot.slot_id), wire.Allocated)
    assert back.slot_id != slot.slot_id


def test_code_of_somebody_else_cannot_be_resumed_by_guessing_and_moves_with_its_slot():
    room = BrokerRoom()
    client, stranger = room.enter(), room.enter()
    slot = allocate(client)
    room.random = lambda _: 5
    assert stranger.ask(wire.Allocate(request_id=1, slot_id="f" * 32), wire.Allocated).nameplate == "005"
    newer = room.enter()
    newer.ask(wire.Allocate(request_id=1, slot_id=slot.slot_id), wire.Allocated)
    assert client.close_codes == [1000]


def test_code_released_can_be_drawn_again_and_is_on_record():
    room = BrokerRoom()
    client = room.enter()
    slot = allocate(client)
    client.ask(wire.Release(request_id=1, slot_id=slot.slot_id), wire.Released)
    assert room.tags()[-2:] == ["code:slot:made", "code:slot:released"]
    assert allocate(client).nameplate == "417"


def test_code_claimed_in_the_moment_of_its_release_gives_a_session_that_is_over():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    told = claim(client, agent)
    assert told.slot_id is not None
    client.ask(wire.Release(request_id=1, slot_id=told.slot_id), wire.Released)
    assert agent.last(wire.SessionClosed).reason == "user_stopped"
    allocate(client)


def test_codes_outlive_a_restart_and_old_ones_end_on_record():
    room = BrokerRoom(ServerPolicy(allocations_per_minute=10))
    old = allocate(room.enter())
    room.mono_ms += 500_000
    room.random = lambda _: 5
    young = allocate(room.enter())
    room.mono_ms += 200_000
    restarted = BrokerRoom(restarted_from=room)
    client = restarted.enter()
    again = client.ask(wire.Allocate(request_id=1, slot_id=young.slot_id), wire.Allocated)
    assert (again.nameplate, again.expires_in_ms) == ("005", 400_000)
    restarted.pass_time(1_000)
    assert restarted.tags()[-1] == "code:slot:expired"
    stranger = restarted.enter()
    assert stranger.ask(wire.Allocate(request_id=1, slot_id=old.slot_id), wire.Allocated).slot_id != old.slot_id


def test_code_that_cannot_be_recorded_is_not_given():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    room.ledger.is_writable = False
    assert client.refused(wire.Allocate(request_id=1)) == "audit_unwritable"
    room.ledger.is_writable = True
    assert agent.refused(wire.Claim(request_id=1, nameplate="417")) == "code_unknown"
    assert allocate(client).nameplate == "417"


def test_claim_that_cannot_be_recorded_leaves_the_code_as_it_was():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    allocate(client)
    room.ledger.is_writable = False
    assert agent.refused(wire.Claim(request_id=1, nameplate="417")) == "audit_unwritable"
    room.ledger.is_writable = True
    agent.ask(wire.Claim(request_id=1, nameplate="417"), wire.Claimed)
    client.last(wire.Claimed)
