"""The peer connection as the flow of the assisted person's program sees it, over the guarded link."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from client.domain.ports import BindTags
from shared.errors import AlongsideError, DescriptionRefusedError
from shared.pairing.description import DescriptionRefused, check_description
from shared.protocol import codec
from shared.protocol.peer_messages import CHANNEL_OF, ChannelLabel, FromClient, InputAck
from shared.protocol.signaling_messages import IceServer
from shared.transport.aiortc_hooks import PictureTrack
from shared.transport.bound_link import BoundLink
from shared.transport.peer import LossReason, PeerLoss, PeerOfferer
from shared.transport.tasks import TaskSet

_log = structlog.get_logger(__name__)

SPARE_MAX_BYTES = 2 * 1024  # on a line that moves, `control` holds a heartbeat for a moment, and no more
ACK_PAUSE_S = 0.015
"""How long an answer to input waits for a newer one, which says all it says. Those who inject a key, look at what it
changed and send that need the interpreter for the next ten milliseconds; an answer in between costs them two."""

CLOSE_LIMIT_S = 2.0  # I9 of the security page: nothing of an ended session is left after two seconds


def judge_description(sdp: str) -> None:
    """Refuse a description that is not exactly what we expect. Raises `DescriptionRefusedError`."""
    verdict = check_description(sdp)
    if isinstance(verdict, DescriptionRefused):
        raise DescriptionRefusedError(verdict.problem.value)


class _Attempt:
    """One peer connection with its link; made for one code and never used for another."""

    def __init__(self, shell: "PeerShell", track: PictureTrack, ice_servers: Sequence[IceServer]) -> None:
        self.make_tags: Callable[[str, str], BindTags] | None = None
        self.sdp: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.link = BoundLink(
            make_tags=self._tags,
            on_bound=lambda: shell.report_bound(self),
            on_message=lambda label, data: shell.report_message(self, label, data),
            on_lost=lambda loss: shell.report_lost(self, loss),
        )
        self.peer = PeerOfferer(
            track,
            check_description=judge_description,
            on_channel_open=self.link.on_channel_open,
            on_message=self.link.on_message,
            on_lost=self.link.on_lost,
            ice_servers=ice_servers,
        )
        self.link.attach(self.peer)
        self._ack: InputAck | None = None

    def send(self, message: FromClient) -> None:
        """Encode and send now."""
        label = CHANNEL_OF[type(message)]
        self.link.send(label, codec.encode_peer(message), topic=type(message).__name__)

    def send_soon(self, ack: InputAck) -> None:
        """Send this, or a newer one that comes meanwhile, after a moment."""
        is_first, self._ack = self._ack is None, ack
        if is_first:
            asyncio.get_running_loop().call_later(ACK_PAUSE_S, self._send_ack)

    def _send_ack(self) -> None:
        ack, self._ack = self._ack, None
        if ack is not None:
            self.send(ack)

    def _tags(self, own_fingerprint: str, seen_fingerprint: str) -> tuple[bytes, bytes]:
        if self.make_tags is None:
            raise AlongsideError("binding_failed")
        tags = self.make_tags(own_fingerprint, seen_fingerprint)
        return tags.own, tags.expected


class PeerShell:
    """A `PeerPort`. Everything runs in the loop thread."""

    def __init__(self, *, tasks: TaskSet, new_track: Callable[[], PictureTrack]) -> None:
        """Make a shell without a connection.

        Args:
            tasks: owns what runs meanwhile.
            new_track: makes the track of each new connection.
        """
        self._tasks = tasks
        self._new_track = new_track
        self._attempt: _Attempt | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self.ice_servers: Sequence[IceServer] = ()
        self.on_bound: Callable[[], None] = lambda: None
        self.on_message: Callable[[ChannelLabel, bytes], None] = lambda _label, _data: None
        self.on_lost: Callable[[PeerLoss], None] = lambda _loss: None

    def prepare(self) -> None:
        """Make a connection and gather while the code is still on the screen."""
        self.close()
        attempt = self._attempt = _Attempt(self, self._new_track(), self.ice_servers)
        self._tasks.start(self._gather(attempt), name="gather")

    def offer(self, on_sdp: Callable[[str], None]) -> None:
        """Hand over our session description as soon as it is there."""
        if self._attempt is not None:
            self._tasks.start(self._hand_over(self._attempt, on_sdp), name="offer")

    def accept(self, sdp: str, make_tags: Callable[[str, str], BindTags]) -> None:
        """Take the answer and connect."""
        if self._attempt is not None:
            self._attempt.make_tags = make_tags
            self._tasks.start(self._accept(self._attempt, sdp), name="accept")

    @property
    def has_room(self) -> bool:
        """Whether what is sent on `control` now leaves at once, so that what can wait need not queue there."""
        return self._attempt is not None and (
            self._attempt.peer.buffered_bytes(ChannelLabel.CONTROL) <= SPARE_MAX_BYTES
        )

    def send(self, message: FromClient) -> None:
        """Send on the message's own channel; dropped when nobody is bound. An answer to input waits a moment."""
        attempt = self._attempt
        if attempt is None:
            return
        if isinstance(message, InputAck):
            attempt.send_soon(message)
        else:
            attempt.send(message)

    def close(self) -> None:
        """Close the connection and all that hangs on it."""
        attempt, self._attempt = self._attempt, None
        if attempt is not None:
            closing = self._tasks.start(self._close(attempt), name="close peer")
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    async def wait_closed(self) -> None:
        """Wait until every connection that was closed has said goodbye; at most `CLOSE_LIMIT_S`."""
        if self._closing:
            await asyncio.wait(self._closing, timeout=CLOSE_LIMIT_S)

    # --- what the link reports; an attempt that was closed has no say any more

    def report_bound(self, attempt: _Attempt) -> None:
        """Both tags were right."""
        if attempt is self._attempt:
            self.on_bound()

    def report_message(self, attempt: _Attempt, label: ChannelLabel, data: bytes) -> None:
        """A message of the bound console. May raise `ProtocolError`, which ends the connection."""
        if attempt is self._attempt:
            self.on_message(label, data)

    def report_lost(self, attempt: _Attempt, loss: PeerLoss) -> None:
        """The connection ended and we did not close it."""
        if attempt is self._attempt:
            self.on_lost(loss)

    # --- inside

    async def _gather(self, attempt: _Attempt) -> None:
        try:
            sdp = await attempt.peer.make_offer()
        except AlongsideError as error:
            _log.info("offer_not_made", reason=error.reason)
            attempt.sdp.cancel()
            return
        if not attempt.sdp.done():
            attempt.sdp.set_result(sdp)

    async def _hand_over(self, attempt: _Attempt, on_sdp: Callable[[str], None]) -> None:
        try:
            sdp = await attempt.sdp
        except asyncio.CancelledError:
            self.report_lost(attempt, PeerLoss(reason=LossReason.CONNECT_FAILED))
            return
        if attempt is self._attempt:
            on_sdp(sdp)

    async def _accept(self, attempt: _Attempt, sdp: str) -> None:
        try:
            await attempt.peer.accept_answer(sdp)
        except AlongsideError as error:
            _log.warning("answer_refused", reason=error.reason)
            self.report_lost(attempt, PeerLoss(reason=LossReason.CONNECT_FAILED, detail=error.reason))

    async def _close(self, attempt: _Attempt) -> None:
        attempt.sdp.cancel()
        await attempt.link.close()
