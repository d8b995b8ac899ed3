"""One contract test for each hook: the private name still exists, and still does what we need of it."""

import asyncio
import fractions
import os
import socket
import time
from types import SimpleNamespace
from typing import Any

import aioice.ice
import aioice.stun
import aioice.turn
import aiortc.codecs
import aiortc.rtcpeerconnection
import aiortc.rtcrtpreceiver
import aiortc.rtcrtpsender
import aiortc.rtp
import av
import pytest
from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection

from shared.errors import SetupError
from shared.geometry import Rect
from shared.screen.assembler import WholeUpdate
from shared.screen.update import ScreenUpdate, Tile, encode_update
from shared.transport import aiortc_hooks
from shared.transport.aiortc_hooks import PictureListener, PicturePath, PictureTrack

CONNECT_S = 10
connection_names: Any = aiortc.rtcpeerconnection
sender_names: Any = aiortc.rtcrtpsender
receiver_names: Any = aiortc.rtcrtpreceiver
ice_library: Any = aioice


class QueueTrack(PictureTrack):
    """Yields what the test puts in."""

    def __init__(self):
        super().__init__()
        self.queue = asyncio.Queue()
        self.path: PicturePath | None = None
        self.keys_wanted = 0

    async def recv(self):
        return await self.queue.get()

    def bind_path(self, path):
        self.path = path

    def handle_key_wanted(self):
        self.keys_wanted += 1

    def put(self, update_id: int, size_bytes: int = 100) -> bytes:
        """Queue an update; returns its encoded form."""
        data = encode_update(
            ScreenUpdate(
                update_id=update_id,
                captured_ms=0,
                width_px=64,
                height_px=64,
                is_key=update_id == 1,
                blocks=(Tile(Rect(0, 0, 8, 8), os.urandom(size_bytes)),),
            )
        )
        packet = av.Packet(data)
        packet.pts = update_id * 3000
        packet.time_base = fractions.Fraction(1, 90_000)
        self.queue.put_nowait(packet)
        return data


class Pair:
    """A connected sender and viewer on loopback."""

    def __init__(self):
        aiortc_hooks.install_hooks()
        aiortc_hooks.include_loopback_candidates("127.0.0.1")
        config = RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        self.sharer, self.viewer = RTCPeerConnection(config), RTCPeerConnection(config)
        self.track = QueueTrack()
        self.sender = self.sharer.addTrack(self.track)
        self.sharer.getTransceivers()[0].setCodecPreferences(aiortc_hooks.screen_codecs())
        self.channel = self.sharer.createDataChannel("control")
        self.updates: list[WholeUpdate] = []
        self.refreshes = 0

    async def describe(self) -> "Pair":
        await self.sharer.setLocalDescription(await self.sharer.createOffer())
        await self.viewer.setRemoteDescription(self.sharer.localDescription)
        aiortc_hooks.listen_for_picture(self.viewer, PictureListener(self.updates.append, self._refresh))
        await self.viewer.setLocalDescription(await self.viewer.createAnswer())
        return self

    async def connect(self) -> "Pair":
        await self.describe()
        await self.sharer.setRemoteDescription(self.viewer.localDescription)
        await until(lambda: self.sharer.connectionState == self.viewer.connectionState == "connected")
        return self

    async def close(self):
        await self.sharer.close()
        await self.viewer.close()

    def _refresh(self):
        self.refreshes += 1


async def until(condition, timeout_s: float = CONNECT_S):
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110 - what is waited for belongs to a library and tells nobody
            await asyncio.sleep(0.002)


@pytest.fixture
async def pair():
    made = await Pair().connect()
    yield made
    await made.close()


def test_install_hooks_twice_changes_nothing_more():
    aiortc_hooks.install_hooks()
    before = (connection_names.RTCRtpSender, list(aiortc.codecs.CODECS["video"]), aioice.ice.StunProtocol)
    aiortc_hooks.install_hooks()
    after = (connection_names.RTCRtpSender, list(aiortc.codecs.CODECS["video"]), aioice.ice.StunProtocol)
    assert before == after


