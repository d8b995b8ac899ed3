"""Two real aiortc ends on loopback: they connect, speak, refuse, and leave nothing behind."""

import asyncio
import fractions
import re
import socket
import threading
import time

import pytest
from aiortc.rtcsctptransport import SCTP_DATA_FIRST_FRAG, DataChunk
from av.packet import Packet

from shared.errors import AlongsideError, DescriptionRefusedError, ProtocolError
from shared.protocol.peer_messages import ChannelLabel
from shared.protocol.signaling_messages import IceServer
from shared.screen.update import CoverReason, ScreenUpdate, encode_update
from shared.transport import peer as peer_module
from shared.transport.data_channels import RULES, ChannelRule
from shared.transport.peer import LossReason, PeerAnswerer
from tests.integration.transport.peer_pair import (
    LABELS,
    End,
    connect,
    count_descriptors,
    other_tasks,
    peer_pair,
)

CONTROL, INPUT, FEEDBACK = ChannelLabel.CONTROL, ChannelLabel.INPUT, ChannelLabel.FEEDBACK


async def test_peer_pair_opens_all_channels_and_sees_the_right_certificates():
    async with peer_pair() as (client, offerer, agent, answerer):
        assert set(client.opened) == set(agent.opened) == LABELS
        assert offerer.is_open
        assert answerer.is_open
        assert offerer.seen_fingerprint == answerer.local_fingerprint
        assert answerer.seen_fingerprint == offerer.local_fingerprint
        assert offerer.local_fingerprint != answerer.local_fingerprint
        assert re.fullmatch(r"([0-9A-F]{2}:){31}[0-9A-F]{2}", offerer.local_fingerprint)


async def test_peer_pair_carries_messages_both_ways_on_every_channel():
    async with peer_pair() as (client, offerer, agent, answerer):
        for label in LABELS:
            assert offerer.send(label, b"down " + label.encode())
            assert answerer.send(label, b"up " + label.encode())
        await agent.until(lambda: len(agent.messages) == 3)
        await client.until(lambda: len(client.messages) == 3)
        assert set(agent.messages) == {(label, b"down " + label.encode()) for label in LABELS}
        assert set(client.messages) == {(label, b"up " + label.encode()) for label in LABELS}


async def test_peer_control_channel_keeps_order_and_loses_nothing():
    async with peer_pair() as (_, offerer, agent, _):
        sent = [(CONTROL, str(n).encode() * 50) for n in range(500)]
        for label, data in sent:
            assert offerer.send(label, data)
            await asyncio.sleep(0)
        await agent.until(lambda: len(agent.messages) == 500)
        assert agent.messages == sent


async def test_peer_busy_unreliable_channel_keeps_the_newest_of_each_topic():
    async with peer_pair() as (_, offerer, agent, _):
        for n in range(1000):
            assert offerer.send(FEEDBACK, b"ack %d" % n, topic="ack")
            if n == 500:
                assert offerer.send(FEEDBACK, b"refresh", topic="refresh")
        await agent.until(lambda: (FEEDBACK, b"ack 999") in agent.messages)
        assert offerer.superseded_count > 900
        assert len(agent.messages) < 100
        assert (FEEDBACK, b"refresh") in agent.messages


async def test_peer_stuck_control_channel_ends_instead_of_growing():
    async with peer_pair() as (client, offerer, _, _):
        results = [offerer.send(CONTROL, b"x" * 16_000) for _ in range(30)]
        assert client.losses[0].reason is LossReason.SEND_BLOCKED
        assert results[-1] is False


async def test_peer_closed_by_one_end_the_other_is_told_once():
    async with peer_pair() as (client, offerer, agent, answerer):
        assert await offerer.close()
        assert (await agent.until_lost()).reason is LossReason.CLOSED_BY_PEER
        await asyncio.sleep(0.1)
        assert len(agent.losses) == 1
        assert client.losses == []
        assert not answerer.is_open
        assert not answerer.send(CONTROL, b"too late")
        assert not offerer.send(CONTROL, b"too late")


async def test_peer_closed_leaves_no_task_no_socket_no_thread():
    descriptors, threads, tasks = count_descriptors(), threading.active_count(), other_tasks()
    for _ in range(5):
        async with peer_pair() as (_, offerer, _, answerer):
            began = time.monotonic()
            assert await offerer.close()
            assert await answerer.close()
            assert time.monotonic() - began < 2
    await asyncio.sleep(0.1)
    assert other_tasks() == tasks
    assert count_descriptors() == descriptors
    assert threading.active_count() == threads


async def test_peer_closed_before_any_answer_leaves_nothing():
    descriptors, tasks = count_descriptors(), other_tasks()
    client, agent = End(), End()
    offerer, answerer, unused = client.offerer(), agent.answerer(), End().offerer()
    offer = await offerer.make_offer()
    await answerer.answer(offer)
    for peer in (offerer, answerer, unused):
        assert await peer.close()
        assert await peer.close()
    await asyncio.sleep(0.1)
    assert other_tasks() == tasks
    assert count_descriptors() == descriptors
    assert client.losses == agent.losses == []


