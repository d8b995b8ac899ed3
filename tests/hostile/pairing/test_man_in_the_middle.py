"""What a hostile server or a wrong code can do to a pairing: make it fail, and nothing else."""

import re
import secrets

import pytest

from shared.pairing.code import PairingCode
from shared.pairing.exchange import (
    AgentExchange,
    ClientExchange,
    PairingFailure,
    PairingRefused,
    PairingStep,
    Phase,
)
from shared.pairing.keys import Side, hash_secret, make_identity
from shared.pairing.pake import Spake2

CODE = PairingCode("417", "38291560")
ORIGIN = "wss://help.example"
PRIME = 2**255 - 19
ORDER_EIGHT = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
BAD_POINTS = {
    "zero bytes": bytes(32),
    "identity": (1).to_bytes(32, "little"),
    # The library takes this one for an ordinary point; our own check does not.
    "identity, sign set": (1 | 1 << 255).to_bytes(32, "little"),
    "order two": (PRIME - 1).to_bytes(32, "little"),
    "order four, other sign": (1 << 255).to_bytes(32, "little"),
    "order eight": ORDER_EIGHT,
    "off the curve": (2).to_bytes(32, "little"),
    "beyond the field": (PRIME + 3).to_bytes(32, "little"),
    "all ones": b"\xff" * 32,
}


def _relay(
    client_code=CODE, agent_code=CODE, client_origin=ORIGIN, agent_origin=ORIGIN, change=lambda phase, body: body
):
    """Run one exchange through a server that may change every body; return both ends and how each ended."""
    client, agent = ClientExchange(client_code, client_origin), AgentExchange(agent_code, agent_origin)
    waiting = [(agent, client.start())]
    while waiting:
        receiver, sent = waiting.pop(0)
        step = receiver.handle_relay(sent.phase, change(sent.phase, sent.body))
        if isinstance(step, PairingStep):
            sender = client if receiver is agent else agent
            waiting += [(sender, body) for body in step.send]
    return client, agent


def _assert_nobody_verified(client, agent, failure=None):
    assert client.paired is None
    assert agent.paired is None
    assert client.burned or client.refused is None
    if failure is not None:
        assert client.refused == PairingRefused(failure)


def test_honest_relay_verifies():
    client, agent = _relay()
    assert client.paired is not None
    assert agent.paired is not None


@pytest.mark.hostile(5)
@pytest.mark.parametrize(
    "typed",
    [
        PairingCode("417", "38291561"),
        PairingCode("417", "00000000"),
        PairingCode("417", "382915600000"),
        PairingCode("418", "38291560"),
    ],
)
def test_5_wrong_code_burns_and_tells_wrong_code_only(typed):
    client, agent = _relay(agent_code=typed)
    _assert_nobody_verified(client, agent, PairingFailure.WRONG_CODE)
    assert client.burned


@pytest.mark.hostile(5)
def test_5_wrong_code_gets_no_proof_from_the_client():
    client = ClientExchange(CODE, ORIGIN)
    step = AgentExchange(PairingCode("417", "38291561"), ORIGIN).handle_relay(Phase.PAKE_CLIENT, client.start().body)
    assert isinstance(step, PairingStep)
    # The client answers with a refusal and sends nothing that a guesser could check a second digit against.
    assert client.handle_relay(step.send[0].phase, step.send[0].body) == PairingRefused(PairingFailure.WRONG_CODE)


@pytest.mark.hostile(6)
def test_6_second_guess_is_not_looked_at():
    client = ClientExchange(CODE, ORIGIN)
    wrong = AgentExchange(PairingCode("417", "38291561"), ORIGIN).handle_relay(Phase.PAKE_CLIENT, client.start().body)
    right = AgentExchange(CODE, ORIGIN).handle_relay(Phase.PAKE_CLIENT, client.start().body)
    assert isinstance(wrong, PairingStep)
    assert isinstance(right, PairingStep)
    for step in (wrong, right, wrong, right):
        found = client.handle_relay(step.send[0].phase, step.send[0].body)
        assert found == PairingRefused(PairingFailure.WRONG_CODE)
    assert client.burned
    assert client.paired is None


