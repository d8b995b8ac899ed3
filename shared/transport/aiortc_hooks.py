"""Every private name of aiortc and aioice we touch, pinned to the versions it was read in, installed by one call.

Those of its SCTP stand in `sctp_bounds`.

Each hook says why it exists. `tests/unit/shared/transport/test_aiortc_hooks.py` holds one contract test for each.
"""

import asyncio
import ipaddress
import struct
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, cast

import aioice.ice
import aioice.stun
import aioice.turn
import aiortc.codecs
import aiortc.rtcpeerconnection
import aiortc.rtcrtpreceiver
import aiortc.rtcrtpsender
import structlog
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCRtpReceiver, RTCRtpSender
from aiortc.codecs.base import Encoder
from aiortc.rtcdtlstransport import RTCDtlsTransport, certificate_digest
from aiortc.rtcrtpparameters import (
    RTCRtcpFeedback,
    RTCRtpCodecCapability,
    RTCRtpCodecParameters,
    RTCRtpReceiveParameters,
    RTCRtpSendParameters,
)
from aiortc.rtp import RTCP_PSFB_APP, RtcpPsfbPacket, RtcpRrPacket, RtcpSrPacket, is_rtcp

from shared.clock import SystemClock
from shared.errors import SetupError
from shared.screen.packet import split_update
from shared.transport.datagram_socket import is_stun, widen_buffers
from shared.transport.picture_link import PictureInlet, PictureListener, PicturePath, PictureTrack
from shared.transport.report_pace import ReportPace
from shared.transport.sctp_bounds import BoundedSctpTransport

_log = structlog.get_logger(__name__)
_clock = SystemClock()

SUPPORTED_VERSIONS = {"aiortc": "1.16.", "aioice": "0.13."}
SCREEN_MIME_TYPE = "video/X-SCREEN"
CLOCK_RATE_HZ = 90_000
HISTORY_PACKETS = 2_048  # a whole key picture; the stock 128 forget its beginning before its end is out
SOCKET_BUFFER_BYTES = 4 * 1024 * 1024  # the kernel cuts it to what it allows
TRUSTED_ADDRESSES_MAX = 32
FEEDBACK_NAME = b"ALSD"  # tells ours from REMB, the other application feedback there is
_FEEDBACK_HEAD = struct.Struct(">4sH")
YIELD_EVERY_PACKETS = 32  # about 2 ms of work, then input and heartbeats get their turn

for _name, _prefix in SUPPORTED_VERSIONS.items():
    if not version(_name).startswith(_prefix):
        raise SetupError("library_version_unsupported", library=_name, found=version(_name), needed=f"{_prefix}*")

# Seen as Any, because what we replace in them is not meant to be.
_connection_names: Any = aiortc.rtcpeerconnection
_sender_names: Any = aiortc.rtcrtpsender
_receiver_names: Any = aiortc.rtcrtpreceiver


# --- what the rest of the program sees ------------------------------------------------------------------------------


def install_hooks() -> None:
    """Put every hook in place. May be called again; the second call changes nothing."""
    if _connection_names.RTCRtpSender is _PictureSender:
        return
    # Our codec, and no other: the stock VP8 and H.264 decoders are never offered to a stranger's data.
    aiortc.codecs.CODECS["video"][:] = _screen_codecs()
    # The stock factory refuses names it does not know. Looked up in the sender's module at call time.
    _sender_names.get_encoder = _get_encoder
    # Imported by name into both modules and read at call time.
    _sender_names.RTP_HISTORY_SIZE = HISTORY_PACKETS
    _receiver_names.RTP_HISTORY_SIZE = HISTORY_PACKETS
    # The peer connection makes its senders, receivers and data channels through these globals.
    _connection_names.RTCRtpSender = _PictureSender
    _connection_names.RTCRtpReceiver = _PictureReceiver
    _connection_names.RTCSctpTransport = BoundedSctpTransport
    # aioice hands every datagram from anywhere to DTLS; see _GuardedProtocol.
    aioice.ice.StunProtocol = _GuardedProtocol
    aioice.ice.Connection.check_incoming = _check_incoming
    # Read at call time for host and TURN sockets alike; the stock 256 KiB hold 180 packets of a burst.
    aioice.turn.UDP_SOCKET_BUFFER_SIZE = SOCKET_BUFFER_BYTES


