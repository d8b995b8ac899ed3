"""The binding gate on a real connection: right proof opens it, everything else ends it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.protocol import codec
from shared.protocol import peer_messages as p
from shared.protocol.peer_messages import ChannelLabel
from shared.transport.peer import LossReason, PeerAnswerer, PeerOfferer
from tests.integration.transport.peer_pair import LinkedEnd, connect, tags_with

CONTROL, INPUT, FEEDBACK = ChannelLabel.CONTROL, ChannelLabel.INPUT, ChannelLabel.FEEDBACK
KEY = b"what both ends know after pairing"


@contextlib.asynccontextmanager
async def linked_pair(
    client_key: bytes = KEY, agent_key: bytes = KEY, **options: Any
) -> AsyncIterator[tuple[LinkedEnd, PeerOfferer, LinkedEnd, PeerAnswerer]]:
    client = LinkedEnd(tags_with(client_key, "client"), **options)
    agent = LinkedEnd(tags_with(agent_key, "agent"), **options)
    offerer, answerer = client.offerer(), agent.answerer()
    client.guard(offerer)
    agent.guard(answerer)
    try:
        await connect(offerer, answerer)
        yield client, offerer, agent, answerer
    finally:
        await client.link.close()
        await agent.link.close()


async def test_bound_link_right_proofs_open_both_ends():
    async with linked_pair() as (client, _, agent, _):
        assert not client.link.send(CONTROL, b"before the binding")
        for end in (client, agent):
            await end.until(lambda end=end: end.bound)
        assert client.link.is_bound
        assert agent.link.is_bound
        assert client.link.send(CONTROL, b"hello agent")
        assert agent.link.send(INPUT, b"hello client")
        await agent.until(lambda: agent.messages)
        await client.until(lambda: client.messages)
        assert agent.messages == [(CONTROL, b"hello agent")]
        assert client.messages == [(INPUT, b"hello client")]
        assert (client.bound, agent.bound) == (1, 1)


async def test_bound_link_other_key_ends_both_and_nothing_passes():
    async with linked_pair(agent_key=b"another key") as (client, _, agent, _):
        first = await client.until_lost()
        second = await agent.until_lost()
        assert LossReason.BINDING_FAILED in {first.reason, second.reason}
        assert client.bound == agent.bound == 0
        assert client.messages == agent.messages == []
        assert not client.link.send(CONTROL, b"x")


async def test_bound_link_silent_end_is_given_up_when_the_time_is_over():
    client = LinkedEnd(tags_with(KEY, "client"), bind_timeout_ms=200)
    agent = LinkedEnd(tags_with(KEY, "agent"))
    offerer = client.offerer()
    mute = agent.answerer(on_channel_open=lambda _label: None)
    client.guard(offerer)
    await connect(offerer, mute)
    loss = await client.until_lost()
    assert (loss.reason, loss.detail) == (LossReason.BINDING_FAILED, "timeout")
    await client.link.close()
    await mute.close()


async def test_bound_link_sends_nothing_but_its_proof_before_it_is_bound():
    client = LinkedEnd(tags_with(KEY, "client"))
    agent = LinkedEnd(tags_with(KEY, "agent"))
    offerer = client.offerer()
    mute = agent.answerer(on_channel_open=lambda _label: None, on_message=agent.on_message)
    client.guard(offerer)
    await connect(offerer, mute)
    await agent.until(lambda: agent.messages)
    for label in ChannelLabel:
        assert not client.link.send(label, b"too early")
    await asyncio.sleep(0.1)
    assert [label for label, _ in agent.messages] == [CONTROL]
    assert isinstance(codec.decode_from_client(agent.messages[0][1], CONTROL), p.Bind)
    await client.link.close()
    await mute.close()


@pytest.mark.parametrize(
    ("label", "message"),
    [
        (CONTROL, p.Heartbeat(seq=1, sent_mono_ms=1)),
        (CONTROL, p.CapabilityRequest(request_id=1, capability=next(iter(p.Capability)))),
        (INPUT, p.InputBatch(input_epoch=1, first_seq=1, events=[p.KeyChange(4, True)])),
        (FEEDBACK, p.ScreenRefresh(after_update_id=0)),
        (CONTROL, p.SessionEnd(reason="agent_left")),
    ],
)
async def test_bound_link_anything_before_the_proof_ends_it(label: ChannelLabel, message: Any):
    client = LinkedEnd(tags_with(KEY, "client"))
    agent = LinkedEnd(tags_with(KEY, "agent"))
    offerer = client.offerer()

    def rush(opened: ChannelLabel) -> None:
        if opened is label:
            hasty.send(label, codec.encode_peer(message))

    hasty = agent.answerer(on_channel_open=rush)
    client.guard(offerer)
    await connect(offerer, hasty)
    loss = await client.until_lost()
    assert loss.reason is LossReason.BINDING_FAILED
    assert client.messages == []
    assert client.bound == 0
    await client.link.close()
    await hasty.close()


async def test_bound_link_reflected_proof_ends_it():
    client = LinkedEnd(tags_with(KEY, "client"))
    offerer = client.offerer()
    mirror = LinkedEnd(tags_with(b"unknown", "agent"))

    def reflect(label: ChannelLabel, data: bytes) -> None:
        answerer.send(label, data)

    answerer = mirror.answerer(on_channel_open=lambda _label: None, on_message=reflect)
    client.guard(offerer)
    await connect(offerer, answerer)
    loss = await client.until_lost()
    assert (loss.reason, loss.detail) == (LossReason.BINDING_FAILED, "binding_failed")
    await client.link.close()
    await answerer.close()


async def test_bound_link_lost_connection_is_told_once_and_closes_the_gate():
    async with linked_pair() as (client, _, agent, _):
        await client.until(lambda: client.bound)
        await agent.until(lambda: agent.bound)
        assert await client.link.close()
        assert (await agent.until_lost()).reason is LossReason.CLOSED_BY_PEER
        assert not agent.link.is_bound
        assert not client.link.is_bound
        await asyncio.sleep(0.05)
        assert len(agent.losses) == 1
        assert client.losses == []