async def test_peer_closed_refuses_further_steps():
    offerer = End().offerer()
    await offerer.close()
    with pytest.raises(AlongsideError) as caught:
        await offerer.make_offer()
    assert caught.value.reason == "peer_closed"


async def test_peer_closed_while_gathering_from_a_silent_server_is_quick_and_leaves_nothing():
    hole = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    hole.bind(("127.0.0.1", 0))
    url = f"stun:127.0.0.1:{hole.getsockname()[1]}"
    descriptors, tasks = count_descriptors(), other_tasks()
    offerer = End().offerer(ice_servers=[IceServer(urls=[url])])
    gathering = asyncio.ensure_future(offerer.make_offer())
    await asyncio.sleep(0.2)
    began = time.monotonic()
    assert await offerer.close()
    assert time.monotonic() - began < 2
    with pytest.raises(AlongsideError):
        await gathering
    await asyncio.sleep(0.1)
    assert other_tasks() == tasks
    assert count_descriptors() == descriptors
    hole.close()


async def test_peer_malformed_ice_servers_are_left_out():
    servers = [IceServer(urls=["http://x", "turn:", "stun:a:b:c"]), IceServer(urls=["\x00"])]
    offerer = End().offerer(ice_servers=servers)
    assert "a=candidate" in await offerer.make_offer()
    await offerer.close()


async def test_peer_no_path_is_lost_when_the_time_is_up():
    client, agent = End(), End()
    offerer, answerer = client.offerer(connect_timeout_ms=600), agent.answerer()
    hole = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    hole.bind(("127.0.0.1", 0))
    answer = await answerer.answer(await offerer.make_offer())
    await answerer.close()
    nowhere = re.sub(r"(a=candidate:\S+ 1 udp \d+ )\S+ \d+", rf"\g<1>127.0.0.1 {hole.getsockname()[1]}", answer)
    await offerer.accept_answer(nowhere)
    loss = await client.until_lost(4)
    assert loss.reason is LossReason.CONNECT_TIMEOUT
    assert await offerer.close()
    hole.close()


async def test_peer_open_in_time_stays_open_after_it():
    client, agent = End(), End()
    offerer, answerer = client.offerer(connect_timeout_ms=500), agent.answerer(connect_timeout_ms=500)
    await connect(offerer, answerer)
    for end in (client, agent):
        await end.until(lambda end=end: set(end.opened) == LABELS)
    await asyncio.sleep(0.6)
    assert client.losses == agent.losses == []
    await offerer.close()
    await answerer.close()


async def test_peer_other_certificate_than_described_never_opens_a_channel():
    client, agent = End(), End()
    offerer, answerer = client.offerer(), agent.answerer()
    answer = await answerer.answer(await offerer.make_offer())
    await offerer.accept_answer(re.sub(r"(a=fingerprint:sha-\d+ )..", r"\g<1>00", answer))
    assert (await client.until_lost()).reason is LossReason.CONNECT_FAILED
    await asyncio.sleep(0.2)
    assert client.opened == agent.opened == []
    await offerer.close()
    await answerer.close()


async def test_peer_fingerprint_before_dtls_is_not_known():
    offerer = End().offerer()
    await offerer.make_offer()
    assert offerer.local_fingerprint
    with pytest.raises(AlongsideError):
        _ = offerer.seen_fingerprint
    await offerer.close()


async def test_peer_description_check_refuses_before_aiortc_sees_anything():
    answerer = End().answerer(check_description=lambda _sdp: "fingerprint_missing")
    offerer = End().offerer()
    offer = await offerer.make_offer()
    with pytest.raises(DescriptionRefusedError):
        await answerer.answer(offer)
    assert answerer._pc.remoteDescription is None
    await answerer.close()
    await offerer.close()


@pytest.mark.parametrize("sdp", ["", "v=0", "m=video", "\r\n" * 500, "v=0\r\nm=video x y z\r\n", "\x00" * 100])
async def test_peer_junk_for_a_description_is_refused_not_a_crash(sdp: str):
    answerer = End().answerer()
    with pytest.raises(DescriptionRefusedError):
        await answerer.answer(sdp)
    assert await answerer.close()


async def test_peer_refusing_callback_ends_the_connection():
    async with peer_pair() as (client, offerer, agent, answerer):

        def refuse(_label: ChannelLabel, _data: bytes) -> None:
            raise ProtocolError("not_now")

        agent.react = refuse
        offerer.send(CONTROL, b"first")
        offerer.send(CONTROL, b"second")
        loss = await agent.until_lost()
        assert (loss.reason, loss.detail) == (LossReason.PROTOCOL_ERROR, "not_now")
        assert (await client.until_lost()).reason is LossReason.CLOSED_BY_PEER
        assert agent.messages == [(CONTROL, b"first")]
        assert not answerer.is_open


async def test_peer_broken_callback_ends_only_that_connection():
    async with peer_pair() as (_, offerer, agent, _):

        def fail(_label: ChannelLabel, _data: bytes) -> None:
            raise RuntimeError("a fault above")

        agent.react = fail
        offerer.send(CONTROL, b"x")
        assert (await agent.until_lost()).reason is LossReason.INTERNAL


