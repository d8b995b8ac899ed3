"""From whole updates to the canvas, with an honest sender and with others."""

import random
import struct
import threading
import time

import pytest

from agent_console.domain.sharpness import MOVING_MS, Sharpness
from agent_console.media import screen_receiver
from agent_console.media.screen_receiver import (
    AT_ONCE_MAX_RECTS,
    AT_ONCE_PERIOD_MAX,
    AT_ONCE_PERIOD_MS,
    QUEUE_MAX_UPDATES,
    REFRESH_INTERVAL_MS,
    ScreenReceiver,
)
from shared.geometry import Rect
from shared.screen.assembler import WholeUpdate
from shared.screen.tile_code import pack_pixels
from shared.screen.update import (
    FORMAT_VERSION,
    CoverReason,
    Move,
    ScreenUpdate,
    Tile,
    TileLayout,
    VideoBlock,
    encode_update,
)
from tests.unit.agent_console.media.test_video_decoder import encode


class HandClock:
    """Stands still until it is moved."""

    def __init__(self):
        self.now_ms = 1_000

    def monotonic_ms(self):
        return self.now_ms

    def utc_now(self):
        raise NotImplementedError


class Viewer:
    """A receiver and what it told."""

    def __init__(self):
        self.clock = HandClock()
        self.acks, self.refreshes, self.covers = [], [], []
        self.refusals: list[int] = []
        self.painted = 0
        self.receiver = ScreenReceiver(
            send_ack=self.acks.append,
            send_refresh=self.refreshes.append,
            on_painted_ready=self._note_painted,
            on_cover=self.covers.append,
            on_refused=lambda: self.refusals.append(len(self.refreshes)),
            clock=self.clock,
        )

    def feed(self, data: bytes):
        self.receiver.handle_update(WholeUpdate(data, 100, 105, 107))

    def update(self, update_id: int, colour: int = 1, **options):
        """A 4x4 canvas whose upper left pixel gets a colour."""
        fields = {"captured_ms": 0, "width_px": 4, "height_px": 4}
        fields["blocks"] = (Tile(Rect(0, 0, 1, 1), pack_pixels(bytes([colour] * 4))),)
        self.feed(encode_update(ScreenUpdate(update_id=update_id, **{**fields, **options})))

    def corner(self) -> int:
        return int(self.receiver.canvas.snapshot()[0, 0, 0])

    def _note_painted(self):
        self.painted += 1


def until(condition, timeout_s: float = 3) -> bool:
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.002)
    return condition()


@pytest.fixture
def viewer():
    made = Viewer()
    yield made
    assert made.receiver.stop()


def test_receiver_paints_and_acknowledges_each_update(viewer):
    viewer.update(1, 10, is_key=True)
    viewer.update(2, 20)
    assert until(lambda: len(viewer.acks) == 2)
    assert [ack.update_id for ack in viewer.acks] == [1, 2]
    assert viewer.acks[0].first_packet_to_whole_ms == 7
    assert viewer.corner() == 20
    assert viewer.refreshes == []


def test_receiver_small_update_is_painted_at_once(viewer):
    viewer.update(1, is_key=True)
    assert until(lambda: viewer.acks)
    assert until(lambda: not viewer.receiver._is_decoding)
    viewer.update(2, 20)
    assert viewer.corner() == 20
    assert [ack.update_id for ack in viewer.acks] == [1, 2]


def test_receiver_answers_what_was_painted_at_once_later_and_says_so():
    soon, later = [], []
    viewer = Viewer()
    viewer.receiver.stop()
    viewer.receiver = ScreenReceiver(
        send_ack=soon.append,
        send_ack_later=later.append,
        send_refresh=viewer.refreshes.append,
        on_painted_ready=lambda: None,
        clock=viewer.clock,
    )
    viewer.update(1, is_key=True)
    assert until(lambda: soon)
    assert until(lambda: not viewer.receiver._is_decoding)
    viewer.update(2, 20)
    assert [(ack.update_id, ack.decode_ms) for ack in soon] == [(1, 0)]
    assert [(ack.update_id, ack.decode_ms) for ack in later] == [(2, screen_receiver.ANSWER_PAUSE_MS)]
    viewer.receiver.stop()


def test_receiver_small_update_waits_behind_one_that_is_being_decoded(viewer, monkeypatch):
    may_go_on, has_begun = threading.Event(), threading.Event()
    stock = screen_receiver.decode_tile

    def slow(tile):
        has_begun.set()
        may_go_on.wait(5)
        return stock(tile)

    monkeypatch.setattr(screen_receiver, "decode_tile", slow)
    viewer.update(1, 10, is_key=True)
    assert has_begun.wait(3)
    viewer.update(2, 20)
    assert viewer.acks == []
    may_go_on.set()
    assert until(lambda: viewer.corner() == 20)
    assert [ack.update_id for ack in viewer.acks] == [1, 2]


