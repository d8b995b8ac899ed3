"""Composition root of the assisted person's program: builds the parts, wires them, holds no rule of its own."""

import asyncio
import sys
import time
from collections.abc import Callable
from typing import Literal
from urllib.parse import urlsplit

import structlog
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from client.config import PROGRAM, Settings
from client.desk_shell import DeskShell
from client.domain.brake import Brake, BrakedControl, BrakedPicture
from client.domain.controller import ClientController
from client.domain.overlay_mask import OverlayMask
from client.domain.own_windows import OwnWindows
from client.domain.pairing_flow import Identity
from client.injection.backend import open_injector
from client.injection.local_input import LocalInputJudge, open_local_input_judge
from client.injection.local_override import LocalOverride, open_activity_source
from client.injection.null import NullInjector
from client.injection.own_presses import OwnPresses
from client.injection.panic_hotkey import PanicHotkey, open_panic_hotkey
from client.injection.remote_control import RemoteControl
from client.injection.watched import Watchdog, WatchedInjector
from client.intents import Intents
from client.journal_file import JournalFile
from client.media.monitor_watch import MonitorWatch
from client.media.monitors import monitor_area
from client.media.screen_sender import ScreenSender
from client.peer_shell import PeerShell
from client.picture_shell import PictureShell
from client.report_file import FOLDER_NAME, ReportFolder
from client.ui.clip_putter import ClipPutter
from client.ui.display_loss import DisplayLossListener
from client.ui.main_window import ClientWindows
from client.view_models.drawing import DrawingView, present_drawing
from client.view_models.presenter import present
from client.view_models.screens import ClientView
from shared.capability import Capability
from shared.clock import SystemClock
from shared.consent.book import DeskLoss
from shared.errors import SetupError, SignalingError
from shared.geometry import Rect, bounding_box
from shared.ids import SessionId
from shared.pairing.origin import OriginAccepted, canonical_origin
from shared.session.clip_desk import PutOutcome
from shared.transport import aiortc_hooks
from shared.transport.files_shell import FilesShell
from shared.transport.loop_thread import LoopThread, hand_over_often
from shared.transport.peer import LossReason, PeerLoss
from shared.transport.server_address import make_tls_context, resolve_server_url
from shared.transport.server_link import ServerLink
from shared.transport.signaling_client import SignalingClient
from shared.transport.signaling_state import Closed, Connected, SignalingState, Waiting
from shared.transport.tasks import TaskSet
from shared.transport.ticker import run_every
from shared.ui.bridge import LatestValueBridge
from shared.ui.end_signals import EndSignals
from shared.ui.garbage import GarbageWatch
from shared.ui.i18n import current_language, install_language
from shared.ui.theme import apply_theme

_log = structlog.get_logger(__name__)

TICK_S = 0.25
SETTLE_LOOK_S = 0.02
SETTLE_LIMIT_S = 2.0  # how long the end waits for the server to take the last of the record
_OS_FAMILY: dict[str, Literal["linux", "windows", "macos"]] = {"win32": "windows", "darwin": "macos"}


def run(settings: Settings) -> int:
    """Run the program until its last window is closed.

    Returns:
        The exit code.

    Raises:
        SignalingError: the server address cannot be used.
        SetupError: this computer lacks something.
    """
    hand_over_often()
    url = resolve_server_url(settings.server_url)
    app = QApplication([sys.argv[0]])
    app.setApplicationName("alongside-client")
    app.setApplicationDisplayName("Alongside")
    app.setDesktopFileName("alongside-client")
    app.setQuitOnLastWindowClosed(False)
    apply_theme(app, density="client")
    install_language(app, settings.language)
    signals = EndSignals()
    garbage = GarbageWatch()
    program = _Program(app, settings, url)
    signals.asked.connect(program.quit)
    program.start()
    code = app.exec()
    program.finish()
    signals.close()
    garbage.close()
    return signals.exit_code or code


