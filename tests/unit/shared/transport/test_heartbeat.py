"""Silence of 3 s is a stall, of 120 s the end; hostile answers change nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import ProtocolError
from shared.protocol import peer_messages
from shared.transport.heartbeat import Heartbeat, LinkHealth


def _ack(beat: peer_messages.Heartbeat | None) -> peer_messages.HeartbeatAck:
    assert beat is not None
    return peer_messages.HeartbeatAck(seq=beat.seq, sent_mono_ms=beat.sent_mono_ms)


def test_heartbeat_beats_once_a_second():
    heart = Heartbeat(5_000)
    sent = [now for now in range(5_000, 8_001, 100) if heart.due_beat(now) is not None]
    assert sent == [5_000, 6_000, 7_000, 8_000]


def test_heartbeat_after_a_long_sleep_one_beat_not_many():
    heart = Heartbeat(0)
    heart.due_beat(0)
    assert heart.due_beat(60_000) is not None
    assert heart.due_beat(60_001) is None


def test_heartbeat_silence_stalls_at_3_s_and_loses_at_120_s():
    heart = Heartbeat(0)
    assert heart.check(2_999) is None
    change = heart.check(3_000)
    assert change is not None
    assert (change.health, change.silent_ms) == (LinkHealth.STALLED, 3_000)
    assert heart.check(119_999) is None
    change = heart.check(120_000)
    assert change is not None
    assert change.health is LinkHealth.LOST


def test_heartbeat_heard_again_is_alive_again():
    heart = Heartbeat(0)
    heart.check(5_000)
    answer = heart.handle_heartbeat(peer_messages.Heartbeat(seq=9, sent_mono_ms=123), 5_100)
    assert answer == peer_messages.HeartbeatAck(seq=9, sent_mono_ms=123)
    change = heart.check(5_200)
    assert change is not None
    assert change.health is LinkHealth.ALIVE


def test_heartbeat_lost_is_final():
    heart = Heartbeat(0)
    heart.check(120_000)
    heart.handle_heartbeat(peer_messages.Heartbeat(seq=1, sent_mono_ms=0), 120_001)
    assert heart.check(120_002) is None
    assert heart.health is LinkHealth.LOST


def test_heartbeat_rtt_first_sample_then_smoothed():
    heart = Heartbeat(0)
    heart.handle_heartbeat_ack(_ack(heart.due_beat(0)), 40)
    assert heart.rtt_ms == 40.0
    heart.handle_heartbeat_ack(_ack(heart.due_beat(1_000)), 1_120)
    assert heart.rtt_ms == pytest.approx(40 + (120 - 40) / 8)


def test_heartbeat_ack_for_the_future_is_a_protocol_error():
    heart = Heartbeat(0)
    heart.due_beat(0)
    with pytest.raises(ProtocolError):
        heart.handle_heartbeat_ack(peer_messages.HeartbeatAck(seq=2, sent_mono_ms=0), 10)


def test_heartbeat_ack_with_altered_reading_is_a_protocol_error_and_no_rtt():
    heart = Heartbeat(0)
    heart.due_beat(0)
    with pytest.raises(ProtocolError):
        heart.handle_heartbeat_ack(peer_messages.HeartbeatAck(seq=1, sent_mono_ms=999_999), 10)
    assert heart.rtt_ms is None


def test_heartbeat_repeated_ack_is_no_sign_of_life():
    heart = Heartbeat(0)
    ack = _ack(heart.due_beat(0))
    heart.handle_heartbeat_ack(ack, 10)
    heart.handle_heartbeat_ack(ack, 5_000)
    assert heart.silent_ms(5_000) == 4_990


@given(st.lists(st.tuples(st.integers(0, 5_000), st.booleans()), max_size=300))
def test_heartbeat_any_run_judges_by_the_silence_alone(steps: list[tuple[int, bool]]):
    heart = Heartbeat(0)
    now, heard, is_lost = 0, 0, False
    for step, is_heard in steps:
        now += step
        heart.due_beat(now)
        if is_heard:
            heart.handle_heartbeat(peer_messages.Heartbeat(seq=1, sent_mono_ms=0), now)
            heard = now
        heart.check(now)
        silent = now - heard
        is_lost = is_lost or silent >= 120_000
        expected = LinkHealth.LOST if is_lost else LinkHealth.STALLED if silent >= 3_000 else LinkHealth.ALIVE
        assert heart.health is expected
