"""Whether the other end still lives: when to send a beat, what silence means, how long the way is. Pure."""

from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum

from shared.errors import ProtocolError
from shared.protocol import limits, peer_messages

RTT_SMOOTHING_RATIO = 1 / 8  # RFC 6298 section 2: alpha
OUTSTANDING_MAX = 150  # more than a lost line's whole 120 s of beats


class LinkHealth(StrEnum):
    """What the silence so far means."""

    ALIVE = "alive"
    STALLED = "stalled"  # control is off; the picture stands still
    LOST = "lost"  # the session ends


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthChange:
    """The health that now holds, and since when nothing was heard."""

    health: LinkHealth
    silent_ms: int


class Heartbeat:
    """Beats once a second, judges silence, smooths the round trip. Every reading of time is an argument.

    Only beats and their answers count as a sign of life: they are cheap to answer, and a peer whose program hangs
    while its sockets still work is as good as gone.
    """

    def __init__(self, now_ms: int) -> None:
        """Start at a monotonic reading in milliseconds; the other end counts as heard now."""
        self._heard_at_ms = now_ms
        self._next_beat_at_ms = now_ms
        self._next_seq = 1
        self._outstanding: OrderedDict[int, int] = OrderedDict()
        self._rtt_ms: float | None = None
        self._health = LinkHealth.ALIVE

    @property
    def rtt_ms(self) -> float | None:
        """There and back in milliseconds, smoothed as in RFC 6298; None before the first answer."""
        return self._rtt_ms

    @property
    def health(self) -> LinkHealth:
        """The health as of the last `check`."""
        return self._health

    @property
    def next_beat_at_ms(self) -> int:
        """When `due_beat` has something next."""
        return self._next_beat_at_ms

    def due_beat(self, now_ms: int) -> peer_messages.Heartbeat | None:
        """Hand out the beat to send now, or None when the last one is younger than a second.

        After a pause (a sleeping computer) there is one beat, not all the missed ones.
        """
        if now_ms < self._next_beat_at_ms:
            return None
        self._next_beat_at_ms = now_ms + limits.HEARTBEAT_INTERVAL_MS
        beat = peer_messages.Heartbeat(seq=self._next_seq, sent_mono_ms=now_ms)
        self._next_seq += 1
        self._outstanding[beat.seq] = now_ms
        while len(self._outstanding) > OUTSTANDING_MAX:
            self._outstanding.popitem(last=False)
        return beat

    def handle_heartbeat(self, message: peer_messages.Heartbeat, now_ms: int) -> peer_messages.HeartbeatAck:
        """Take a beat of the other end; the answer is to be sent at once."""
        self._heard_at_ms = max(self._heard_at_ms, now_ms)
        return peer_messages.HeartbeatAck(seq=message.seq, sent_mono_ms=message.sent_mono_ms)

    def handle_heartbeat_ack(self, message: peer_messages.HeartbeatAck, now_ms: int) -> None:
        """Take the answer to one of our beats.

        The round trip comes from our own record of the beat, never from the number that was echoed.

        Raises:
            ProtocolError: it answers a beat that was never sent, or with another reading than that beat carried.
        """
        if message.seq >= self._next_seq:
            raise ProtocolError("heartbeat_never_sent", seq=message.seq)
        sent_ms = self._outstanding.pop(message.seq, None)
        if sent_ms is None:
            return  # answered twice, or older than we remember: no news
        if sent_ms != message.sent_mono_ms:
            raise ProtocolError("heartbeat_altered", seq=message.seq)
        self._heard_at_ms = max(self._heard_at_ms, now_ms)
        sample_ms = float(now_ms - sent_ms)
        self._rtt_ms = (
            sample_ms if self._rtt_ms is None else self._rtt_ms + RTT_SMOOTHING_RATIO * (sample_ms - self._rtt_ms)
        )

    def silent_ms(self, now_ms: int) -> int:
        """Milliseconds since the last sign of life."""
        return max(0, now_ms - self._heard_at_ms)

    def check(self, now_ms: int) -> HealthChange | None:
        """Judge the silence: a change when the health is another one than at the last check, else None.

        `LOST` is final, whatever is heard afterwards.
        """
        silent_ms = self.silent_ms(now_ms)
        if self._health is LinkHealth.LOST or silent_ms >= limits.HEARTBEAT_LOST_MS:
            health = LinkHealth.LOST
        elif silent_ms >= limits.HEARTBEAT_STALLED_MS:
            health = LinkHealth.STALLED
        else:
            health = LinkHealth.ALIVE
        if health is self._health:
            return None
        self._health = health
        return HealthChange(health=health, silent_ms=silent_ms)
