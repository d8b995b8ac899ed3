"""Both programs without their windows: the real flow, sockets, peer connections and record, in the test's own loop."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent_console.domain.console_callbacks import ConsoleCallbacks
from agent_console.domain.console_controller import ConsoleController
from agent_console.domain.pairing_flow import Identity as AgentIdentity
from agent_console.domain.tab_controller import TabController
from agent_console.peer_shell import PeerShell as AgentPeerShell
from client.domain.controller import ClientController
from client.domain.pairing_flow import Identity as ClientIdentity
from client.domain.ports import JournalPort
from client.journal_file import JournalFile
from client.media.screen_track import ScreenTrack
from client.peer_shell import PeerShell as ClientPeerShell
from shared.capability import Capability
from shared.clock import SystemClock
from shared.ids import SessionId
from shared.pairing.origin import OriginAccepted, canonical_origin
from shared.protocol import codec
from shared.protocol import peer_messages as peer
from shared.session import events as ev
from shared.session.state import AgentState, ClientState
from shared.transport.files_shell import FilesShell
from shared.transport.peer import LossReason, PeerLoss
from shared.transport.server_link import ServerLink
from shared.transport.signaling_client import SignalingClient
from shared.transport.signaling_state import Closed, Connected, SignalingState, Waiting
from shared.transport.tasks import TaskSet
from shared.transport.ticker import run_every
from tests.fakes.flow_ports import RecordingControl, RecordingPicture
from tests.integration.server.running_server import PASSWORD, ServerProcess, add_account

EMAIL = "ana@example.org"
TICK_S = 0.05


async def until(condition: Callable[[], object], timeout_s: float = 15.0) -> None:
    """Wait until something is so."""
    try:
        async with asyncio.timeout(timeout_s):
            while not condition():  # noqa: ASYNC110 - what is waited for is told to no one who could set an event
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError("waited in vain") from None


def _origin(url: str) -> str:
    origin = canonical_origin(url)
    assert isinstance(origin, OriginAccepted)
    return origin.origin


class _InThisLoop:
    """What the console's peer shell needs of the network thread, when the test's loop is that thread."""

    is_running = True

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()

    def call(self, function: Callable[..., object], *arguments: Any) -> None:
        self._loop.call_soon_threadsafe(function, *arguments)


class ClientSide:
    """The assisted person's program."""

    def __init__(
        self, url: str, journal_path: Path, *, open_journal: Callable[[], JournalPort] | None = None
    ) -> None:
        self.url = url
        self.journal_path = journal_path
        self.states: list[SignalingState] = []
        self.picture, self.control = RecordingPicture(), RecordingControl()
        self._open_journal = open_journal or self._open_file
        self.tasks = TaskSet("client")
        self.link = ServerLink(self.tasks)
        self.files = FilesShell(self.tasks, has_loopback=True)
        self.peer = ClientPeerShell(tasks=self.tasks, new_track=lambda: ScreenTrack(lambda: None))
        self.controller = ClientController(
            server=self.link,
            peer_port=self.peer,
            picture=self.picture,
            control=self.control,
            open_journal=self._journal,
            identity=ClientIdentity(
                server_origin=_origin(url), program="alongside-test/0", os_family="linux", locale="en"
            ),
            clock=SystemClock(),
            on_changed=lambda: None,
            files_port=self.files,
        )
        self.peer.on_bound = self.controller.handle_bound
        self.peer.on_message = self.controller.handle_peer_message
        self.peer.on_lost = self._lost

    @property
    def machine(self) -> Any:
        return self.controller.machine

    @property
    def on(self) -> frozenset[Capability]:
        """The rights that are on."""
        return self.machine.consent.rights.granted

    @property
    def is_connected(self) -> bool:
        return bool(self.states) and isinstance(self.states[-1], Connected)

    def start(self) -> None:
        self.link.start(
            lambda: SignalingClient(
                self.url,
                role="client",
                program="alongside-test/0",
                locale="en",
                on_message=self.controller.handle_server_message,
                on_state=self._server_state,
                chance=lambda: 1.0,
            )
        )
        self.tasks.start(run_every(TICK_S, self.controller.tick), name="tick")

    async def show_code(self) -> str:
        """Ask for help and read the code."""
        self.controller.dispatch(ev.HelpRequested(problem="The printer <b>jams</b>"))
        await until(lambda: self.controller.code)
        return self.controller.code or ""

    async def answer(self, *, is_allowed: bool = True, shown_ms: int = 3_000) -> None:
        """Wait for a question and answer it, by hand and not in haste."""
        await until(lambda: self.machine.consent.prompt)
        self.controller.dispatch(
            ev.QuestionAnswered(
                prompt_id=self.machine.consent.prompt.prompt_id,
                is_allowed=is_allowed,
                source="local",
                shown_ms=shown_ms,
                monitor_ids=(1,),
            )
        )

    def stop(self) -> None:
        self.controller.dispatch(ev.StopPressed(reason="user_stopped"))

    async def close(self) -> None:
        self.peer.close()
        await self.link.close()
        await self.peer.wait_closed()
        await self.files.wait_ended()
        await self.tasks.close()

    def _journal(self, _session_id: SessionId) -> JournalPort:
        return self._open_journal()

    def _open_file(self) -> JournalFile:
        file = JournalFile(self.journal_path)
        file.open()
        return file

    def _server_state(self, state: SignalingState) -> None:
        self.states.append(state)
        if isinstance(state, Connected):
            self.controller.handle_server_reached(state.welcome)
        elif isinstance(state, Waiting | Closed):
            self.controller.handle_server_lost(state.reason, state.detail)

    def _lost(self, loss: PeerLoss) -> None:
        self.controller.handle_peer_lost(
            is_protocol_error=loss.reason is LossReason.PROTOCOL_ERROR,
            is_binding=loss.reason is LossReason.BINDING_FAILED,
        )


