"""Sealed datagrams: opened once, by the other side alone, in any order."""

import pytest

from shared.transfer.packet_seal import PLAIN_MAX_BYTES, PacketSeal

KEYS = b"a" * 32, b"b" * 32


def _pair() -> tuple[PacketSeal, PacketSeal]:
    return PacketSeal(*KEYS), PacketSeal(*reversed(KEYS))


def test_packets_open_in_any_order_and_each_once():
    ours, theirs = _pair()
    packets = [ours.seal(bytes([number])) for number in range(50)]
    order = packets[25:] + packets[:25]
    assert [theirs.open(packet) for packet in order] == [bytes([n]) for n in (*range(25, 50), *range(25))]
    assert all(theirs.open(packet) is None for packet in packets)
    assert theirs.refused_count == 50


def test_packet_that_was_changed_or_sent_back_does_not_open():
    ours, theirs = _pair()
    packet = ours.seal(b"hello")
    for place in range(len(packet)):
        changed = bytearray(packet)
        changed[place] ^= 1
        assert theirs.open(bytes(changed)) is None
    assert ours.open(packet) is None, "a mirror is not the other side"
    assert theirs.open(packet) == b"hello"


def test_packet_far_behind_the_newest_is_too_old():
    ours, theirs = _pair()
    first = ours.seal(b"first")
    newest = [ours.seal(b"x") for _ in range(9_000)][-1]
    assert theirs.open(newest) == b"x"
    assert theirs.open(first) is None


def test_garbage_and_wrong_sizes_are_refused():
    _, theirs = _pair()
    assert [theirs.open(data) for data in (b"", b"\xa5", b"\xa5" * 40, b"\x00" * 40, b"\xa5" * 2_000)] == [None] * 5
    with pytest.raises(OverflowError):
        theirs.seal(bytes(PLAIN_MAX_BYTES + 1))


def test_keys_do_not_stand_in_the_repr():
    assert "a" * 8 not in repr(PacketSeal(*KEYS))