def screen_codecs() -> list[RTCRtpCodecCapability]:
    """What `RTCRtpTransceiver.setCodecPreferences` wants: X-SCREEN with retransmission."""
    codecs = aiortc.RTCRtpSender.getCapabilities("video").codecs
    return [codec for codec in codecs if codec.mimeType in (SCREEN_MIME_TYPE, "video/rtx")]


def listen_for_picture(connection: RTCPeerConnection, listener: PictureListener | None) -> None:
    """Send the picture that arrives on this peer connection to `listener`, and to nobody else.

    Call it in the loop thread once the remote description is set; None stops listening.

    Raises:
        SetupError: the connection has not exactly one video receiver made by our hooks.
    """
    inlet_of(connection).listener = listener


def inlet_of(connection: RTCPeerConnection) -> PictureInlet:
    """The place where this connection's picture packets come in. Raises `SetupError` as `listen_for_picture` does."""
    receivers = [
        transceiver.receiver
        for transceiver in connection.getTransceivers()
        if transceiver.kind == "video" and isinstance(transceiver.receiver, _PictureReceiver)
    ]
    if len(receivers) != 1 or receivers[0].inlet is None:
        raise SetupError("picture_receiver_missing")
    return receivers[0].inlet


def listen_for_feedback(connection: RTCPeerConnection, on_feedback: Callable[[bytes], None]) -> None:
    """Hand what the viewer says over RTCP to `on_feedback`, unread and in the loop thread; it must not raise."""
    for transceiver in connection.getTransceivers():
        if isinstance(transceiver.sender, _PictureSender):
            transceiver.sender.on_feedback = on_feedback


def seen_fingerprint(connection: RTCPeerConnection) -> str:
    """SHA-256 fingerprint of the certificate the other end really used in DTLS, as `AB:CD:…`.

    Compared with nothing here: the caller binds it to the pairing (docs/protocol.md section 3, `bind`).

    Raises:
        SetupError: no handshake yet, or not exactly one DTLS transport for everything.
    """
    transport = _only_transport(connection)
    # aiortc shows the description's fingerprint only; the certificate itself is known to OpenSSL alone.
    certificate = transport._ssl.get_peer_certificate(as_cryptography=True) if transport._ssl else None  # noqa: SLF001
    if certificate is None:
        raise SetupError("fingerprint_unknown")
    return certificate_digest(certificate, "sha-256")


def local_fingerprint(connection: RTCPeerConnection) -> str:
    """SHA-256 fingerprint of our own certificate on this connection, as `AB:CD:…`. Raises `SetupError`."""
    prints = _only_transport(connection).getLocalParameters().fingerprints
    found = [item.value for item in prints if item.algorithm == "sha-256"]
    if len(found) != 1:
        raise SetupError("fingerprint_unknown")
    return found[0]


def include_loopback_candidates(signaling_host: str) -> bool:
    """Also offer 127.0.0.1 to the other end, when the signaling server itself was reached on this machine.

    aioice leaves loopback out, rightly: it is useless between two machines and tells nothing. But when both programs
    found each other through a server on loopback they share the machine, which may have no other address at all.

    Returns:
        Whether loopback is now offered; it never is for a server elsewhere.
    """
    if not _is_loopback(signaling_host):
        return False
    if aioice.ice.get_host_addresses is not _host_addresses_and_loopback:
        aioice.ice.get_host_addresses = _host_addresses_and_loopback
    return True


