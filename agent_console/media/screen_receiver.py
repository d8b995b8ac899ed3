"""From whole updates to a painted canvas: one decode thread, a short queue, answers to the sender."""

import threading
from collections import deque
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
import structlog

from agent_console.domain.sharpness import Sharpness, judge_sharpness
from agent_console.media.canvas import Canvas, CanvasPainter
from agent_console.media.soft_area import SoftArea
from agent_console.media.tile_decoder import decode_tile
from agent_console.media.video_decoder import H264Decoder
from shared.clock import Clock, SystemClock
from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.protocol import limits
from shared.protocol.peer_messages import ScreenAck, ScreenRefresh
from shared.screen.assembler import WholeUpdate
from shared.screen.update import (
    Block,
    CoverReason,
    Move,
    ScreenUpdate,
    Tile,
    TileLayout,
    VideoBlock,
    decode_update,
    peek_mends,
)

_log = structlog.get_logger(__name__)

QUEUE_MAX_UPDATES = limits.SCREEN_UNACKED_MAX + 4  # an honest sender has no more on the way, and probes
QUEUE_MAX_BYTES = 2 * limits.SCREEN_UPDATE_MAX_BYTES
REFRESH_INTERVAL_MS = 400
SMALL_MS_MAX = 60_000
STOP_TIMEOUT_S = 2.0
BATCH_MAX_PX = 9 * 1024 * 1024
"""Decoded before any of it shows: a 4K picture (3840 x 2160) as a whole, a larger one in two or more steps. Without
it a few kilobytes of a hostile sender would inflate to four bytes for each pixel of the largest canvas at once."""

AT_ONCE_MAX_BYTES, AT_ONCE_MAX_PX, AT_ONCE_MAX_RECTS = 2 * 1024, 128 * 1024, 16
"""A letter, a button, a small plain window: painting them takes less time than handing them to another thread."""

ANSWER_PAUSE_MS = 3
"""So long the answer to what was painted at once waits: sent at once, it keeps the interpreter from the thread that
shows it, and the agent sees their key half a millisecond later. It is told as a part of the time for decoding."""

AT_ONCE_PERIOD_MS, AT_ONCE_PERIOD_MAX = 100, 12
"""No more of them in that time, whatever the other side sends: the network thread has other things to do."""

_Decoded = tuple[tuple[Rect, ...], Rect, npt.NDArray[np.uint8], bool]
"""Where to paint, where the pixels lie, the pixels, and whether they are exact."""
_Step = _Decoded | Move


