"""Exact pixels as one Zstandard frame (RFC 8878), and back without trusting what it promises."""

import threading

import zstandard

from shared.errors import ProtocolError
from shared.protocol import limits
from shared.screen.update import BYTES_PER_PIXEL, Tile, TileLayout

# Half the bytes of zlib's fastest level in a tenth of its time; the next that saves more takes five times as long.
_LEVEL = 3
# Differences of a photograph repeat nowhere: not looking for it costs a third of the time and not one byte.
_LEVEL_DIFFERENCES = 1

_contexts = threading.local()


def pack_pixels(pixels: bytes | bytearray | memoryview, layout: TileLayout = TileLayout.PIXELS) -> bytes:
    """Pack the bytes of a tile, which lie as `layout` says; releases the interpreter lock."""
    compressors = getattr(_contexts, "compressors", None)
    if compressors is None:
        compressors = _contexts.compressors = {
            each: zstandard.ZstdCompressor(level=_LEVEL_DIFFERENCES if each is TileLayout.DIFFERENCES else _LEVEL)
            for each in BYTES_PER_PIXEL
        }
    return compressors[layout].compress(pixels)


def unpack_tile(tile: Tile) -> bytes:
    """Unpack a tile, not of one colour, to three or four bytes a pixel, as its layout says.

    Releases the interpreter lock.

    The frame must say its size beforehand, and say the right one: nothing larger is ever allocated or written.

    Raises:
        ProtocolError: `tile_malformed` when the frame is broken, of another size, cut off or has bytes after its end.
    """
    size_bytes = tile.area_px * BYTES_PER_PIXEL[tile.layout]
    decompressor = getattr(_contexts, "decompressor", None)
    if decompressor is None:
        window_bytes = limits.SCREEN_TILE_MAX_PX * BYTES_PER_PIXEL[TileLayout.PIXELS]
        decompressor = _contexts.decompressor = zstandard.ZstdDecompressor(max_window_size=window_bytes)
    try:
        if zstandard.frame_content_size(tile.data) != size_bytes:
            raise ProtocolError("tile_malformed")
        return decompressor.decompress(tile.data, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise ProtocolError("tile_malformed") from error
