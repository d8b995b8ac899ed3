import pytest

from shared.pairing.code import PairingCode
from shared.pairing.exchange import (
    IGNORED,
    AgentExchange,
    ClientExchange,
    Paired,
    PairingFailure,
    PairingRefused,
    PairingStep,
    Phase,
)
from shared.pairing.sealing import SealProblem

CODE = PairingCode("417", "38291560")
ORIGIN = "wss://help.example"
OWN, SEEN = ":".join(["AA"] * 32), ":".join(["bb"] * 32)


def pair(client_code=CODE, agent_code=CODE):
    client, agent = ClientExchange(client_code, ORIGIN), AgentExchange(agent_code, ORIGIN)
    answered = agent.handle_relay(Phase.PAKE_CLIENT, client.start().body)
    assert isinstance(answered, PairingStep)
    confirmed = client.handle_relay(answered.send[0].phase, answered.send[0].body)
    assert isinstance(confirmed, PairingStep)
    done = agent.handle_relay(confirmed.send[0].phase, confirmed.send[0].body)
    assert (confirmed.is_verified, done) == (True, PairingStep(is_verified=True))
    assert client.paired is not None
    assert agent.paired is not None
    return client, agent, client.paired, agent.paired


def test_exchange_right_code_verifies_both_in_three_messages():
    client, agent, ours, theirs = pair()
    assert ours.transcript_hash == theirs.transcript_hash
    assert len(ours.transcript_hash) == 32
    assert ours.short_string == theirs.short_string
    assert client.burned
    assert client.refused is agent.refused is None


def test_exchange_bodies_have_the_sizes_of_the_protocol():
    client, agent = ClientExchange(CODE, ORIGIN), AgentExchange(CODE, ORIGIN)
    share = client.start()
    answered = agent.handle_relay(share.phase, share.body)
    assert isinstance(answered, PairingStep)
    confirmed = client.handle_relay(answered.send[0].phase, answered.send[0].body)
    assert isinstance(confirmed, PairingStep)
    sent = [share, *answered.send, *confirmed.send]
    assert [(body.phase.value, len(body.body)) for body in sent] == [
        ("pake_client", 34),
        ("pake_agent", 66),
        ("confirm_client", 32),
    ]


def test_exchange_client_is_not_burned_before_an_agent_speaks():
    client = ClientExchange(CODE, ORIGIN)
    client.start()
    assert not client.burned
    assert client.paired is None


def test_exchange_sealed_messages_open_through_the_exchange():
    client, agent, ours, theirs = pair()
    offer, answer = ours.seal(b"offer"), theirs.seal(b"answer")
    assert agent.handle_relay(offer.phase, offer.body) == PairingStep(opened=b"offer")
    assert client.handle_relay(answer.phase, answer.body) == PairingStep(opened=b"answer")


def test_exchange_bind_tags_meet():
    _, _, ours, theirs = pair()
    own, expected = ours.make_bind_tags(OWN, SEEN) or (b"", b"")
    assert theirs.make_bind_tags(SEEN, OWN) == (expected, own)
    assert own != expected
    assert theirs.make_bind_tags(SEEN.upper(), OWN.lower()) == (expected, own)


def test_exchange_bind_tags_of_no_fingerprint_are_none():
    _, _, ours, _ = pair()
    assert ours.make_bind_tags("", SEEN) is None
    assert ours.make_bind_tags(OWN, "sha-256 " + SEEN) is None


def test_exchange_ratchet_renews_sealing_and_binding_on_both_sides():
    _, _, ours, theirs = pair()
    before = ours.make_bind_tags(OWN, SEEN)
    for epoch in (1, 2):
        ours.ratchet()
        theirs.ratchet()
        assert ours.epoch == theirs.epoch == epoch
        assert theirs.open(ours.seal(b"offer").body) == b"offer"
        assert ours.make_bind_tags(OWN, SEEN) != before
        assert theirs.make_bind_tags(SEEN, OWN) == tuple(reversed(ours.make_bind_tags(OWN, SEEN) or ()))


def test_exchange_broken_seal_heals_only_with_fresh_keys():
    _, _, ours, theirs = pair()
    assert theirs.open(b"x" * 40) is SealProblem.NOT_AUTHENTIC
    assert theirs.open(ours.seal(b"late").body) is SealProblem.BROKEN
    ours.ratchet()
    theirs.ratchet()
    assert theirs.open(ours.seal(b"anew").body) == b"anew"


def test_exchange_refused_from_outside_forgets_its_keys_and_keeps_the_first_reason():
    client, _, _, theirs = pair()
    assert client.refuse(PairingFailure.DESCRIPTION_REFUSED) == PairingRefused(PairingFailure.DESCRIPTION_REFUSED)
    assert client.refuse(PairingFailure.TIMEOUT) == PairingRefused(PairingFailure.DESCRIPTION_REFUSED)
    assert client.paired is None
    late = theirs.seal(b"x")
    assert client.handle_relay(late.phase, late.body) == PairingRefused(PairingFailure.DESCRIPTION_REFUSED)


@pytest.mark.parametrize("make", [ClientExchange, AgentExchange])
def test_exchange_timed_out_before_anything_is_over(make):
    exchange = make(CODE, ORIGIN)
    assert exchange.refuse(PairingFailure.TIMEOUT) == PairingRefused(PairingFailure.TIMEOUT)
    assert exchange.handle_relay(Phase.PAKE_AGENT, b"x" * 66) == PairingRefused(PairingFailure.TIMEOUT)
    assert getattr(exchange, "burned", True)


def test_exchange_after_success_a_repeated_step_changes_nothing():
    client, agent, ours, theirs = pair()
    assert client.handle_relay(Phase.PAKE_AGENT, b"x" * 66) is IGNORED
    assert agent.handle_relay(Phase.PAKE_CLIENT, client.start().body) is IGNORED
    assert agent.handle_relay(Phase.CONFIRM_CLIENT, b"x" * 32) is IGNORED
    assert theirs.open(ours.seal(b"still").body) == b"still"


def test_exchange_shows_no_secret_in_text_form():
    client, agent, ours, _ = pair()
    shown = (
        f"{client!r} {agent!r} {ours!r} {client.start()!r} {ours.seal(b'offer')!r} {PairingStep(opened=b'offer')!r}"
    )
    assert "38291560" not in shown
    assert "\\x" not in shown
    assert "offer" not in shown
    assert repr(ours) == "Paired(side='sharer', epoch=0)"
    assert isinstance(ours, Paired)
