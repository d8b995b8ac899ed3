"""Exact pixels as Zstandard frames: exact again, and no more memory than was declared."""

import tracemalloc

import pytest
import zstandard

from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.screen.tile_code import pack_pixels, unpack_tile
from shared.screen.update import Tile, TileLayout

RECT = Rect(0, 0, 10, 10)
SIZE_BYTES = 400


def frame(size_bytes: int, **options: bool) -> bytes:
    return zstandard.ZstdCompressor(**options).compress(bytes(size_bytes))


def test_tile_round_trip_is_exact():
    rows = bytes(range(256)) * 4
    assert unpack_tile(Tile(Rect(0, 0, 16, 16), pack_pixels(rows))) == rows


def test_unpack_tile_in_planes_has_three_bytes_a_pixel():
    tile = Tile(Rect(0, 0, 9, 9), pack_pixels(bytes(30)), TileLayout.PLANES, (Rect(0, 0, 2, 2), Rect(3, 0, 1, 6)))
    assert len(unpack_tile(tile)) == 30


@pytest.mark.parametrize(
    "stream",
    [
        frame(SIZE_BYTES - 1),
        frame(SIZE_BYTES + 1),
        frame(SIZE_BYTES) + b"x",
        frame(SIZE_BYTES) + frame(SIZE_BYTES),
        frame(SIZE_BYTES)[:-1],
        frame(SIZE_BYTES, write_content_size=False),
        # Magic, a header that says 400 bytes, one raw block that holds 401.
        bytes.fromhex("28b52ffd60") + (SIZE_BYTES - 256).to_bytes(2, "little") + b"\x89\x0c\0" + bytes(401),
        b"\x50\x2a\x4d\x18\4\0\0\0skip",
        b"not zstd",
        b"",
    ],
)
def test_unpack_tile_other_than_declared_is_refused(stream):
    with pytest.raises(ProtocolError):
        unpack_tile(Tile(RECT, stream))


def test_unpack_tile_bomb_is_refused_before_memory_is_taken():
    bomb = frame(64 * 1024 * 1024)
    assert len(bomb) < 10_000
    tracemalloc.start()
    with pytest.raises(ProtocolError):
        unpack_tile(Tile(RECT, bomb))
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 64 * 1024
