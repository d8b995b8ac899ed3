"""One picture update as bytes and back; whatever a stranger sends is measured before it is stored."""

import struct
import zlib
from dataclasses import dataclass
from enum import IntEnum, IntFlag

from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.protocol import limits

FORMAT_VERSION = 1
UPDATE_ID_MAX = 2**32 - 1

_HEAD = struct.Struct(">BBIIHHBH")
_BLOCK_HEAD = struct.Struct(">BHHHHI")
_VIDEO_HEAD = struct.Struct(">BH")
_RECT = struct.Struct(">HHHH")
_BYTES_PER_PIXEL = 3
# The fastest level. On a desktop the next two levels save a tenth of the bytes and cost twice the time.
_DEFLATE_LEVEL = 1


class UpdateFlag(IntFlag):
    """What an update is, beside its blocks."""

    KEY = 1
    COVER = 2


class CoverReason(IntEnum):
    """Why the picture is withheld; `NONE` in every update that has one."""

    NONE = 0
    ASKING = 1
    PAUSED = 2


class BlockKind(IntEnum):
    """How the pixels of a block are coded."""

    TILE = 1
    VIDEO = 2


@dataclass(frozen=True, slots=True)
class Tile:
    """Exact pixels of a rectangle.

    Attributes:
        rect: where they go, in canvas pixels.
        data: zlib stream of `rect.height` rows of `rect.width` blue, green, red bytes.
    """

    rect: Rect
    data: bytes | memoryview


@dataclass(frozen=True, slots=True)
class VideoBlock:
    """One coded video picture.

    Attributes:
        rect: the area of the canvas the whole coded picture stands for. The coded picture itself is that size
            rounded up to even numbers, which 4:2:0 needs.
        is_keyframe: it can be decoded without any earlier one.
        rects: the only parts that may be painted, in canvas pixels and inside `rect`: elsewhere the canvas may hold
            exact pixels already.
        data: one H.264 access unit, Annex B.
    """

    rect: Rect
    is_keyframe: bool
    rects: tuple[Rect, ...]
    data: bytes | memoryview


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenUpdate:
    """What changed on the shared screen since the update before.

    Attributes:
        update_id: counts from 1, one by one.
        captured_ms: the sender's monotonic clock when the pixels were read, modulo 2^32.
        width_px, height_px: the canvas; a size other than before comes with a key update.
        is_key: does not depend on any earlier update.
        cover: why there is no picture, or `NONE`. A cover is always a key update without blocks.
        blocks: painted in this order.
    """

    update_id: int
    captured_ms: int
    width_px: int
    height_px: int
    is_key: bool = False
    cover: CoverReason = CoverReason.NONE
    blocks: tuple[Tile | VideoBlock, ...] = ()

    @property
    def canvas(self) -> Rect:
        """The whole canvas as a rectangle."""
        return Rect(0, 0, self.width_px, self.height_px)


def deflate_tile(rect: Rect, rows: bytes | bytearray | memoryview) -> Tile:
    """Pack exact pixels. `rows` holds `rect.area_px` times blue, green, red; releases the interpreter lock."""
    return Tile(rect, zlib.compress(rows, _DEFLATE_LEVEL))


def inflate_tile(tile: Tile) -> bytes:
    """Unpack a tile to exactly `width * height * 3` bytes.

    Never holds more than that: a stream that promises more (a "zip bomb") is cut at the declared size and refused.

    Raises:
        ProtocolError: `tile_malformed` when the stream is broken, too long, too short or has bytes after its end.
    """
    size_bytes = tile.rect.area_px * _BYTES_PER_PIXEL
    inflater = zlib.decompressobj()
    try:
        # zlib treats a limit of 0 as none, but a rectangle is never empty. The end marker may need one more call.
        rows = inflater.decompress(tile.data, size_bytes)
        if not inflater.eof and inflater.decompress(inflater.unconsumed_tail, 1):
            raise ProtocolError("tile_malformed")
    except zlib.error as error:
        raise ProtocolError("tile_malformed") from error
    if len(rows) != size_bytes or not inflater.eof or inflater.unused_data:
        raise ProtocolError("tile_malformed")
    return rows


def encode_update(update: ScreenUpdate) -> bytes:
    """Render an update in its wire form.

    Raises:
        ProtocolError: it breaks a limit the other side enforces; a fault of ours.
    """
    flags = (UpdateFlag.KEY if update.is_key else 0) | (UpdateFlag.COVER if update.cover else 0)
    parts: list[bytes | memoryview] = [
        _HEAD.pack(
            FORMAT_VERSION,
            flags,
            update.update_id,
            update.captured_ms & 0xFFFF_FFFF,
            update.width_px,
            update.height_px,
            update.cover,
            len(update.blocks),
        )
    ]
    for block in update.blocks:
        rect = block.rect
        if isinstance(block, Tile):
            parts.append(_BLOCK_HEAD.pack(BlockKind.TILE, rect.x, rect.y, rect.width, rect.height, len(block.data)))
        else:
            head = _VIDEO_HEAD.pack(block.is_keyframe, len(block.rects))
            head += b"".join(_RECT.pack(part.x, part.y, part.width, part.height) for part in block.rects)
            length = len(head) + len(block.data)
            parts.append(_BLOCK_HEAD.pack(BlockKind.VIDEO, rect.x, rect.y, rect.width, rect.height, length))
            parts.append(head)
        parts.append(block.data)
    data = b"".join(parts)
    if len(data) > limits.SCREEN_UPDATE_MAX_BYTES or len(update.blocks) > limits.SCREEN_BLOCKS_MAX:
        raise ProtocolError("update_too_large", size_bytes=len(data))
    return data


