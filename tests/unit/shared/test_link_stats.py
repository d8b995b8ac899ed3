"""One reading of the line."""

import dataclasses

import pytest

from shared.link_stats import LinkStats


def test_link_stats_before_the_first_measurement_claims_nothing():
    stats = LinkStats()
    assert stats.rtt_ms is None
    assert (stats.loss_ratio, stats.bitrate_kbps, stats.pictures_per_s) == (0.0, 0.0, 0.0)


def test_link_stats_reading_cannot_be_changed_afterwards():
    stats = LinkStats(rtt_ms=12.5, loss_ratio=0.01, bitrate_kbps=300.0, pictures_per_s=12.0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        stats.rtt_ms = 1.0
    assert dataclasses.replace(stats, rtt_ms=13.0).rtt_ms == 13.0
