"""The peer connection of one tab as the flow of the console sees it, with the picture that arrives on it."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from agent_console.domain.ports import BindTags
from agent_console.media.screen_receiver import ANSWER_PAUSE_MS, ScreenReceiver
from shared.clock import Clock
from shared.errors import AlongsideError, DescriptionRefusedError
from shared.link_stats import LinkStats
from shared.pairing.description import DescriptionRefused, check_description
from shared.protocol import codec
from shared.protocol.peer_messages import CHANNEL_OF, ChannelLabel, FromAgent, ScreenAck, ScreenRefresh
from shared.protocol.signaling_messages import IceServer
from shared.transport.aiortc_hooks import PictureListener
from shared.transport.bound_link import BoundLink
from shared.transport.loop_thread import LoopThread
from shared.transport.peer import LossReason, PeerAnswerer, PeerLoss
from shared.transport.peer_stats import LinkMeter
from shared.transport.tasks import TaskSet

_log = structlog.get_logger(__name__)

CLOSE_LIMIT_S = 2.0  # I9 of the security page: nothing of an ended session is left after two seconds


def judge_description(sdp: str) -> None:
    """Refuse a description that is not exactly what we expect. Raises `DescriptionRefusedError`."""
    verdict = check_description(sdp)
    if isinstance(verdict, DescriptionRefused):
        raise DescriptionRefusedError(verdict.problem.value)


class PeerShell:
    """A `PeerPort`. Everything runs in the loop thread unless it says otherwise."""

    def __init__(
        self,
        *,
        tasks: TaskSet,
        loop: LoopThread,
        clock: Clock,
        ice_servers: Sequence[IceServer],
        on_painted_ready: Callable[[], None],
        on_picture_refused: Callable[[], None],
    ) -> None:
        """Make a shell without a connection; its canvas is there at once.

        Args:
            tasks: owns what runs meanwhile.
            loop: the network thread, for answers that come from the decode thread.
            clock: for the figures of the line.
            ice_servers: STUN and TURN servers.
            on_painted_ready: the canvas has something new; called in the network or the decode thread.
            on_picture_refused: an update was broken; called in the loop thread.
        """
        self._tasks = tasks
        self._loop = loop
        self._clock = clock
        self._ice_servers = ice_servers
        self._make_tags: Callable[[str, str], BindTags] | None = None
        self._link: BoundLink | None = None
        self._peer: PeerAnswerer | None = None
        self._meter = LinkMeter(clock.monotonic_ms())
        self._is_closed = False
        self._closing: asyncio.Task[None] | None = None
        self.receiver = ScreenReceiver(
            send_ack=self._send_ack,
            send_ack_later=self._send_ack_later,
            send_refresh=self._send_refresh,
            on_painted_ready=on_painted_ready,
            on_refused=lambda: loop.call(on_picture_refused),
        )
        self.on_bound: Callable[[], None] = lambda: None
        self.on_message: Callable[[ChannelLabel, bytes], None] = lambda _label, _data: None
        self.on_lost: Callable[[PeerLoss], None] = lambda _loss: None

    def answer(self, sdp: str, make_tags: Callable[[str, str], BindTags], on_sdp: Callable[[str], None]) -> None:
        """Take the client's description, hand over ours, and connect."""
        if self._peer is not None or self._is_closed:
            return
        self._make_tags = make_tags
        link = self._link = BoundLink(
            make_tags=self._tags,
            on_bound=self.on_bound,
            on_message=self.on_message,
            on_lost=self._report_lost,
        )
        self._peer = PeerAnswerer(
            PictureListener(self.receiver.handle_update, self.receiver.handle_refresh_wanted),
            check_description=judge_description,
            on_channel_open=link.on_channel_open,
            on_message=link.on_message,
            on_lost=link.on_lost,
            ice_servers=self._ice_servers,
        )
        link.attach(self._peer)
        self._tasks.start(self._answer(self._peer, sdp, on_sdp), name="answer")

    def send(self, message: FromAgent) -> None:
        """Send on the message's own channel; dropped when nobody is bound."""
        if self._link is not None:
            label = CHANNEL_OF[type(message)]
            self._link.send(label, codec.encode_peer(message), topic=type(message).__name__)

    def set_rtt_ms(self, rtt_ms: float) -> None:
        """Tell the picture how long the way is."""
        if self._peer is not None:
            self._peer.set_rtt_ms(rtt_ms)

    def read_stats(self) -> LinkStats:
        """The line as last measured."""
        return self._meter.stats

    async def measure(self, rtt_ms: float | None) -> None:
        """Read the counters; about once a second."""
        if self._peer is not None and not self._is_closed:
            counters = await self._peer.read_counters()
            self._meter.read(self._clock.monotonic_ms(), counters, rtt_ms=rtt_ms)

    def close(self) -> None:
        """Close the connection and all that hangs on it; the last picture stays on the canvas."""
        if self._is_closed:
            return
        self._is_closed = True
        self._closing = self._tasks.start(self._close(), name="close peer")

    async def wait_closed(self) -> None:
        """Wait until a connection that was closed has said goodbye; at most `CLOSE_LIMIT_S`."""
        if self._closing is not None:
            await asyncio.wait({self._closing}, timeout=CLOSE_LIMIT_S)

    # --- inside

    def _tags(self, own_fingerprint: str, seen_fingerprint: str) -> tuple[bytes, bytes]:
        if self._make_tags is None:
            raise AlongsideError("binding_failed")
        tags = self._make_tags(own_fingerprint, seen_fingerprint)
        return tags.own, tags.expected

    def _report_lost(self, loss: PeerLoss) -> None:
        if not self._is_closed:
            self.on_lost(loss)

    async def _answer(self, peer: PeerAnswerer, sdp: str, on_sdp: Callable[[str], None]) -> None:
        try:
            answer = await peer.answer(sdp)
        except AlongsideError as error:
            _log.warning("offer_refused", reason=error.reason)
            self._report_lost(PeerLoss(reason=LossReason.CONNECT_FAILED, detail=error.reason))
            return
        if not self._is_closed:
            on_sdp(answer)

    async def _close(self) -> None:
        if self._link is not None:
            await self._link.close()
        self.receiver.stop()

    def _send_ack(self, message: ScreenAck) -> None:
        """Called in the decode thread."""
        if self._loop.is_running:
            self._loop.call(self._count_and_send, message)

    def _send_ack_later(self, message: ScreenAck) -> None:
        asyncio.get_running_loop().call_later(ANSWER_PAUSE_MS / 1000, self._count_and_send, message)

    def _count_and_send(self, message: ScreenAck) -> None:
        self._meter.count_picture(self._clock.monotonic_ms())
        self.send(message)

    def _send_refresh(self, message: ScreenRefresh) -> None:
        if self._loop.is_running:
            self._loop.call(self.send, message)