class ConsoleSide:
    """The agent's program."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.states: list[SignalingState] = []
        self.told: list[peer.InputAck] = []
        self.shells: dict[int, AgentPeerShell] = {}
        self.losses: dict[int, PeerLoss] = {}
        self.tasks = TaskSet("console")
        self.files = FilesShell(self.tasks, has_loopback=True)
        self.link = ServerLink(self.tasks)
        self._loop: Any = _InThisLoop()
        self.controller = ConsoleController(
            server=self.link,
            make_peer=self._make_peer,
            identity=AgentIdentity(server_origin=_origin(url), program="alongside-test/0", locale="en"),
            clock=SystemClock(),
            callbacks=ConsoleCallbacks(
                account_changed=lambda: None,
                tab_changed=lambda _tab: None,
                tab_gone=lambda _tab: None,
                cursor_changed=lambda _tab: None,
                input_owed=lambda: None,
            ),
            files_port=self.files,
        )

    @property
    def is_connected(self) -> bool:
        return bool(self.states) and isinstance(self.states[-1], Connected)

    def start(self) -> None:
        self.link.start(
            lambda: SignalingClient(
                self.url,
                role="agent",
                program="alongside-test/0",
                locale="en",
                on_message=self.controller.handle_server_message,
                on_state=self._server_state,
                chance=lambda: 1.0,
            )
        )
        self.tasks.start(run_every(TICK_S, self._tick), name="tick")

    async def sign_in(self, email: str = EMAIL, password: str = PASSWORD) -> None:
        self.controller.sign_in(email, password)
        await until(lambda: self.controller.agent)

    def use_code(self, code: str) -> TabController:
        """Type a code; its tab."""
        self.controller.use_code(code)
        assert self.controller.code_trouble is None
        return self.controller.tabs[max(self.controller.tabs)]

    def send_raw(self, tab: TabController, label: peer.ChannelLabel, data: bytes) -> None:
        """Put bytes on a bound data channel past our own rules, as a console that is not ours would."""
        number = next(number for number, each in self.controller.tabs.items() if each is tab)
        link = self.shells[number]._link
        assert link is not None
        assert link.send(label, data)

    def send_as_is(self, tab: TabController, message: Any) -> None:
        """Send any message on its own channel, whatever our own rules say."""
        self.send_raw(tab, peer.CHANNEL_OF[type(message)], codec.encode_peer(message))

    async def close(self) -> None:
        self.controller.end_all()
        await self.link.close()
        for shell in self.shells.values():
            shell.close()
            await shell.wait_closed()
        await self.files.wait_ended()
        await self.tasks.close()

    def _tick(self) -> None:
        self.controller.tick()
        for tab in self.controller.tabs.values():
            tab.input.tick()

    def _make_peer(self, tab_id: int) -> AgentPeerShell:
        shell = AgentPeerShell(
            tasks=self.tasks,
            loop=self._loop,
            clock=SystemClock(),
            ice_servers=[],
            on_painted_ready=lambda: None,
            on_picture_refused=lambda: tab().handle_picture_refused(),
        )

        def tab() -> TabController:
            return self.controller.tabs[tab_id]

        def lost(loss: PeerLoss) -> None:
            self.losses[tab_id] = loss
            tab().handle_peer_lost(
                is_protocol_error=loss.reason is LossReason.PROTOCOL_ERROR,
                is_binding=loss.reason is LossReason.BINDING_FAILED,
            )

        shell.on_bound = lambda: tab().handle_bound()
        shell.on_message = lambda label, data: tab().handle_peer_message(label, data)
        shell.on_lost = lost
        self.shells[tab_id] = shell
        return shell

    def _server_state(self, state: SignalingState) -> None:
        self.states.append(state)
        if isinstance(state, Connected):
            self.controller.handle_server_reached(state.welcome)
        elif isinstance(state, Waiting | Closed):
            self.controller.handle_server_lost(state.reason, state.detail)


class Place:
    """One server, and the programs that talk through it; everything is closed at the end."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.data_dir = folder / "data"
        self.url = url
        self._sides: list[ClientSide | ConsoleSide] = []

    async def client(self, name: str = "home", **options: Any) -> ClientSide:
        """A person's program that reached the server."""
        side = ClientSide(self.url, self.folder / name / "journal.jsonl", **options)
        return await self._started(side)

    async def console(self, email: str = EMAIL) -> ConsoleSide:
        """An agent's program that is signed in."""
        side = await self._started(ConsoleSide(self.url))
        await side.sign_in(email)
        return side

    async def close(self) -> None:
        for side in reversed(self._sides):
            await side.close()

    async def _started(self, side: Any) -> Any:
        self._sides.append(side)
        side.start()
        await until(lambda: side.is_connected)
        return side