@pytest.mark.hostile(6)
def test_6_second_agent_after_success_changes_nothing():
    client = ClientExchange(CODE, ORIGIN)
    first, second = (AgentExchange(CODE, ORIGIN) for _ in range(2))
    steps = [agent.handle_relay(Phase.PAKE_CLIENT, client.start().body) for agent in (first, second)]
    bodies = [step.send[0].body for step in steps if isinstance(step, PairingStep)]
    confirmed = client.handle_relay(Phase.PAKE_AGENT, bodies[0])
    assert isinstance(confirmed, PairingStep)
    assert client.handle_relay(Phase.PAKE_AGENT, bodies[1]) == PairingStep()
    assert second.handle_relay(confirmed.send[0].phase, confirmed.send[0].body) == PairingRefused(
        PairingFailure.WRONG_CODE
    )
    assert first.handle_relay(confirmed.send[0].phase, confirmed.send[0].body) == PairingStep(is_verified=True)


def _garbage():
    good = Spake2(
        Side.AGENT,
        hash_secret(CODE.secret),
        identity_sharer=make_identity(Side.SHARER, ORIGIN, CODE.nameplate),
        identity_agent=make_identity(Side.AGENT, ORIGIN, CODE.nameplate),
    ).message
    yield "empty", b""
    yield "one byte", b"\x01"
    yield "no confirmation", good
    yield "one byte too many", good + bytes(33)
    yield "one megabyte", b"\x01" * 1_000_000
    yield "random", secrets.token_bytes(66)
    for name, point in BAD_POINTS.items():
        yield name, b"\x01B" + point + bytes(32)
    yield "of our own side", b"\x01A" + good[2:] + bytes(32)
    yield "of no side", b"\x01S" + good[2:] + bytes(32)
    yield "version 0", b"\x00" + good[1:] + bytes(32)
    yield "version 2", b"\x02" + good[1:] + bytes(32)


@pytest.mark.hostile(8)
@pytest.mark.parametrize(("name", "body"), list(_garbage()), ids=[name for name, _ in _garbage()])
def test_8_garbage_to_the_client_burns_and_raises_nothing(name, body):
    client = ClientExchange(CODE, ORIGIN)
    client.start()
    found = client.handle_relay(Phase.PAKE_AGENT, body)
    assert isinstance(found, PairingRefused)
    # Random bytes are a point now and then; then they are a wrong guess, which is just as final.
    assert found.failure in (PairingFailure.BAD_MESSAGE, PairingFailure.WRONG_CODE)
    assert name == "random" or found.failure is PairingFailure.BAD_MESSAGE
    assert client.burned
    assert client.handle_relay(Phase.PAKE_AGENT, body) == found


@pytest.mark.hostile(8)
@pytest.mark.parametrize(("name", "body"), list(_garbage()), ids=[name for name, _ in _garbage()])
def test_8_garbage_to_the_agent_raises_nothing(name, body):
    agent = AgentExchange(CODE, ORIGIN)
    turned = body[:1] + {b"A": b"B", b"B": b"A"}.get(body[1:2], body[1:2]) + body[2:34]
    cut = turned if len(body) == 66 else body
    found = agent.handle_relay(Phase.PAKE_CLIENT, cut)
    if name == "random" and isinstance(found, PairingStep):
        return
    assert isinstance(found, PairingRefused)
    assert agent.paired is None


@pytest.mark.hostile(8)
def test_8_own_share_reflected_to_the_client_is_refused():
    client = ClientExchange(CODE, ORIGIN)
    own = client.start().body
    for share in (own, own[:1] + b"B" + own[2:]):
        fresh = ClientExchange(CODE, ORIGIN)
        assert fresh.handle_relay(Phase.PAKE_AGENT, share + bytes(32)) is not None
        assert fresh.paired is None
    turned = own[:1] + b"B" + own[2:]
    assert client.handle_relay(Phase.PAKE_AGENT, turned + bytes(32)) == PairingRefused(PairingFailure.BAD_MESSAGE)


@pytest.mark.hostile(8)
def test_8_confirmation_reflected_to_the_agent_is_refused():
    client, agent = ClientExchange(CODE, ORIGIN), AgentExchange(CODE, ORIGIN)
    step = agent.handle_relay(Phase.PAKE_CLIENT, client.start().body)
    assert isinstance(step, PairingStep)
    own_confirmation = step.send[0].body[-32:]
    assert agent.handle_relay(Phase.CONFIRM_CLIENT, own_confirmation) == PairingRefused(PairingFailure.WRONG_CODE)


