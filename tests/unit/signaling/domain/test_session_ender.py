import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import Account
from signaling.domain.ports import AuditUnwritableError
from signaling.domain.session_ender import SessionEnder
from signaling.storage import account_store, audit_store
from signaling.storage.session_endings import DatabaseEndings
from tests.fakes.stepwise_ports import run
from tests.unit.signaling.domain.broker_room import BrokerRoom, Voice, claim, open_with, report_ok

KEY = Ed25519PrivateKey.generate()


def _ender(room: BrokerRoom) -> SessionEnder:
    endings = DatabaseEndings(room.ledger, room.ledger.seal_key)
    return SessionEnder(endings=endings, bus=room.bus, watch=room.broker.watch_session)


def _admin(room: BrokerRoom) -> Account:
    admin = room.ledger.now(lambda connection: account_store.find_account(connection, "admin@example.org"))
    assert admin is not None
    return admin


def _open(room: BrokerRoom) -> tuple[Voice, Voice, wire.Claimed]:
    client, agent = room.enter(), room.agent()
    told = claim(client, agent)
    client.ask(report_ok(told.session_id), wire.PairingReported)
    client.ask(open_with(told.session_id, KEY), wire.SessionOpened)
    return client, agent, told


def _last_line(room: BrokerRoom) -> str:
    return room.ledger.now(lambda connection: list(audit_store.read_lines(connection, last_seq=10**9)))[-1].decode()


def test_open_session_is_ended_for_both_and_its_seal_names_the_admin():
    room = BrokerRoom()
    client, agent, told = _open(room)
    assert run(_ender(room).end(told.session_id, _admin(room), room.now))
    for voice in (client, agent):
        assert voice.last(wire.SessionClosed) == wire.SessionClosed(
            session_id=told.session_id, reason="admin_ended", seal=None
        )
    # The person's program hands in what is left, and closes with a reason of its own: the admin's counts.
    answer = client.ask(
        wire.CloseSession(request_id=1, session_id=told.session_id, reason="user_stopped"), wire.SessionClosed
    )
    assert (answer.reason, answer.seal is not None) == ("admin_ended", True)
    assert agent.heard[-1] == wire.SessionClosed(session_id=told.session_id, reason="admin_ended", seal=None)
    assert room.tags()[-1] == "session:life:closed"
    assert f'"actor":{{"id":"{_admin(room).agent_id}","kind":"agent"}}' in _last_line(room)


def test_client_that_stays_silent_keeps_no_session_open_also_over_a_restart():
    room = BrokerRoom()
    _, _, told = _open(room)
    run(_ender(room).end(told.session_id, _admin(room), room.now))
    room.pass_time(29_000)
    assert room.tags()[-1] != "session:life:closed"
    restarted = BrokerRoom(restarted_from=room)
    restarted.pass_time(31_000)
    assert restarted.tags()[-1] == "session:life:closed"
    assert _admin(room).agent_id in _last_line(restarted)
    room.pass_time(2_000)
    assert room.tags().count("session:life:closed") == 1


def test_session_that_is_still_pairing_is_sealed_at_once():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    told = claim(client, agent)
    assert run(_ender(room).end(told.session_id, _admin(room), room.now))
    for voice in (client, agent):
        ended = voice.last(wire.SessionClosed)
        assert (ended.reason, ended.seal is not None) == ("admin_ended", True)
    assert _admin(room).agent_id in _last_line(room)


def test_agent_who_was_away_and_comes_back_is_told_at_once():
    room = BrokerRoom()
    _, agent, told = _open(room)
    token = next(heard for heard in agent.heard if isinstance(heard, wire.Claimed)).session_token
    agent.leave()
    run(_ender(room).end(told.session_id, _admin(room), room.now))
    back = room.agent()
    assert (
        back.refused(wire.Attach(request_id=1, session_id=told.session_id, session_token=token)) == "session_unknown"
    )
    assert any(isinstance(heard, wire.SessionClosed) and heard.reason == "admin_ended" for heard in back.heard)


def test_nothing_is_ended_twice_nor_what_never_was():
    room = BrokerRoom()
    client, _, told = _open(room)
    ender, admin = _ender(room), _admin(room)
    assert not run(ender.end("f" * 32, admin, room.now))
    assert run(ender.end(told.session_id, admin, room.now))
    assert not run(ender.end(told.session_id, admin, room.now))
    client.ask(wire.CloseSession(request_id=1, session_id=told.session_id, reason="user_stopped"), wire.SessionClosed)
    heard = len(client.heard)
    assert not run(ender.end(told.session_id, admin, room.now))
    assert len(client.heard) == heard


def test_ending_that_cannot_be_recorded_is_told_to_nobody():
    room = BrokerRoom()
    client, agent, told = _open(room)
    heard = len(client.heard), len(agent.heard)
    room.ledger.is_writable = False
    with pytest.raises(AuditUnwritableError):
        run(_ender(room).end(told.session_id, _admin(room), room.now))
    assert (len(client.heard), len(agent.heard)) == heard
