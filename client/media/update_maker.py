"""From a look at the screen to the bytes of an update: exact tiles if they fit, video if not."""

from collections.abc import Callable, Iterable, Sequence

from client.media.damage import KnownPicture, reduce_rects
from client.media.ports import Pixels, VideoCoder
from client.media.scheduler import SMALL_PX, LossyMap, Scheduler
from client.media.tiles import cut_rects, encode_tile
from shared.geometry import Rect
from shared.protocol import limits
from shared.screen.update import Block, Move, ScreenUpdate, Tile, VideoBlock, encode_update

VIDEO_RECTS_MAX = 48
"""More are joined: painting a few pixels too many is cheaper than painting many rectangles."""


class UpdateMaker:
    """Holds what the viewer was shown of one monitor, and how well. Belongs to the media thread."""

    def __init__(
        self,
        picture: KnownPicture,
        scheduler: Scheduler,
        open_coder: Callable[[int, int], VideoCoder],
    ) -> None:
        """Begin with a picture the viewer knows nothing of.

        Args:
            picture: what was read from the screen.
            scheduler: knows the budget and learns what tiles cost.
            open_coder: makes the video encoder for a width and height, once it is needed.
        """
        self._picture = picture
        self._scheduler = scheduler
        self._open_coder = open_coder
        self._coder: VideoCoder | None = None
        self.lossy = LossyMap(picture.area)

    def make_key(self, update_id: int, captured_ms: int, now_ms: int) -> bytes:
        """Code everything, without regard to what the viewer has."""
        area = self._picture.area
        self.lossy.clear([area])
        return self._encode(update_id, captured_ms, self._paint([area], now_ms, is_key=True), is_key=True)

    def make(
        self, update_id: int, captured_ms: int, moves: Sequence[Move], dirty: Sequence[Rect], now_ms: int
    ) -> bytes:
        """Code what changed: first what only moved, then what is new."""
        for move in moves:
            self.lossy.move(move, now_ms)
        blocks = self._paint(dirty, now_ms, is_key=False) if dirty else ()
        return self._encode(update_id, captured_ms, (*moves, *blocks), is_key=False)

    def refine(self, update_id: int, captured_ms: int, now_ms: int) -> bytes:
        """Make quiet parts exact, as many as fit the budget."""
        tiles, _ = self._spend(cut_rects(self.lossy.due(now_ms)), self._scheduler.tile_budget_bytes)
        self.lossy.clear(tile.rect for tile in tiles)
        return self._encode(update_id, captured_ms, tuple(tiles), is_key=False)

    def probe(self, update_id: int, captured_ms: int) -> bytes:
        """An update that says nothing, to learn whether the ones before arrived."""
        return self._encode(update_id, captured_ms, (), is_key=False)

    def _paint(self, dirty: Sequence[Rect], now_ms: int, *, is_key: bool) -> tuple[Block, ...]:
        tiles = self._try_tiles(dirty, now_ms)
        if tiles is not None:
            self.lossy.clear(dirty)
            return tuple(tiles)
        video = self._make_video(self._picture.pixels, dirty, is_key=is_key)
        self.lossy.mark(video.rects, now_ms)
        return (video,)

    def _try_tiles(self, dirty: Sequence[Rect], now_ms: int) -> list[Tile] | None:
        area_px = sum(rect.area_px for rect in dirty)
        if not self._scheduler.suits_tiles(area_px, now_ms):
            return None
        is_small = area_px <= SMALL_PX
        budget_bytes = self._scheduler.tile_budget_bytes if is_small else self._scheduler.tile_allowance_bytes(now_ms)
        tiles, is_complete = self._spend(cut_rects(dirty), budget_bytes)
        return tiles if is_complete else None

    def _spend(self, pieces: Iterable[Rect], budget_bytes: int) -> tuple[list[Tile], bool]:
        """Pack pieces until the budget is used up; says whether all of them fitted."""
        tiles: list[Tile] = []
        size_bytes = area_px = 0
        is_complete = True
        for piece in pieces:
            if len(tiles) >= limits.SCREEN_BLOCKS_MAX or size_bytes > budget_bytes:
                is_complete = False
                break
            tile = encode_tile(self._picture.pixels, piece)
            tiles.append(tile)
            size_bytes += len(tile.data)
            area_px += piece.area_px
        self._scheduler.note_tiles(area_px, size_bytes)
        return tiles, is_complete

    def _make_video(self, pixels: Pixels, dirty: Sequence[Rect], *, is_key: bool) -> VideoBlock:
        area = self._picture.area
        if self._coder is None:
            self._coder = self._open_coder(area.width, area.height)
        self._coder.set_bitrate_kbps(self._scheduler.bitrate_kbps)
        data, is_keyframe = self._coder.encode(pixels, is_key=is_key)
        rects = reduce_rects(dirty, VIDEO_RECTS_MAX)
        return VideoBlock(area, is_keyframe, tuple(rects), data)

    def _encode(self, update_id: int, captured_ms: int, blocks: tuple[Block, ...], *, is_key: bool) -> bytes:
        area = self._picture.area
        return encode_update(
            ScreenUpdate(
                update_id=update_id,
                captured_ms=captured_ms,
                width_px=area.width,
                height_px=area.height,
                is_key=is_key,
                blocks=blocks,
            )
        )
