"""Who helps somebody is not signed out for being quiet, and a full disk signs nobody out."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.protocol import signaling_messages as wire
from tests.unit.signaling.domain.broker_room import BrokerRoom, claim, open_with, report_ok

HOUR_MS = 3_600_000


def test_agent_in_a_session_stays_signed_in_without_a_word():
    room = BrokerRoom()
    client, helping, waiting = room.enter(), room.agent(), room.agent()
    told = claim(client, helping)
    client.ask(report_ok(told.session_id), wire.PairingReported)
    client.ask(open_with(told.session_id, Ed25519PrivateKey.generate()), wire.SessionOpened)
    room.pass_time(5 * HOUR_MS)
    assert helping.close_codes == []
    assert waiting.close_codes == [1008]


def test_session_of_an_agent_whose_sign_in_is_over_goes_on():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    told = claim(client, agent)
    client.ask(report_ok(told.session_id), wire.PairingReported)
    client.ask(open_with(told.session_id, Ed25519PrivateKey.generate()), wire.SessionOpened)
    room.pass_time(12 * HOUR_MS)
    assert agent.last(wire.Error).code == "signed_out"
    agent.leave()
    assert client.last(wire.PeerPresence).is_present is False
    assert room.tags()[-1] != "session:life:closed"


def test_full_disk_signs_nobody_out():
    room = BrokerRoom()
    agent = room.agent()
    agent.ask(wire.Claim(request_id=1, nameplate="999"), wire.Error)
    room.ledger.is_writable = False
    room.pass_time(HOUR_MS)
    assert agent.close_codes == []
    room.ledger.is_writable = True
    room.pass_time(HOUR_MS)
    assert agent.close_codes == []
