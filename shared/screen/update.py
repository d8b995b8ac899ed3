"""One picture update as bytes and back; whatever a stranger sends is measured before it is stored."""

import struct
from dataclasses import dataclass
from enum import IntEnum, IntFlag

from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.protocol import limits

FORMAT_VERSION = 4
UPDATE_ID_MAX = 2**32 - 1

_HEAD = struct.Struct(">BBIIHHBH")
_RESYNC = struct.Struct(">I")
_BLOCK_HEAD = struct.Struct(">BHHHHI")
_RECTS_HEAD = struct.Struct(">BH")
_MOVE = struct.Struct(">HH")
_RECT = struct.Struct(">HHHH")


class UpdateFlag(IntFlag):
    """What an update is, beside its blocks."""

    KEY = 1
    COVER = 2
    RESYNC = 4


_ALL_FLAGS = UpdateFlag.KEY | UpdateFlag.COVER | UpdateFlag.RESYNC


class CoverReason(IntEnum):
    """Why the picture is withheld; `NONE` in every update that has one."""

    NONE = 0
    ASKING = 1
    PAUSED = 2


class BlockKind(IntEnum):
    """How the pixels of a block are coded."""

    TILE = 1
    VIDEO = 2
    MOVE = 3


class TileLayout(IntEnum):
    """How the bytes of exact pixels lie one behind the other before they are packed."""

    PIXELS = 0
    """Blue, green, red and a byte without meaning of one pixel, then of the next: as X11 and Windows keep them."""

    PLANES = 1
    """All blue bytes, then all green, then all red. Half the size for a few letters, larger for much."""

    DIFFERENCES = 2
    """Of one rectangle: all green bytes, then blue minus green, then red minus green, each minus the one of the row
    above, modulo 256. Half the size of PIXELS for photographs, in a sixth of the time; larger for what was drawn."""

    ONE_COLOUR = 3
    """Of one rectangle: blue, green, red and a byte without meaning, once and unpacked, for every pixel of it."""


ONE_COLOUR_BYTES = 4
_UNDIVIDED = frozenset({TileLayout.DIFFERENCES, TileLayout.ONE_COLOUR})
BYTES_PER_PIXEL = {TileLayout.PIXELS: 4, TileLayout.PLANES: 3, TileLayout.DIFFERENCES: 3}


@dataclass(frozen=True, slots=True)
class Tile:
    """Exact pixels of one rectangle, or of several small ones packed together.

    Attributes:
        rect: around all of them, in canvas pixels.
        data: one Zstandard frame of the rectangles' pixels, row by row, one rectangle after the other; of one colour
            its four bytes.
        layout: how they lie in it.
        parts: the rectangles; empty when `rect` itself is the only one.
    """

    rect: Rect
    data: bytes | memoryview
    layout: TileLayout = TileLayout.PIXELS
    parts: tuple[Rect, ...] = ()

    @property
    def rects(self) -> tuple[Rect, ...]:
        """Where the pixels go."""
        return self.parts or (self.rect,)

    @property
    def area_px(self) -> int:
        """How many pixels it holds."""
        return sum(part.area_px for part in self.rects)


@dataclass(frozen=True, slots=True)
class Move:
    """Pixels the viewer has already, at another place: a scrolled page, a dragged window.

    Attributes:
        rect: where they go, in canvas pixels.
        from_x, from_y: the upper left corner of where they are, before any block of this update that follows. Source
            and destination may overlap; the result is as if the source were copied aside first.
    """

    rect: Rect
    from_x: int
    from_y: int

    @property
    def rects(self) -> tuple[Rect, ...]:
        """Where the pixels go, as of any other block."""
        return (self.rect,)

    @property
    def source(self) -> Rect:
        """Where the pixels come from."""
        return Rect(self.from_x, self.from_y, self.rect.width, self.rect.height)


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


