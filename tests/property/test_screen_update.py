"""Any update survives the wire; any bytes are an update or a `ProtocolError`, never anything else."""

import contextlib
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.protocol import limits
from shared.screen.assembler import Assembler
from shared.screen.packet import split_update
from shared.screen.tile_code import pack_pixels, unpack_tile
from shared.screen.update import (
    Block,
    CoverReason,
    Move,
    ScreenUpdate,
    Tile,
    TileLayout,
    VideoBlock,
    decode_update,
    encode_update,
)


@st.composite
def rects(draw, outer: Rect) -> Rect:
    x = draw(st.integers(outer.x, outer.right_px - 1))
    y = draw(st.integers(outer.y, outer.bottom_px - 1))
    return Rect(x, y, draw(st.integers(1, outer.right_px - x)), draw(st.integers(1, outer.bottom_px - y)))


@st.composite
def updates(draw) -> ScreenUpdate:
    canvas = Rect(0, 0, draw(st.integers(1, 16_384)), draw(st.integers(1, 2_304)))
    is_key = draw(st.booleans())
    update_id = draw(st.integers(1, 2**32 - 1))
    resyncs = update_id > 1 and not is_key and draw(st.booleans())
    resync_after = draw(st.integers(1, update_id - 1)) if resyncs else None
    blocks: list[Block] = []
    free_px = canvas.area_px
    for rect in draw(st.lists(rects(canvas), max_size=5)):
        if rect.area_px <= min(free_px, limits.SCREEN_TILE_MAX_PX):
            free_px -= rect.area_px
            layout = draw(st.sampled_from(TileLayout))
            is_plain = layout is TileLayout.ONE_COLOUR
            parts_max = 0 if is_plain or layout is TileLayout.DIFFERENCES else 1
            parts = tuple(draw(st.lists(rects(rect), max_size=parts_max)))
            data = draw(st.binary(min_size=4 if is_plain else 1, max_size=4 if is_plain else 40))
            blocks.append(Tile(rect, data, layout, parts))
    if not is_key and resync_after is None and draw(st.booleans()):
        rect = draw(rects(canvas))
        from_x = draw(st.integers(0, canvas.width - rect.width))
        blocks.append(Move(rect, from_x, draw(st.integers(0, canvas.height - rect.height))))
    if draw(st.booleans()):
        block = draw(rects(canvas))
        parts = draw(st.lists(rects(block), max_size=1))
        is_keyframe = is_key or resync_after is not None or draw(st.booleans())
        blocks.append(VideoBlock(block, is_keyframe, tuple(parts), draw(st.binary(min_size=1, max_size=40))))
    return ScreenUpdate(
        update_id=update_id,
        captured_ms=draw(st.integers(0, 2**32 - 1)),
        width_px=canvas.width,
        height_px=canvas.height,
        is_key=is_key,
        resync_after=resync_after,
        blocks=tuple(blocks),
    )


@given(updates())
def test_update_round_trip_is_the_same(update):
    decoded = decode_update(encode_update(update))
    blocks = tuple(
        block if isinstance(block, Move) else replace(block, data=bytes(block.data)) for block in decoded.blocks
    )
    assert replace(decoded, blocks=blocks) == update


@given(st.sampled_from([CoverReason.ASKING, CoverReason.PAUSED]), st.integers(1, 2**32 - 1))
def test_cover_round_trip_is_the_same(reason, update_id):
    update = ScreenUpdate(update_id=update_id, captured_ms=0, width_px=9, height_px=9, is_key=True, cover=reason)
    assert decode_update(encode_update(update)) == update


@given(st.binary(max_size=300))
def test_decode_update_any_bytes_is_an_update_or_refused(data):
    with contextlib.suppress(ProtocolError):
        decode_update(data)


@given(updates(), st.data())
def test_decode_update_any_changed_byte_is_an_update_or_refused(update, data):
    raw = bytearray(encode_update(update))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ProtocolError):
        decode_update(bytes(raw))


@given(st.integers(1, 40), st.integers(1, 40), st.randoms(use_true_random=False))
def test_tile_round_trip_is_exact(width, height, chooser):
    rows = chooser.randbytes(width * height * 4)
    assert unpack_tile(Tile(Rect(0, 0, width, height), pack_pixels(rows))) == rows


@given(st.binary(min_size=1, max_size=200))
def test_unpack_tile_any_bytes_is_exact_or_refused(data):
    with contextlib.suppress(ProtocolError):
        assert len(unpack_tile(Tile(Rect(0, 0, 3, 3), data))) == 36


@given(st.binary(min_size=1, max_size=9_000), st.randoms(use_true_random=False), st.integers(0, 65_535))
def test_assembler_any_order_gives_the_same_bytes(data, chooser, first_seq):
    # The key flag lies in the second byte; without it the first update would rightly be refused.
    data = b"\2\1" + data
    payloads = split_update(data)
    packets = [
        ((first_seq + index) % 65_536, 0, index == len(payloads) - 1, payload)
        for index, payload in enumerate(payloads)
    ]
    chooser.shuffle(packets)
    assembler = Assembler()
    out = [update.data for packet in packets for update in assembler.add(*packet, now_ms=0)]
    assert out == [data]
