"""Packets into updates: at once, in order, through loss, reordering and wrap, in bounded memory."""

import random

import pytest

from shared.geometry import Rect
from shared.protocol import limits
from shared.screen.assembler import HELD_MAX_UPDATES, LOST_AFTER_MS, LOST_RATIO_MAX, TAIL_ASK_MAX, Assembler
from shared.screen.packet import PART_MAX_BYTES, split_update
from shared.screen.update import ScreenUpdate, Tile, encode_update


class Stream:
    """An honest sender: makes updates and numbers their packets."""

    def __init__(self, first_seq: int = 1000):
        self.seq = first_seq
        self.update_id = 0

    def update(
        self, size_bytes: int = 100, *, is_key: bool = False, resync_after: int | None = None
    ) -> tuple[bytes, list[tuple]]:
        self.update_id += 1
        filler = random.Random(self.update_id).randbytes(size_bytes)
        data = encode_update(
            ScreenUpdate(
                update_id=self.update_id,
                captured_ms=0,
                width_px=64,
                height_px=64,
                is_key=is_key,
                resync_after=resync_after,
                blocks=(Tile(Rect(0, 0, 1, 1), filler),),
            )
        )
        payloads = split_update(data)
        packets = []
        for index, payload in enumerate(payloads):
            packets.append((self.seq, self.update_id * 3000, index == len(payloads) - 1, payload))
            self.seq = (self.seq + 1) % 65536
        return data, packets


def feed(assembler: Assembler, packets: list, now_ms: int = 0) -> list[bytes]:
    return [update.data for packet in packets for update in assembler.add(*packet, now_ms=now_ms)]


@pytest.fixture
def stream() -> Stream:
    return Stream()


@pytest.fixture
def running(stream) -> Assembler:
    """An assembler that has its first key update."""
    assembler = Assembler()
    _, packets = stream.update(is_key=True)
    assert len(feed(assembler, packets)) == 1
    return assembler


def test_assembler_last_packet_hands_the_update_out_at_once(stream, running):
    data, packets = stream.update(5000)
    assert feed(running, packets[:-1]) == []
    assert feed(running, packets[-1:]) == [data]
    assert not running.needs_poll


def test_assembler_update_carries_its_arrival_span(stream, running):
    _, packets = stream.update(2000)
    running.add(*packets[0], now_ms=100)
    (whole,) = running.add(*packets[1], now_ms=117)
    assert (whole.first_packet_ms, whole.arrived_ms, whole.whole_ms) == (100, 117, 117)


@pytest.mark.parametrize("seed", range(5))
def test_assembler_reordered_packets_make_the_same_updates(stream, running, seed):
    made = [stream.update(4000) for _ in range(4)]
    packets = [packet for _, some in made for packet in some]
    random.Random(seed).shuffle(packets)
    assert feed(running, packets) == [data for data, _ in made]


def test_assembler_sequence_wraps_inside_an_update():
    stream = Stream(first_seq=65_533)
    assembler = Assembler()
    key, packets = stream.update(9000, is_key=True)
    delta, more = stream.update(3000)
    assert feed(assembler, packets + more) == [key, delta]


def test_assembler_repeated_and_late_packets_change_nothing(stream, running):
    data, packets = stream.update(3000)
    assert feed(running, packets[:2] + packets[:2] + packets[2:]) == [data]
    assert feed(running, packets) == []
    assert not running.needs_poll


def test_assembler_later_update_waits_for_the_one_before(stream, running):
    first, lost = stream.update(3000)
    second, after = stream.update(100)
    assert feed(running, [lost[0], *lost[2:], *after]) == []
    assert feed(running, [lost[1]]) == [first, second]


def test_assembler_key_update_makes_what_is_missing_before_it_void(stream, running):
    _, lost = stream.update(3000)
    key, packets = stream.update(100, is_key=True)
    assert feed(running, [lost[0], *packets]) == [key]
    assert feed(running, lost[1:]) == []


