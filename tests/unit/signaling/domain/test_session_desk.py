import itertools
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.chain import SessionSeal, is_seal_valid
from shared.protocol import signaling_messages as wire
from signaling.domain.policy import ServerPolicy
from tests.fakes.stepwise_ports import run
from tests.unit.signaling.domain.broker_room import BrokerRoom, Voice, allocate, claim, open_with, report_ok

KEY = Ed25519PrivateKey.generate()


def test_requests_repeated_after_a_lost_socket_are_answered_again():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    told = claim(client, agent)
    attach = wire.Attach(request_id=1, session_id=told.session_id, session_token=told.session_token)
    client.ask(report_ok(told.session_id), wire.PairingReported)
    client.leave()
    client = room.enter()
    client.ask(attach, wire.Attached)
    client.ask(report_ok(told.session_id), wire.PairingReported)
    client.ask(open_with(told.session_id, KEY), wire.SessionOpened)
    client.leave()
    client = room.enter()
    client.ask(attach, wire.Attached)
    client.ask(open_with(told.session_id, KEY), wire.SessionOpened)
    assert client.refused(open_with(told.session_id, Ed25519PrivateKey.generate())) == "session_unknown"
    assert sum(isinstance(heard, wire.SessionOpened) for heard in agent.heard) == 1
    assert [room.tags().count(tag) for tag in ("pair:session:ok", "session:life:opened")] == [1, 1]


@pytest.mark.parametrize("is_wrong", ["ok_with_failure", "failed_without", "ok_without_hash"])
def test_report_that_contradicts_itself_ends_the_socket(is_wrong: str):
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    session_id = claim(client, agent).session_id
    report = {
        "ok_with_failure": wire.ReportPairing(
            request_id=1, session_id=session_id, outcome="ok", failure="timeout", transcript_hash=b"t" * 32
        ),
        "failed_without": wire.ReportPairing(request_id=1, session_id=session_id, outcome="failed"),
        "ok_without_hash": wire.ReportPairing(request_id=1, session_id=session_id, outcome="ok"),
    }[is_wrong]
    client.say(report)
    assert client.close_codes == [1008]


def test_five_wrong_codes_lock_the_agent_for_a_quarter_of_an_hour():
    room = BrokerRoom()
    numbers = itertools.count()
    room.random = lambda _: next(numbers)
    agent = room.agent()
    for number in range(5):
        client = room.enter(address=f"10.0.1.{number}")
        session_id = claim(client, agent).session_id
        report = wire.ReportPairing(request_id=1, session_id=session_id, outcome="failed", failure="wrong_code")
        client.ask(report, wire.PairingReported)
    client = room.enter(address="10.0.2.1")
    nameplate = allocate(client).nameplate
    refusal = agent.ask(wire.Claim(request_id=1, nameplate=nameplate), wire.Error)
    assert (refusal.code, refusal.retry_after_ms) == ("rate_limited", 900_000)
    assert room.tags().count("auth:login:locked") == 1
    again = room.agent()
    assert again.refused(wire.Claim(request_id=1, nameplate=nameplate)) == "rate_limited"
    lead = room.agent("lead@example.org")
    lead.ask(wire.Claim(request_id=1, nameplate=nameplate), wire.Claimed)


def _fail_pairings(room: BrokerRoom, agent: Voice, ending: Any, *, count: int, is_code_proven: bool) -> None:
    numbers = itertools.count()
    room.random = lambda _: next(numbers)
    for number in range(count):
        client = room.enter(address=f"10.0.1.{number}")
        session_id = claim(client, agent).session_id
        if is_code_proven:
            client.say(wire.Relay(session_id=session_id, phase="confirm_client", body=b"c"))
        report = wire.ReportPairing(request_id=1, session_id=session_id, outcome="failed", failure=ending)
        match ending:
            case "agent_left":
                agent.ask(wire.CloseSession(request_id=1, session_id=session_id, reason=ending), wire.SessionClosed)
            case "user_stopped":
                client.ask(wire.CloseSession(request_id=1, session_id=session_id, reason=ending), wire.SessionClosed)
            case _:
                client.ask(report, wire.PairingReported)


