"""The picture's wire form: golden bytes, limits, and hostile input refused before memory is taken."""

import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.protocol import limits
from shared.screen.update import (
    CoverReason,
    Move,
    ScreenUpdate,
    Tile,
    TileLayout,
    VideoBlock,
    decode_update,
    encode_update,
    peek_mends,
)

VECTORS = Path(__file__).parents[3] / "vectors" / "screen"
HEAD_BYTES = 17
BASE = ScreenUpdate(update_id=7, captured_ms=123_456, width_px=640, height_px=480)
TILE = Tile(Rect(10, 20, 2, 1), bytes.fromhex("28b52ffd2008410000010203ff040506ff"))
LETTERS = Tile(
    Rect(0, 0, 40, 30),
    b"\x28\xb5\x2f\xfd\x20\x06\x31\0\0abcdef",
    TileLayout.PLANES,
    (Rect(0, 0, 1, 1), Rect(39, 29, 1, 1)),
)
PHOTO = Tile(Rect(0, 0, 1, 2), bytes.fromhex("28b52ffd20063100000a05fa010000"), TileLayout.DIFFERENCES)
PLAIN = Tile(Rect(1, 0, 2, 2), bytes([1, 2, 3, 255]), TileLayout.ONE_COLOUR)
MOVE = Move(Rect(0, 36, 600, 444), 8, 18)
VIDEO = VideoBlock(Rect(0, 0, 640, 480), True, (Rect(0, 0, 64, 64), Rect(64, 0, 10, 10)), b"\0\0\0\1\x67")
GOLDEN = {
    "empty": BASE,
    "cover": replace(BASE, is_key=True, cover=CoverReason.ASKING),
    "tile": replace(BASE, blocks=(TILE,)),
    "letters": replace(BASE, blocks=(LETTERS,)),
    "photo": replace(BASE, blocks=(PHOTO,)),
    "plain": replace(BASE, blocks=(PLAIN,)),
    "move": replace(BASE, blocks=(MOVE, TILE)),
    "resync": replace(BASE, resync_after=5, blocks=(TILE,)),
    "key_video": replace(BASE, is_key=True, blocks=(VIDEO, TILE)),
}


def as_bytes(update: ScreenUpdate) -> ScreenUpdate:
    """The same update with its views copied out, to compare."""
    return replace(
        update,
        blocks=tuple(
            block if isinstance(block, Move) else replace(block, data=bytes(block.data)) for block in update.blocks
        ),
    )


@pytest.mark.parametrize("name", GOLDEN)
def test_update_golden_vector_encodes_and_decodes(name):
    golden = bytes.fromhex((VECTORS / f"{name}.hex").read_text())
    assert encode_update(GOLDEN[name]) == golden
    assert as_bytes(decode_update(golden)) == GOLDEN[name]


def test_peek_mends_reads_the_flag():
    assert peek_mends(encode_update(GOLDEN["cover"]))
    assert peek_mends(encode_update(GOLDEN["resync"]))
    assert not peek_mends(encode_update(BASE))
    assert not peek_mends(b"\1")


def test_captured_ms_wraps_at_32_bits():
    assert decode_update(encode_update(replace(BASE, captured_ms=2**32 + 5))).captured_ms == 5