def test_poll_hole_is_asked_for_after_the_grace_and_again_after_a_round_trip(stream, running):
    running.set_rtt_ms(40)
    _, packets = stream.update(5000)
    feed(running, [packets[0], *packets[2:]], now_ms=0)
    assert running.poll(0).again == ()
    assert running.poll(5).again == (packets[1][0],)
    assert running.poll(10).again == ()
    assert running.poll(56).again == (packets[1][0],)


def test_poll_lost_end_is_asked_for_without_a_later_packet(stream, running):
    data, packets = stream.update(5000)
    feed(running, packets[:-2], now_ms=0)
    assert running.poll(10).again == ()
    running.poll(30)
    assert running.poll(35).again == (packets[-2][0], packets[-1][0])
    assert feed(running, packets[-2:], now_ms=40) == [data]


def test_poll_lost_end_is_asked_for_within_60_ms(stream, running):
    """So the repair is there within a round trip and 60 ms, whatever the round trip is."""
    running.set_rtt_ms(120)
    _, packets = stream.update(5000)
    feed(running, packets[:-1], now_ms=0)
    now_ms, again = 0, ()
    while not again and now_ms < 1_000:
        repair = running.poll(now_ms)
        again = repair.again
        now_ms += repair.next_poll_ms or 1
    assert again == (packets[-1][0],)
    assert now_ms <= 60


def test_assembler_late_repair_leaves_no_backlog(stream, running):
    """The stock buffer lets one update out for each packet and stays that far behind for good."""
    running.set_rtt_ms(200)
    first, lost = stream.update(2000)
    waiting = [stream.update(50) for _ in range(10)]
    assert feed(running, [lost[0], *lost[2:]], now_ms=0) == []
    for step, (_, packets) in enumerate(waiting):
        assert feed(running, packets, now_ms=20 * step) == []
        running.poll(20 * step)
    assert feed(running, [lost[1]], now_ms=200) == [first, *(data for data, _ in waiting)]
    data, packets = stream.update(50)
    assert feed(running, packets, now_ms=220) == [data]
    assert not running.poll(220).again
    assert not running.needs_poll


def test_poll_update_lost_whole_is_asked_for_when_the_next_one_comes(stream, running):
    first, lost = stream.update(2000)
    second, after = stream.update(10)
    assert feed(running, after, now_ms=0) == []
    running.poll(0)
    assert running.poll(5).again == tuple(packet[0] for packet in lost)
    assert feed(running, lost, now_ms=9) == [first, second]


def test_poll_after_200_ms_gives_up_and_asks_for_a_refresh_until_a_key_update_comes(stream, running):
    _, packets = stream.update(5000)
    feed(running, [packets[0], *packets[2:]], now_ms=0)
    repairs = [running.poll(now_ms) for now_ms in range(0, LOST_AFTER_MS, 5)]
    assert not any(repair.refresh for repair in repairs)
    assert running.poll(LOST_AFTER_MS).refresh
    assert running.poll(LOST_AFTER_MS + 100).refresh is False
    assert running.poll(LOST_AFTER_MS + 500).refresh
    _, delta = stream.update()
    assert feed(running, delta, now_ms=800) == []
    key, packets = stream.update(is_key=True)
    assert feed(running, packets, now_ms=900) == [key]
    assert running.poll(5000).next_poll_ms is None


def test_assembler_resync_ends_the_waiting_like_a_key_update(stream, running):
    _, packets = stream.update(5000)
    feed(running, [packets[0], *packets[2:]], now_ms=0)
    running.poll(0)
    assert running.poll(LOST_AFTER_MS).refresh
    _, later = stream.update()
    assert feed(running, later, now_ms=210) == []
    resync, mending = stream.update(3_000, resync_after=1)
    delta, after = stream.update()
    assert feed(running, [*mending, *after], now_ms=220) == [resync, delta]