Block = Tile | Move | VideoBlock


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenUpdate:
    """What changed on the shared screen since the update before.

    Attributes:
        update_id: counts from 1, one by one.
        captured_ms: the sender's monotonic clock when the pixels were read, modulo 2^32.
        width_px, height_px: the canvas; a size other than before comes with a key update.
        is_key: does not depend on any earlier update.
        cover: why there is no picture, or `NONE`. A cover is always a key update without blocks.
        resync_after: it may follow that update or any later one, whatever came between is lost or not: it holds all
            that changed since. None in every other update.
        blocks: painted in this order.
    """

    update_id: int
    captured_ms: int
    width_px: int
    height_px: int
    is_key: bool = False
    cover: CoverReason = CoverReason.NONE
    resync_after: int | None = None
    blocks: tuple[Block, ...] = ()

    @property
    def canvas(self) -> Rect:
        """The whole canvas as a rectangle."""
        return Rect(0, 0, self.width_px, self.height_px)


def encode_update(update: ScreenUpdate) -> bytes:
    """Render an update in its wire form.

    Raises:
        ProtocolError: it breaks a limit the other side enforces; a fault of ours.
    """
    flags = (UpdateFlag.KEY if update.is_key else 0) | (UpdateFlag.COVER if update.cover else 0)
    flags |= UpdateFlag.RESYNC if update.resync_after is not None else 0
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
    if update.resync_after is not None:
        parts.append(_RESYNC.pack(update.resync_after))
    for block in update.blocks:
        rect = block.rect
        if isinstance(block, Move):
            parts.append(_BLOCK_HEAD.pack(BlockKind.MOVE, rect.x, rect.y, rect.width, rect.height, _MOVE.size))
            parts.append(_MOVE.pack(block.from_x, block.from_y))
            continue
        kind, first, rects = (
            (BlockKind.TILE, block.layout, block.parts)
            if isinstance(block, Tile)
            else (BlockKind.VIDEO, block.is_keyframe, block.rects)
        )
        head = _RECTS_HEAD.pack(first, len(rects))
        head += b"".join(_RECT.pack(part.x, part.y, part.width, part.height) for part in rects)
        length = len(head) + len(block.data)
        parts += [_BLOCK_HEAD.pack(kind, rect.x, rect.y, rect.width, rect.height, length), head, block.data]
    data = b"".join(parts)
    is_too_much = len(update.blocks) > limits.SCREEN_BLOCKS_MAX or (
        sum(len(block.rects) for block in update.blocks) > limits.SCREEN_RECTS_MAX
    )
    if len(data) > limits.SCREEN_UPDATE_MAX_BYTES or is_too_much:
        raise ProtocolError("update_too_large", size_bytes=len(data))
    return data


def peek_mends(data: bytes) -> bool:
    """Whether these first bytes of an update say that it may follow a loss: a key update, or a resync."""
    return len(data) > 1 and bool(data[1] & (UpdateFlag.KEY | UpdateFlag.RESYNC))


