"""Reads the outside of a PNG without unfolding it, and keeps of it only what is picture. Pure.

Everything beside the pixels (comments, profiles, animation) may hide things or unfold to any size, so it is left out.
"""

import zlib
from dataclasses import dataclass, field

from shared.protocol.limits import CLIP_IMAGE_MAX_CHUNKS, CLIP_IMAGE_MAX_PX, SCREEN_SIDE_MAX_PX

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER_BYTES = 13
_AROUND_BYTES = 12  # length, name and checksum of a piece
_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
# PNG, third edition, table 11.1: which bit depths each kind of colour may have.
_DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPng:
    """A PNG of nothing but pixels, at most as many as a clipboard may carry."""

    data: bytes = field(repr=False)
    width_px: int
    height_px: int


def plain_png(data: bytes) -> PlainPng | None:
    """Keep what is picture of a PNG.

    Returns:
        None when it is no PNG, is cut short or damaged, or has more pixels or pieces than are carried. Nothing is
        unfolded.
    """
    pieces = _pieces(data)
    names = [name for name, _ in pieces]
    is_whole = names[:1] == [b"IHDR"] and names[-1:] == [b"IEND"] and b"IDAT" in names and names.count(b"IHDR") == 1
    size = _size_of(pieces[0][1][8:-4]) if is_whole else None
    if size is None:
        return None
    kept = b"".join([_SIGNATURE, *(piece for _, piece in pieces)])
    return PlainPng(data=kept, width_px=size[0], height_px=size[1])


def png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height as the header says them, however large; None when there is no such header."""
    start = len(_SIGNATURE)
    if not data.startswith(_SIGNATURE) or data[start + 4 : start + 8] != b"IHDR":
        return None
    body = data[start + 8 : start + 8 + _HEADER_BYTES]
    return (int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")) if len(body) == _HEADER_BYTES else None


def is_carried(width_px: int, height_px: int) -> bool:
    """Whether a picture of that size may be carried and unfolded."""
    is_in_bounds = 1 <= width_px <= SCREEN_SIDE_MAX_PX and 1 <= height_px <= SCREEN_SIDE_MAX_PX
    return is_in_bounds and width_px * height_px <= CLIP_IMAGE_MAX_PX


def _pieces(data: bytes) -> list[tuple[bytes, bytes]]:
    """What is picture, by name, up to the end, to what is damaged, or to one piece too many."""
    pieces: list[tuple[bytes, bytes]] = []
    start = len(_SIGNATURE) if data.startswith(_SIGNATURE) else len(data)
    for _ in range(CLIP_IMAGE_MAX_CHUNKS):
        if start + _AROUND_BYTES > len(data):
            break
        end = start + _AROUND_BYTES + int.from_bytes(data[start : start + 4], "big")
        piece, name = data[start:end], data[start + 4 : start + 8]
        if end > len(data) or zlib.crc32(piece[4:-4]) != int.from_bytes(piece[-4:], "big"):
            break
        if name in _KEPT:
            pieces.append((name, piece))
        if name == b"IEND":
            break
        start = end
    return pieces


def _size_of(header: bytes) -> tuple[int, int] | None:
    if len(header) != _HEADER_BYTES:
        return None
    width_px, height_px = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    depth, colour, packing, filtering, interlace = header[8:]
    is_known = depth in _DEPTHS.get(colour, ()) and not packing and not filtering and interlace in (0, 1)
    return (width_px, height_px) if is_known and is_carried(width_px, height_px) else None
