"""Totals become figures of the last second."""

from shared.transport.peer_stats import LinkMeter, PeerCounters


def test_link_meter_second_reading_gives_rates_of_the_interval():
    meter = LinkMeter(0)
    meter.read(1_000, PeerCounters(picture_bytes=10_000, packets=10), rtt_ms=None)
    stats = meter.read(2_000, PeerCounters(picture_bytes=135_000, packets=100, packets_lost=10), rtt_ms=12.5)
    assert stats.bitrate_kbps == 1_000.0
    assert stats.loss_ratio == 0.1
    assert stats.rtt_ms == 12.5


def test_link_meter_counts_pictures_of_the_last_second_only():
    meter = LinkMeter(0)
    for now in range(0, 2_000, 50):
        meter.count_picture(now)
    assert meter.read(2_000, PeerCounters(), rtt_ms=None).pictures_per_s == 19.0
    assert meter.read(5_000, PeerCounters(), rtt_ms=None).pictures_per_s == 0.0


def test_link_meter_new_connection_with_smaller_totals_is_not_negative():
    meter = LinkMeter(0)
    meter.read(1_000, PeerCounters(picture_bytes=1_000_000, packets=900, packets_lost=5), rtt_ms=1.0)
    stats = meter.read(2_000, PeerCounters(picture_bytes=12_500, packets=10), rtt_ms=1.0)
    assert stats.bitrate_kbps == 100.0
    assert stats.loss_ratio == 0.0


def test_link_meter_same_moment_twice_keeps_the_reading():
    meter = LinkMeter(0)
    first = meter.read(1_000, PeerCounters(picture_bytes=125), rtt_ms=1.0)
    assert meter.read(1_000, PeerCounters(picture_bytes=999), rtt_ms=2.0) is first
    assert meter.stats is first