@pytest.mark.parametrize(
    ("ending", "is_code_proven"),
    [
        ("abandoned", False),
        ("abandoned", True),
        ("user_stopped", False),
        ("timeout", True),
        ("binding_failed", True),
        ("description_refused", True),
        ("agent_left", True),
    ],
)
def test_pairings_that_failed_for_want_of_a_network_or_a_person_do_not_count(ending: str, is_code_proven: bool):
    room = BrokerRoom()
    agent = room.agent()
    _fail_pairings(room, agent, ending, count=8, is_code_proven=is_code_proven)
    assert "auth:login:locked" not in room.tags()


@pytest.mark.parametrize(
    ("ending", "is_code_proven"),
    [
        ("wrong_code", False),
        ("bad_message", False),
        ("bad_message", True),
        ("timeout", False),
        ("agent_left", False),
    ],
)
def test_pairings_that_may_have_been_guesses_lock_the_agent(ending: str, is_code_proven: bool):
    room = BrokerRoom()
    agent = room.agent()
    _fail_pairings(room, agent, ending, count=5, is_code_proven=is_code_proven)
    assert room.tags()[-1] == "auth:login:locked"


def test_sessions_of_an_account_count_on_all_its_sockets_together():
    room = BrokerRoom(ServerPolicy(sessions_per_agent=2))
    numbers = itertools.count()
    room.random = lambda _: next(numbers)
    first, second, lead = room.agent(), room.agent(), room.agent("lead@example.org")
    claim(room.enter(address="10.0.1.1"), first)
    client = room.enter(address="10.0.1.2")
    claim(client, second)
    nameplate = allocate(room.enter(address="10.0.1.3")).nameplate
    assert [agent.refused(wire.Claim(request_id=1, nameplate=nameplate)) for agent in (first, second)] == (
        ["rate_limited"] * 2
    )
    told = next(heard for heard in second.heard if isinstance(heard, wire.Claimed))
    attach = wire.Attach(request_id=1, session_id=told.session_id, session_token=told.session_token)
    first.ask(attach, wire.Attached)  # brings nothing new: the other socket loses it
    lead.ask(wire.Claim(request_id=1, nameplate=nameplate), wire.Claimed)


def test_failure_and_its_end_are_one_transaction():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    session_id = claim(client, agent).session_id
    report = wire.ReportPairing(request_id=1, session_id=session_id, outcome="failed", failure="timeout")
    room.ledger.is_writable = False
    assert client.refused(report) == "audit_unwritable"
    room.ledger.is_writable = True
    client.ask(report, wire.PairingReported)
    assert room.tags()[-2:] == ["pair:session:failed", "session:life:closed"]


def test_session_of_a_client_that_stays_away_is_sealed_and_a_living_one_is_not():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    told = claim(client, agent)
    client.ask(report_ok(told.session_id), wire.PairingReported)
    client.ask(open_with(told.session_id, KEY), wire.SessionOpened)
    room.pass_time(10 * 3_600_000)
    assert room.tags()[-1] != "session:life:closed"
    client.leave()
    room.pass_time(29 * 60_000)
    assert agent.last(wire.PeerPresence).is_present is False
    room.pass_time(60_000)
    assert agent.last(wire.SessionClosed).reason == "peer_lost"


def test_session_opened_by_a_socket_that_was_replaced_meanwhile_lives_on():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    told = claim(client, agent)
    client.ask(report_ok(told.session_id), wire.PairingReported)
    opening = room.broker.handle(client.connection, open_with(told.session_id, KEY), room.now)
    opening.send(None)  # waits for the disk
    newer = room.enter()
    attach = wire.Attach(request_id=1, session_id=told.session_id, session_token=told.session_token)
    newer.ask(attach, wire.Attached)
    run(opening)
    assert client.close_codes == [1000]
    room.pass_time(10 * 3_600_000)
    assert room.tags()[-1] != "session:life:closed"
    newer.ask(open_with(told.session_id, KEY), wire.SessionOpened)
    newer.leave()
    room.pass_time(30 * 60_000)
    assert agent.last(wire.SessionClosed).reason == "peer_lost"


def test_unfinished_sessions_of_an_earlier_run_come_to_an_end():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    claim(client, agent)
    restarted = BrokerRoom(restarted_from=room)
    restarted.pass_time(119_000)
    assert restarted.tags()[-1] != "session:life:closed"
    restarted.pass_time(2_000)
    assert restarted.tags()[-1] == "session:life:closed"