def test_assembler_time_of_repair_is_told_apart(stream, running):
    _, packets = stream.update(5000)
    for step, packet in enumerate([packets[0], *packets[2:]]):
        running.add(*packet, 100 + step)
    running.poll(104)
    assert running.poll(110).again
    (whole,) = running.add(*packets[1], 150)
    assert (whole.first_packet_ms, whole.arrived_ms, whole.whole_ms) == (100, 100 + len(packets) - 2, 150)


def test_poll_repairs_say_how_long_the_way_is_when_the_heartbeat_exaggerates(stream, running):
    """A heartbeat that was lost and sent again took a second and more."""
    running.set_rtt_ms(2_400)
    for step in range(12):
        _, packets = stream.update(5_000)
        at_ms = 1_000 * step
        feed(running, [packets[0], *packets[2:]], now_ms=at_ms)
        running.poll(at_ms)
        assert running.poll(at_ms + 5).again == (packets[1][0],)
        feed(running, packets[1:2], now_ms=at_ms + 45)
    _, packets = stream.update(5_000)
    feed(running, [packets[0], *packets[2:]], now_ms=20_000)
    running.poll(20_000)
    running.poll(20_005)
    assert running.poll(20_090).again == (packets[1][0],)


def test_poll_first_repair_is_asked_for_again_soon_whatever_the_heartbeat_says(stream, running):
    running.set_rtt_ms(2_400)
    _, packets = stream.update(5_000)
    feed(running, [packets[0], *packets[2:]], now_ms=0)
    running.poll(0)
    running.poll(5)
    assert running.poll(330).again == (packets[1][0],)


def test_poll_way_longer_than_guessed_is_learned_from_repairs_that_were_asked_for_twice(stream, running):
    running.set_rtt_ms(700)
    asked = 0
    for step in range(6):
        _, packets = stream.update(5_000)
        at_ms, asked = 3_000 * step, 0
        feed(running, [packets[0], *packets[2:]], now_ms=at_ms)
        for now_ms in range(at_ms, at_ms + 700, 5):
            asked += bool(running.poll(now_ms).again)
        assert len(feed(running, packets[1:2], now_ms=at_ms + 700)) == 1
    assert asked == 1


def test_poll_long_repair_is_not_given_up_while_it_goes_on(stream, running):
    data, packets = stream.update(60_000)
    feed(running, [packets[0], packets[-1]], now_ms=0)
    running.poll(0)
    running.poll(5)
    out = []
    for step, packet in enumerate(packets[1:-1]):
        out += feed(running, [packet], now_ms=20 * (step + 1))
        assert not running.poll(20 * (step + 1)).refresh
    assert out == [data]


def test_poll_repair_that_trickles_for_ever_is_given_up(stream, running):
    _, packets = stream.update(600_000)
    feed(running, [packets[0], packets[-1]], now_ms=0)
    gave_up_ms = 0
    for step, packet in enumerate(packets[1:-1]):
        feed(running, [packet], now_ms=20 * step)
        if not gave_up_ms and running.poll(20 * step).refresh:
            gave_up_ms = 20 * step
    assert LOST_AFTER_MS < gave_up_ms <= LOST_RATIO_MAX * LOST_AFTER_MS + 20


def test_poll_first_update_never_seen_asks_for_a_refresh(stream):
    assembler = Assembler()
    stream.update(is_key=True)
    _, delta = stream.update()
    assert feed(assembler, delta, now_ms=0) == []
    assert assembler.poll(0).refresh


def test_poll_slow_but_steady_update_is_never_given_up(stream, running):
    data, packets = stream.update(60_000)
    out: list[bytes] = []
    for step, packet in enumerate(packets):
        out += feed(running, [packet], now_ms=step * 20)
        assert not running.poll(step * 20 + 19).refresh
    assert out == [data]


