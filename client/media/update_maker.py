"""From a look at the screen to the bytes of an update: exact tiles if they fit, video if not."""

from collections.abc import Callable, Iterable, Sequence

from client.media.damage import KnownPicture, bounding_box, reduce_rects
from client.media.in_flight import Lost, gather
from client.media.lossy_map import LossyMap
from client.media.ports import VideoCoder
from client.media.region_map import RegionMap, Split
from client.media.scheduler import SMALL_PX, Scheduler
from client.media.tiles import cut_rects, encode_tile
from shared.geometry import Rect
from shared.protocol import limits
from shared.screen.update import Block, Move, ScreenUpdate, Tile, VideoBlock, encode_update

VIDEO_RECTS_MAX = 48
"""More are joined: painting a few pixels too many is cheaper than painting many rectangles."""


class UpdateMaker:
    """Holds what the viewer was shown of one monitor, and how well. Belongs to the media thread.

    Attributes:
        painted: where the update made last paints.
        has_video: whether it holds a coded picture.
    """

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
        self._coder_rect: Rect | None = None
        self._must_restart_video = False
        self._regions = RegionMap(picture.area)
        self.lossy = LossyMap(picture.area)
        self.painted: tuple[Rect, ...] = ()
        self.has_video = False

    def make_key(self, update_id: int, captured_ms: int, now_ms: int) -> bytes:
        """Code everything, without regard to what the viewer has."""
        area = self._picture.area
        self.lossy.clear([area])
        return self._encode(update_id, captured_ms, self._paint([area], now_ms, is_key=True), is_key=True)

    def make_resync(
        self, update_id: int, captured_ms: int, lost: Lost, changed: Sequence[Rect], now_ms: int
    ) -> bytes:
        """Code anew what the viewer lost, and what changed since: pixels only, since it may not have what moved."""
        restarts_later = lost.has_video or self._must_restart_video
        self._must_restart_video = True
        blocks = self._paint(gather(self._picture.area, (*lost.rects, *changed)), now_ms, is_key=False)
        if self._must_restart_video:  # no coded picture was needed here, so none stands alone yet
            self._must_restart_video = restarts_later
        return self._encode(update_id, captured_ms, blocks, is_key=False, resync_after=lost.after_update_id)

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
        self.lossy.clear(rect for tile in tiles for rect in tile.rects)
        return self._encode(update_id, captured_ms, tuple(tiles), is_key=False)

    def probe(self, update_id: int, captured_ms: int) -> bytes:
        """An update that says nothing, to learn whether the ones before arrived."""
        return self._encode(update_id, captured_ms, (), is_key=False)

    def _paint(self, dirty: Sequence[Rect], now_ms: int, *, is_key: bool) -> tuple[Block, ...]:
        # Of a whole picture nothing may be known yet: it is tried, until the budget ends it.
        tiles = self._try_tiles(dirty, now_ms, is_estimated=not is_key)
        if tiles is not None:
            self.lossy.clear(dirty)
            return tuple(tiles)
        if is_key:
            split = Split(tuple(dirty), (), self._picture.area)
        else:
            split = self._regions.split(dirty, self._coder_rect)
        beside = self._try_tiles(split.tiles, now_ms) if split.tiles else []
        if beside is None:
            # Too much for tiles in more than one place: one picture of all of it.
            split = Split(tuple(dirty), (), bounding_box(dirty))
            beside = []
        video = self._make_video(split, is_key=is_key)
        self.lossy.mark(video.rects, now_ms)
        self.lossy.clear(split.tiles)
        return (video, *beside)

    def _try_tiles(self, dirty: Sequence[Rect], now_ms: int, *, is_estimated: bool = True) -> list[Tile] | None:
        area_px = sum(rect.area_px for rect in dirty)
        if is_estimated and not self._scheduler.suits_tiles(area_px, self._regions.estimate_bytes(dirty), now_ms):
            return None
        is_small = area_px <= SMALL_PX
        budget_bytes = self._scheduler.tile_budget_bytes if is_small else self._scheduler.tile_allowance_bytes(now_ms)
        tiles, is_complete = self._spend(cut_rects(dirty), budget_bytes)
        return tiles if is_complete else None

    def _spend(self, pieces: Iterable[Sequence[Rect]], budget_bytes: int) -> tuple[list[Tile], bool]:
        """Pack pieces until the budget is used up; says whether all of them fitted."""
        tiles: list[Tile] = []
        size_bytes = 0
        is_complete = True
        for piece in pieces:
            if len(tiles) >= limits.SCREEN_BLOCKS_MAX or size_bytes > budget_bytes:
                is_complete = False
                break
            tile = encode_tile(self._picture.pixels, piece)
            tiles.append(tile)
            size_bytes += len(tile.data)
            self._regions.note_tile(piece, len(tile.data))
        self._scheduler.note_tiles(size_bytes)
        return tiles, is_complete

    def _make_video(self, split: Split, *, is_key: bool) -> VideoBlock:
        rect = split.rect
        if self._coder is None or self._coder_rect != rect:
            self._coder, self._coder_rect = self._open_coder(rect.width, rect.height), rect
        self._coder.set_bitrate_kbps(self._scheduler.video_kbps(rect.area_px))
        pixels = self._picture.pixels[rect.y : rect.bottom_px, rect.x : rect.right_px]
        data, is_keyframe = self._coder.encode(pixels, is_key=is_key or self._must_restart_video)
        self._must_restart_video = False
        rects = reduce_rects(split.video, VIDEO_RECTS_MAX)
        return VideoBlock(rect, is_keyframe, tuple(rects), data)

    def _encode(
        self,
        update_id: int,
        captured_ms: int,
        blocks: tuple[Block, ...],
        *,
        is_key: bool,
        resync_after: int | None = None,
    ) -> bytes:
        area = self._picture.area
        self.painted = tuple(rect for block in blocks for rect in block.rects)
        self.has_video = any(isinstance(block, VideoBlock) for block in blocks)
        return encode_update(
            ScreenUpdate(
                update_id=update_id,
                captured_ms=captured_ms,
                width_px=area.width,
                height_px=area.height,
                is_key=is_key,
                resync_after=resync_after,
                blocks=blocks,
            )
        )
