"""When packets may leave; all times are given."""

import pytest

from shared.screen.pacing import BURST_MS, Pacer

PACKET_BYTES = 1_250


def send_burst(pacer: Pacer, count: int) -> list[float]:
    """When each of that many packets leaves, in seconds, if all are ready at 0."""
    now_s, left_s = 0.0, []
    for _ in range(count):
        now_s += pacer.wait_s(now_s)
        pacer.note_sent(PACKET_BYTES, now_s)
        left_s.append(now_s)
    return left_s


def test_pacer_without_a_rate_never_waits():
    assert send_burst(Pacer(), 1_000)[-1] == 0.0


def test_pacer_small_update_leaves_at_once():
    pacer = Pacer()
    pacer.set_rate_kbps(10_000)  # a packet a millisecond
    assert send_burst(pacer, int(BURST_MS))[-1] == 0.0


def test_pacer_large_update_leaves_at_the_rate_in_few_steps():
    pacer = Pacer()
    pacer.set_rate_kbps(10_000)
    left_s = send_burst(pacer, 200)
    assert left_s[-1] == pytest.approx(0.200, abs=BURST_MS / 1000)
    assert len(set(left_s)) < 50
    # Nowhere more ahead of the rate than the burst.
    assert all(index / 1000 - at_s <= (BURST_MS + 1.1) / 1000 for index, at_s in enumerate(left_s))


def test_pacer_pause_earns_no_more_than_a_burst():
    pacer = Pacer()
    pacer.set_rate_kbps(10_000)
    send_burst(pacer, 50)
    assert pacer.wait_s(100.0) == 0.0
    now_s, count = 100.0, 0
    while not pacer.wait_s(now_s):
        pacer.note_sent(PACKET_BYTES, now_s)
        count += 1
    assert count <= BURST_MS + 1


def test_pacer_without_a_rate_again_forgets_what_was_owed():
    pacer = Pacer()
    pacer.set_rate_kbps(100)
    send_burst(pacer, 10)
    pacer.set_rate_kbps(None)
    assert pacer.wait_s(0.0) == 0.0
    pacer.note_sent(PACKET_BYTES, 0.0)
    pacer.set_rate_kbps(100)
    assert pacer.wait_s(0.0) == 0.0