def test_poll_pauses_of_a_slow_line_are_not_taken_for_loss(stream, running):
    _, packets = stream.update(40_000)
    for step, packet in enumerate(packets[:20]):
        feed(running, [packet], now_ms=step * 40)
    assert running.poll(19 * 40 + 60).again == ()
    running.poll(19 * 40 + 200)
    assert 0 < len(running.poll(19 * 40 + 210).again) <= TAIL_ASK_MAX


def test_poll_long_way_gives_a_repair_time_to_come(stream, running):
    running.set_rtt_ms(240)
    _, packets = stream.update(5000)
    feed(running, [packets[0], *packets[2:]], now_ms=0)
    running.poll(0)
    assert not running.poll(LOST_AFTER_MS + 300).refresh
    assert running.poll(1_000).refresh


def test_assembler_expect_key_refuses_deltas(stream, running):
    running.expect_key()
    assert running.poll(10).refresh
    _, delta = stream.update()
    assert feed(running, delta, now_ms=11) == []
    key, packets = stream.update(is_key=True)
    assert feed(running, packets, now_ms=12) == [key]


def test_assembler_delta_after_an_unfinished_key_waits_for_it(stream):
    assembler = Assembler()
    key, packets = stream.update(4000, is_key=True)
    delta, after = stream.update()
    assert feed(assembler, [packets[0], *packets[2:], *after]) == []
    assert feed(assembler, packets[1:2]) == [key, delta]


def test_assembler_marker_in_the_wrong_place_is_counted_and_dropped(stream, running):
    _, packets = stream.update(3000)
    seq, timestamp, _, payload = packets[0]
    assert running.add(seq, timestamp, True, payload, 0) == []
    assert running.malformed_count == 1


def test_assembler_hostile_packets_never_hold_more_than_the_limit():
    chooser = random.Random(3)
    assembler = Assembler()
    body = bytes(PART_MAX_BYTES)
    count = 7_000
    for step in range(40_000):
        index = chooser.randrange(count - 1)
        payload = index.to_bytes(2, "big") + count.to_bytes(2, "big") + body
        assembler.add(chooser.randrange(65_536), chooser.randrange(3), False, payload, step)
        if step % 500 == 0:
            assembler.poll(step)
        assert len(assembler._partials) <= HELD_MAX_UPDATES
        assert assembler._held_bytes <= 2 * limits.SCREEN_UPDATE_MAX_BYTES + PART_MAX_BYTES


def test_assembler_unfinished_large_updates_are_given_up_together():
    assembler = Assembler()
    body = bytes(PART_MAX_BYTES)
    count = 7_000
    for start in (0, count, 2 * count):
        for index in range(count - 1):
            payload = index.to_bytes(2, "big") + count.to_bytes(2, "big") + body
            assembler.add(start + index, start, False, payload, 0)
            assert assembler._held_bytes <= 2 * limits.SCREEN_UPDATE_MAX_BYTES
    assert assembler.lost_count > 0


def test_assembler_random_loss_with_repair_delivers_everything_in_order(stream, running):
    chooser = random.Random(11)
    sent: dict[int, tuple] = {}
    expected, got = [], []
    now_ms = 0
    for _ in range(300):
        data, packets = stream.update(chooser.randrange(1, 6000))
        expected.append(data)
        for packet in packets:
            sent[packet[0]] = packet
            if chooser.random() > 0.1:
                got += feed(running, [packet], now_ms)
        for _ in range(12):
            now_ms += 5
            for seq in running.poll(now_ms).again:
                if chooser.random() > 0.3:
                    got += feed(running, [sent[seq]], now_ms)
    _, probe = stream.update(1)
    got += feed(running, probe, now_ms)
    for _ in range(40):
        now_ms += 5
        for seq in running.poll(now_ms).again:
            got += feed(running, [sent.get(seq, probe[0])], now_ms)
    assert got[: len(expected)] == expected
