"""Updates of the picture, to the pixels of small tiles."""

from pathlib import Path

from agent_console.media.tile_decoder import decode_tile
from shared.errors import ProtocolError
from shared.screen.update import ScreenUpdate, Tile, decode_update, encode_update
from tests.fuzz.feedback import note, note_refusal

PARSER = "picture updates (`shared/screen/update.py`)"
MAX_BYTES = 144
WORDS = (b"\x03\x01", b"\x03\x00", b"\x03\x04", b"\x03\x03", b"\x28\xb5\x2f\xfd", b"\x40\x00", b"\x10\x00")

_VECTORS = Path(__file__).parents[2] / "vectors" / "screen"
_UNPACKED_MAX_PX = 64 * 64  # larger ones take time and say nothing new
_BYTES_PER_BLOCK = 13


def seeds() -> list[bytes]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(_VECTORS.glob("*.hex"))]
    return [bytes.fromhex("".join(line for line in text.splitlines() if not line.startswith("#"))) for text in texts]


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
        note(type(block).__name__)
        if isinstance(block, Tile) and block.area_px <= _UNPACKED_MAX_PX:
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