class _Program:
    """Everything that lives as long as the program does."""

    def __init__(self, app: QApplication, settings: Settings, url: str) -> None:
        origin = canonical_origin(url)
        if not isinstance(origin, OriginAccepted):
            raise SignalingError("bad_url")
        self._app = app
        self._settings = settings
        self._url = url
        self._server_host = urlsplit(url).hostname or url
        aiortc_hooks.install_hooks()
        has_loopback = aiortc_hooks.include_loopback_candidates(self._server_host)
        self._clock = SystemClock()
        self._own_windows = OwnWindows()
        self._brake = Brake()
        self._overlay = OverlayMask()
        self._sender = ScreenSender(own_window_rects=lambda: self._own_windows.snapshot.rects, overlay=self._overlay)
        self._monitor_watch = MonitorWatch()
        self._picture = PictureShell(self._sender, self._monitor_watch)
        self._control, self._pressed = self._open_control()
        self._judge = _open_judge(self._pressed)
        self._loop = LoopThread()
        self._tasks = TaskSet("client")
        self._server = ServerLink(self._tasks)
        self._files = FilesShell(
            self._tasks,
            has_loopback=has_loopback,
            may_start=self._brake.unless_pressed,
        )
        self._peer = PeerShell(tasks=self._tasks, new_track=self._sender.new_track)
        self._controller = ClientController(
            server=self._server,
            peer_port=self._peer,
            picture=BrakedPicture(self._picture, self._brake),
            control=BrakedControl(self._control, self._brake),
            open_journal=self._open_journal,
            identity=Identity(
                server_origin=origin.origin,
                program=PROGRAM,
                os_family=_OS_FAMILY.get(sys.platform, "linux"),
                locale=current_language(),
            ),
            clock=self._clock,
            on_changed=self._show,
            files_port=self._files,
        )
        self._controller.desks.feedback.use_store(ReportFolder(settings.journal_path.parent / FOLDER_NAME))
        self._controller.desks.drawing.on_changed = self._show_drawing
        self._clips = ClipPutter(may_open=self._brake.unless_pressed, on_done=self._tell_put)
        self._controller.desks.clips.port = self._clips
        self._controller.desks.clips.hold = self._brake.unless_pressed
        self._sender.cursor.on_ready = lambda: self._loop.call(self._tell_cursor)
        self._peer.on_bound = self._controller.handle_bound
        self._peer.on_message = self._controller.handle_peer_message
        self._peer.on_lost = self._handle_peer_lost
        self._intents = Intents(
            loop=self._loop,
            server=self._server,
            controller=self._controller,
            control=self._control,
            sender=self._sender,
            judge=self._judge,
            own_windows=self._own_windows,
            brake=self._brake,
            overlay=self._overlay,
            cut_files=self._files.cut,
            cut_clips=self._clips.cut,
            hold_files=self._files.hold,
        )
        self._panic = _open_panic(lambda: self._intents.stop_because("panic"))
        self._windows = ClientWindows(self._intents, self._clock)
        self._windows.quit_requested.connect(self.quit)
        self._display_loss = DisplayLossListener(self._take_leave)
        self._bridge: LatestValueBridge[ClientView] = LatestValueBridge(self._windows.render)
        self._drawing_bridge: LatestValueBridge[DrawingView] = LatestValueBridge(self._windows.render_drawing)
        self._last_drawing = DrawingView()
        self._last_view: ClientView | None = None
        self._last_asked: tuple[int, int] | None = None

    def start(self) -> None:
        """Show the first window and begin to reach the server."""
        self._loop.start()
        self._loop.run(self._connect()).result()

    def quit(self) -> None:
        """End everything and leave, once the server has the last of the record or has had its time. Qt thread."""
        self._intents.stop_because("user_stopped")
        self._windows.close_all()
        give_up_s = time.monotonic() + SETTLE_LIMIT_S

        def look() -> None:
            if self._controller.is_settled or time.monotonic() > give_up_s:
                self._app.quit()
            else:
                QTimer.singleShot(50, look)

        QTimer.singleShot(50, look)

    def finish(self) -> None:
        """Leave nothing behind: no key down, no socket, no thread."""
        self._display_loss.close()
        if self._panic is not None:
            self._panic.close()
        self._loop.run(self._disconnect()).result(timeout=5)
        self._sender.stop()
        self._monitor_watch.close()
        self._loop.stop()
        self._control.close()
        if self._judge is not None:
            self._judge.close()

    # --- in the loop thread

    async def _connect(self) -> None:
        context = make_tls_context(self._settings.ca_file) if self._settings.ca_file is not None else None
        self._server.start(
            lambda: SignalingClient(
                self._url,
                role="client",
                program=PROGRAM,
                locale=current_language(),
                on_message=self._controller.handle_server_message,
                on_state=self._handle_server_state,
                ssl_context=context,
            )
        )
        self._tasks.start(run_every(TICK_S, self._tick), name="tick")
        self._tasks.start(DeskShell(self._is_watch_needed, self._leave_desk).run(), name="desk")
        self._show()

    async def _settle(self, give_up_s: float) -> None:
        # Nobody tells when the last answer came, and this is the last thing the program does
        while not self._controller.is_settled and time.monotonic() < give_up_s:  # noqa: ASYNC110
            await asyncio.sleep(SETTLE_LOOK_S)
        await self._disconnect()

    async def _disconnect(self) -> None:
        self._peer.close()
        await self._server.close()
        await self._peer.wait_closed()
        await self._files.wait_ended()
        await self._tasks.close()

    def _has_control(self) -> bool:
        return Capability.CONTROL in self._controller.machine.consent.rights.granted

    def _is_watch_needed(self) -> bool:
        drawing = self._controller.desks.drawing
        return self._has_control() or drawing.is_watch_needed(self._clock.monotonic_ms())

    def _leave_desk(self, reason: DeskLoss) -> None:
        self._controller.desks.drawing.leave_desk(self._clock.monotonic_ms())
        if self._has_control():
            self._intents.leave_desk(reason)

    def _tick(self) -> None:
        self._controller.tick()
        self._tell_cursor()  # what waited because the line was busy

    def _tell_cursor(self) -> None:
        if self._peer.has_room:
            self._sender.cursor.tell(self._peer.send)

    def _handle_server_state(self, state: SignalingState) -> None:
        match state:
            case Connected(welcome=welcome):
                self._peer.ice_servers = self._files.ice_servers = welcome.ice_servers
                self._controller.handle_server_reached(welcome)
            case Closed(reason="closed"):
                pass  # our own doing: the end of the program, or a new try
            case Waiting(reason=reason, detail=detail) | Closed(reason=reason, detail=detail):
                self._controller.handle_server_lost(reason, detail)
            case _:
                pass

    def _handle_peer_lost(self, loss: PeerLoss) -> None:
        self._controller.handle_peer_lost(
            is_protocol_error=loss.reason is LossReason.PROTOCOL_ERROR,
            is_binding=loss.reason is LossReason.BINDING_FAILED,
        )

    def _show(self) -> None:
        controller = self._controller
        prompt = controller.machine.consent.prompt
        asked = None if prompt is None else (prompt.prompt_id, prompt.refused_yeses)
        if asked is not None and asked != self._last_asked and self._judge is not None:
            # The gate is shut by now: whatever is pressed from here on is the person, or somebody else's program.
            self._judge.begin_question()
        self._last_asked = asked
        view = present(
            controller,
            now_ms=self._clock.monotonic_ms(),
            panic_keys=self._panic.label if self._panic is not None else None,
            server_host=self._server_host,
        )
        if view != self._last_view:
            self._last_view = view
            self._bridge.post(view)

    def _show_drawing(self) -> None:
        agent = self._controller.machine.agent
        drawing = present_drawing(self._controller.desks.drawing, agent.name if agent is not None else "")
        if drawing == self._last_drawing:
            return
        before, self._last_drawing = self._last_drawing, drawing
        self._drawing_bridge.post(drawing)
        if bool(before.marks) != bool(drawing.marks):
            self._show()  # the bar has a button for them

    def _open_journal(self, _session_id: SessionId) -> JournalFile:
        file = JournalFile(self._settings.journal_path)
        file.open()
        return file

    # --- in the Qt thread

    def _tell_put(self, clip_id: int, outcome: PutOutcome) -> None:
        self._loop.call(lambda: self._controller.desks.clips.note_put(clip_id, outcome))

    def _hear_saver(self) -> None:
        self._intents.leave_desk("locked")  # at once, in the thread that hears of it
        self._loop.call(lambda: self._leave_desk("locked"))

    def _take_leave(self) -> None:
        """The display is gone, and the program with it: end the session, and let agent and server know."""
        self._intents.stop_because("display_lost")
        give_up_s = time.monotonic() + SETTLE_LIMIT_S
        self._loop.run(self._settle(give_up_s)).result(timeout=2 * SETTLE_LIMIT_S)

    def _area_of(self, monitor_ids: tuple[int, ...]) -> Rect | None:
        wanted = [
            monitor
            for monitor in self._picture.monitors()
            if monitor.monitor_id in monitor_ids or (not monitor_ids and monitor.is_primary)
        ]
        if len(wanted) < len(monitor_ids) or not wanted:
            return None
        return bounding_box([monitor_area(monitor) for monitor in wanted])

    def _open_control(self) -> tuple[RemoteControl, Callable[[], int]]:
        own_presses = OwnPresses()
        try:
            injector = open_injector(on_press=own_presses.note)
            watchdog = Watchdog()
            watchdog.start()
            source = open_activity_source(own_presses)
        except SetupError as error:
            _log.warning("control_unavailable", reason=error.reason)
            null = NullInjector()
            control = RemoteControl(null, own_windows=self._own_windows, area_of=self._area_of, clock=self._clock)
            return control, lambda: 0
        control = RemoteControl(
            WatchedInjector(injector, watchdog, on_pointer=self._sender.cursor.note_own),
            own_windows=self._own_windows,
            area_of=self._area_of,
            clock=self._clock,
            watchdog=watchdog,
            on_injected=self._sender.wake,
        )
        hand = LocalOverride(
            source,
            control.gate,
            on_begun=lambda: self._loop.call(self._controller.hear_hand),
            on_saver=self._hear_saver,
            clock=self._clock,
        )
        control.attach_hand(hand)
        return control, lambda: getattr(injector, "press_count", 0)


def _open_judge(pressed: Callable[[], int]) -> LocalInputJudge | None:
    try:
        return open_local_input_judge(pressed)
    except SetupError as error:
        _log.error("answers_cannot_be_judged", reason=error.reason)
        return None


def _open_panic(on_panic: Callable[[], None]) -> PanicHotkey | None:
    try:
        return open_panic_hotkey(on_panic)
    except SetupError as error:
        _log.warning("panic_keys_unavailable", reason=error.reason)
        return None
