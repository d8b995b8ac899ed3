"""Composition root of the console: builds the parts, wires them, holds no rule of its own."""

import asyncio
import sys
from dataclasses import replace
from urllib.parse import urlsplit

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from agent_console.config import PROGRAM, Settings
from agent_console.domain.console_callbacks import ConsoleCallbacks
from agent_console.domain.console_controller import ConsoleController
from agent_console.domain.pairing_flow import Identity
from agent_console.domain.ports import PeerPort
from agent_console.domain.seal_keeper import SealKeeper
from agent_console.domain.sharpness import Sharpness
from agent_console.domain.stay_signed_in import StaySignedIn
from agent_console.domain.tab_controller import TabController
from agent_console.intents import Intents
from agent_console.keyring_store import KeyringStore
from agent_console.peer_shell import PeerShell
from agent_console.reply_file import ReplyFile, default_replies_path
from agent_console.seal_folder import SealFolder, default_seal_folder
from agent_console.stay_choices import StayChoices, default_choices_path
from agent_console.system_keyring import SystemKeyring
from agent_console.ui.dirty_bridge import DirtyBridge
from agent_console.ui.main_window import ConsoleWindow
from agent_console.view_models.presenter import present_account, present_cursor, present_tab
from agent_console.view_models.screens import AccountView, CursorView, SignedInView, SignInView, TabView
from shared.clock import SystemClock
from shared.errors import SignalingError
from shared.link_stats import LinkStats
from shared.pairing.code import PairingCode, parse_code
from shared.pairing.origin import OriginAccepted, canonical_origin
from shared.protocol.signaling_messages import IceServer
from shared.session.state import AgentState
from shared.transport import aiortc_hooks
from shared.transport.files_shell import FilesShell
from shared.transport.loop_thread import LoopThread, hand_over_often
from shared.transport.peer import LossReason, PeerLoss
from shared.transport.server_address import make_tls_context, resolve_server_url
from shared.transport.server_link import ServerLink
from shared.transport.signaling_client import SignalingClient
from shared.transport.signaling_state import Closed, Connected, SignalingState, Waiting
from shared.transport.tasks import TaskSet
from shared.transport.ticker import run_every, run_while_owed
from shared.ui.bridge import KeyedValueBridge, LatestValueBridge
from shared.ui.end_signals import EndSignals
from shared.ui.garbage import GarbageWatch
from shared.ui.i18n import current_language, install_language
from shared.ui.theme import apply_theme

INPUT_TICK_S = 0.008
"""How often waiting pointer moves leave; half a frame of a 60 Hz screen. Only runs while some wait for an answer."""
TICK_S = 0.25
MEASURE_S = 1.0


def run(settings: Settings) -> int:
    """Run the console until its window is closed.

    Returns:
        The exit code.

    Raises:
        SignalingError: the server address cannot be used.
    """
    hand_over_often()
    url = resolve_server_url(settings.server_url)
    app = QApplication([sys.argv[0]])
    app.setApplicationName("alongside-console")
    app.setApplicationDisplayName("Alongside")
    app.setDesktopFileName("alongside-console")
    app.setQuitOnLastWindowClosed(False)
    apply_theme(app, density="console")
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


