"""Tells the viewer what the pointer looks like and where the person moves it, and nothing while nothing may leave."""

import contextlib
import threading
from collections import deque
from collections.abc import Callable

from client.media.cursor_shapes import CursorShapes
from client.media.ports import CursorSource
from shared.geometry import Rect, normalize_point
from shared.protocol.limits import INPUT_BATCH_MAX_EVENTS
from shared.protocol.peer_messages import CursorPosition, CursorShape, CursorUse

SHAPE_INTERVAL_MS = 50  # an animated pointer shows twenty of its pictures a second, which is plenty
NEW_SHAPE_BYTES_PER_MS = 20  # of the line, for shapes the viewer does not have yet; most are half a kilobyte
POSITION_INTERVAL_MS = 33  # where a hand moves it is looked at thirty times a second
REST_AFTER_MS = 300
RECHECK_MS = 3_000  # a program can put the pointer elsewhere without any event; looked at when awake anyway
OWN_POSITIONS_MAX = INPUT_BATCH_MAX_EVENTS  # the system may be a whole batch of the agent's moves behind
REST_MS = 60_000

CursorMessage = CursorShape | CursorUse | CursorPosition


class CursorTeller:
    """Between the media thread, which follows the pointer, and the loop thread, which sends.

    What is not sent yet is replaced by what is newer, so nothing queues. `follow` and `leave` belong to the media
    thread; every other method may be called from any thread.
    """

    def __init__(self) -> None:
        # Guards everything down to the next comment. May be taken again by what `tell` calls: a line that breaks
        # there hides the picture.
        self._guard = threading.RLock()
        self._open_generation: int | None = None
        self._shut_generation = 0
        self._waiting: dict[str, CursorMessage] = {}  # by what replaces it
        self._own_px: deque[tuple[int, int]] = deque(maxlen=OWN_POSITIONS_MAX)
        self._is_viewer_new = False
        self.on_ready: Callable[[], None] = lambda: None
        """Called when something waits to be told; in the media thread."""

        self._shapes = CursorShapes()  # the media thread's own, like all below
        self._source: CursorSource | None = None
        self._generation = 0
        self._position_seq = 0
        self._begin()

    # --- any thread

    def open(self, generation: int) -> None:
        """What is seen in this generation of the picture may be told; without effect if that was shut already."""
        with self._guard:
            if generation > self._shut_generation:
                self._open_generation = generation

    def shut(self, generation: int) -> None:
        """When this returns nothing is told any more that was seen before this generation."""
        with self._guard:
            self._shut_generation = max(self._shut_generation, generation)
            self._open_generation = None
            # The viewer may lack a shape that was counted as sent.
            self._is_viewer_new |= bool(self._waiting)
            self._waiting.clear()

    def forget_viewer(self) -> None:
        """Another viewer, who has no shapes yet."""
        with self._guard:
            self._waiting.clear()
            self._is_viewer_new = True

    def note_own(self, x_px: int, y_px: int) -> None:
        """The agent's own input is about to put the pointer there, in desktop pixels: no news to them."""
        with self._guard:
            self._own_px.append((x_px, y_px))

    def tell(self, send: Callable[[CursorMessage], None]) -> None:
        """Hand over what waits, if it may leave. `send` must not wait."""
        with self._guard:
            while self._waiting:
                send(self._waiting.pop(next(iter(self._waiting))))

    # --- the media thread

    def follow(self, source: CursorSource | None, generation: int, area: Rect, now_ms: int) -> int:
        """Look at what is due.

        Args:
            source: the pointer; None where the system does not tell.
            generation: of the picture; what is seen is told only while that one is open.
            area: the shared monitor in desktop pixels.
            now_ms: monotonic.

        Returns:
            For how many milliseconds nothing else will be due unless the source wakes us.
        """
        if source is None:
            return REST_MS
        with self._guard:
            is_viewer_new, self._is_viewer_new = self._is_viewer_new, False
        if is_viewer_new:
            self._shapes.clear()
        if is_viewer_new or source is not self._source or generation != self._generation:
            self.leave()
            self._source, self._generation = source, generation
            self._begin()
            source.start()
        self._follow_position(source, area, now_ms)
        self._follow_shape(source, area, now_ms)
        return self._wait_ms(area, now_ms)

    def leave(self) -> None:
        """Let the pointer be: nobody looks."""
        source, self._source = self._source, None
        if source is not None:
            with contextlib.suppress(Exception):  # the connection may be what has just failed
                source.stop()

    def _begin(self) -> None:
        self._is_stale = self._is_moving = False
        self._last_shape: CursorShape | CursorUse | None = None
        self._shape_due_ms = self._position_due_ms = self._recheck_ms = self._moved_ms = 0
        self._seen_px: tuple[int, int] | None = None
        self._told: CursorPosition | None = None

    def _follow_position(self, source: CursorSource, area: Rect, now_ms: int) -> None:
        if source.take_moved():
            self._is_moving, self._moved_ms = True, now_ms
        if now_ms < (self._position_due_ms if self._is_moving else self._recheck_ms):
            return
        is_resting = self._is_moving and now_ms - self._moved_ms >= REST_AFTER_MS
        if is_resting:
            source.await_move()  # before reading: what moves in between is either read or reported
        at_px = source.read_position()
        self._position_due_ms = now_ms + POSITION_INTERVAL_MS
        self._recheck_ms = now_ms + RECHECK_MS
        if at_px != self._seen_px:
            self._is_moving, self._moved_ms = True, now_ms
            self._see(at_px, area)
        elif is_resting:
            self._is_moving = False
            if self._told is not None:
                # Nothing follows that would make good for a lost one.
                self._put_position(self._told.x, self._told.y, is_inside=self._told.is_inside)
                self._told = None

    def _see(self, at_px: tuple[int, int], area: Rect) -> None:
        was_unknown, was_inside = self._seen_px is None, self._is_inside(area)
        self._seen_px = at_px
        is_inside = self._is_inside(area)
        if is_inside and not was_inside:
            self._is_stale = True
        with self._guard:
            if at_px in self._own_px and not was_unknown:
                self._told = None
                return
            self._own_px.clear()
        x, y = normalize_point(*at_px, area) if is_inside else (0, 0)
        self._told = self._put_position(x, y, is_inside=is_inside)

    def _put_position(self, x: int, y: int, *, is_inside: bool) -> CursorPosition:
        self._position_seq += 1
        message = CursorPosition(seq=self._position_seq, x=x, y=y, is_inside=is_inside)
        self._put("position", message)
        return message

    def _follow_shape(self, source: CursorSource, area: Rect, now_ms: int) -> None:
        self._is_stale |= source.take_changed()
        # What the pointer looks like on another monitor tells about what is there.
        if not self._is_stale or now_ms < self._shape_due_ms or not self._is_inside(area):
            return
        if "shape" in self._waiting:
            # A slow line. A shape that was counted as sent must not be replaced by one that builds on it.
            self._shape_due_ms = now_ms + SHAPE_INTERVAL_MS
            return
        self._is_stale = False
        message = self._shapes.describe(source.read_image())
        self._shape_due_ms = now_ms + SHAPE_INTERVAL_MS
        if isinstance(message, CursorShape):
            self._shape_due_ms += len(message.pixels) // NEW_SHAPE_BYTES_PER_MS
        elif message == self._last_shape:
            return
        self._last_shape = CursorUse(shape_id=message.shape_id)
        self._put("shape", message)

    def _put(self, topic: str, message: CursorMessage) -> None:
        with self._guard:
            # The one gate between the pointer and the network: consent may have ended meanwhile.
            if self._open_generation != self._generation:
                self._is_viewer_new |= isinstance(message, CursorShape)
                return
            self._waiting[topic] = message
        self.on_ready()

    def _is_inside(self, area: Rect) -> bool:
        return self._seen_px is not None and area.contains(*self._seen_px)

    def _wait_ms(self, area: Rect, now_ms: int) -> int:
        due_ms = now_ms + REST_MS
        if self._is_moving:
            due_ms = self._position_due_ms
        if self._is_stale and self._is_inside(area):
            due_ms = min(due_ms, self._shape_due_ms)
        return max(0, due_ms - now_ms)