def test_receiver_flood_of_small_updates_does_not_keep_the_network_thread(viewer, monkeypatch):
    viewer.update(1, is_key=True)
    assert until(lambda: viewer.acks)
    threads: list[str] = []
    monkeypatch.setattr(viewer.receiver, "_send_ack", lambda _: threads.append(threading.current_thread().name))
    for update_id in range(2, 40):
        assert until(lambda: not viewer.receiver._is_decoding and not viewer.receiver._queue)
        viewer.update(update_id)
    assert until(lambda: len(threads) == 38)
    assert len(threads) - threads.count("decode") == AT_ONCE_PERIOD_MAX
    viewer.clock.now_ms += AT_ONCE_PERIOD_MS
    assert until(lambda: not viewer.receiver._is_decoding)
    viewer.update(40)
    assert threads[-1] != "decode"


@pytest.mark.parametrize("large", ["data", "area", "video", "moves", "rects", "photo"])
def test_receiver_large_update_is_left_to_the_other_thread(viewer, monkeypatch, large):
    size = {"width_px": 512, "height_px": 512}
    viewer.update(1, is_key=True, **size)
    assert until(lambda: viewer.acks)
    assert until(lambda: not viewer.receiver._is_decoding)
    threads: list[str] = []
    monkeypatch.setattr(viewer.receiver, "_send_ack", lambda _: threads.append(threading.current_thread().name))
    whole = Rect(0, 0, 512, 512)
    noise = Tile(Rect(0, 0, 64, 64), pack_pixels(random.Random(1).randbytes(64 * 64 * 4)))
    plain = Tile(whole, pack_pixels(bytes(512 * 512 * 4)))
    video = VideoBlock(Rect(0, 0, 64, 48), True, (Rect(0, 0, 64, 48),), encode(64, 48, 1)[0])
    assert len(noise.data) > screen_receiver.AT_ONCE_MAX_BYTES > max(len(plain.data), len(video.data))
    letters = tuple(Rect(9 * number, 0, 1, 1) for number in range(AT_ONCE_MAX_RECTS + 1))
    moves = tuple(Move(Rect(number, 0, 1, 300), 500, 0) for number in range(AT_ONCE_MAX_RECTS + 1))
    photo = Tile(Rect(0, 0, 8, 8), pack_pixels(bytes(192)), TileLayout.DIFFERENCES)
    rects = Tile(Rect(0, 0, 512, 1), pack_pixels(bytes(4 * len(letters))), parts=letters)
    kinds = {"data": (noise,), "area": (plain,), "video": (video,), "rects": (rects,), "photo": (photo,)}
    viewer.update(2, **size, blocks=moves if large == "moves" else kinds[large])
    assert until(lambda: threads)
    assert threads == ["decode"]


def test_receiver_small_update_does_not_wait_for_the_widget_that_paints(viewer):
    viewer.update(1, is_key=True)
    assert until(lambda: viewer.acks)
    with viewer.receiver.canvas.locked():
        viewer.update(2, 20)
        assert len(viewer.acks) == 1
    assert until(lambda: viewer.corner() == 20)


def test_receiver_tells_the_widget_once_until_it_looks(viewer):
    viewer.update(1, is_key=True)
    for update_id in range(2, 6):
        viewer.update(update_id)
    assert until(lambda: len(viewer.acks) == 5)
    assert viewer.painted == 1
    viewer.receiver.canvas.take_dirty()
    viewer.update(6)
    assert until(lambda: viewer.painted == 2)


def test_receiver_probe_is_acknowledged_and_paints_nothing(viewer):
    viewer.update(1, is_key=True)
    viewer.update(2, blocks=())
    assert until(lambda: len(viewer.acks) == 2)
    assert viewer.painted == 1


def test_receiver_cover_keeps_the_picture_and_is_told(viewer):
    viewer.update(1, 30, is_key=True)
    viewer.update(2, is_key=True, cover=CoverReason.ASKING, blocks=())
    viewer.update(3, 31, is_key=True)
    assert until(lambda: len(viewer.acks) == 3)
    assert viewer.covers == [CoverReason.ASKING, CoverReason.NONE]
    assert viewer.corner() == 31


def test_receiver_paint_time_travels_with_the_next_acknowledgement(viewer):
    viewer.receiver.note_paint_ms(3.6)
    viewer.update(1, is_key=True)
    assert until(lambda: viewer.acks)
    assert viewer.acks[0].paint_ms == 4


