"""What a server in the middle can do after a pairing: to sealed messages, to resumes, and to the media connection."""

import pytest

from shared.pairing.binding import is_tag_equal
from shared.pairing.code import PairingCode
from shared.pairing.exchange import AgentExchange, ClientExchange, PairingFailure, PairingRefused, PairingStep, Phase

CODE, ORIGIN = PairingCode("417", "38291560"), "wss://help.example"
SHARER, AGENT, EVIL = (":".join([pair] * 32) for pair in ("AA", "BB", "EE"))


@pytest.fixture
def ends():
    client, agent = ClientExchange(CODE, ORIGIN), AgentExchange(CODE, ORIGIN)
    answered = agent.handle_relay(Phase.PAKE_CLIENT, client.start().body)
    assert isinstance(answered, PairingStep)
    confirmed = client.handle_relay(Phase.PAKE_AGENT, answered.send[0].body)
    assert isinstance(confirmed, PairingStep)
    agent.handle_relay(Phase.CONFIRM_CLIENT, confirmed.send[0].body)
    return client, agent


REFUSED = PairingRefused(PairingFailure.BAD_MESSAGE)


def test_sealed_message_with_a_changed_bit_ends_the_pairing(ends):
    client, agent = ends
    body = bytearray(client.paired.seal(b"offer").body)
    body[0] ^= 1
    assert agent.handle_relay(Phase.SEALED, bytes(body)) == REFUSED
    assert agent.paired is None


def test_sealed_message_sent_again_ends_the_pairing(ends):
    client, agent = ends
    body = client.paired.seal(b"offer").body
    assert agent.handle_relay(Phase.SEALED, body) == PairingStep(opened=b"offer")
    assert agent.handle_relay(Phase.SEALED, body) == REFUSED


def test_sealed_messages_in_another_order_end_the_pairing(ends):
    client, agent = ends
    client.paired.seal(b"first")
    assert agent.handle_relay(Phase.SEALED, client.paired.seal(b"second").body) == REFUSED


def test_sealed_message_reflected_to_its_sender_ends_the_pairing(ends):
    client, _ = ends
    assert client.handle_relay(Phase.SEALED, client.paired.seal(b"offer").body) == REFUSED


@pytest.mark.parametrize("body", [b"", b"x", b"x" * 15, b"x" * 16, b"x" * 12_289, b"x" * 1_000_000])
def test_sealed_garbage_ends_the_pairing_and_raises_nothing(ends, body):
    client, agent = ends
    assert agent.handle_relay(Phase.SEALED, body) == REFUSED
    assert client.handle_relay(Phase.SEALED, body) == REFUSED


def test_sealed_message_of_the_next_epoch_does_not_open_in_this_one(ends):
    client, agent = ends
    client.paired.ratchet()
    assert agent.handle_relay(Phase.SEALED, client.paired.seal(b"new").body) == REFUSED


def test_sealed_message_held_back_over_a_resume_does_not_open(ends):
    client, agent = ends
    old = client.paired.seal(b"old").body
    client.paired.ratchet()
    agent.paired.ratchet()
    assert agent.handle_relay(Phase.SEALED, old) == REFUSED


def test_sealed_message_of_another_session_does_not_open(ends):
    _, agent = ends
    other, other_agent = ClientExchange(CODE, ORIGIN), AgentExchange(CODE, ORIGIN)
    answered = other_agent.handle_relay(Phase.PAKE_CLIENT, other.start().body)
    assert isinstance(answered, PairingStep)
    other.handle_relay(Phase.PAKE_AGENT, answered.send[0].body)
    assert other.paired is not None
    assert agent.handle_relay(Phase.SEALED, other.paired.seal(b"offer").body) == REFUSED


def _is_bound(sender_tags, receiver_tags):
    return is_tag_equal(receiver_tags[1], sender_tags[0])


def test_bind_honest_media_connection_is_accepted_both_ways(ends):
    client, agent = (end.paired for end in ends)
    ours, theirs = client.make_bind_tags(SHARER, AGENT), agent.make_bind_tags(AGENT, SHARER)
    assert _is_bound(ours, theirs)
    assert _is_bound(theirs, ours)


@pytest.mark.hostile(2)
@pytest.mark.parametrize(
    ("client_sees", "agent_sees"),
    [(EVIL, EVIL), (EVIL, SHARER), (AGENT, EVIL)],
    ids=["both certificates swapped", "the agent's swapped", "the client's swapped"],
)
def test_2_bind_with_a_certificate_in_the_middle_fails_both_ways(ends, client_sees, agent_sees):
    client, agent = (end.paired for end in ends)
    ours, theirs = client.make_bind_tags(SHARER, client_sees), agent.make_bind_tags(AGENT, agent_sees)
    assert not _is_bound(ours, theirs)
    assert not _is_bound(theirs, ours)


@pytest.mark.hostile(2)
def test_bind_tag_reflected_is_not_accepted(ends):
    client, agent = (end.paired for end in ends)
    for paired, own, seen in ((client, SHARER, AGENT), (agent, AGENT, SHARER)):
        tags = paired.make_bind_tags(own, seen)
        assert not _is_bound(tags, tags)


@pytest.mark.hostile(2)
def test_bind_tag_of_another_epoch_is_not_accepted(ends):
    client, agent = (end.paired for end in ends)
    old = client.make_bind_tags(SHARER, AGENT)
    client.ratchet()
    agent.ratchet()
    theirs = agent.make_bind_tags(AGENT, SHARER)
    assert not _is_bound(old, theirs)
    assert _is_bound(client.make_bind_tags(SHARER, AGENT), theirs)
