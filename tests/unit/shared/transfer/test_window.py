"""The stream: acknowledged, sent again where it was lost, refused where it is no stream of ours."""

import struct

import pytest

from shared.transfer.pace import WINDOW_MAX
from shared.transfer.window import (
    KIND_ACK,
    KIND_SEGMENT,
    SEGMENT_MAX_BYTES,
    StreamError,
    StreamReceiver,
    StreamSender,
)


def _packets(sender: StreamSender, now_ms: float = 0.0) -> list[bytes]:
    packets: list[bytes] = []
    while (packet := sender.next_packet(now_ms)) is not None:
        packets.append(packet)
    return packets


def _ack(receiver: StreamReceiver, now_ms: float) -> bytes:
    ack = receiver.due_ack(now_ms + 100)
    assert ack is not None
    return ack


def test_data_is_cut_and_put_together_again():
    sender, receiver = StreamSender(), StreamReceiver()
    data = bytes(range(256)) * 20
    sender.write(data)
    packets = _packets(sender)
    assert len(packets) == -(-len(data) // SEGMENT_MAX_BYTES)
    assert b"".join(part for packet in packets for part in receiver.handle_segment(packet, 1)) == data
    sender.handle_ack(_ack(receiver, 1), 2)
    assert sender.is_idle


def test_lost_segment_is_sent_again_as_soon_as_later_ones_are_acknowledged():
    sender, receiver = StreamSender(), StreamReceiver()
    sender.write(bytes(SEGMENT_MAX_BYTES) * 30)
    packets = _packets(sender)
    for packet in packets[:5] + packets[6:]:
        receiver.handle_segment(packet, 1)
    sender.handle_ack(_ack(receiver, 1), 2)
    assert _packets(sender, 3) == [packets[5]], "that one, and no other"


def test_lost_end_is_sent_again_after_a_while():
    sender, receiver = StreamSender(), StreamReceiver()
    sender.write(b"the end")
    first = _packets(sender, 0)
    sender.check_silence(500)
    assert _packets(sender, 500) == []
    sender.check_silence(1_500)
    assert _packets(sender, 1_500) == first
    receiver.handle_segment(first[0], 1_500)
    sender.handle_ack(_ack(receiver, 1_500), 1_600)
    assert sender.is_idle


def test_segment_that_comes_twice_is_read_once_and_acknowledged_again():
    sender, receiver = StreamSender(), StreamReceiver()
    sender.write(b"once")
    packet = _packets(sender)[0]
    assert receiver.handle_segment(packet, 1) == [b"once"]
    assert receiver.handle_segment(packet, 2) == []
    assert _ack(receiver, 2)


def test_segment_far_ahead_is_not_kept():
    receiver = StreamReceiver()
    far = struct.pack(">BQ", KIND_SEGMENT, WINDOW_MAX) + b"x"
    assert receiver.handle_segment(far, 1) == []
    assert receiver._early == {}


@pytest.mark.parametrize(
    "ack",
    [
        b"",
        bytes([KIND_ACK]) + bytes(5),
        struct.pack(">BQQI", KIND_ACK, 5, 0, 0),
        struct.pack(">BQQI", KIND_ACK, 0, 0, 0) + b"\xff" * 500,
    ],
)
def test_acknowledgement_of_what_was_never_sent_ends_the_path(ack: bytes):
    sender = StreamSender()
    sender.write(b"x")
    _packets(sender)
    with pytest.raises(StreamError):
        sender.handle_ack(ack, 1)


def test_segment_without_data_or_from_beyond_ends_the_path():
    for packet in (struct.pack(">BQ", KIND_SEGMENT, 0), struct.pack(">BQ", KIND_SEGMENT, 2**63) + b"x"):
        with pytest.raises(StreamError):
            StreamReceiver().handle_segment(packet, 1)


def test_window_holds_back_what_may_not_leave_yet():
    sender = StreamSender()
    sender.write(bytes(SEGMENT_MAX_BYTES) * 500)
    assert len(_packets(sender)) == sender.pace.window
    assert sender.under_way == sender.pace.window
