"""Updates of the picture, to the pixels of small tiles."""

from pathlib import Path

from agent_console.media.tile_decoder import decode_tile
from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.screen.update import ONE_COLOUR_BYTES, ScreenUpdate, Tile, TileLayout, decode_update, encode_update
from tests.fuzz.feedback import note, note_refusal

PARSER = "picture updates (`shared/screen/update.py`)"
MAX_BYTES = 144
WORDS = (
    b"\x04\x01",
    b"\x04\x00",
    b"\x04\x04",
    b"\x04\x03",
    b"\x28\xb5\x2f\xfd",
    b"\x40\x00",
    b"\x10\x00",
    b"\x00\x00\x00\x07\x03\x00\x00",  # seven bytes of one colour
)

_VECTORS = Path(__file__).parents[2] / "vectors" / "screen"
_UNPACKED_MAX_PX = 64 * 64  # larger ones take time and say nothing new
_BYTES_PER_BLOCK = 13


def seeds() -> list[bytes]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(_VECTORS.glob("*.hex"))]
    known = [bytes.fromhex("".join(line for line in text.splitlines() if not line.startswith("#"))) for text in texts]
    return [*known, _of_one_colour(Rect(0, 0, 1_024, 1_024)), _of_one_colour(Rect(3, 5, 64, 1), Rect(0, 9, 1, 40))]


def _of_one_colour(*places: Rect) -> bytes:
    """A key update of nothing but rectangles of one colour each, as a screen with plain windows has them."""
    tiles = tuple(Tile(place, bytes((1, 2, 3, 255)), TileLayout.ONE_COLOUR) for place in places)
    return encode_update(
        ScreenUpdate(update_id=1, captured_ms=0, width_px=1_024, height_px=1_024, is_key=True, blocks=tiles)
    )


def run(data: bytes) -> None:
    try:
        update = decode_update(data)
    except ProtocolError as error:
        note_refusal(error, "update_malformed", "update_too_large")
        return
    assert encode_update(update) == data, "one update has one form"
    assert len(update.blocks) * _BYTES_PER_BLOCK <= len(data)
    _check_places(update)
    for block in update.blocks:
        note(f"{type(block).__name__} {getattr(block, 'layout', '')}")
        assert getattr(block, "layout", None) is not TileLayout.ONE_COLOUR or len(block.data) == ONE_COLOUR_BYTES
        # One colour takes no more for a large rectangle than for a small one.
        if isinstance(block, Tile) and (block.area_px <= _UNPACKED_MAX_PX or block.layout is TileLayout.ONE_COLOUR):
            _unpack(block)


def _check_places(update: ScreenUpdate) -> None:
    canvas = update.canvas
    for block in update.blocks:
        for rect in (block.rect, *block.rects):
            assert rect.area_px > 0
            assert rect.intersect(canvas) == rect


def _unpack(tile: Tile) -> None:
    try:
        decoded = decode_tile(tile)
    except ProtocolError as error:
        note_refusal(error, "tile_malformed")
        return
    assert [rect for rect, _ in decoded] == list(tile.rects)
    assert all(pixels.shape == (rect.height, rect.width, 4) for rect, pixels in decoded)
