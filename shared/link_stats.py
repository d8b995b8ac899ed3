"""What one end knows about the line to the other, in units a sentence can be made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStats:
    """One reading of the line.

    Attributes:
        rtt_ms: there and back, smoothed; None until measured.
        loss_ratio: share of packets that never came, 0..1.
        bitrate_kbps: what arrived in the last second.
        pictures_per_s: pictures painted in the last second.
    """

    rtt_ms: float | None = None
    loss_ratio: float = 0.0
    bitrate_kbps: float = 0.0
    pictures_per_s: float = 0.0
