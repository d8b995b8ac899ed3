"""The one wrapper over aiortc's peer connection; W3C's camelCase ends here."""

import asyncio
import re
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, NotRequired, TypedDict, Unpack

import structlog
from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCDataChannel,
    RTCPeerConnection,
    RTCSessionDescription,
)

from shared.errors import AlongsideError, DescriptionRefusedError, ProtocolError
from shared.protocol import limits
from shared.protocol.peer_messages import ChannelLabel
from shared.protocol.signaling_messages import IceServer
from shared.transport import aiortc_hooks
from shared.transport.data_channels import CONTROL_BUFFER_MAX_BYTES, RULES, NewestOnly, check_channel
from shared.transport.ice_gathering import convert_ice_servers, limit_gathering
from shared.transport.peer_loss import LossReason, PeerLoss
from shared.transport.peer_stats import PeerCounters, count_received, count_sent
from shared.transport.tasks import CLOSE_TIMEOUT_S, TaskSet

_log = structlog.get_logger(__name__)

FEEDBACK_MAX_BYTES = 1_000  # with RTCP, SRTP, UDP and IPv6 around it one packet everywhere
_SECTION = re.compile(r"^m=(\S+)", re.MULTILINE)


class PeerOptions(TypedDict):
    """What `Peer` takes, for both its kinds."""

    check_description: Callable[[str], str | None]
    on_channel_open: Callable[[ChannelLabel], None]
    on_message: Callable[[ChannelLabel, bytes], None]
    on_lost: Callable[[PeerLoss], None]
    ice_servers: NotRequired[Sequence[IceServer]]
    connect_timeout_ms: NotRequired[int]


