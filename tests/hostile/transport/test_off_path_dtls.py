"""Hostile test 4: forged DTLS from beside the path neither spoils the handshake nor ends the session."""

import asyncio

import aioice.ice
import pytest

from shared.protocol.peer_messages import ChannelLabel
from tests.hostile.transport.dtls_flood import KINDS, Flood, addresses_in
from tests.integration.transport.peer_pair import LABELS, End

pytestmark = pytest.mark.hostile(4)

ROUNDS = 10


@pytest.mark.parametrize("kind", list(KINDS))
async def test_off_path_dtls_flood_during_setup_every_connection_opens(kind: str):
    for _ in range(ROUNDS):
        client, agent = End(), End()
        offerer, answerer = client.offerer(), agent.answerer()
        offer = await offerer.make_offer()
        answer = await answerer.answer(offer)
        with Flood(kind, addresses_in(offer, answer)) as flood:
            await asyncio.sleep(0.02)
            await offerer.accept_answer(answer)
            for end in (client, agent):
                await end.until(lambda end=end: set(end.opened) == LABELS or end.losses)
        assert client.losses == agent.losses == []
        assert flood.sent > 10
        dropped = [p.dropped_count for p in _guards(offerer) + _guards(answerer)]
        assert sum(dropped) > 10
        await offerer.close()
        await answerer.close()


@pytest.mark.parametrize("kind", list(KINDS))
async def test_off_path_dtls_flood_on_an_open_session_changes_nothing(kind: str):
    client, agent = End(), End()
    offerer, answerer = client.offerer(), agent.answerer()
    offer = await offerer.make_offer()
    answer = await answerer.answer(offer)
    await offerer.accept_answer(answer)
    for end in (client, agent):
        await end.until(lambda end=end: set(end.opened) == LABELS)
    with Flood(kind, addresses_in(offer, answer)):
        for n in range(50):
            assert offerer.send(ChannelLabel.CONTROL, b"%d" % n)
            await asyncio.sleep(0.01)
        await agent.until(lambda: len(agent.messages) == 50)
    assert client.losses == agent.losses == []
    await offerer.close()
    await answerer.close()


async def test_off_path_dtls_flood_without_the_filter_breaks_connections(monkeypatch: pytest.MonkeyPatch):
    """The attack is real: with aioice as it comes, the same flood keeps both ends from connecting."""
    guarded = aioice.ice.StunProtocol
    stock = guarded.__mro__[1]
    client, agent = End(), End()
    offerer, answerer = client.offerer(), agent.answerer()
    monkeypatch.setattr(aioice.ice, "StunProtocol", stock)
    offer = await offerer.make_offer()
    answer = await answerer.answer(offer)
    with Flood("alert", addresses_in(offer, answer)):
        await asyncio.sleep(0.02)
        await offerer.accept_answer(answer)
        await client.until(lambda: client.losses or client.opened)
    assert client.opened == []
    await offerer.close()
    await answerer.close()


def _guards(peer) -> list:
    return peer._pc.sctp.transport.transport._connection._protocols