# --- sending --------------------------------------------------------------------------------------------------------


class _PictureSender(RTCRtpSender):
    """The stock sender with four doors: key requests, the viewer's feedback, the gate for each packet, its pace."""

    on_feedback: Callable[[bytes], None] | None = None

    def __init__(self, trackOrKind: MediaStreamTrack | str, transport: RTCDtlsTransport) -> None:  # noqa: N803 - overrides
        super().__init__(trackOrKind, transport)
        self._report_pace = ReportPace()

    async def _send_rtcp(self, packets: list[Any]) -> None:
        # Stock reports once a second for ever, also about a picture that stands still.
        report = packets[0]
        if isinstance(report, RtcpSrPacket):
            count = report.sender_info.packet_count
            if not self._report_pace.is_due(count, _clock.monotonic_ms()):
                return
        await super()._send_rtcp(packets)

    def replaceTrack(self, track: MediaStreamTrack | None) -> None:  # noqa: N802 - overrides
        super().replaceTrack(track)
        path = getattr(self, "_picture_path", None)
        if path is not None and isinstance(track, PictureTrack):
            track.bind_path(path)

    async def send(self, parameters: RTCRtpSendParameters) -> None:
        track = self.track
        if getattr(self, "_picture_path", None) is None and isinstance(track, PictureTrack):
            send_rtp = self.transport._send_rtp  # noqa: SLF001
            path = self._picture_path = PicturePath(self._forget_sent, send_rtp, self._read_rtt_ms)
            self._gate(self.transport, path)
            track.bind_path(path)
        await super().send(parameters)

    async def _handle_rtcp_packet(self, packet: Any) -> None:
        if isinstance(packet, RtcpPsfbPacket) and packet.fmt == RTCP_PSFB_APP:
            # Stock looks for REMB here, which is not offered.
            data = _unwrap_feedback(packet.fci)
            if data is not None and self.on_feedback is not None:
                self.on_feedback(data)
            return
        await super()._handle_rtcp_packet(packet)

    async def _retransmit(self, sequence_number: int) -> None:
        path = getattr(self, "_picture_path", None)
        if path is None or path.take_resend():
            await super()._retransmit(sequence_number)

    def _send_keyframe(self) -> None:
        # Called on PLI and FIR. Stock only sets a flag that counts for raw frames, and ours are encoded already.
        track = self.track
        if isinstance(track, PictureTrack):
            track.handle_key_wanted()
        else:
            super()._send_keyframe()

    def _forget_sent(self) -> None:
        cast("Any", self)._RTCRtpSender__rtp_history.clear()  # noqa: SLF001

    def _read_rtt_ms(self) -> float | None:
        # The data channels have measured it long before the first picture.
        association = self.transport._data_receiver  # noqa: SLF001
        smoothed_s = getattr(association, "_srtt", None)
        return None if smoothed_s is None else smoothed_s * 1000

    async def stop(self) -> None:
        path = getattr(self, "_picture_path", None)
        if path is not None:
            await path.close()
        await super().stop()

    def _gate(self, transport: RTCDtlsTransport, path: PicturePath) -> None:
        """Stand between this sender and the transport, which it shares with RTCP and other tracks."""
        own = (self._ssrc.to_bytes(4, "big"), self._rtx_ssrc.to_bytes(4, "big"))
        send_rtp = transport._send_rtp  # noqa: SLF001
        burst_packets = 0

        async def send_gated(data: bytes) -> None:
            nonlocal burst_packets
            if is_rtcp(data) or data[8:12] not in own:
                await send_rtp(data)
                return
            if data[8:12] == own[1]:
                # Called by whoever reads the viewer's wishes, who must not wait for the line here.
                if not path.send_again(data):
                    return
            else:
                await path.wait_turn()
                if not path.admit(data):
                    return
            await send_rtp(data)
            burst_packets += 1
            if burst_packets >= YIELD_EVERY_PACKETS:
                burst_packets = 0
                # Stock sends a whole frame without letting anything else run, its own receiver's acks included.
                await asyncio.sleep(0)

        transport._send_rtp = send_gated  # noqa: SLF001