@pytest.mark.parametrize(
    "block",
    [
        Tile(Rect(0, 0, 4, 4), b"not zstd"),
        VideoBlock(Rect(0, 0, 4, 4), False, (Rect(0, 0, 4, 4),), b"not video"),
    ],
)
def test_receiver_bad_block_costs_a_refresh_and_leaves_the_picture(viewer, block):
    viewer.update(1, 40, is_key=True)
    viewer.update(2, blocks=(Tile(Rect(0, 0, 1, 1), pack_pixels(b"\7\7\7\7")), block))
    assert until(lambda: viewer.refreshes)
    assert viewer.refreshes[0].after_update_id == 1
    assert viewer.corner() == 40
    viewer.update(3, 41)
    viewer.update(4, 42, is_key=True)
    assert until(lambda: viewer.corner() == 42)
    assert [ack.update_id for ack in viewer.acks] == [1, 4]


def test_receiver_bad_block_behind_a_whole_batch_still_wakes_the_widget(viewer, monkeypatch):
    monkeypatch.setattr(screen_receiver, "BATCH_MAX_PX", 1)
    good = Tile(Rect(0, 0, 1, 1), pack_pixels(b"\7\7\7\7"))
    viewer.update(1, is_key=True, blocks=(good, Tile(Rect(1, 1, 1, 1), b"not zstd")))
    assert until(lambda: viewer.refreshes)
    assert viewer.painted == 1
    assert viewer.acks == []


def test_receiver_batches_put_together_are_the_whole_picture(viewer, monkeypatch):
    monkeypatch.setattr(screen_receiver, "BATCH_MAX_PX", 4)
    rows = [Tile(Rect(0, y, 4, 1), pack_pixels(bytes([y + 1] * 16))) for y in range(4)]
    viewer.update(1, is_key=True, blocks=tuple(rows))
    assert until(lambda: viewer.acks)
    assert viewer.receiver.canvas.snapshot()[:, 3, 0].tolist() == [1, 2, 3, 4]
    assert viewer.painted == 1


def test_receiver_move_copies_what_was_there_and_later_blocks_paint_over_it(viewer):
    rows = [Tile(Rect(0, y, 4, 1), pack_pixels(bytes([y + 1] * 16))) for y in range(4)]
    viewer.update(1, is_key=True, blocks=tuple(rows))
    viewer.update(2, blocks=(Move(Rect(0, 0, 4, 3), 0, 1), Tile(Rect(0, 3, 4, 1), pack_pixels(bytes([9] * 16)))))
    assert until(lambda: len(viewer.acks) == 2)
    assert viewer.receiver.canvas.snapshot()[:, 2, 0].tolist() == [2, 3, 4, 9]


def test_receiver_gap_in_the_numbers_is_refused(viewer):
    viewer.update(1, is_key=True)
    viewer.update(3)
    assert until(lambda: viewer.refreshes)


def test_receiver_resync_mends_a_gap(viewer):
    viewer.update(1, is_key=True)
    viewer.update(3)
    assert until(lambda: viewer.refreshes)
    assert viewer.refreshes[0].after_update_id == 1
    viewer.update(5, colour=9, resync_after=1)
    assert until(lambda: viewer.corner() == 9)
    viewer.update(6, colour=11)
    assert until(lambda: viewer.corner() == 11)


def test_receiver_resync_may_follow_a_later_update_than_it_says(viewer):
    viewer.update(1, is_key=True)
    viewer.update(2)
    viewer.update(5, colour=9, resync_after=1)
    assert until(lambda: viewer.corner() == 9)
    assert viewer.refreshes == []


@pytest.mark.parametrize("options", [{"resync_after": 3}, {"resync_after": 1, "width_px": 8}])
def test_receiver_resync_that_does_not_fit_is_refused(viewer, options):
    """It builds on what this viewer never had, or on another canvas."""
    viewer.update(1, is_key=True)
    viewer.update(5, colour=9, **options)
    assert until(lambda: viewer.refreshes)
    assert viewer.corner() == 1


def test_receiver_old_resync_never_goes_back(viewer):
    viewer.update(1, is_key=True)
    for update_id in range(2, 6):
        viewer.update(update_id, colour=update_id)
    viewer.update(4, colour=99, resync_after=2)
    assert until(lambda: viewer.receiver.refused_count)
    assert viewer.corner() == 5


def test_receiver_acknowledgement_says_what_repair_took(viewer):
    viewer.update(1, is_key=True)
    assert until(lambda: viewer.acks)
    assert (viewer.acks[0].first_packet_to_whole_ms, viewer.acks[0].repair_ms) == (7, 2)