def _problem_of(text: str) -> str | None:
    code = parse_code(text)
    return None if isinstance(code, PairingCode) else str(code)


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
        self._code_to_use = settings.code
        self._has_offered_email = False
        aiortc_hooks.install_hooks()
        has_loopback = aiortc_hooks.include_loopback_candidates(self._server_host)
        self._clock = SystemClock()
        self._loop = LoopThread()
        self._tasks = TaskSet("console")
        self._server = ServerLink(self._tasks)
        self._files = FilesShell(self._tasks, has_loopback=has_loopback)
        self._store = KeyringStore(url, SystemKeyring(), StayChoices(default_choices_path()), self._loop.call)
        self._shells: dict[int, PeerShell] = {}
        self._ice_servers: list[IceServer] = []
        self._input_owed = asyncio.Event()
        self._controller = ConsoleController(
            server=self._server,
            make_peer=self._make_peer,
            identity=Identity(server_origin=origin.origin, program=PROGRAM, locale=current_language()),
            clock=self._clock,
            callbacks=ConsoleCallbacks(
                account_changed=self._show_account,
                tab_changed=self._show_tab,
                tab_gone=self._drop_tab,
                cursor_changed=self._show_cursor,
                input_owed=self._input_owed.set,
            ),
            files_port=self._files,
            stay=StaySignedIn(self._store, email=settings.email),
            seals=SealKeeper(SealFolder(default_seal_folder()), self._clock),
        )
        self._window = ConsoleWindow(
            Intents(self._loop, self._controller),
            _problem_of,
            self._clock,
            self._note_painted,
            ReplyFile(default_replies_path()),
        )
        self._window.closed.connect(self._quit)
        self._account_bridge: LatestValueBridge[AccountView] = LatestValueBridge(self._window.show_account)
        self._tab_bridge: KeyedValueBridge[int, TabView | None] = KeyedValueBridge(self._render_tab)
        self._cursor_bridge: KeyedValueBridge[int, CursorView] = KeyedValueBridge(self._window.show_cursor)
        self._dirty_bridge = DirtyBridge(self._window.picture_changed)
        self._attached: set[int] = set()
        self._last_views: dict[int, TabView] = {}
        self._last_account: AccountView | None = None

    def start(self) -> None:
        """Show the window and begin to reach the server."""
        self._window.show()
        self._loop.start()
        self._loop.run(self._connect()).result()

    def quit(self) -> None:
        """Close the window without asking: whoever sent a signal sees no question. Qt thread."""
        self._window.close_for_good()

    def finish(self) -> None:
        """End every session and leave nothing behind."""
        self._loop.run(self._disconnect()).result(timeout=5)
        self._store.close()
        self._loop.stop()
        for shell in self._shells.values():
            shell.receiver.stop()

    # --- in the loop thread

    async def _connect(self) -> None:
        context = make_tls_context(self._settings.ca_file) if self._settings.ca_file is not None else None
        self._controller.look_for_sign_in()
        self._server.start(
            lambda: SignalingClient(
                self._url,
                role="agent",
                program=PROGRAM,
                locale=current_language(),
                on_message=self._controller.handle_server_message,
                on_state=self._handle_server_state,
                ssl_context=context,
            )
        )
        self._tasks.start(run_every(TICK_S, self._controller.tick), name="tick")
        self._tasks.start(run_while_owed(INPUT_TICK_S, self._tick_input, self._input_owed), name="input tick")
        self._tasks.start(run_every(MEASURE_S, self._measure), name="measure")
        self._tasks.start(run_every(TICK_S, self._show_live), name="show live")
        self._show_account()

    async def _disconnect(self) -> None:
        shells = list(self._shells.values())
        self._controller.end_all()
        await self._server.close()
        for shell in shells:
            await shell.wait_closed()
        await self._files.wait_ended()
        await self._tasks.close()

    def _handle_server_state(self, state: SignalingState) -> None:
        match state:
            case Connected(welcome=welcome):
                self._ice_servers = list(welcome.ice_servers)
                self._files.ice_servers = self._ice_servers
                self._controller.handle_server_reached(welcome)
            case Waiting(reason=reason, detail=detail) | Closed(reason=reason, detail=detail):
                self._controller.handle_server_lost(reason, detail)
            case _:
                pass

    def _make_peer(self, tab_id: int) -> PeerPort:
        shell = PeerShell(
            tasks=self._tasks,
            loop=self._loop,
            clock=self._clock,
            ice_servers=self._ice_servers,
            on_painted_ready=lambda: self._post_dirty(tab_id),
            on_picture_refused=lambda: self._note_refused(tab_id),
        )

        def tab() -> TabController:
            return self._controller.tabs[tab_id]

        def lost(loss: PeerLoss) -> None:
            tab().handle_peer_lost(
                is_protocol_error=loss.reason is LossReason.PROTOCOL_ERROR,
                is_binding=loss.reason is LossReason.BINDING_FAILED,
            )

        shell.on_bound = lambda: tab().handle_bound()
        shell.on_message = lambda label, data: tab().handle_peer_message(label, data)
        shell.on_lost = lost
        self._shells[tab_id] = shell
        return shell

    def _tick_input(self) -> bool:
        is_owed = False
        for tab in self._controller.tabs.values():
            is_owed |= tab.input.tick()
        return is_owed

    def _measure(self) -> None:
        for tab_id, tab in self._controller.tabs.items():
            shell = self._shells.get(tab_id)
            if shell is not None and tab.machine.state is AgentState.BOUND:
                self._tasks.start(shell.measure(tab.rtt_ms), name="measure tab")

    def _show_live(self) -> None:
        """What changes without an event: the figures of the line, and how sharp the picture is."""
        for tab_id, tab in self._controller.tabs.items():
            if tab.machine.state is AgentState.BOUND:
                self._show_tab(tab_id)

    def _note_refused(self, tab_id: int) -> None:
        tab = self._controller.tabs.get(tab_id)
        if tab is not None:
            tab.handle_picture_refused()

    def _show_account(self) -> None:
        view = present_account(self._controller, server_url=self._url, server_host=self._server_host)
        if isinstance(view, SignInView) and not view.email and not self._has_offered_email:
            view = replace(view, email=self._settings.email)
        elif isinstance(view, SignedInView):
            self._has_offered_email = True
            if self._code_to_use is not None and view.is_connected:
                code, self._code_to_use = self._code_to_use, None
                self._loop.call(self._controller.use_code, code)
        if view != self._last_account:
            self._last_account = view
            self._account_bridge.post(view)

    def _show_tab(self, tab_id: int) -> None:
        tab = self._controller.tabs.get(tab_id)
        shell = self._shells.get(tab_id)
        if tab is None:
            return
        view = present_tab(
            tab_id,
            tab,
            title=tab.title,
            stats=shell.read_stats() if shell is not None else LinkStats(),
            server_host=self._server_host,
            sharpness=shell.receiver.read_sharpness() if shell is not None else Sharpness.SHARP,
            filing=self._controller.filing_of(tab_id),
        )
        if view == self._last_views.get(tab_id):
            return
        self._last_views[tab_id] = view
        self._tab_bridge.post(tab_id, view)

    def _show_cursor(self, tab_id: int) -> None:
        tab = self._controller.tabs.get(tab_id)
        if tab is not None:
            self._cursor_bridge.post(tab_id, present_cursor(tab))

    def _drop_tab(self, tab_id: int) -> None:
        shell = self._shells.pop(tab_id, None)
        if shell is not None:
            shell.close()
        self._last_views.pop(tab_id, None)
        self._dirty_bridge.forget(tab_id)
        self._tab_bridge.post(tab_id, None)

    # --- in the decode thread

    def _post_dirty(self, tab_id: int) -> None:
        shell = self._shells.get(tab_id)
        if shell is not None:
            dirty = shell.receiver.canvas.take_dirty()
            self._dirty_bridge.post(tab_id, [(rect.x, rect.y, rect.width, rect.height) for rect in dirty])

    # --- in the Qt thread

    def _render_tab(self, tab_id: int, view: TabView | None) -> None:
        shell = self._shells.get(tab_id)
        if view is None or shell is None:
            self._attached.discard(tab_id)
            self._window.remove_tab(tab_id)
            return
        self._window.show_tab(view)
        if tab_id not in self._attached:
            self._attached.add(tab_id)
            canvas = shell.receiver.canvas
            self._window.attach_picture(tab_id, canvas, canvas.lock)

    def _note_painted(self, tab_id: int, paint_ms: float) -> None:
        shell = self._shells.get(tab_id)
        if shell is not None:
            shell.receiver.note_paint_ms(paint_ms)

    def _quit(self) -> None:
        QTimer.singleShot(0, self._app.quit)