class _UpdatePacker(Encoder):
    """Packs what a `PictureTrack` yields; there is nothing left to encode."""

    def encode(self, frame: Any, force_keyframe: bool = False) -> tuple[list[bytes], int]:
        raise NotImplementedError("an X-SCREEN track yields encoded updates")

    def pack(self, packet: Any) -> tuple[list[bytes], int]:
        return split_update(bytes(packet)), packet.pts


def _get_encoder(codec: RTCRtpCodecParameters) -> Encoder:
    return _UpdatePacker() if codec.mimeType == SCREEN_MIME_TYPE else aiortc.codecs.get_encoder(codec)


def _screen_codecs() -> list[RTCRtpCodecParameters]:
    feedback = [RTCRtcpFeedback(type="nack"), RTCRtcpFeedback(type="nack", parameter="pli")]
    return [
        RTCRtpCodecParameters(
            mimeType=SCREEN_MIME_TYPE, clockRate=CLOCK_RATE_HZ, payloadType=110, rtcpFeedback=feedback, parameters={}
        ),
        RTCRtpCodecParameters(
            mimeType="video/rtx", clockRate=CLOCK_RATE_HZ, payloadType=111, parameters={"apt": 110}
        ),
    ]


# --- receiving ------------------------------------------------------------------------------------------------------


class _PictureReceiver(RTCRtpReceiver):
    """The stock receiver with our inlet in place of its jitter buffer, and neither its NACK nor its REMB."""

    def __init__(self, kind: str, transport: RTCDtlsTransport) -> None:
        super().__init__(kind, transport)
        self._report_pace = ReportPace()
        self.inlet: PictureInlet | None = None
        if kind == "video":
            private = cast("Any", self)
            self.inlet = PictureInlet(self._send_rtcp_nack, self._send_feedback)
            private._RTCRtpReceiver__jitter_buffer = self.inlet  # noqa: SLF001
            # Both may be None, as they are for audio. REMB starves a still screen, and after a silence its counter
            # loops once for each idle millisecond: 421 ms of a blocked loop after five quiet minutes.
            private._RTCRtpReceiver__nack_generator = None  # noqa: SLF001
            private._RTCRtpReceiver__remote_bitrate_estimator = None  # noqa: SLF001

    async def receive(self, parameters: RTCRtpReceiveParameters) -> None:
        if self.inlet is not None:
            parameters.codecs = [codec for codec in parameters.codecs if codec.name in ("X-SCREEN", "rtx")]
        await super().receive(parameters)

    async def stop(self) -> None:
        if self.inlet is not None:
            await self.inlet.close()
        await super().stop()

    async def _send_rtcp(self, packet: Any) -> None:
        # As in the sender: nothing came since the last report, so it says nothing new.
        if isinstance(packet, RtcpRrPacket):
            count = sum(report.highest_sequence for report in packet.reports)
            if not self._report_pace.is_due(count, _clock.monotonic_ms()):
                return
        await super()._send_rtcp(packet)

    async def _send_feedback(self, media_ssrc: int, data: bytes) -> None:
        own_ssrc = cast("Any", self)._RTCRtpReceiver__rtcp_ssrc  # noqa: SLF001
        if own_ssrc is not None:
            fci = _wrap_feedback(data)
            await self._send_rtcp(RtcpPsfbPacket(fmt=RTCP_PSFB_APP, ssrc=own_ssrc, media_ssrc=media_ssrc, fci=fci))


def _wrap_feedback(data: bytes) -> bytes:
    """Application feedback (RFC 4585 section 6.4): our name, the length, the message, zeros up to 32 bits."""
    return _FEEDBACK_HEAD.pack(FEEDBACK_NAME, len(data)) + data + bytes(-(_FEEDBACK_HEAD.size + len(data)) % 4)