def test_receiver_new_canvas_size_without_a_key_update_is_refused(viewer):
    viewer.update(1, is_key=True)
    viewer.update(2, width_px=8)
    assert until(lambda: viewer.refreshes)
    assert viewer.receiver.canvas.width_px == 4


def test_receiver_garbage_is_refused_and_the_thread_lives_on(viewer):
    for _ in range(20):
        viewer.feed(b"\1\1garbage")
    viewer.update(1, 50, is_key=True)
    assert until(lambda: viewer.corner() == 50)


def test_receiver_refresh_is_asked_again_only_after_a_while(viewer):
    viewer.feed(b"\1\0garbage")
    assert until(lambda: viewer.refreshes)
    for update_id in range(5):
        viewer.update(update_id + 1)
    assert len(viewer.refreshes) == 1
    viewer.clock.now_ms += REFRESH_INTERVAL_MS
    viewer.update(9)
    assert len(viewer.refreshes) == 2


def test_receiver_assembler_that_gave_up_makes_a_refresh(viewer):
    viewer.receiver.handle_refresh_wanted()
    assert [refresh.after_update_id for refresh in viewer.refreshes] == [0]


def test_receiver_sender_that_does_not_wait_is_cut_off_in_bounded_memory(viewer, monkeypatch):
    may_go_on = threading.Event()
    stock = screen_receiver.decode_update

    def slow(data):
        may_go_on.wait(5)
        return stock(data)

    monkeypatch.setattr(screen_receiver, "decode_update", slow)
    viewer.update(1, is_key=True)
    for update_id in range(2, 200):
        viewer.update(update_id)
        assert len(viewer.receiver._queue) <= QUEUE_MAX_UPDATES
    assert len(viewer.refreshes) == 1
    may_go_on.set()
    viewer.update(300, 60, is_key=True)
    assert until(lambda: viewer.corner() == 60)


HEAD = struct.Struct(">BBIIHHBH")


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(HEAD.pack(FORMAT_VERSION, 1, 2, 0, 16_384, 16_384, 0, 0), id="a picture of 16k x 16k"),
        pytest.param(
            HEAD.pack(FORMAT_VERSION, 1, 2, 0, 64, 64, 0, 1)
            + struct.pack(">BHHHHIBH", 1, 60, 60, 8, 8, 4, 0, 0)
            + b"x",
            id="a tile outside",
        ),
        pytest.param(
            encode_update(
                ScreenUpdate(
                    update_id=2,
                    captured_ms=0,
                    width_px=4,
                    height_px=4,
                    is_key=True,
                    blocks=(Tile(Rect(0, 0, 4, 4), pack_pixels(bytes(50_000_000))),),
                )
            ),
            id="a bomb",
        ),
        pytest.param(
            encode_update(
                ScreenUpdate(
                    update_id=2,
                    captured_ms=0,
                    width_px=4,
                    height_px=4,
                    is_key=True,
                    blocks=(
                        VideoBlock(Rect(0, 0, 4, 4), True, (Rect(0, 0, 4, 4),), b"\x00\x00\x00\x01\x65nonsense"),
                    ),
                )
            ),
            id="video no decoder takes",
        ),
        pytest.param(b"", id="nothing at all"),
    ],
)
def test_receiver_whatever_is_broken_is_told_asked_for_again_and_forgotten(viewer, broken):
    viewer.update(1, 10, is_key=True)
    assert until(lambda: viewer.corner() == 10)
    viewer.feed(broken)
    assert until(lambda: len(viewer.refusals) == 1)
    assert viewer.refusals == [1], "the agent is told of what was already asked for again"
    assert viewer.corner() == 10, "the last good picture stays"
    viewer.update(3, 30, is_key=True)
    assert until(lambda: viewer.corner() == 30)


def test_receiver_knows_how_sharp_its_picture_is(viewer):
    unit = encode(64, 48, 1)[0]
    whole = Rect(0, 0, 64, 48)
    size = {"width_px": 64, "height_px": 48}
    assert viewer.receiver.read_sharpness() is Sharpness.SHARP
    viewer.update(1, is_key=True, **size, blocks=(VideoBlock(whole, True, (whole,), unit),))
    assert until(lambda: len(viewer.acks) == 1)
    assert viewer.receiver.read_sharpness() is Sharpness.SOFT
    viewer.clock.now_ms += MOVING_MS
    assert viewer.receiver.read_sharpness() is Sharpness.CATCHING_UP
    viewer.update(2, **size, blocks=(Tile(whole, pack_pixels(bytes(64 * 48 * 4))),))
    assert until(lambda: len(viewer.acks) == 2)
    assert viewer.receiver.read_sharpness() is Sharpness.SHARP
