"""Exact pixels of a rectangle as one Zstandard frame (RFC 8878), and back without trusting what it promises."""

import threading

import zstandard

from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.protocol import limits
from shared.screen.update import Tile

BYTES_PER_PIXEL = 4
"""Blue, green, red and one byte without meaning: as X11 and Windows keep them, so nothing is rearranged."""

# Half the bytes of zlib's fastest level in a tenth of its time; the next that saves more takes five times as long.
_LEVEL = 3

_contexts = threading.local()


def pack_tile(rect: Rect, rows: bytes | bytearray | memoryview) -> Tile:
    """Pack exact pixels; releases the interpreter lock.

    Args:
        rect: where they go, in canvas pixels.
        rows: `rect.height` rows of `rect.width` times four bytes: blue, green, red, 255.
    """
    compressor = getattr(_contexts, "compressor", None)
    if compressor is None:
        compressor = _contexts.compressor = zstandard.ZstdCompressor(level=_LEVEL)
    return Tile(rect, compressor.compress(rows))


def unpack_tile(tile: Tile) -> bytes:
    """Unpack a tile to exactly `width * height * 4` bytes; releases the interpreter lock.

    The frame must say its size beforehand, and say the right one: nothing larger is ever allocated or written.

    Raises:
        ProtocolError: `tile_malformed` when the frame is broken, of another size, cut off or has bytes after its end.
    """
    size_bytes = tile.rect.area_px * BYTES_PER_PIXEL
    decompressor = getattr(_contexts, "decompressor", None)
    if decompressor is None:
        window_bytes = limits.SCREEN_TILE_MAX_PX * BYTES_PER_PIXEL
        decompressor = _contexts.decompressor = zstandard.ZstdDecompressor(max_window_size=window_bytes)
    try:
        if zstandard.frame_content_size(tile.data) != size_bytes:
            raise ProtocolError("tile_malformed")
        return decompressor.decompress(tile.data, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise ProtocolError("tile_malformed") from error