@pytest.mark.hostile(8)
@pytest.mark.parametrize(
    "phase", [Phase.PAKE_CLIENT, Phase.CONFIRM_CLIENT, Phase.SEALED, "", "pake", "PAKE_AGENT", "\x00"]
)
def test_out_of_order_message_to_a_fresh_client_is_refused(phase):
    client = ClientExchange(CODE, ORIGIN)
    assert client.handle_relay(phase, b"x" * 66) == PairingRefused(PairingFailure.BAD_MESSAGE)
    assert client.burned


@pytest.mark.hostile(8)
@pytest.mark.parametrize("phase", [Phase.PAKE_AGENT, Phase.CONFIRM_CLIENT, Phase.SEALED, ""])
def test_out_of_order_message_to_a_fresh_agent_is_refused(phase):
    agent = AgentExchange(CODE, ORIGIN)
    assert agent.handle_relay(phase, b"x" * 32) == PairingRefused(PairingFailure.BAD_MESSAGE)


@pytest.mark.hostile(8)
@pytest.mark.parametrize("phase", [Phase.PAKE_CLIENT, Phase.PAKE_AGENT, Phase.SEALED])
def test_out_of_order_message_to_an_agent_that_answered_is_refused(phase):
    agent = AgentExchange(CODE, ORIGIN)
    agent.handle_relay(Phase.PAKE_CLIENT, ClientExchange(CODE, ORIGIN).start().body)
    assert agent.handle_relay(phase, b"x" * 32) == PairingRefused(PairingFailure.BAD_MESSAGE)


@pytest.mark.hostile(1)
def test_server_that_passes_on_for_another_name_is_found_out():
    client, agent = _relay(agent_origin="wss://evil.example")
    _assert_nobody_verified(client, agent, PairingFailure.WRONG_CODE)


def test_loopback_and_remote_name_do_not_pair():
    client, agent = _relay(client_origin="ws://loopback:8765")
    _assert_nobody_verified(client, agent, PairingFailure.WRONG_CODE)


@pytest.mark.hostile(1)
def test_server_in_the_middle_of_both_exchanges_needs_the_code():
    # It runs an exchange of its own with each end, guessing the secret: both ends find out.
    client, agent = ClientExchange(CODE, ORIGIN), AgentExchange(CODE, ORIGIN)
    guess = PairingCode("417", "11111111")
    fake_agent, fake_client = AgentExchange(guess, ORIGIN), ClientExchange(guess, ORIGIN)
    to_client = fake_agent.handle_relay(Phase.PAKE_CLIENT, client.start().body)
    assert isinstance(to_client, PairingStep)
    assert client.handle_relay(Phase.PAKE_AGENT, to_client.send[0].body) == PairingRefused(PairingFailure.WRONG_CODE)
    agent.handle_relay(Phase.PAKE_CLIENT, fake_client.start().body)
    assert agent.handle_relay(Phase.CONFIRM_CLIENT, bytes(32)) == PairingRefused(PairingFailure.WRONG_CODE)


@pytest.mark.hostile(1)
@pytest.mark.parametrize("phase", [Phase.PAKE_CLIENT, Phase.PAKE_AGENT, Phase.CONFIRM_CLIENT])
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_every_changed_byte_of_the_exchange_is_noticed(phase, place):
    def change(sent_phase, body):
        if sent_phase != phase:
            return body
        index = {"first": 0, "middle": len(body) // 2, "last": len(body) - 1}[place]
        return body[:index] + bytes([body[index] ^ 1]) + body[index + 1 :]

    client, agent = _relay(change=change)
    # The client may be verified when its own last word was changed; the agent, who asks for everything, never is.
    assert agent.paired is None
    assert (client.paired is not None) == (phase is Phase.CONFIRM_CLIENT)


def test_downgrade_of_the_version_byte_is_refused():
    for phase in (Phase.PAKE_CLIENT, Phase.PAKE_AGENT):
        client, agent = _relay(change=lambda sent, body, phase=phase: b"\x00" + body[1:] if sent == phase else body)
        _assert_nobody_verified(client, agent)


def test_exchange_recorded_and_played_again_is_refused():
    recorded = {}

    def record(phase, body):
        return recorded.setdefault(phase, body)

    _relay(change=record)
    client, agent = _relay(change=recorded.get)
    _assert_nobody_verified(client, agent, PairingFailure.WRONG_CODE)


def test_no_part_of_the_secret_crosses_the_wire():
    crossed = []

    def record(phase, body):
        crossed.append(body)
        return body

    _relay(change=record)
    for body in crossed:
        assert CODE.secret.encode() not in body
        assert hash_secret(CODE.secret) not in body
        assert not re.search(rb"\d{8}", body)