class ScreenReceiver:
    """Paints one session's picture. The side that sends it is not trusted: what is wrong costs a refresh, no more.

    `handle_update` and `handle_refresh_wanted` belong to the loop thread and fit a `PictureListener`. The callbacks
    come from it for small updates, and from the decode thread for all others.
    """

    def __init__(
        self,
        *,
        send_ack: Callable[[ScreenAck], None],
        send_refresh: Callable[[ScreenRefresh], None],
        on_painted_ready: Callable[[], None],
        on_cover: Callable[[CoverReason], None] = lambda _reason: None,
        on_refused: Callable[[], None] = lambda: None,
        clock: Clock | None = None,
        send_ack_later: Callable[[ScreenAck], None] | None = None,
    ) -> None:
        """Make a receiver and start its thread.

        Args:
            send_ack: an update was painted; goes out on the feedback channel.
            send_refresh: something is lost for good.
            on_painted_ready: there is something new in `canvas.take_dirty()`; not told again before that was called,
                so a busy widget never gets a queue of its own.
            on_cover: the picture is withheld, or (`NONE`) there again.
            on_refused: an update was broken; all of the picture was asked for again.
            clock: where readings come from.
            send_ack_later: the same as `send_ack`, after `ANSWER_PAUSE_MS`, for what was painted at once; only called
                in the loop thread. Without it nothing waits.
        """
        self.canvas = Canvas()
        self._soft = SoftArea()
        self._last_video_ms: int | None = None
        self._send_ack = send_ack
        self._send_ack_later = send_ack_later
        self._send_refresh = send_refresh
        self._on_painted_ready = on_painted_ready
        self._on_cover = on_cover
        self._on_refused = on_refused
        self._clock = clock or SystemClock()

        self._queue: deque[WholeUpdate] = deque()
        self._queued_bytes = 0
        self._has_some = threading.Condition()
        self._awaits_mend = False  # set by either thread under the condition's lock
        self._refresh_asked_ms: int | None = None
        self._is_stopping = False
        self._is_decoding = False
        self._period_ms = self._in_period = 0  # of updates painted at once; loop thread
        self._paint_ms = 0

        self._decoder = H264Decoder()  # of the thread that decodes now, like all below; never two at once
        self._last_id = 0
        self._cover = CoverReason.NONE
        self.painted_count = 0
        self.refused_count = 0
        self._thread = threading.Thread(target=self._main, name="decode", daemon=True)
        self._thread.start()

    def handle_update(self, update: WholeUpdate) -> None:
        """Take an update from the assembler; never waits for another one. Loop thread."""
        if (small := self._read_small(update.data)) is not None:
            self._try_to_apply(update, small)
            return
        with self._has_some:
            if self._awaits_mend:
                if not peek_mends(update.data):
                    wants_refresh = self._is_refresh_due()
                else:
                    self._awaits_mend = wants_refresh = False
                    self._refresh_asked_ms = None
                    self._put(update)
            elif len(self._queue) >= QUEUE_MAX_UPDATES or self._queued_bytes + len(update.data) > QUEUE_MAX_BYTES:
                # No honest sender gets here: it waits for our answers.
                self._drop_queue()
                wants_refresh = self._is_refresh_due()
            else:
                wants_refresh = False
                self._put(update)
        if wants_refresh:
            self._ask_refresh()

    def handle_refresh_wanted(self) -> None:
        """The assembler gave something up. Loop thread."""
        self._ask_refresh()

    def note_paint_ms(self, paint_ms: float) -> None:
        """Tell how long showing the last change took; travels with the next acknowledgement. Any thread."""
        self._paint_ms = round(paint_ms)

    def read_sharpness(self) -> Sharpness:
        """How exact the canvas is now; for a line in words, a few times a second. Any thread."""
        last_ms = self._last_video_ms
        since_ms = None if last_ms is None else self._clock.monotonic_ms() - last_ms
        return judge_sharpness(soft_px=self._soft.count_px(), since_video_ms=since_ms)

    def stop(self) -> bool:
        """End the thread. Any thread but its own; returns whether it ended within two seconds."""
        with self._has_some:
            self._is_stopping = True
            self._queue.clear()
            self._has_some.notify()
        self._thread.join(STOP_TIMEOUT_S)
        return not self._thread.is_alive()

    def _read_small(self, data: bytes) -> ScreenUpdate | None:
        """An update that is painted at once, or None: not small, or not its turn."""
        if len(data) > AT_ONCE_MAX_BYTES or peek_mends(data) or self.canvas.lock.locked():
            return None
        now_ms = self._clock.monotonic_ms()
        if now_ms - self._period_ms >= AT_ONCE_PERIOD_MS:
            self._period_ms, self._in_period = now_ms, 0
        if self._in_period >= AT_ONCE_PERIOD_MAX:
            return None
        with self._has_some:
            # Only this thread puts something there, so what is free now stays free.
            if self._queue or self._is_decoding or self._awaits_mend or self._is_stopping:
                return None
        try:
            update = decode_update(data)
        except ProtocolError:
            return None  # refused by the one way for all
        self._in_period += 1
        if any(_is_slow(block) for block in update.blocks):
            return None
        rects = [rect for block in update.blocks for rect in block.rects]
        is_small = len(rects) <= AT_ONCE_MAX_RECTS and sum(rect.area_px for rect in rects) <= AT_ONCE_MAX_PX
        return update if is_small else None

    def _put(self, update: WholeUpdate) -> None:
        self._queue.append(update)
        self._queued_bytes += len(update.data)
        self._has_some.notify()

    def _drop_queue(self) -> None:
        self._queue.clear()
        self._queued_bytes = 0
        self._awaits_mend = True

    def _is_refresh_due(self) -> bool:
        now_ms = self._clock.monotonic_ms()
        if self._refresh_asked_ms is not None and now_ms - self._refresh_asked_ms < REFRESH_INTERVAL_MS:
            return False
        self._refresh_asked_ms = now_ms
        return True

    def _ask_refresh(self) -> None:
        self._send_refresh(ScreenRefresh(after_update_id=self._last_id))

    def _main(self) -> None:
        while True:
            with self._has_some:
                while not self._queue and not self._is_stopping:
                    self._has_some.wait()
                if self._is_stopping:
                    return
                whole = self._queue.popleft()
                self._queued_bytes -= len(whole.data)
                self._is_decoding = True
            self._try_to_apply(whole)
            with self._has_some:
                self._is_decoding = False

    def _try_to_apply(self, whole: WholeUpdate, update: ScreenUpdate | None = None) -> None:
        try:
            self._apply(whole, update)
        except ProtocolError as error:
            self._refuse(error.reason)
        except Exception:  # noqa: BLE001 - a stranger's bytes must not end the thread
            _log.exception("update_failed")
            self._refuse("internal")

    def _refuse(self, reason: str) -> None:
        self.refused_count += 1
        _log.warning("update_refused", reason=reason, after_update_id=self._last_id)
        with self._has_some:
            # What waits behind it builds on it, up to one that mends it if that has come meanwhile.
            while self._queue and not peek_mends(self._queue[0].data):
                self._queued_bytes -= len(self._queue.popleft().data)
            self._awaits_mend = not self._queue
            wants_refresh = self._awaits_mend and self._is_refresh_due()
        if wants_refresh:
            self._ask_refresh()
        self._on_refused()

    def _apply(self, whole: WholeUpdate, update: ScreenUpdate | None) -> None:
        begun_ms = self._clock.monotonic_ms()
        later = None if update is None else self._send_ack_later
        pause_ms, send_ack = (0, self._send_ack) if later is None else (ANSWER_PAUSE_MS, later)
        update = update or decode_update(whole.data)
        size_px = (update.width_px, update.height_px)
        if update.resync_after is not None:
            # What it holds covers all after that update, so it may also follow a later one.
            if not update.resync_after <= self._last_id < update.update_id:
                raise ProtocolError("update_out_of_order")
            if size_px != (self.canvas.width_px, self.canvas.height_px):
                raise ProtocolError("canvas_size_unannounced")
        elif not update.is_key:
            if update.update_id != self._last_id + 1:
                raise ProtocolError("update_out_of_order")
            if update.blocks and size_px != (self.canvas.width_px, self.canvas.height_px):
                raise ProtocolError("canvas_size_unannounced")
        self._paint(update)
        self._last_id = update.update_id
        self.painted_count += 1
        now_ms = self._clock.monotonic_ms()
        send_ack(
            ScreenAck(
                update_id=update.update_id,
                first_packet_to_whole_ms=_small(whole.whole_ms - whole.first_packet_ms),
                repair_ms=_small(whole.whole_ms - whole.arrived_ms),
                decode_ms=_small(now_ms - begun_ms + pause_ms),
                paint_ms=_small(self._paint_ms),
            )
        )
        if update.is_key and update.cover != self._cover:
            self._cover = update.cover
            self._on_cover(update.cover)

    def _paint(self, update: ScreenUpdate) -> None:
        if update.cover:
            return
        was_resized = is_dirty = False
        try:
            for batch in self._decode_in_batches(update):
                if update.is_key and self.canvas.resize(update.width_px, update.height_px):
                    was_resized = True
                    self._soft.resize(update.width_px, update.height_px)
                with self.canvas.begin() as painter:
                    for step in batch:
                        self._perform(step, painter)
                is_dirty |= painter.became_dirty
                batch.clear()  # before the next one is inflated
        finally:
            # Also after half an update: the widget is told once, and would otherwise never look again.
            if was_resized or is_dirty:
                self._on_painted_ready()

    def _perform(self, step: _Step, painter: CanvasPainter) -> None:
        if isinstance(step, Move):
            painter.move(step)
            self._soft.move(step.rect, step.from_x, step.from_y)
            return
        rects, whole, pixels, is_exact = step
        for rect in rects:
            painter.paint(rect, pixels, whole.x, whole.y)
            self._soft.paint(rect, is_exact=is_exact)
        if not is_exact:
            self._last_video_ms = self._clock.monotonic_ms()

    def _decode_in_batches(self, update: ScreenUpdate) -> Iterator[list[_Step]]:
        """Everything that can fail in a batch comes before it shows: half of one never does, nor is more held."""
        batch: list[_Step] = []
        batch_px = 0
        for block in update.blocks:
            if isinstance(block, Move):
                batch.append(block)
                continue
            if batch and batch_px + (block.area_px if isinstance(block, Tile) else block.rect.area_px) > BATCH_MAX_PX:
                yield batch
                batch, batch_px = [], 0
            if isinstance(block, Tile):
                batch += [((rect,), rect, pixels, True) for rect, pixels in decode_tile(block)]
                batch_px += block.area_px
            else:
                batch.append((block.rects, block.rect, self._decoder.decode(block), False))
                batch_px += block.rect.area_px
        yield batch


def _is_slow(block: Block) -> bool:
    """Whether it takes long to decode, however few pixels it paints."""
    return isinstance(block, VideoBlock) or (isinstance(block, Tile) and block.layout is TileLayout.DIFFERENCES)


def _small(duration_ms: int) -> int:
    return max(0, min(SMALL_MS_MAX, duration_ms))
