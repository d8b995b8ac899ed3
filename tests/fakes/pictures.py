"""PNGs made piece by piece, honest ones and others."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def piece(name: bytes, body: bytes) -> bytes:
    """One piece with its length and checksum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def header(width_px: int, height_px: int, *, depth: int = 8, colour: int = 2) -> bytes:
    """The piece that says how large the picture is."""
    return piece(b"IHDR", struct.pack(">IIBBBBB", width_px, height_px, depth, colour, 0, 0, 0))


def png(width_px: int, height_px: int, *, rgb: bytes = b"\x20\x60\xa0", more: bytes = b"") -> bytes:
    """A whole picture of one colour; `more` stands between header and pixels."""
    rows = (b"\x00" + rgb * width_px) * height_px
    pixels = piece(b"IDAT", zlib.compress(rows))
    return SIGNATURE + header(width_px, height_px) + more + pixels + piece(b"IEND", b"")


def lying_png(width_px: int, height_px: int) -> bytes:
    """A picture whose header promises far more than there is."""
    return SIGNATURE + header(width_px, height_px) + piece(b"IDAT", zlib.compress(b"\x00" * 64)) + piece(b"IEND", b"")