def test_agent_left_and_client_silent_is_sealed_after_the_grace():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    told = claim(client, agent)
    client.ask(report_ok(told.session_id), wire.PairingReported)
    client.ask(open_with(told.session_id, KEY), wire.SessionOpened)
    agent.ask(wire.CloseSession(request_id=1, session_id=told.session_id, reason="agent_left"), wire.SessionClosed)
    assert room.tags()[-1] == "session:life:opened"
    room.pass_time(31_000)
    assert room.tags()[-1] == "session:life:closed"


def test_messages_that_cross_the_end_are_no_offence():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    told = claim(client, agent)
    close = wire.CloseSession(request_id=1, session_id=told.session_id, reason="user_stopped")
    client.ask(close, wire.SessionClosed)
    agent.say(wire.Relay(session_id=told.session_id, phase="sealed", body=b"late"))
    assert agent.ask(close, wire.SessionClosed).seal is not None
    assert client.ask(close, wire.SessionClosed).seal is not None
    assert agent.close_codes == client.close_codes == []


def test_agent_may_attach_to_sessions_of_its_own_account_only():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    slot = allocate(client)
    mine = agent.ask(wire.Claim(request_id=1, nameplate=slot.nameplate), wire.Claimed)
    attach = wire.Attach(request_id=1, session_id=mine.session_id, session_token=mine.session_token)
    assert room.agent("lead@example.org").refused(attach) == "session_unknown"
    room.agent().ask(attach, wire.Attached)
    assert agent.connection.sessions == {}
    assert agent.close_codes == []


def test_attach_with_another_token_or_the_other_sides_is_unknown():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    slot = allocate(client)
    theirs = agent.ask(wire.Claim(request_id=1, nameplate=slot.nameplate), wire.Claimed)
    mine = client.last(wire.Claimed)
    for token in ("0" * 32, theirs.session_token, mine.session_token[::-1]):
        attach = wire.Attach(request_id=1, session_id=mine.session_id, session_token=token)
        assert room.enter().refused(attach) == "session_unknown"
    assert client.connection.sessions.keys() == agent.connection.sessions.keys() == {mine.session_id}


def test_agent_who_ends_a_session_is_told_its_seal_once_there_is_one():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    sid = claim(client, agent).session_id
    client.ask(report_ok(sid), wire.PairingReported)
    client.ask(open_with(sid, Ed25519PrivateKey.generate()), wire.SessionOpened)
    answer = agent.ask(wire.CloseSession(request_id=1, session_id=sid, reason="agent_left"), wire.SessionClosed)
    assert answer.seal is None
    sealed = client.ask(wire.CloseSession(request_id=1, session_id=sid, reason="agent_left"), wire.SessionClosed)
    told = agent.last(wire.SessionClosed)
    assert (told.request_id, told.session_id, told.reason) == (None, sid, "agent_left")
    assert told.seal == sealed.seal
    assert told.seal is not None
    assert is_seal_valid(
        sid, SessionSeal(count=told.seal.count, head=told.seal.head, signature=told.seal.signature, key=told.seal.key)
    )
    assert run(room.bus.listeners(f"seal:{sid}")) == 0


def test_agent_hears_the_seal_also_when_the_client_never_comes_back_and_nothing_once_they_left():
    room = BrokerRoom()
    client, agent, lead = room.enter(), room.agent(), room.agent("lead@example.org")
    sids = []
    for voice, address in ((agent, "10.0.3.1"), (lead, "10.0.3.2")):
        client = room.enter(address=address)
        sid = claim(client, voice).session_id
        client.ask(report_ok(sid), wire.PairingReported)
        client.ask(open_with(sid, Ed25519PrivateKey.generate()), wire.SessionOpened)
        voice.ask(wire.CloseSession(request_id=1, session_id=sid, reason="agent_left"), wire.SessionClosed)
        client.leave()
        sids.append(sid)
    lead.leave()
    heard = len(lead.heard)
    room.pass_time(120_000)
    assert agent.last(wire.SessionClosed).seal is not None
    assert len(lead.heard) == heard
    assert [run(room.bus.listeners(f"seal:{sid}")) for sid in sids] == [0, 0]