def peek_is_key(data: bytes) -> bool:
    """Whether these first bytes of an update say that it stands alone."""
    return len(data) > 1 and bool(data[1] & UpdateFlag.KEY)


def decode_update(data: bytes) -> ScreenUpdate:
    """Read an update and check every count, size and position in it; nothing is inflated or decoded yet.

    The blocks are views into `data`: the only memory taken is a small object for each block.

    Raises:
        ProtocolError: `update_malformed` or `update_too_large`.
    """
    if len(data) > limits.SCREEN_UPDATE_MAX_BYTES:
        raise ProtocolError("update_too_large", size_bytes=len(data))
    if len(data) < _HEAD.size:
        raise ProtocolError("update_malformed")
    version, flags, update_id, captured_ms, width_px, height_px, reason, block_count = _HEAD.unpack_from(data)
    _require(version == FORMAT_VERSION and flags <= UpdateFlag.KEY | UpdateFlag.COVER and update_id > 0)
    _require(0 < width_px <= limits.SCREEN_SIDE_MAX_PX and 0 < height_px <= limits.SCREEN_SIDE_MAX_PX)
    _require(width_px * height_px <= limits.SCREEN_AREA_MAX_PX and block_count <= limits.SCREEN_BLOCKS_MAX)
    is_key, is_cover = bool(flags & UpdateFlag.KEY), bool(flags & UpdateFlag.COVER)
    _require(reason <= max(CoverReason) and is_cover == (reason != CoverReason.NONE))
    _require(not is_cover or (is_key and block_count == 0))

    canvas = Rect(0, 0, width_px, height_px)
    view = memoryview(data)
    offset = _HEAD.size
    tiles_px = videos = 0
    blocks: list[Tile | VideoBlock] = []
    for _ in range(block_count):
        _require(len(data) - offset >= _BLOCK_HEAD.size)
        kind, x, y, width, height, length = _BLOCK_HEAD.unpack_from(data, offset)
        offset += _BLOCK_HEAD.size
        rect = Rect(x, y, width, height)
        _require(_is_inside(rect, canvas) and 0 < length <= len(data) - offset)
        body = view[offset : offset + length]
        offset += length
        if kind == BlockKind.TILE:
            _require(rect.area_px <= limits.SCREEN_TILE_MAX_PX)
            tiles_px += rect.area_px
            blocks.append(Tile(rect, body))
        else:
            _require(kind == BlockKind.VIDEO)
            videos += 1
            blocks.append(_decode_video(rect, body))
    # Tiles of one update need not overlap, and one coded picture is enough: more is only there to keep us busy.
    _require(offset == len(data) and tiles_px <= canvas.area_px and videos <= 1)
    _require(not is_key or all(block.is_keyframe for block in blocks if isinstance(block, VideoBlock)))
    return ScreenUpdate(
        update_id=update_id,
        captured_ms=captured_ms,
        width_px=width_px,
        height_px=height_px,
        is_key=is_key,
        cover=CoverReason(reason),
        blocks=tuple(blocks),
    )


def _decode_video(rect: Rect, body: memoryview) -> VideoBlock:
    _require(len(body) > _VIDEO_HEAD.size)
    is_keyframe, rect_count = _VIDEO_HEAD.unpack_from(body)
    end = _VIDEO_HEAD.size + rect_count * _RECT.size
    _require(is_keyframe <= 1 and rect_count <= limits.SCREEN_VIDEO_RECTS_MAX and len(body) > end)
    rects = tuple(Rect(*_RECT.unpack_from(body, at)) for at in range(_VIDEO_HEAD.size, end, _RECT.size))
    _require(all(_is_inside(part, rect) for part in rects))
    # Overlapping parts would be painted again and again: they never need to add up to more than the block.
    _require(sum(part.area_px for part in rects) <= rect.area_px)
    return VideoBlock(rect, bool(is_keyframe), rects, body[end:])


def _is_inside(rect: Rect, outer: Rect) -> bool:
    return (
        rect.width > 0
        and rect.height > 0
        and rect.x >= outer.x
        and rect.y >= outer.y
        and rect.right_px <= outer.right_px
        and rect.bottom_px <= outer.bottom_px
    )


def _require(is_true: bool) -> None:
    if not is_true:
        raise ProtocolError("update_malformed")
