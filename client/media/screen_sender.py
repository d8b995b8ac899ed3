"""The picture that leaves this computer: one thread from capture to update, and the thread-safe face before it."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from enum import Enum, auto

import structlog

from client.domain.overlay_mask import OverlayMask
from client.domain.ports import PictureHealth
from client.media.capture import CaptureFailedError, MonitorCapture
from client.media.cursor import CursorTeller
from client.media.damage import KnownPicture
from client.media.damage_source import open_damage_source
from client.media.health import HealthMeter
from client.media.lock_state import is_screen_locked
from client.media.marked_screen import MarkedCapture, MarkedDamage
from client.media.monitors import MonitorBook
from client.media.ports import Capture, DamageSource, VideoCoder
from client.media.scheduler import Scheduler, Step
from client.media.screen_track import ScreenTrack
from client.media.shown_screen import LOOKING, ShownScreen
from client.media.update_maker import UpdateMaker
from client.media.video_encoder import H264Encoder
from shared.clock import Clock, SystemClock
from shared.geometry import Rect, bounding_box
from shared.protocol import limits
from shared.protocol.peer_messages import Monitor, ScreenAck, ScreenRefresh
from shared.screen.canvas_size import fits_canvas
from shared.screen.rate_control import LINE_MAX_KBPS, Acknowledged
from shared.screen.update import CoverReason, ScreenUpdate, encode_update

_log = structlog.get_logger(__name__)

RETRY_MS = 500  # a screen that cannot be read now may be there again after a mode switch
IDLE_WAIT_MS = 60_000
STOP_TIMEOUT_S = 2.0
SHORT_WAY_MS = 10  # a local network, where a first picture may be large
START_KBPS, START_FAR_KBPS = 40_000, 3_000


class _Mode(Enum):
    HIDDEN = auto()
    SHOWN = auto()
    COVERED = auto()


_OpenCoder = Callable[[int, int], VideoCoder]


class ScreenSender:
    """Shows one or several monitors, as one picture, to one viewer. Any thread may call every public method.

    `hide`, `cover` and `stop` return only when nothing captured leaves this computer any more (invariant I3).
    """

    def __init__(
        self,
        *,
        own_window_rects: Callable[[], Sequence[Rect]] = tuple,
        overlay: OverlayMask | None = None,
        display: str | None = None,
        open_capture: Callable[[tuple[int, ...]], Capture] | None = None,
        open_damage: Callable[[], DamageSource] | None = None,
        open_coder: _OpenCoder | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Make a sender that shows nothing; its thread starts with the first `show`.

        Args:
            own_window_rects: where our own windows are, in desktop pixels; they are never captured.
            overlay: which pixels are drawn on; the drawing is never captured.
            display: an X11 display such as `:7`; None is the one in the environment.
            open_capture: makes the reader of monitors (none: the primary one) in the media thread.
            open_damage: makes what wakes the media thread, in that thread.
            open_coder: makes a video encoder for a width and height in pixels.
            clock: where readings come from.
        """
        self._display = display
        self._own_window_rects = own_window_rects
        self._overlay = overlay or OverlayMask()
        self._overlay.on_released = self._wake
        self._book = MonitorBook(display)
        self._open_capture = open_capture or self._open_monitors
        self._open_damage = open_damage or (lambda: open_damage_source(display))
        self._open_coder = open_coder or H264Encoder
        self._clock = clock or SystemClock()

        # Guards everything down to the next comment. Held for moments only, never while pixels are worked on.
        self._guard = threading.Lock()
        self._mode = _Mode.HIDDEN
        self._monitor_ids: tuple[int, ...] = ()
        self._generation = 0
        # The newest are enough: each stands for all before it.
        self._acks: deque[Acknowledged] = deque(maxlen=limits.SCREEN_UNACKED_MAX)
        self._waits_for_viewer = False
        self._refresh_after_id: int | None = None
        self._is_key_wanted = False
        self._is_active = False
        self._ceiling_kbps = LINE_MAX_KBPS
        self._update_id = 0
        self._size_px = (1, 1)
        self._is_stopping = False
        self._damage: DamageSource | None = None
        self._thread: threading.Thread | None = None
        self._track = ScreenTrack(self.want_key)
        self.cursor = CursorTeller()

        self._session: ShownScreen | None = None  # the media thread's own
        self._health = HealthMeter(lambda: is_screen_locked(display))
        self._has_failed = False
        self.looks_count = 0
        self.sent_count = 0

    # --- the face ---------------------------------------------------------------------------------------------------

    @property
    def track(self) -> ScreenTrack:
        """The track of the present connection."""
        return self._track

    def new_track(self) -> ScreenTrack:
        """A track for a new peer connection; the one before gets nothing more."""
        with self._guard:
            before, self._track = self._track, ScreenTrack(self.want_key)
            self._is_key_wanted = True
        before.discard()
        self.cursor.forget_viewer()
        self._wake()
        return self._track

    def monitors(self) -> tuple[Monitor, ...]:
        """The displays of this computer as they are now. Raises `CaptureFailedError`."""
        return self._book.refresh()

    @property
    def health(self) -> PictureHealth:
        """Whether what is to be shown can be read."""
        return self._health.health

    def show(self, monitor_ids: tuple[int, ...] = ()) -> None:
        """Send these monitors as one picture (none: the primary one), the whole picture first. Ends a cover."""
        with self._guard:
            if self._is_stopping:
                return
            self._mode, self._monitor_ids = _Mode.SHOWN, monitor_ids
            self._generation += 1
            generation = self._generation
            if self._thread is None:
                self._thread = threading.Thread(target=self._main, name="media", daemon=True)
                self._thread.start()
        self.cursor.open(generation)
        self._wake()

    def hide(self) -> bool:
        """Send nothing at all any more.

        Returns:
            Whether it is certain that no captured picture leaves after this; False means the network thread hangs,
            and the caller should close the connection.
        """
        return self._stop_picture(_Mode.HIDDEN)

    def cover(self, reason: CoverReason | str) -> bool:
        """Withhold the picture and say why: `asking` or `paused`. Without effect while nothing is shown.

        Returns:
            As `hide`.
        """
        why = CoverReason[reason.upper()] if isinstance(reason, str) else reason
        with self._guard:
            if self._mode is _Mode.HIDDEN:
                return True
        is_certain = self._stop_picture(_Mode.COVERED)
        with self._guard:
            if self._mode is _Mode.COVERED:
                self._update_id += 1
                width_px, height_px = self._size_px
                now_ms = self._clock.monotonic_ms()
                cover = ScreenUpdate(
                    update_id=self._update_id,
                    captured_ms=now_ms,
                    width_px=width_px,
                    height_px=height_px,
                    is_key=True,
                    cover=why,
                )
                self._track.offer(encode_update(cover), now_ms)
        return is_certain

    def uncover(self) -> None:
        """Show the same monitors again, the whole picture first. Without effect unless covered."""
        with self._guard:
            if self._mode is not _Mode.COVERED:
                return
            self._mode = _Mode.SHOWN
            self._generation += 1
            generation = self._generation
        self.cursor.open(generation)
        self._wake()

    def handle_ack(self, message: ScreenAck) -> None:
        """The viewer painted an update; so it has all before it."""
        ack = Acknowledged(
            update_id=message.update_id,
            heard_ms=self._clock.monotonic_ms(),
            arrival_ms=max(0, message.first_packet_to_whole_ms - message.repair_ms),
            repair_ms=message.repair_ms,
            decode_ms=message.decode_ms,
        )
        with self._guard:
            if message.update_id > self._update_id:
                return
            self._acks.append(ack)
            is_awaited = self._waits_for_viewer
        # Otherwise the media thread hears it when it next has something to do: waking it costs more than the rest.
        if is_awaited:
            self._wake()

    def handle_refresh(self, message: ScreenRefresh) -> None:
        """The viewer lost something for good."""
        with self._guard:
            self._refresh_after_id = message.after_update_id
        self._wake()

    def want_key(self) -> None:
        """The next update must stand alone."""
        with self._guard:
            self._is_key_wanted = True
        self._wake()

    def wake(self) -> None:
        """Input was injected: something will probably change in a moment. Nothing to do where changes are told."""
        damage = self._damage
        if damage is not None and not damage.is_exact:
            with self._guard:
                self._is_active = True
            damage.wake()

    def limit_bitrate_kbps(self, ceiling_kbps: int) -> None:
        """Never take more of the line than this, even if it carries more."""
        with self._guard:
            self._ceiling_kbps = ceiling_kbps
        self._wake()

    def stop(self) -> bool:
        """Hide, and end the thread; this sender shows nothing ever again. Returns as `hide`, and after the thread."""
        is_certain = self._stop_picture(_Mode.HIDDEN, forever=True)
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(STOP_TIMEOUT_S)
            return is_certain and not thread.is_alive()
        return is_certain

    def _stop_picture(self, mode: _Mode, *, forever: bool = False) -> bool:
        with self._guard:
            # A picture the media thread is working on right now belongs to an old generation and is thrown away.
            self._mode = mode
            self._generation += 1
            generation = self._generation
            self._is_stopping = self._is_stopping or forever
            track = self._track
        self.cursor.shut(generation)
        # Not under the lock: the loop thread may be in `handle_ack` at this moment.
        is_certain = track.discard()
        self._wake()
        if not is_certain:
            _log.error("picture_not_stopped_in_time")
        return is_certain

    def _wake(self) -> None:
        damage = self._damage
        if damage is not None:
            damage.wake()

    # --- the media thread -------------------------------------------------------------------------------------------

    def _main(self) -> None:
        while not self._is_stopping:
            try:
                damage = MarkedDamage(self._open_damage(), self._overlay)
            except Exception:  # noqa: BLE001 - as below
                _log.exception("damage_source_failed")
                self._note_unreadable()
                time.sleep(RETRY_MS / 1000)
                continue
            with self._guard:
                self._damage = damage
            try:
                self._follow(damage)
            except Exception as error:  # noqa: BLE001 - a picture that stands still for ever would be worse than a retry
                _log.error("media_thread_failed", error=type(error).__name__, exc_info=not self._has_failed)
                self._has_failed = True
                self._note_unreadable()
            finally:
                self._end_session()
                with self._guard:
                    self._damage = None
                damage.close()
            if not self._is_stopping:
                time.sleep(RETRY_MS / 1000)

    def _follow(self, damage: DamageSource) -> None:
        wait_ms, for_damage = 0, False
        while not self._is_stopping:
            damage.wait(wait_ms, for_damage=for_damage)
            try:
                wait_ms, for_damage = self._turn(damage)
            except CaptureFailedError as error:
                # The size changed under our hands, or the server is busy switching modes.
                _log.warning("capture_failed", reason=error.reason)
                self._end_session()
                self._note_unreadable()
                wait_ms, for_damage = RETRY_MS, False

    def _turn(self, damage: DamageSource) -> tuple[int, bool]:
        """Do what is due.

        Returns:
            For how many milliseconds nothing else will be due unless something wakes us, and whether a change on the
            screen should.
        """
        with self._guard:
            mode, generation, monitor_ids = self._mode, self._generation, self._monitor_ids
        if mode is not _Mode.SHOWN:
            self._end_session()
            damage.rest()
            self._health.note_hidden()
            return IDLE_WAIT_MS, False
        if not self._track.has_room:
            # Nobody fetches: not connected yet, or gone. Whoever begins to will ask for a key update.
            damage.rest()
            return RETRY_MS, False
        now_ms = self._clock.monotonic_ms()
        session = self._session
        if session is None or session.generation != generation or damage.take_layout_changed():
            session = self._begin_session(damage, generation, monitor_ids, now_ms)
        self._hear_viewer(session, now_ms)
        scheduler, lossy = session.scheduler, session.maker.lossy
        step = scheduler.decide(now_ms, has_damage=damage.has_damage(), lossy=lossy)
        if step is not Step.WAIT:
            self._perform(step, session, damage, now_ms)
            now_ms = self._clock.monotonic_ms()
        with self._guard:
            self._waits_for_viewer = not scheduler.may_send
            if self._waits_for_viewer and self._acks:
                return 0, False  # it came while we worked
        has_damage = damage.has_damage()
        cursor_ms = self.cursor.follow(damage.cursor, generation, session.capture.area, now_ms)
        wait_ms = min(cursor_ms, scheduler.wait_ms(now_ms, has_damage=has_damage, lossy=lossy))
        # What has changed already is looked at when its time comes; more of it is no reason to wake up before.
        return wait_ms, not has_damage

    def _begin_session(
        self, damage: DamageSource, generation: int, monitor_ids: tuple[int, ...], now_ms: int
    ) -> ShownScreen:
        self._end_session()
        damage.take_layout_changed()  # what comes after this is seen before anything of it is sent
        capture = self._open_capture(monitor_ids)
        picture = KnownPicture(capture.area.width, capture.area.height)
        scheduler = Scheduler(
            area=picture.area, is_exact_damage=damage.is_exact, now_ms=now_ms, bitrate_kbps=self._start_kbps()
        )
        maker = UpdateMaker(picture, scheduler, self._open_coder)
        marked = MarkedCapture(capture, picture, self._overlay)
        self._session = ShownScreen(generation, marked, picture, scheduler, maker)
        with self._guard:
            self._size_px = (capture.area.width, capture.area.height)
        return self._session

    def _open_monitors(self, monitor_ids: tuple[int, ...]) -> Capture:
        self._book.refresh()
        areas = self._book.areas_of(monitor_ids)
        if not fits_canvas(bounding_box(areas)):
            raise CaptureFailedError("picture_too_large")
        return MonitorCapture(areas, self._own_window_rects, self._display)

    def _note_unreadable(self) -> None:
        with self._guard:
            is_wanted = self._mode is _Mode.SHOWN
        if is_wanted:
            self._health.note_failed(self._clock.monotonic_ms())

    def _start_kbps(self) -> int:
        """What to expect of a line nobody has measured: far away, a large first picture would stand in a queue."""
        rtt_ms = self._track.rtt_ms
        return START_FAR_KBPS if rtt_ms is not None and rtt_ms > SHORT_WAY_MS else START_KBPS

    def _end_session(self) -> None:
        session, self._session = self._session, None
        self.cursor.leave()
        if session is not None:
            session.capture.close()

    def _hear_viewer(self, session: ShownScreen, now_ms: int) -> None:
        with self._guard:
            acks, refresh_after_id, is_key_wanted = list(self._acks), self._refresh_after_id, self._is_key_wanted
            is_active, ceiling_kbps = self._is_active, self._ceiling_kbps
            self._acks.clear()
            self._refresh_after_id, self._is_key_wanted, self._is_active = None, False, False
        session.scheduler.limit_bitrate_kbps(ceiling_kbps)
        for ack in acks:
            session.scheduler.note_ack(ack)
        if refresh_after_id is not None:
            session.scheduler.note_refresh(refresh_after_id, now_ms)
        if is_key_wanted:
            session.scheduler.want_key()
        if is_active:
            session.scheduler.note_activity(now_ms)

    def _perform(self, step: Step, session: ShownScreen, damage: DamageSource, now_ms: int) -> None:
        update_id, captured_ms = self._update_id + 1, now_ms
        if step in LOOKING:
            self.looks_count += 1
        data = session.make(step, damage, update_id, now_ms)
        # Another monitor may lie by now where ours was when this was read: then begin anew with the next turn.
        if data is not None and not damage.has_layout_changed():
            self._publish(data, update_id, session, step, captured_ms=captured_ms)
        if step in LOOKING:
            # After it has left: pixels from all over the picture are in no cache.
            self._health.note_read(session.picture.pixels, now_ms)

    def _publish(self, data: bytes, update_id: int, session: ShownScreen, step: Step, *, captured_ms: int) -> None:
        with self._guard:
            # The one gate between a captured picture and the network: consent may have ended meanwhile.
            is_current = session.generation == self._generation and update_id == self._update_id + 1
            self._track.set_pace_kbps(session.scheduler.rate.pace_kbps)
            is_taken = is_current and self._track.offer(data, captured_ms)
            if is_taken:
                self._update_id = update_id
                self.sent_count += 1
        now_ms = self._clock.monotonic_ms()
        maker = session.maker
        session.scheduler.note_sent(
            update_id, now_ms, len(data), step=step, painted=maker.painted, has_video=maker.has_video
        )
        if not is_taken:
            # What was made is void, and later updates would build on it: begin anew.
            session.scheduler.want_key()
