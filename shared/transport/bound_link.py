"""A peer with the binding gate before it: the session above sees nothing until both ends have proved themselves."""

import asyncio
from collections.abc import Callable

import structlog

from shared.errors import ProtocolError
from shared.protocol import limits
from shared.protocol.peer_messages import ChannelLabel
from shared.transport.data_channels import BindingGate
from shared.transport.peer import Peer
from shared.transport.peer_loss import LossReason, PeerLoss

_log = structlog.get_logger(__name__)

MakeTags = Callable[[str, str], tuple[bytes, bytes] | None]
"""From our own fingerprint and the one really seen in DTLS to (our tag, the tag expected of the other side).

None, when a fingerprint is not one, counts as a failed binding.
"""


class BoundLink:
    """Sends our `bind` as soon as `control` opens, checks theirs, and only then opens both ways.

    Make the link, make the peer with the link's `on_channel_open`, `on_message` and `on_lost`, then `attach` the
    peer. Everything runs in the loop thread.
    """

    def __init__(
        self,
        *,
        make_tags: MakeTags,
        on_bound: Callable[[], None],
        on_message: Callable[[ChannelLabel, bytes], None],
        on_lost: Callable[[PeerLoss], None],
        bind_timeout_ms: int = limits.BIND_TIMEOUT_MS,
    ) -> None:
        """Make a link that is not bound.

        Args:
            make_tags: see `MakeTags`; called once, when DTLS stands.
            on_bound: the other side's tag was right; from now on `send` works.
            on_message: a message after that, undecoded. May raise `ProtocolError`, which ends the connection.
            on_lost: told once, unless we close first; `LossReason.BINDING_FAILED` when the proof was wrong, came
                too late, or anything else came before it.
            bind_timeout_ms: time for their `bind` after `control` opened.
        """
        self._make_tags = make_tags
        self._on_bound = on_bound
        self._on_message = on_message
        self._on_lost = on_lost
        self._bind_timeout_ms = bind_timeout_ms
        self._peer: Peer | None = None
        self._gate: BindingGate | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_bound(self) -> bool:
        """Whether the other side has proved that it holds the pairing keys."""
        return self._gate is not None and self._gate.is_bound

    def attach(self, peer: Peer) -> None:
        """Name the peer this link guards."""
        self._peer = peer

    def send(self, label: ChannelLabel, data: bytes, *, topic: str = "") -> bool:
        """As `Peer.send`, but nothing leaves before the binding stands (then False)."""
        return self.is_bound and self._peer is not None and self._peer.send(label, data, topic=topic)

    async def close(self) -> bool:
        """As `Peer.close`."""
        self._shut_gate()
        return self._peer is None or await self._peer.close()

    # The peer's callbacks

    def on_channel_open(self, label: ChannelLabel) -> None:
        """Begin the binding when `control` opens."""
        if label is not ChannelLabel.CONTROL or self._peer is None:
            return
        tags = self._make_tags(self._peer.local_fingerprint, self._peer.seen_fingerprint)
        if tags is None:
            self._fail("no_tags")
            return
        own_tag, expected_tag = tags
        self._gate = BindingGate(expected_tag, own_tag)
        self._timer = asyncio.get_running_loop().call_later(self._bind_timeout_ms / 1000, self._run_out)
        self._peer.send(ChannelLabel.CONTROL, self._gate.own_bind())

    def on_message(self, label: ChannelLabel, data: bytes) -> None:
        """Judge a message, and pass it on once bound."""
        gate = self._gate
        if gate is None:
            self._fail("early")
        elif gate.is_bound:
            self._on_message(label, data)
        else:
            try:
                gate.admit(label, data)
            except ProtocolError as error:
                self._fail(error.reason)
            else:
                self._stop_timer()
                if self._peer is not None:
                    self._peer.admit_screen()
                self._on_bound()

    def on_lost(self, loss: PeerLoss) -> None:
        """Pass the loss on; nothing is believed any more."""
        self._shut_gate()
        self._on_lost(loss)

    def _run_out(self) -> None:
        self._timer = None
        self._fail("timeout")

    def _fail(self, detail: str) -> None:
        _log.warning("binding_failed", detail=detail)
        self._shut_gate()
        if self._peer is not None:
            self._peer.abandon(PeerLoss(reason=LossReason.BINDING_FAILED, detail=detail))

    def _shut_gate(self) -> None:
        self._stop_timer()
        if self._gate is not None:
            self._gate.refuse()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