@pytest.mark.parametrize(
    "update",
    [
        replace(BASE, update_id=0),
        replace(BASE, width_px=0),
        replace(BASE, width_px=limits.SCREEN_SIDE_MAX_PX + 1),
        replace(BASE, width_px=16_384, height_px=16_384),
        replace(BASE, width_px=8_192, height_px=limits.SCREEN_AREA_MAX_PX // 8_192 + 1),
        replace(BASE, width_px=2_048, height_px=2_048, blocks=(replace(TILE, rect=Rect(0, 0, 1_024, 1_025)),)),
        replace(BASE, cover=CoverReason.PAUSED),
        replace(BASE, is_key=True, cover=CoverReason.PAUSED, blocks=(TILE,)),
        replace(BASE, blocks=(replace(TILE, rect=Rect(639, 0, 2, 1)),)),
        replace(BASE, blocks=(replace(TILE, rect=Rect(0, 480, 1, 1)),)),
        replace(BASE, blocks=(replace(TILE, rect=Rect(0, 0, 0, 5)),)),
        replace(BASE, blocks=(replace(TILE, data=b""),)),
        replace(BASE, blocks=(replace(TILE, rect=BASE.canvas), TILE)),
        replace(BASE, blocks=(replace(LETTERS, parts=(Rect(0, 0, 1, 1), Rect(40, 0, 1, 1))),)),
        replace(BASE, blocks=(replace(LETTERS, parts=(LETTERS.rect, Rect(0, 0, 1, 1))),)),
        replace(BASE, blocks=(replace(LETTERS, parts=(Rect(0, 0, 1, 1),) * 1025),)),
        replace(BASE, is_key=True, blocks=(MOVE,)),
        replace(BASE, blocks=(replace(MOVE, from_x=41),)),
        replace(BASE, blocks=(replace(MOVE, from_y=37),)),
        replace(BASE, blocks=(replace(MOVE, rect=Rect(0, 37, 600, 444)),)),
        replace(BASE, blocks=(MOVE, MOVE)),
        replace(BASE, blocks=(VIDEO, VIDEO)),
        replace(BASE, is_key=True, blocks=(replace(VIDEO, is_keyframe=False),)),
        replace(BASE, resync_after=5, blocks=(replace(VIDEO, is_keyframe=False),)),
        replace(BASE, resync_after=5, is_key=True),
        replace(BASE, resync_after=5, blocks=(MOVE,)),
        replace(BASE, resync_after=0),
        replace(BASE, resync_after=7),
        replace(BASE, resync_after=8),
        replace(BASE, blocks=(replace(VIDEO, rect=Rect(0, 0, 32, 32)),)),
        replace(BASE, blocks=(replace(VIDEO, data=b""),)),
        replace(BASE, blocks=(replace(VIDEO, rects=(VIDEO.rect, VIDEO.rect)),)),
        replace(BASE, blocks=(replace(VIDEO, rects=(Rect(0, 0, 1, 1),) * 1025),)),
    ],
)
def test_decode_update_outside_the_rules_is_refused(update):
    with pytest.raises(ProtocolError):
        decode_update(encode_update(update))


def test_decode_update_8k_canvas_and_largest_tile_are_taken():
    tile = replace(TILE, rect=Rect(0, 0, 4_096, limits.SCREEN_TILE_MAX_PX // 4_096))
    decode_update(encode_update(replace(BASE, width_px=7_680, height_px=4_320, blocks=(tile,))))


@pytest.mark.parametrize("offset_and_value", [(0, 1), (1, 4), (1, 5), (1, 8), (1, 2), (14, 3), (16, 9)])
def test_decode_update_bad_head_is_refused(offset_and_value):
    data = bytearray(encode_update(BASE))
    data[offset_and_value[0]] = offset_and_value[1]
    with pytest.raises(ProtocolError):
        decode_update(bytes(data))


def test_decode_update_truncated_anywhere_is_refused():
    data = encode_update(GOLDEN["key_video"])
    for length in range(len(data)):
        with pytest.raises(ProtocolError):
            decode_update(data[:length])
    with pytest.raises(ProtocolError):
        decode_update(data + b"\0")


def test_decode_update_oversize_is_refused():
    with pytest.raises(ProtocolError):
        decode_update(bytes(limits.SCREEN_UPDATE_MAX_BYTES + 1))


def test_encode_update_oversize_is_refused():
    with pytest.raises(ProtocolError):
        encode_update(replace(BASE, blocks=(replace(TILE, data=bytes(limits.SCREEN_UPDATE_MAX_BYTES)),)))


def test_update_of_more_rectangles_than_any_look_finds_is_refused_by_both_sides():
    full = replace(LETTERS, rect=Rect(0, 0, 40, 36), parts=(Rect(0, 0, 1, 1),) * limits.SCREEN_BLOCK_RECTS_MAX)
    count = limits.SCREEN_RECTS_MAX // limits.SCREEN_BLOCK_RECTS_MAX
    most = encode_update(replace(BASE, blocks=(full,) * count))
    assert len(decode_update(most).blocks) == count
    with pytest.raises(ProtocolError, match="update_too_large"):
        encode_update(replace(BASE, blocks=(*((full,) * count), TILE)))
    one_more = bytearray(most) + encode_update(replace(BASE, blocks=(TILE,)))[HEAD_BYTES:]
    one_more[HEAD_BYTES - 2 : HEAD_BYTES] = (count + 1).to_bytes(2, "big")
    with pytest.raises(ProtocolError, match="update_malformed"):
        decode_update(bytes(one_more))


def test_decode_update_unknown_tile_layout_is_refused():
    data = bytearray(encode_update(GOLDEN["tile"]))
    data[17 + 13] = len(TileLayout)
    with pytest.raises(ProtocolError):
        decode_update(bytes(data))


@pytest.mark.parametrize("size_bytes", [1, 3, 5, 80])
def test_decode_update_one_colour_of_another_length_is_refused(size_bytes: int):
    tile = Tile(Rect(0, 0, 2, 2), bytes(size_bytes), TileLayout.ONE_COLOUR)
    data = encode_update(
        ScreenUpdate(update_id=7, captured_ms=0, width_px=4, height_px=4, is_key=True, blocks=(tile,))
    )
    with pytest.raises(ProtocolError, match="update_malformed"):
        decode_update(data)


@pytest.mark.parametrize("layout", [TileLayout.DIFFERENCES, TileLayout.ONE_COLOUR])
def test_decode_update_several_rectangles_in_a_layout_of_one_are_refused(layout: TileLayout):
    data = bytearray(encode_update(GOLDEN["letters"]))
    data[17 + 13] = layout
    with pytest.raises(ProtocolError):
        decode_update(bytes(data))


def test_decode_update_move_of_another_length_is_refused():
    data = bytearray(encode_update(GOLDEN["move"]))
    length_at = 17 + 9
    assert data[length_at : length_at + 4] == bytes([0, 0, 0, 4])
    with pytest.raises(ProtocolError):
        decode_update(
            bytes(data[: length_at + 3] + bytes([3]) + data[length_at + 4 : length_at + 7] + data[length_at + 8 :])
        )


def test_decode_update_takes_no_memory_for_what_is_only_declared():
    data = encode_update(
        replace(BASE, width_px=8192, height_px=4096, blocks=(replace(TILE, rect=Rect(0, 0, 1024, 1024)),))
    )
    tracemalloc.start()
    decode_update(data)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 64 * 1024