def test_hooks_private_names_exist():
    # A new version that renames one of these must fail here, not in a session.
    assert sender_names.RTP_HISTORY_SIZE == aiortc_hooks.HISTORY_PACKETS
    assert receiver_names.RTP_HISTORY_SIZE == aiortc_hooks.HISTORY_PACKETS
    assert ice_library.turn.UDP_SOCKET_BUFFER_SIZE == aiortc_hooks.SOCKET_BUFFER_BYTES
    for name in ("_retransmit", "_send_keyframe", "_run_rtp", "_next_encoded_frame"):
        assert hasattr(aiortc.rtcrtpsender.RTCRtpSender, name)
    for name in ("_send_rtcp_nack", "_send_rtcp_pli", "_handle_rtp_packet"):
        assert hasattr(aiortc.rtcrtpreceiver.RTCRtpReceiver, name)


async def test_receiver_mangled_names_hold_our_inlet_and_nothing_else(pair):
    receiver = pair.viewer.getTransceivers()[0].receiver
    assert receiver._RTCRtpReceiver__jitter_buffer is receiver.inlet
    assert receiver._RTCRtpReceiver__nack_generator is None
    assert receiver._RTCRtpReceiver__remote_bitrate_estimator is None
    assert isinstance(pair.sender._RTCRtpSender__rtp_history, dict)


async def test_offer_and_answer_carry_x_screen_and_no_stock_video_codec(pair):
    for description in (pair.sharer.localDescription, pair.viewer.localDescription):
        assert "X-SCREEN/90000" in description.sdp
        assert "VP8" not in description.sdp
        assert "H264" not in description.sdp


def test_no_stock_video_codec_is_left_to_negotiate():
    aiortc_hooks.install_hooks()
    assert [codec.mimeType for codec in aiortc.codecs.CODECS["video"]] == ["video/X-SCREEN", "video/rtx"]


async def test_marker_packet_hands_the_update_out_without_a_successor(pair):
    data = pair.track.put(1)
    await until(lambda: pair.updates, 2)
    assert [update.data for update in pair.updates] == [data]


async def test_packet_after_ten_silent_minutes_costs_no_time(pair):
    """The stock bandwidth estimate loops once for each idle millisecond: 0.8 s of a loop that does nothing else."""
    receiver = pair.viewer.getTransceivers()[0].receiver
    stock_handle = receiver._handle_rtp_packet
    silent_ms, took_s = 0, []

    async def handle_later(packet, arrival_time_ms):
        begun_s = time.thread_time()
        await stock_handle(packet, arrival_time_ms=arrival_time_ms + silent_ms)
        took_s.append(time.thread_time() - begun_s)

    receiver._handle_rtp_packet = handle_later
    pair.track.put(1)
    await until(lambda: pair.updates, 2)
    silent_ms = 10 * 60 * 1000
    pair.track.put(2)
    await until(lambda: len(pair.updates) == 2, 2)
    assert max(took_s) < 0.05


async def test_large_update_arrives_whole_and_no_payload_exceeds_the_limit(pair):
    sizes: list[int] = []
    inlet = aiortc_hooks.inlet_of(pair.viewer)
    stock_add = inlet.add
    receiver = pair.viewer.getTransceivers()[0].receiver

    class Watching:
        def add(self, packet):
            sizes.append(len(packet.payload))
            return stock_add(packet)

    receiver._RTCRtpReceiver__jitter_buffer = Watching()
    data = pair.track.put(1, 300_000)
    await until(lambda: pair.updates, 5)
    assert pair.updates[0].data == data
    assert max(sizes) == 1180


async def test_lost_packets_are_asked_for_again_and_the_update_arrives(pair):
    drop_every(pair, 7)
    data = pair.track.put(1, 60_000)
    await until(lambda: pair.updates, 5)
    assert pair.updates[0].data == data
    assert aiortc_hooks.inlet_of(pair.viewer).nacks_sent > 0
    assert pair.refreshes == 0


async def test_packet_lost_again_and_again_ends_in_a_refresh(pair):
    pair.track.put(1)
    await until(lambda: pair.updates, 2)
    drop_every(pair, 1, only_large=True)
    pair.track.put(2, 5_000)
    await until(lambda: pair.refreshes, 5)
    assert len(pair.updates) == 1


async def test_pli_from_the_viewer_reaches_the_track(pair):
    receiver = pair.viewer.getTransceivers()[0].receiver
    await receiver._send_rtcp_pli(pair.sender._ssrc)
    await until(lambda: pair.track.keys_wanted, 2)


async def test_feedback_from_the_viewer_arrives_beside_the_picture(pair):
    heard: list[bytes] = []
    aiortc_hooks.listen_for_feedback(pair.sharer, heard.append)
    pair.track.put(1)
    await until(lambda: pair.updates, 2)
    sent = [b"", b"x", b"odd length", bytes(1_000)]
    for data in sent:
        assert aiortc_hooks.inlet_of(pair.viewer).send_feedback(data)
    await until(lambda: len(heard) == len(sent), 2)
    assert heard == sent