class OwnPlace(Place):
    """A place whose server is a process of its own, which may be killed."""

    def __init__(self, folder: Path) -> None:
        add_account(folder / "data", EMAIL)
        self.server = ServerProcess(folder / "data").start()
        super().__init__(folder, self.server.url)

    async def kill_server(self) -> None:
        """No goodbye, no flush."""
        await asyncio.to_thread(self.server.stop, signal.SIGKILL)

    async def restart_server(self) -> None:
        """The same port and the same data again.

        In a thread: both ends live in this loop, and three seconds without a turn would be a stalled line to them.
        """
        port = self.url.rsplit(":", 1)[1]
        self.server = ServerProcess(self.data_dir, "--port", port)
        await asyncio.to_thread(self.server.start)

    async def close(self) -> None:
        await super().close()
        self.server.stop()


async def pair(client: ClientSide, console: ConsoleSide) -> TabController:
    """The code is read out and typed; both ends are bound and on record."""
    tab = console.use_code(await client.show_code())
    await until(lambda: client.machine.state is ClientState.BOUND and tab.machine.state is AgentState.BOUND)
    return tab


async def allow(client: ClientSide, tab: TabController, *capabilities: Capability) -> None:
    """The agent asks for each right, the person says yes; seeing is asked for by itself."""
    for capability in capabilities:
        if capability is not Capability.VIEW:
            tab.ask_for(capability, "to help")
        await client.answer()
        await until(lambda capability=capability: capability in client.on and capability in tab.machine.on)


async def pair_and_see(place: "Place") -> tuple["ClientSide", "ConsoleSide", Any]:
    """Two that are paired, the agent sees the screen."""
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    await allow(client, tab, Capability.VIEW)
    return client, console, tab