async def test_peer_own_oversize_message_is_refused_before_it_is_sent():
    async with peer_pair() as (_, offerer, _, _):
        with pytest.raises(ProtocolError):
            offerer.send(CONTROL, b"x" * 16_385)
        assert offerer.is_open


@pytest.mark.parametrize("message", ["a text message", b"x" * 16_385, b"x" * 60_000])
async def test_peer_foreign_kind_or_size_of_message_ends_the_connection(message: str | bytes):
    async with peer_pair() as (_, offerer, agent, _):
        offerer._channels[CONTROL].send(message)
        assert (await agent.until_lost()).reason is LossReason.PROTOCOL_ERROR
        assert agent.messages == []


@pytest.mark.parametrize(
    "made", [{"label": "files"}, {"label": "control"}, {"label": "input", "ordered": False, "maxRetransmits": 0}]
)
async def test_peer_fourth_channel_ends_the_connection(made: dict):
    async with peer_pair() as (_, offerer, agent, _):
        offerer._pc.createDataChannel(**made)
        assert (await agent.until_lost()).reason is LossReason.PROTOCOL_ERROR


async def test_peer_channel_of_other_reliability_ends_the_connection(monkeypatch: pytest.MonkeyPatch):
    odd_rules = dict(reversed(RULES.items())) | {INPUT: ChannelRule(ordered=True, max_retransmits=None)}
    monkeypatch.setattr(peer_module, "RULES", odd_rules)
    client, agent = End(), End()
    offerer, answerer = client.offerer(), agent.answerer()
    await connect(offerer, answerer)
    loss = await agent.until_lost()
    assert (loss.reason, loss.detail) == (LossReason.PROTOCOL_ERROR, "wrong_channel_kind")
    await offerer.close()
    await answerer.close()


async def test_peer_channel_made_by_the_answerer_ends_the_connection():
    async with peer_pair() as (client, _, _, answerer):
        answerer._pc.createDataChannel("control")
        assert (await client.until_lost()).reason is LossReason.PROTOCOL_ERROR


def _picture(update_id: int) -> Packet:
    update = ScreenUpdate(
        update_id=update_id, captured_ms=0, width_px=640, height_px=480, is_key=True, cover=CoverReason.ASKING
    )
    packet = Packet(encode_update(update))
    packet.pts = update_id * 3000
    packet.time_base = fractions.Fraction(1, 90_000)
    return packet


async def test_peer_picture_comes_in_only_after_it_was_admitted():
    async with peer_pair() as (client, offerer, agent, answerer):
        client.track.updates.put_nowait(_picture(1))
        await asyncio.sleep(0.2)
        assert agent.pictures == []
        answerer.admit_screen()
        await agent.until(lambda: agent.refreshes_wanted)
        client.track.updates.put_nowait(_picture(2))
        await agent.until(lambda: agent.pictures)
        assert len(agent.pictures) == 1
        seen, sent = await answerer.read_counters(), await offerer.read_counters()
        assert seen.packets == 2
        assert 0 < seen.picture_bytes <= sent.picture_bytes
        assert seen.packets_lost == 0


async def test_peer_counters_after_the_end_are_zero():
    async with peer_pair() as (_, offerer, _, answerer):
        await offerer.close()
        assert (await offerer.read_counters()).packets == 0
        assert isinstance(answerer, PeerAnswerer)
        answerer.set_rtt_ms(5.0)


async def test_peer_two_hundred_messages_a_second_do_not_starve_the_loop():
    async with peer_pair() as (_, offerer, agent, _):
        for n in range(200):
            offerer.send(INPUT, b"%d" % n, topic="input")
            await asyncio.sleep(0.002)
        await agent.until(lambda: (INPUT, b"199") in agent.messages)
        assert offerer.superseded_count < 200


@pytest.mark.parametrize(
    ("stream_id", "size_bytes"), [(1, 1_100), (1, 1), (999, 1)], ids=["halves", "tiny halves", "stream nobody opened"]
)
async def test_peer_that_sends_what_never_becomes_a_message_is_abandoned(stream_id: int, size_bytes: int):
    async with peer_pair() as (_, offerer, agent, answerer):
        hostile, kept = offerer._pc.sctp, answerer._pc.sctp
        assert kept._inbound_streams, "the channels run"
        for number in range(20_000):  # many more than fit, for some are lost on the way
            chunk = DataChunk(
                flags=SCTP_DATA_FIRST_FRAG
            )  # and no last one, ever; the window we tell is not looked at
            chunk.tsn = hostile._local_tsn = (hostile._local_tsn + 1) % 2**32
            chunk.stream_id, chunk.protocol, chunk.user_data = stream_id, 53, b"x" * size_bytes
            await hostile._send_chunk(chunk)
            if number % 16 == 0:
                await asyncio.sleep(0)
            if agent.losses:
                break
        loss = await agent.until_lost()
        assert loss.reason is LossReason.CLOSED_BY_PEER
        assert not kept._inbound_streams