@pytest.mark.parametrize(
    "fci", [b"", b"REMB\x01\x00\x00\x00", b"ALSD", b"ALSD\x00", b"ALSD\x00\x09four", b"ALSD\xff\xff" + bytes(200)]
)
async def test_feedback_that_is_not_ours_or_promises_too_much_is_dropped(pair, fci):
    heard: list[bytes] = []
    aiortc_hooks.listen_for_feedback(pair.sharer, heard.append)
    packet = aiortc.rtp.RtcpPsfbPacket(fmt=aiortc.rtp.RTCP_PSFB_APP, ssrc=1, media_ssrc=2, fci=fci)
    await pair.sharer.getTransceivers()[0].sender._handle_rtcp_packet(packet)
    assert heard == []


async def test_reports_stop_while_nothing_is_sent_and_go_on_with_the_next_packet(monkeypatch):
    for names in (sender_names, receiver_names):
        # Stock waits 0.5 s and a random part of a second between two reports; so it is 50 ms.
        monkeypatch.setattr(names, "random", SimpleNamespace(random=lambda: -0.45))
    pair = await Pair().connect()
    reports: list[str] = []
    for name, connection in (("sender", pair.sharer), ("viewer", pair.viewer)):
        transport: Any = connection.getTransceivers()[0].sender.transport

        async def count(data: bytes, name: str = name, send: Any = transport._send_rtp) -> None:
            if aiortc.rtp.is_rtcp(data):
                reports.append(name)
            await send(data)

        transport._send_rtp = count
    try:
        pair.track.put(1)
        await until(lambda: {"sender", "viewer"} <= set(reports), 2)
        await asyncio.sleep(0.2)  # one more of each, if the packet and its report crossed
        reports.clear()
        await asyncio.sleep(0.6)
        assert reports == []
        pair.track.put(2)
        await until(lambda: {"sender", "viewer"} <= set(reports), 2)
    finally:
        await pair.close()
    assert reports.count("sender") > 1, "the goodbye goes out, too"


async def test_cut_stops_an_update_in_the_middle_and_forgets_what_could_be_resent(pair):
    stock_send = pair.sender.transport.transport._send
    seen = 0

    async def cut_after_forty(data):
        nonlocal seen
        if 127 < data[0] < 192 and len(data) > 1000:
            seen += 1
            if seen == 40:
                assert pair.track.path.cut()
        await stock_send(data)

    pair.sender.transport.transport._send = cut_after_forty
    pair.track.put(1, 200_000)
    await asyncio.sleep(0.3)
    assert seen == 40
    assert pair.updates == []
    data = pair.track.put(1)
    await until(lambda: pair.updates, 3)
    assert pair.updates[0].data == data


async def test_cut_from_another_thread_waits_for_the_loop(pair):
    pair.track.put(1)
    await until(lambda: pair.updates, 2)
    assert await asyncio.to_thread(pair.track.path.cut)


async def test_several_connections_in_one_process_do_not_mix():
    pairs = [await Pair().connect() for _ in range(4)]
    sent = [pair.track.put(1, 3_000) for pair in pairs]
    await until(lambda: all(pair.updates for pair in pairs), 5)
    assert [[update.data for update in pair.updates] for pair in pairs] == [[data] for data in sent]
    for pair in pairs:
        await pair.close()


async def test_listener_that_fails_does_not_end_the_session(pair):
    def fail(_update):
        raise ValueError

    aiortc_hooks.listen_for_picture(pair.viewer, PictureListener(fail, lambda: None))
    pair.track.put(1)
    await asyncio.sleep(0.1)
    aiortc_hooks.listen_for_picture(pair.viewer, PictureListener(pair.updates.append, lambda: None))
    pair.track.put(2)
    await until(lambda: pair.updates, 2)


async def test_seen_fingerprint_is_the_other_ends_own(pair):
    assert aiortc_hooks.seen_fingerprint(pair.sharer) == aiortc_hooks.local_fingerprint(pair.viewer)
    assert aiortc_hooks.seen_fingerprint(pair.viewer) == aiortc_hooks.local_fingerprint(pair.sharer)
    assert f"a=fingerprint:sha-256 {aiortc_hooks.local_fingerprint(pair.sharer)}" in pair.sharer.localDescription.sdp