def decode_update(data: bytes) -> ScreenUpdate:
    """Read an update and check every count, size and position in it; nothing is inflated or decoded yet.

    The blocks are views into `data`: the only memory taken is a small object for each block and each rectangle.

    Raises:
        ProtocolError: `update_malformed` or `update_too_large`.
    """
    if len(data) > limits.SCREEN_UPDATE_MAX_BYTES:
        raise ProtocolError("update_too_large", size_bytes=len(data))
    if len(data) < _HEAD.size:
        raise ProtocolError("update_malformed")
    version, flags, update_id, captured_ms, width_px, height_px, reason, block_count = _HEAD.unpack_from(data)
    _require(version == FORMAT_VERSION and flags <= _ALL_FLAGS and update_id > 0)
    _require(0 < width_px <= limits.SCREEN_SIDE_MAX_PX and 0 < height_px <= limits.SCREEN_SIDE_MAX_PX)
    _require(width_px * height_px <= limits.SCREEN_AREA_MAX_PX and block_count <= limits.SCREEN_BLOCKS_MAX)
    is_key, is_cover = bool(flags & UpdateFlag.KEY), bool(flags & UpdateFlag.COVER)
    _require(reason <= max(CoverReason) and is_cover == (reason != CoverReason.NONE))
    _require(not is_cover or (is_key and block_count == 0))

    offset = _HEAD.size
    resync_after: int | None = None
    if flags & UpdateFlag.RESYNC:
        _require(not is_key and len(data) >= offset + _RESYNC.size)
        (after,) = _RESYNC.unpack_from(data, offset)
        _require(0 < after < update_id)
        resync_after = after
        offset += _RESYNC.size

    canvas = Rect(0, 0, width_px, height_px)
    view = memoryview(data)
    mends = is_key or resync_after is not None
    tiles_px = moved_px = videos = rects = 0
    blocks: list[Block] = []
    for _ in range(block_count):
        _require(len(data) - offset >= _BLOCK_HEAD.size)
        kind, x, y, width, height, length = _BLOCK_HEAD.unpack_from(data, offset)
        offset += _BLOCK_HEAD.size
        rect = Rect(x, y, width, height)
        _require(_is_inside(rect, canvas) and 0 < length <= len(data) - offset)
        body = view[offset : offset + length]
        offset += length
        if kind == BlockKind.TILE:
            tile = _decode_tile(rect, body)
            tiles_px += tile.area_px
            blocks.append(tile)
        elif kind == BlockKind.MOVE:
            # A key update makes the canvas before it void, so there is nothing to move.
            _require(length == _MOVE.size and not mends)
            move = Move(rect, *_MOVE.unpack(body))
            _require(_is_inside(move.source, canvas))
            moved_px += rect.area_px
            blocks.append(move)
        else:
            _require(kind == BlockKind.VIDEO)
            videos += 1
            blocks.append(_decode_video(rect, body))
        # Eight million bytes hold a million rectangles, which take seconds and a hundred megabytes to look at.
        rects += len(blocks[-1].rects)
        _require(rects <= limits.SCREEN_RECTS_MAX)
    # Blocks of one update need not overlap, and one coded picture is enough: more is only there to keep us busy.
    _require(offset == len(data) and tiles_px <= canvas.area_px and moved_px <= canvas.area_px and videos <= 1)
    _require(not mends or all(block.is_keyframe for block in blocks if isinstance(block, VideoBlock)))
    return ScreenUpdate(
        update_id=update_id,
        captured_ms=captured_ms,
        width_px=width_px,
        height_px=height_px,
        is_key=is_key,
        cover=CoverReason(reason),
        resync_after=resync_after,
        blocks=tuple(blocks),
    )


def _decode_tile(rect: Rect, body: memoryview) -> Tile:
    layout, parts, data = _decode_rects(rect, body)
    _require(layout <= max(TileLayout) and not (parts and layout in _UNDIVIDED))
    _require(layout != TileLayout.ONE_COLOUR or len(data) == ONE_COLOUR_BYTES)
    tile = Tile(rect, data, TileLayout(layout), parts)
    _require(tile.area_px <= limits.SCREEN_TILE_MAX_PX)
    return tile


def _decode_video(rect: Rect, body: memoryview) -> VideoBlock:
    is_keyframe, rects, data = _decode_rects(rect, body)
    _require(is_keyframe <= 1)
    return VideoBlock(rect, bool(is_keyframe), rects, data)


def _decode_rects(rect: Rect, body: memoryview) -> tuple[int, tuple[Rect, ...], memoryview]:
    """A byte, rectangles inside the block, and the rest."""
    _require(len(body) > _RECTS_HEAD.size)
    first, rect_count = _RECTS_HEAD.unpack_from(body)
    end = _RECTS_HEAD.size + rect_count * _RECT.size
    _require(rect_count <= limits.SCREEN_BLOCK_RECTS_MAX and len(body) > end)
    rects = tuple(Rect(*_RECT.unpack_from(body, at)) for at in range(_RECTS_HEAD.size, end, _RECT.size))
    _require(all(_is_inside(part, rect) for part in rects))
    # Overlapping parts would be painted again and again: they never need to add up to more than the block.
    _require(sum(part.area_px for part in rects) <= rect.area_px)
    return first, rects, body[end:]


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