def _unwrap_feedback(fci: bytes) -> bytes | None:
    if len(fci) < _FEEDBACK_HEAD.size:
        return None
    name, length = _FEEDBACK_HEAD.unpack_from(fci)
    end = _FEEDBACK_HEAD.size + length
    return fci[_FEEDBACK_HEAD.size : end] if name == FEEDBACK_NAME and end <= len(fci) else None


# --- the way in -----------------------------------------------------------------------------------------------------


class _GuardedProtocol(aioice.ice.StunProtocol):
    """Lets data in only from addresses that proved in STUN that they know our ICE password.

    Stock passes every datagram from anywhere on to DTLS, where one forged alert ends the session, one forged hello
    spoils the handshake, and an empty datagram is an IndexError. STUN itself is authenticated and stays open.
    """

    def __init__(self, receiver: aioice.ice.Connection) -> None:
        super().__init__(receiver)
        self._trusted: set[tuple[str, int]] = set()
        self.dropped_count = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        widen_buffers(transport, SOCKET_BUFFER_BYTES)

    def datagram_received(self, data: bytes | str, addr: tuple[Any, ...]) -> None:
        # First bytes 0..3 are STUN, 20..63 DTLS, 128..191 RTP and RTCP (RFC 7983 section 7).
        raw = cast("bytes", data)
        source = (addr[0], addr[1])
        if not raw:
            self.dropped_count += 1
        elif raw[0] > 3:  # noqa: PLR2004
            if source in self._trusted or self._is_proven(source):
                self.receiver.data_received(raw, self.local_candidate.component)
            else:
                self.dropped_count += 1
        elif is_stun(raw):
            super().datagram_received(raw, addr)
        else:
            self.dropped_count += 1

    def trust(self, source: tuple[str, int]) -> None:
        """Remember an address that showed a valid MESSAGE-INTEGRITY."""
        if len(self._trusted) < TRUSTED_ADDRESSES_MAX:
            self._trusted.add(source)

    def _is_proven(self, source: tuple[str, int]) -> bool:
        connection = self.receiver
        succeeded = aioice.ice.CandidatePair.State.SUCCEEDED
        pairs = [pair for pair in connection._check_list if pair.protocol is self and pair.state == succeeded]  # noqa: SLF001
        pairs += [pair for pair in connection._nominated.values() if pair.protocol is self]  # noqa: SLF001
        if not any(pair.remote_addr == source for pair in pairs):
            return False
        self.trust(source)
        return True


_stock_check_incoming = aioice.ice.Connection.check_incoming


def _check_incoming(
    self: aioice.ice.Connection,
    message: aioice.stun.Message,
    addr: tuple[str, int],
    protocol: aioice.ice.StunProtocol,
) -> None:
    # aioice comes here only after it checked user name and MESSAGE-INTEGRITY. Without this the other end's first DTLS
    # packet could arrive before our own check of the pair is answered, and would be sent again only a second later.
    if isinstance(protocol, _GuardedProtocol):
        protocol.trust((addr[0], addr[1]))
    _stock_check_incoming(self, message, addr, protocol)


_stock_host_addresses = aioice.ice.get_host_addresses


def _host_addresses_and_loopback(use_ipv4: bool, use_ipv6: bool) -> list[str]:
    return [*_stock_host_addresses(use_ipv4, use_ipv6), *(["127.0.0.1"] if use_ipv4 else [])]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _only_transport(connection: RTCPeerConnection) -> RTCDtlsTransport:
    transports = {transceiver.sender.transport for transceiver in connection.getTransceivers()}
    if connection.sctp is not None:
        transports.add(connection.sctp.transport)
    if len(transports) != 1:
        raise SetupError("transport_not_bundled")
    return transports.pop()