async def test_seen_fingerprint_before_the_handshake_is_refused():
    pair = await Pair().describe()
    with pytest.raises(SetupError):
        aiortc_hooks.seen_fingerprint(pair.sharer)
    await pair.close()


async def test_datagrams_from_a_stranger_never_reach_dtls():
    pair = await Pair().describe()
    ports = [protocol.local_candidate for pc in (pair.sharer, pair.viewer) for protocol in protocols(pc)]
    failures: list[dict] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context))
    alert = bytes([21]) + b"\xfe\xfd" + bytes(8) + b"\x00\x02\x02\x28"
    hello = bytes([22]) + b"\xfe\xfd" + bytes(8) + b"\x00\x20" + os.urandom(32)
    # STUN whose PRIORITY has one byte: aioice lets a struct.error fall out, which the loop would report each time.
    damaged = b"\x00\x01\x00\x08\x21\x12\xa4\x42" + bytes(12) + b"\x00\x24\x00\x01" + bytes(4)
    stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def attack():
        for candidate in ports:
            if ":" not in candidate.host:
                for forged in (alert, hello, b"", b"\x00\x01junk", damaged, b"\x80" + os.urandom(40)):
                    stranger.sendto(forged, (candidate.host, candidate.port))

    attack()
    connecting = asyncio.ensure_future(pair.sharer.setRemoteDescription(pair.viewer.localDescription))
    for _ in range(50):
        attack()
        await asyncio.sleep(0.002)
    await connecting
    await until(lambda: pair.sharer.connectionState == pair.viewer.connectionState == "connected")
    attack()
    data = pair.track.put(1)
    await until(lambda: pair.updates, 2)
    assert pair.updates[0].data == data
    assert sum(protocol.dropped_count for pc in (pair.sharer, pair.viewer) for protocol in protocols(pc)) > 50
    assert failures == []
    stranger.close()
    await pair.close()


async def test_address_with_a_valid_check_is_trusted_before_our_own_check_is_answered(monkeypatch):
    aiortc_hooks.install_hooks()
    handled = []
    monkeypatch.setattr(aiortc_hooks, "_stock_check_incoming", lambda *arguments: handled.append(arguments))
    connection = aioice.ice.Connection(ice_controlling=True)
    protocol = aiortc_hooks._GuardedProtocol(connection)
    protocol.local_candidate = aioice.Candidate("1", 1, "udp", 1, "127.0.0.1", 9, "host")
    hello = bytes([22]) + bytes(30)
    protocol.datagram_received(hello, ("192.0.2.9", 5000))
    assert connection._queue.qsize() == 0
    message = aioice.stun.Message(aioice.stun.Method.BINDING, aioice.stun.Class.REQUEST)
    connection.check_incoming(message, ("192.0.2.9", 5000), protocol)
    protocol.datagram_received(hello, ("192.0.2.9", 5000))
    protocol.datagram_received(hello, ("192.0.2.9", 5001))
    assert connection._queue.qsize() == 1
    assert len(handled) == 1


async def test_sockets_ask_for_wide_buffers(pair):
    for protocol in protocols(pair.sharer):
        widened = protocol.transport.get_extra_info("socket")
        assert widened.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) > 212_992 // 2


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("[::1]", True),
        ("192.0.2.7", False),
        ("help.example.org", False),
        ("localhost.example.org", False),
    ],
)
def test_include_loopback_candidates_only_for_a_server_on_this_machine(monkeypatch, host, expected):
    monkeypatch.setattr(aioice.ice, "get_host_addresses", aiortc_hooks._stock_host_addresses)
    assert aiortc_hooks.include_loopback_candidates(host) is expected
    assert ("127.0.0.1" in aioice.ice.get_host_addresses(True, False)) is expected


def protocols(connection: RTCPeerConnection) -> list[Any]:
    assert connection.sctp is not None
    return connection.sctp.transport.transport._connection._protocols


def drop_every(pair: Pair, nth: int, *, only_large: bool = False):
    """Lose every nth RTP packet of the picture on its way out."""
    transport = pair.sender.transport.transport
    stock_send = transport._send
    count = 0

    async def lossy(data):
        nonlocal count
        is_rtp = 127 < data[0] < 192 and not 64 <= (data[1] & 0x7F) <= 95
        if is_rtp and (len(data) > 500 or not only_large):
            count += 1
            if count % nth == 0:
                return
        await stock_send(data)

    transport._send = lossy
