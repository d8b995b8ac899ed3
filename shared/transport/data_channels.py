"""The data channels: which there are, what passes before the binding, what waits on a slow line. Pure."""

import hmac
from dataclasses import dataclass

from shared.errors import ProtocolError
from shared.protocol import codec, limits, peer_messages
from shared.protocol.peer_messages import ChannelLabel

CONTROL_BUFFER_MAX_BYTES = 256 * 1024  # hundreds of control messages; an honest line never holds one for long


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRule:
    """How one channel is made (RFC 8832 section 5.1); both ends know it, so a differing channel is refused."""

    ordered: bool
    max_retransmits: int | None

    @property
    def is_reliable(self) -> bool:
        """Whether what is sent arrives in the end, so that nothing may be dropped before it is sent."""
        return self.max_retransmits is None


RULES: dict[ChannelLabel, ChannelRule] = {
    ChannelLabel.CONTROL: ChannelRule(ordered=True, max_retransmits=None),
    # Input repeats what was not acknowledged and feedback is soon outdated: resending would only delay the newest.
    ChannelLabel.INPUT: ChannelRule(ordered=False, max_retransmits=0),
    ChannelLabel.FEEDBACK: ChannelRule(ordered=False, max_retransmits=0),
}


def check_channel(
    label: str, *, ordered: bool, max_retransmits: int | None, max_life_ms: int | None, known: set[ChannelLabel]
) -> ChannelLabel:
    """Judge a channel the offerer opened.

    Args:
        label: as the other side wrote it.
        ordered: whether it keeps the order.
        max_retransmits: None for a reliable channel.
        max_life_ms: a limit by time, which none of ours has.
        known: the channels that are open already.

    Raises:
        ProtocolError: unknown or repeated label, or another reliability than this label has.
    """
    try:
        ours = ChannelLabel(label)
    except ValueError:
        raise ProtocolError("unknown_channel") from None
    if ours in known:
        raise ProtocolError("repeated_channel", channel=ours)
    rule = RULES[ours]
    if ordered != rule.ordered or max_retransmits != rule.max_retransmits or max_life_ms is not None:
        raise ProtocolError("wrong_channel_kind", channel=ours)
    return ours


class NewestOnly:
    """What is waiting for an unreliable channel that is busy: one message for each topic, the newest.

    A topic names messages that replace each other, such as acknowledgements. So a slow line makes messages rarer,
    never later, and memory stays flat.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, bytes] = {}
        self.superseded_count = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, topic: str, data: bytes) -> None:
        """Keep a message until the channel is free, in place of an older one of the same topic."""
        if self._waiting.pop(topic, None) is not None:
            self.superseded_count += 1
        self._waiting[topic] = data

    def take(self) -> bytes | None:
        """Hand out the message that waited longest, or None."""
        if not self._waiting:
            return None
        return self._waiting.pop(next(iter(self._waiting)))


class BindingGate:
    """Lets nothing but `bind` through until the other side has proved that it holds the pairing keys.

    The tag binds this very DTLS connection to the pairing (`docs/protocol.md` section 3): a relay that ends DTLS
    with its own certificate cannot make it. Refusal is final: a gate that refused once refuses everything.
    """

    def __init__(self, expected_tag: bytes, own_tag: bytes) -> None:
        """Make a closed gate.

        Args:
            expected_tag: what the other side must send, computed with the certificate really seen; 32 bytes.
            own_tag: what we send; 32 bytes and another one, or a reflected tag would pass.
        """
        if hmac.compare_digest(expected_tag, own_tag):
            raise ValueError("both sides of a binding must have different tags")
        self._expected_tag = expected_tag
        self._own_tag = own_tag
        self._is_bound = False
        self._is_refused = False

    @property
    def is_bound(self) -> bool:
        """Whether the other side's tag was right. Nothing but `own_bind` may be sent or believed before."""
        return self._is_bound and not self._is_refused

    def own_bind(self) -> bytes:
        """The first message for `control`, encoded."""
        return codec.encode_peer(peer_messages.Bind(tag=self._own_tag))

    def admit(self, label: ChannelLabel, data: bytes) -> bool:
        """Judge one received message.

        Returns:
            True when it is to be handled: the binding stands. False when it was the right `bind`, which opened
            the gate and needs no further handling.

        Raises:
            ProtocolError: `binding_failed` for a wrong tag, `not_bound` for anything else that came too early.
        """
        if self.is_bound:
            return True
        if self._is_refused:
            raise ProtocolError("not_bound")
        # Set first: an exception below must leave the gate shut for good.
        self._is_refused = True
        if label is not ChannelLabel.CONTROL or len(data) > limits.PEER_MESSAGE_MAX_BYTES:
            raise ProtocolError("not_bound", channel=label)
        # `bind` is the same in both directions, so one decoder serves both roles.
        message = codec.decode_from_client(data, label)
        if not isinstance(message, peer_messages.Bind):
            raise ProtocolError("not_bound", channel=label)
        if not hmac.compare_digest(message.tag, self._expected_tag):
            raise ProtocolError("binding_failed")
        self._is_refused = False
        self._is_bound = True
        return False

    def refuse(self) -> None:
        """Shut the gate for good: the time for binding ran out, or the connection was lost."""
        self._is_refused = True