class Peer:
    """What offerer and answerer share: channels, fingerprints, the end. Make and use it in the loop thread only."""

    def __init__(
        self,
        *,
        check_description: Callable[[str], str | None],
        on_channel_open: Callable[[ChannelLabel], None],
        on_message: Callable[[ChannelLabel, bytes], None],
        on_lost: Callable[[PeerLoss], None],
        ice_servers: Sequence[IceServer] = (),
        connect_timeout_ms: int = limits.CONNECT_TIMEOUT_MS,
    ) -> None:
        """Make an unconnected peer; nothing is gathered yet.

        Args:
            check_description: sees the other side's SDP before aiortc does and says why it is not exactly what we
                expect (RFC 8122 fingerprints, bundle, media), or None when it is.
            on_channel_open: a channel can be used.
            on_message: a message on a channel, at most 16 KiB, undecoded. May raise `ProtocolError`, which ends
                the connection.
            on_lost: told once when the connection ends and we did not close it. Afterwards nothing is delivered;
                the peer closes by itself, `close` waits for it.
            ice_servers: STUN and TURN servers; none means host candidates only. Malformed ones are left out.
            connect_timeout_ms: from both descriptions known to all channels open.
        """
        aiortc_hooks.install_hooks()
        limit_gathering()
        self._pc = RTCPeerConnection(
            RTCConfiguration(iceServers=convert_ice_servers(ice_servers), bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        self._check_description = check_description
        self._on_channel_open = on_channel_open
        self._on_message = on_message
        self._on_lost = on_lost
        self._connect_timeout_ms = connect_timeout_ms
        self._tasks = TaskSet("peer")
        self._channels: dict[ChannelLabel, RTCDataChannel] = {}
        self._open_labels: set[ChannelLabel] = set()
        self._waiting = {label: NewestOnly() for label, rule in RULES.items() if not rule.is_reliable}
        self._connect_timer: asyncio.TimerHandle | None = None
        self._negotiation: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._is_over = False
        self._was_open = False
        self._pc.on("connectionstatechange", self._handle_connection_state)
        self._pc.on("datachannel", self._handle_remote_channel)
        self._pc.on("track", self._handle_remote_track)

    # State

    @property
    def is_open(self) -> bool:
        """Whether all channels are open and the connection stands."""
        return self._was_open and not self._is_over

    @property
    def local_fingerprint(self) -> str:
        """SHA-256 of our certificate as in the SDP: upper-case hex pairs with colons (RFC 8122 section 5)."""
        return aiortc_hooks.local_fingerprint(self._pc)

    @property
    def seen_fingerprint(self) -> str:
        """SHA-256 of the certificate the other end really showed in DTLS, in the same form.

        Raises:
            AlongsideError: `peer_not_connected` before DTLS stands.
        """
        if self._pc.sctp is None or self._pc.sctp.transport.state != "connected":
            raise AlongsideError("peer_not_connected")
        return aiortc_hooks.seen_fingerprint(self._pc)

    @property
    def superseded_count(self) -> int:
        """Unreliable messages that a newer one replaced before the line took them."""
        return sum(waiting.superseded_count for waiting in self._waiting.values())

    def buffered_bytes(self, label: ChannelLabel) -> int:
        """What was sent on that channel and has not left for the line yet."""
        channel = self._channels.get(label)
        return channel.bufferedAmount if channel is not None else 0

    async def read_counters(self) -> PeerCounters:
        """Totals for `peer_stats.LinkMeter`; zeros before media flows and after the end."""
        if self._is_over:
            return PeerCounters()
        report = await self._pc.getStats()
        return self._summarize(list(report.values()))

    # Sending

    def send(self, label: ChannelLabel, data: bytes, *, topic: str = "") -> bool:
        """Send one encoded message.

        On `control` everything arrives, in order. On `input` and `feedback` a message that finds the channel busy
        waits, and a newer one of the same `topic` replaces it.

        Returns:
            Whether it was taken: False when the channel is not open, or the connection is over.

        Raises:
            ProtocolError: larger than a channel message may be; a fault of ours.
        """
        if len(data) > limits.PEER_MESSAGE_MAX_BYTES:
            raise ProtocolError("message_too_large", size_bytes=len(data))
        channel = self._channels.get(label)
        if self._is_over or channel is None or channel.readyState != "open":
            return False
        waiting = self._waiting.get(label)
        if waiting is None:
            if channel.bufferedAmount + len(data) > CONTROL_BUFFER_MAX_BYTES:
                self.abandon(PeerLoss(reason=LossReason.SEND_BLOCKED))
                return False
            channel.send(data)
        elif channel.bufferedAmount or len(waiting):
            waiting.put(topic, data)
        else:
            channel.send(data)
        return True

    # The end

    def admit_screen(self) -> None:
        """The other side has proved itself: its picture may come in. Without meaning for the one who sends it."""

    def abandon(self, loss: PeerLoss) -> None:
        """End the connection for a reason found here or above; tells `on_lost` unless it is over already."""
        if self._is_over:
            return
        _log.info("peer_lost", reason=loss.reason, detail=loss.detail)
        self._begin_close()
        self._on_lost(loss)

    async def close(self) -> bool:
        """End the connection and free everything. May be called at any time, and again.

        Returns:
            Whether task, sockets and threads were gone within two seconds (I9).
        """
        closing = self._begin_close()
        _, late = await asyncio.wait({closing}, timeout=CLOSE_TIMEOUT_S)
        if late:
            _log.error("peer_did_not_close")
        return await self._tasks.close(timeout_s=0.5) and not late

    def _begin_close(self) -> asyncio.Task[None]:
        self._is_over = True
        self._stop_connect_timer()
        if self._closing is None:
            self._closing = self._tasks.start(self._shut(), name="close")
        return self._closing

    async def _shut(self) -> None:
        negotiation = self._negotiation
        if negotiation is not None and not negotiation.done():
            # Not cancelled: aioice would leave its queries to STUN servers running. It ends by itself in 1.8 s.
            await asyncio.wait({negotiation})
        await self._pc.close()

    # For offerer and answerer

    async def _negotiate(self, work: Callable[[], Coroutine[Any, Any, str]]) -> str:
        """Run a step of the negotiation in a task of its own, which lives on when the caller is cancelled."""
        outcome: list[str | Exception] = []

        async def run() -> None:
            try:
                outcome.append(await work())
            except Exception as error:  # noqa: BLE001 - raised again where it belongs, in the caller
                outcome.append(error)

        if self._is_over or self._negotiation is not None:
            raise AlongsideError("peer_closed" if self._is_over else "peer_busy")
        task = self._negotiation = self._tasks.start(run(), name="negotiation")
        await asyncio.wait({task})
        self._negotiation = None
        if self._is_over or not outcome:
            raise AlongsideError("peer_closed")
        if isinstance(outcome[0], Exception):
            raise outcome[0]
        return outcome[0]

    async def _apply_remote(self, sdp: str, kind: str) -> None:
        problem = self._check_description(sdp)
        if problem is not None:
            raise DescriptionRefusedError("description_refused", detail=str(problem))
        try:
            await self._pc.setRemoteDescription(RTCSessionDescription(sdp, kind))
        except Exception as error:  # whatever falls out of a parser fed hostile text: ValueError, AssertionError, ...
            raise DescriptionRefusedError("description_refused", detail=type(error).__name__) from error
        if sorted(_SECTION.findall(self._pc.remoteDescription.sdp)) != ["application", "video"]:
            raise DescriptionRefusedError("description_refused", detail="sections")

    def _start_connect_timer(self) -> None:
        if self._was_open or self._is_over:
            return
        loop = asyncio.get_running_loop()
        self._connect_timer = loop.call_later(self._connect_timeout_ms / 1000, self._run_out)

    def _run_out(self) -> None:
        self._connect_timer = None
        self.abandon(PeerLoss(reason=LossReason.CONNECT_TIMEOUT, detail=self._pc.connectionState))

    def _stop_connect_timer(self) -> None:
        if self._connect_timer is not None:
            self._connect_timer.cancel()
            self._connect_timer = None

    def _adopt_channel(self, label: ChannelLabel, channel: RTCDataChannel) -> None:
        self._channels[label] = channel
        channel.on("message", lambda data: self._handle_message(label, data))
        channel.on("close", self._handle_channel_close)
        waiting = self._waiting.get(label)
        if waiting is not None:
            channel.on("bufferedamountlow", lambda: self._send_waiting(channel, waiting))
        if channel.readyState == "open":
            self._handle_channel_open(label)
        else:
            channel.on("open", lambda: self._handle_channel_open(label))

    def _summarize(self, stats: list[Any]) -> PeerCounters:
        raise NotImplementedError

    # What aiortc tells. An exception that left these would end aiortc's own receiving task, so none does.

    def _handle_remote_channel(self, channel: RTCDataChannel) -> None:
        raise NotImplementedError

    def _handle_remote_track(self, track: MediaStreamTrack) -> None:
        raise NotImplementedError

    def _handle_channel_open(self, label: ChannelLabel) -> None:
        if self._is_over:
            return
        self._open_labels.add(label)
        if len(self._open_labels) == len(ChannelLabel):
            self._was_open = True
            self._stop_connect_timer()
        self._guard(lambda: self._on_channel_open(label))

    def _handle_message(self, label: ChannelLabel, data: bytes | str) -> None:
        if self._is_over:
            return
        if not isinstance(data, bytes):
            self.abandon(PeerLoss(reason=LossReason.PROTOCOL_ERROR, detail="text_message"))
        elif len(data) > limits.PEER_MESSAGE_MAX_BYTES:
            self.abandon(PeerLoss(reason=LossReason.PROTOCOL_ERROR, detail="message_too_large"))
        else:
            self._guard(lambda: self._on_message(label, data))

    def _handle_channel_close(self) -> None:
        self.abandon(PeerLoss(reason=LossReason.CLOSED_BY_PEER, detail="channel"))

    def _handle_connection_state(self) -> None:
        state = self._pc.connectionState
        if state == "failed" or (state == "closed" and self._pc.iceConnectionState == "failed"):
            reason = LossReason.PATH_LOST if self._was_open else LossReason.CONNECT_FAILED
            self.abandon(PeerLoss(reason=reason, detail=self._pc.iceConnectionState))
        elif state == "closed":
            self.abandon(PeerLoss(reason=LossReason.CLOSED_BY_PEER))

    def _send_waiting(self, channel: RTCDataChannel, waiting: NewestOnly) -> None:
        if self._is_over or channel.readyState != "open" or channel.bufferedAmount:
            return
        data = waiting.take()
        if data is not None:
            channel.send(data)

    def _guard(self, step: Callable[[], None]) -> None:
        try:
            step()
        except ProtocolError as error:
            self.abandon(PeerLoss(reason=LossReason.PROTOCOL_ERROR, detail=error.reason))
        except Exception:  # noqa: BLE001 - a fault above ends this connection, not aiortc's receiving task
            _log.exception("peer_callback_failed")
            self.abandon(PeerLoss(reason=LossReason.INTERNAL))


class PeerOfferer(Peer):
    """The assisted person's end: owns the picture and the channels, makes the offer."""

    def __init__(self, screen_track: aiortc_hooks.PictureTrack, **options: Unpack[PeerOptions]) -> None:
        """Take the track whose `recv` gives encoded updates; the rest as in `Peer`."""
        super().__init__(**options)
        transceiver = self._pc.addTransceiver(screen_track, direction="sendonly")
        transceiver.setCodecPreferences(aiortc_hooks.screen_codecs())
        aiortc_hooks.listen_for_feedback(self._pc, lambda data: self._handle_message(ChannelLabel.FEEDBACK, data))
        for label, rule in RULES.items():
            channel = self._pc.createDataChannel(label, ordered=rule.ordered, maxRetransmits=rule.max_retransmits)
            self._adopt_channel(label, channel)

    async def make_offer(self) -> str:
        """Gather candidates and return the SDP of the offer. Made while the code is shown, it costs nothing later.

        Raises:
            AlongsideError: `peer_closed`.
        """

        async def offer() -> str:
            await self._pc.setLocalDescription(await self._pc.createOffer())
            return self._pc.localDescription.sdp

        return await self._negotiate(offer)

    async def accept_answer(self, sdp: str) -> None:
        """Take the agent's SDP and begin to connect.

        Raises:
            DescriptionRefusedError: from `check_description`, or aiortc cannot use it.
            AlongsideError: `peer_closed`.
        """

        async def accept() -> str:
            await self._apply_remote(sdp, "answer")
            return ""

        await self._negotiate(accept)
        self._start_connect_timer()

    def _summarize(self, stats: list[Any]) -> PeerCounters:
        return count_sent(stats)

    def _handle_remote_channel(self, channel: RTCDataChannel) -> None:
        del channel  # whatever it is: the answerer opens none
        self.abandon(PeerLoss(reason=LossReason.PROTOCOL_ERROR, detail="channel_from_answerer"))

    def _handle_remote_track(self, track: MediaStreamTrack) -> None:
        del track  # the answerer sends no media
        self.abandon(PeerLoss(reason=LossReason.PROTOCOL_ERROR, detail="track_from_answerer"))


class PeerAnswerer(Peer):
    """The agent's end: receives the picture, answers the offer, opens no channel of its own."""

    def __init__(self, screen_listener: aiortc_hooks.PictureListener, **options: Unpack[PeerOptions]) -> None:
        """Take the place the picture goes to, from `admit_screen` on; the rest as in `Peer`."""
        super().__init__(**options)
        self._screen_listener = screen_listener
        self._has_track = False

    async def answer(self, offer_sdp: str) -> str:
        """Take the client's offer, gather candidates, begin to connect, return the SDP of the answer.

        Raises:
            DescriptionRefusedError: from `check_description`, or aiortc cannot use it.
            AlongsideError: `peer_closed`.
        """

        async def answer() -> str:
            await self._apply_remote(offer_sdp, "offer")
            await self._pc.setLocalDescription(await self._pc.createAnswer())
            return self._pc.localDescription.sdp

        sdp = await self._negotiate(answer)
        self._start_connect_timer()
        return sdp

    def admit_screen(self) -> None:
        """Let the picture in. What came before is gone: the sender is asked for a whole one."""
        if self._is_over:
            return
        inlet = aiortc_hooks.inlet_of(self._pc)
        aiortc_hooks.listen_for_picture(self._pc, self._screen_listener)
        if inlet.packets_received:
            inlet.expect_key()

    def send(self, label: ChannelLabel, data: bytes, *, topic: str = "") -> bool:
        """As `Peer.send`; feedback goes beside the picture it is about, at half of what a channel costs both ends."""
        may_go_beside = label is ChannelLabel.FEEDBACK and self.is_open and len(data) <= FEEDBACK_MAX_BYTES
        if may_go_beside and self._has_track and aiortc_hooks.inlet_of(self._pc).send_feedback(data):
            return True
        return super().send(label, data, topic=topic)

    def set_rtt_ms(self, rtt_ms: float) -> None:
        """Tell the measured round trip, so that missing packets are asked for again in good time."""
        if not self._is_over and self._has_track:
            aiortc_hooks.inlet_of(self._pc).set_rtt_ms(rtt_ms)

    def _summarize(self, stats: list[Any]) -> PeerCounters:
        if not self._has_track:
            return PeerCounters()
        inlet = aiortc_hooks.inlet_of(self._pc)
        return count_received(stats, inlet.bytes_received, inlet.packets_received)

    def _handle_remote_channel(self, channel: RTCDataChannel) -> None:
        def adopt() -> None:
            label = check_channel(
                channel.label,
                ordered=channel.ordered,
                max_retransmits=channel.maxRetransmits,
                max_life_ms=channel.maxPacketLifeTime,
                known=set(self._channels),
            )
            self._adopt_channel(label, channel)

        if not self._is_over:
            self._guard(adopt)

    def _handle_remote_track(self, track: MediaStreamTrack) -> None:
        if self._has_track or track.kind != "video":
            self.abandon(PeerLoss(reason=LossReason.PROTOCOL_ERROR, detail="unexpected_track"))
        else:
            self._has_track = True
