"""The picture across slow, lossy and broken lines: it becomes exact, it recovers, its delay comes back, nothing grows.

Limits are wide here, for machines that do other things meanwhile; `make bench-network` measures.
"""

import threading
import time

import pytest

from tests.netlink.far_picture import until
from tests.netlink.watching import percentile_ms, watch_patch, watch_typing


@pytest.mark.parametrize("loss_ratio", [0.01, 0.03])
@pytest.mark.parametrize("rtt_ms", [40, 120])
def test_typed_text_becomes_exact_on_a_lossy_line(show, desk, rtt_ms, loss_ratio):
    picture = show(delay_ms=rtt_ms / 2, loss_ratio=loss_ratio, rate_kbps=4_000)
    seen = watch_typing(picture, desk, 40, every_s=0.08)
    assert all(one.latency_ms is not None for one in seen)
    assert percentile_ms(seen, 50) >= rtt_ms / 2  # it did cross the line
    assert percentile_ms(seen, 50) < rtt_ms + 250
    assert picture.settles()


def test_bursts_of_loss_and_reordering_are_survived(show, desk):
    picture = show(delay_ms=20, loss_ratio=0.05, loss_burst=5, reorder_ratio=0.1, reorder_ms=15, rate_kbps=20_000)
    watch_patch(picture, desk, 3.0, scrolling=True)
    assert picture.settles()
    assert picture.receiver.refused_count == 0
    assert picture.losses == []


def test_picture_recovers_after_an_outage_and_its_delay_returns(show, desk, line):
    picture = show(delay_ms=20, rate_kbps=4_000)
    base_ms = percentile_ms(watch_typing(picture, desk, 20, every_s=0.05), 50)
    outage = threading.Thread(target=lambda: _down_for(line, 0.5))
    outage.start()
    watch_patch(picture, desk, 1.5, scrolling=True)
    outage.join()
    assert picture.settles()
    afterwards_ms = percentile_ms(watch_typing(picture, desk, 20, every_s=0.05, first=20), 50)
    assert afterwards_ms < base_ms + 150
    assert picture.losses == []


def test_narrow_line_with_a_deep_queue_stays_fresh(show, desk, line):
    picture = show(delay_ms=20, rate_kbps=1_000, queue_ms=2_000)
    watch_patch(picture, desk, 6.0, scrolling=True)
    seen = watch_typing(picture, desk, 10, every_s=0.1, patience_s=10)
    # Whatever was on the way when the scrolling ended is all that a character can wait for.
    assert all(one.latency_ms is not None and one.latency_ms < 3_000 for one in seen)
    assert picture.settles(60)
    line.set(queue_ms=250)


def test_nothing_is_sent_once_the_line_is_good_and_the_screen_still(show, line):
    picture = show(delay_ms=20, loss_ratio=0.03)
    line.set(loss_ratio=0.0)
    assert until(lambda: picture.sender.sent_count and picture.delays_ms, 5)
    time.sleep(1.0)
    before = line.tallies()[0].offered_bytes
    time.sleep(3.0)
    # Heartbeats, their answers and RTCP reports, no picture.
    assert line.tallies()[0].offered_bytes - before < 6_000


def _down_for(line, duration_s: float) -> None:
    time.sleep(0.3)
    with line.outage(duration_s):
        pass
