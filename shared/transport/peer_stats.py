"""What the line does, from counters of the peer connection and the pictures that were painted. Pure."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shared.link_stats import LinkStats

WINDOW_MS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerCounters:
    """Totals since the connection began, as one end sees them.

    Attributes:
        picture_bytes: sent by the one who shares the picture, received by the one who looks.
        packets: media packets that went that way and arrived.
        packets_lost: media packets that never came; the receiver's view on both ends.
    """

    picture_bytes: int = 0
    packets: int = 0
    packets_lost: int = 0


def count_sent(stats: Iterable[Any]) -> PeerCounters:
    """Totals of the end that sends the picture, from the entries of a W3C statistics report."""
    by_type = {
        kind: [entry for entry in stats if entry.type == kind] for kind in ("outbound-rtp", "remote-inbound-rtp")
    }
    # `packetsLost` goes down when a packet thought lost comes after all (RFC 3550 section 6.4.1).
    lost = max(0, sum(entry.packetsLost for entry in by_type["remote-inbound-rtp"]))
    packets = sum(entry.packetsSent for entry in by_type["outbound-rtp"])
    return PeerCounters(
        picture_bytes=sum(entry.bytesSent for entry in by_type["outbound-rtp"]),
        packets=max(0, packets - lost),
        packets_lost=lost,
    )


def count_received(stats: Iterable[Any], picture_bytes: int, packets: int) -> PeerCounters:
    """Totals of the end that looks: its own count, and what the report says was lost."""
    lost = max(0, sum(entry.packetsLost for entry in stats if entry.type == "inbound-rtp"))
    return PeerCounters(picture_bytes=picture_bytes, packets=packets, packets_lost=lost)


class LinkMeter:
    """Turns totals into figures of the last second. Feed it `PeerCounters` about once a second."""

    def __init__(self, now_ms: int) -> None:
        """Start at a monotonic reading in milliseconds."""
        self._read_at_ms = now_ms
        self._last = PeerCounters()
        self._shown_at_ms: deque[int] = deque()
        self._stats = LinkStats()

    @property
    def stats(self) -> LinkStats:
        """The latest reading."""
        return self._stats

    def count_picture(self, now_ms: int) -> None:
        """One picture was painted (here, or by the other end as its acknowledgement says)."""
        self._shown_at_ms.append(now_ms)
        self._forget(now_ms)

    def read(self, now_ms: int, counters: PeerCounters, *, rtt_ms: float | None) -> LinkStats:
        """Compute the figures since the last reading.

        Args:
            now_ms: monotonic reading.
            counters: totals now. Smaller than before means a new connection took over; it counts from zero.
            rtt_ms: from the heartbeat.
        """
        self._forget(now_ms)
        elapsed_ms = now_ms - self._read_at_ms
        if elapsed_ms <= 0:
            return self._stats
        before = self._last
        if counters.picture_bytes < before.picture_bytes or counters.packets < before.packets:
            before = PeerCounters()
        lost = max(0, counters.packets_lost - before.packets_lost)
        arrived = counters.packets - before.packets
        self._stats = LinkStats(
            rtt_ms=rtt_ms,
            loss_ratio=lost / (lost + arrived) if lost + arrived else 0.0,
            bitrate_kbps=(counters.picture_bytes - before.picture_bytes) * 8 / elapsed_ms,
            pictures_per_s=float(len(self._shown_at_ms)),
        )
        self._last = counters
        self._read_at_ms = now_ms
        return self._stats

    def _forget(self, now_ms: int) -> None:
        while self._shown_at_ms and self._shown_at_ms[0] <= now_ms - WINDOW_MS:
            self._shown_at_ms.popleft()
