"""The packed pixels of one tile."""

from agent_console.media.tile_decoder import decode_tile
from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.screen.tile_code import pack_pixels, unpack_tile
from shared.screen.update import BYTES_PER_PIXEL, Tile, TileLayout
from tests.fuzz.feedback import note_refusal

PARSER = "packed tiles (`shared/screen/tile_code.py`, `agent_console/media/tile_decoder.py`)"
MAX_BYTES = 512
WORDS = (b"\x28\xb5\x2f\xfd", b"\x50\x2a\x4d\x18", b"\x60", b"\xa0", b"\xe0")

_HEAD_BYTES = 3
_SIDE_MAX_PX = 64


def seeds() -> list[bytes]:
    found = []
    for layout in BYTES_PER_PIXEL:
        for width, height in ((1, 1), (3, 3), (16, 8), (64, 64)):
            size = width * height * BYTES_PER_PIXEL[layout]
            head = bytes([layout, width - 1, height - 1])
            pictures = [bytes(index * index * step % 251 for index in range(size)) for step in (0, 1)]
            found += [(head + pack_pixels(pixels, layout))[:MAX_BYTES] for pixels in pictures]
    return [*found, bytes([TileLayout.ONE_COLOUR, 15, 7, 1, 2, 3, 4])]


def run(data: bytes) -> None:
    if len(data) <= _HEAD_BYTES:
        return
    layout, width, height = data[0] % len(TileLayout), 1 + data[1] % _SIDE_MAX_PX, 1 + data[2] % _SIDE_MAX_PX
    tile = Tile(Rect(0, 0, width, height), data[_HEAD_BYTES:], TileLayout(layout))
    if tile.layout is TileLayout.ONE_COLOUR:
        _run_one_colour(tile)
        return
    try:
        pixels = unpack_tile(tile)
    except ProtocolError as error:
        note_refusal(error, "tile_malformed")
        return
    assert len(pixels) == tile.area_px * BYTES_PER_PIXEL[tile.layout], "never more than the place holds"
    assert unpack_tile(Tile(tile.rect, pack_pixels(pixels, tile.layout), tile.layout)) == pixels
    ((rect, painted),) = decode_tile(tile)
    assert painted.shape == (rect.height, rect.width, 4)


def _run_one_colour(tile: Tile) -> None:
    try:
        ((rect, painted),) = decode_tile(tile)
    except ProtocolError as error:
        note_refusal(error, "tile_malformed")
        return
    assert painted.shape == (rect.height, rect.width, 4)
    assert painted.base is not None, "nothing is taken for its pixels"
