"""The flow of one tab: pairing, rights and input of one assisted person."""

from collections import deque
from typing import Literal

from agent_console.domain.clean_layout import clean_layout
from agent_console.domain.pairing_flow import AgentPairingFlow, Identity
from agent_console.domain.person_state import PersonState
from agent_console.domain.picture_faults import PictureFaults
from agent_console.domain.ports import PeerPort, ServerPort
from agent_console.domain.remote_cursor import RemoteCursor
from agent_console.domain.sent_reasons import SentReasons
from agent_console.domain.tab_callbacks import TabCallbacks
from agent_console.domain.tab_clips import TabClips
from agent_console.domain.tab_files import TabFiles
from agent_console.domain.tab_input import TabInput
from agent_console.domain.tab_story import TabStory
from shared.capability import Capability
from shared.clock import Clock
from shared.errors import ProtocolError, SignalingError
from shared.ids import SessionId
from shared.pairing.code import PairingCode
from shared.protocol import codec
from shared.protocol import peer_messages as peer
from shared.protocol import signaling_messages as signaling
from shared.protocol.text import clean_text
from shared.session import commands as do
from shared.session import events as ev
from shared.session.agent_machine import AgentMachine
from shared.session.state import AgentState
from shared.session.talk import Talk
from shared.transport.file_batch import FilesPort
from shared.transport.file_lists import ListPorts
from shared.transport.heartbeat import Heartbeat, LinkHealth

ScreenState = Literal["fine", "locked", "black", "unreadable", "gone"]

_UNSENT = 1  # request ids are given by the socket
_LINE_EVENTS = {LinkHealth.ALIVE: ev.LineRecovered, LinkHealth.STALLED: ev.LineStalled, LinkHealth.LOST: ev.LineLost}


class TabController:
    """Lives in the network thread; the window's intents come in through it.

    Attributes:
        input: the agent's mouse and keyboard.
        files: the files of this tab, both ways.
        clips: what is copied here or there and sent.
        talk: what happened and what was written; the agent writes through it.
        client_key: gives the person's public key for this session.
    """

    def __init__(
        self,
        *,
        code: PairingCode,
        server: ServerPort,
        peer_port: PeerPort,
        identity: Identity,
        clock: Clock,
        callbacks: TabCallbacks,
        files_port: FilesPort | None = None,
    ) -> None:
        """Begin with a code that passed its check digit.

        Args:
            code: what the person read aloud; only its nameplate leaves this computer.
            server: the socket to the server.
            peer_port: the connection to the person's computer.
            identity: what this program says about itself.
            clock: monotonic time.
            callbacks: whom to tell.
            files_port: starts the process of a batch of files; without one none go either way.
        """
        self._server = server
        self._peer = peer_port
        self._questions = SentReasons(peer_port.send)
        self._clock = clock
        self._callbacks = callbacks
        self._machine = AgentMachine(clock.monotonic_ms())
        self._pairing = AgentPairingFlow(
            code=code,
            server=server,
            peer_port=peer_port,
            identity=identity,
            on_event=self.dispatch,
        )
        lists = ListPorts(
            port=files_port,
            send=self._questions.send,
            make_keys=self._pairing.make_path_keys,
            clock=clock,
            on_changed=callbacks.changed,
        )
        self.files = TabFiles(lists, identity.server_origin)
        self.input = TabInput(
            machine=self._machine,
            peer_port=peer_port,
            clock=clock,
            on_changed=callbacks.changed,
            on_owed=callbacks.input_owed,
        )
        self.talk = Talk(send=peer_port.send, clock=clock, on_changed=callbacks.changed)
        self._story = TabStory(self.talk)
        self.clips = TabClips(
            machine=self._machine, talk=self.talk, peer_port=peer_port, clock=clock, on_changed=callbacks.changed
        )
        self._cursor = RemoteCursor()
        self._has_seen, self._clear_count = False, 0
        self.client_key = lambda: self._pairing.client_key
        self._heartbeat: Heartbeat | None = None
        self._queue: deque[ev.AgentEvent] = deque()
        self._is_running = False
        self._layout: peer.MonitorLayout | None = None
        self._screen_state: ScreenState = "fine"
        self._person = PersonState(clock)
        self._faults = PictureFaults()
        self._is_closed_at_server = False

    @property
    def machine(self) -> AgentMachine:
        """State and rights; read only."""
        return self._machine

    @property
    def session_id(self) -> str | None:
        """The session, once the server made it."""
        return self._pairing.session_id

    @property
    def title(self) -> str:
        """The tab's name: the public digits of the code, never the secret ones."""
        return f"{self._pairing.nameplate} …"

    @property
    def problem(self) -> str:
        """What the person wrote, safe to show as plain text."""
        return clean_text(self._pairing.problem, 500)

    @property
    def os_family(self) -> str:
        """The system of the assisted computer; empty before it said so."""
        return self._pairing.os_family

    @property
    def verified_words(self) -> str:
        """Six digits both sides can compare; empty before pairing succeeded."""
        return self._pairing.verified_words.replace(" ", "")

    @property
    def layout(self) -> peer.MonitorLayout | None:
        """The displays of the assisted computer, once we may know them."""
        return self._layout

    @property
    def cursor(self) -> RemoteCursor:
        """The pointer of the assisted computer; read only."""
        return self._cursor

    @property
    def reasons_sent(self) -> int:
        """Goes up when a question went out with the agent's own words."""
        return self._questions.count

    @property
    def clear_count(self) -> int:
        """How often everything drawn was taken away over there."""
        return self._clear_count

    @property
    def screen_state(self) -> ScreenState:
        """Why the picture is not what it should be, as the client says; `fine` when it is."""
        return self._screen_state

    @property
    def is_person_active(self) -> bool:
        """Whether the person uses their own mouse or keyboard, so that our input does not arrive."""
        return self._person.is_active and self._machine.control_epoch is not None

    @property
    def person(self) -> PersonState:
        """What was told of the person and of how long rights last; read only."""
        return self._person

    @property
    def is_picture_broken(self) -> bool:
        """Whether something of the picture had to be refused a moment ago."""
        return self._faults.is_recent(self._clock.monotonic_ms())

    @property
    def rtt_ms(self) -> float | None:
        """There and back; None until measured."""
        return self._heartbeat.rtt_ms if self._heartbeat is not None else None

    # --- the window

    def claim(self) -> None:
        """Use the code at the server."""
        nameplate = self._pairing.nameplate
        self._server.request(signaling.Claim(request_id=_UNSENT, nameplate=nameplate), self._claimed)

    def ask_for(self, capability: Capability, reason: str) -> None:
        """Ask the person for a right."""
        self.dispatch(ev.RightWanted(capability=capability, reason=clean_text(reason, 80)))

    def ask_for_screens(self, monitor_ids: tuple[int, ...], reason: str) -> None:
        """Ask the person to show other displays."""
        self.dispatch(ev.ScreensWanted(monitor_ids=monitor_ids, reason=clean_text(reason, 80)))

    def ask_for_time(self, capability: Capability, reason: str) -> None:
        """Ask the person to let a right go on that is about to end."""
        self.dispatch(ev.MoreTimeWanted(capability=capability, reason=clean_text(reason, 80)))

    def give_back(self, capability: Capability) -> None:
        """Return a right."""
        self.dispatch(ev.RightGivenBack(capability=capability))

    def end(self) -> None:
        """End the session."""
        self.dispatch(ev.EndPressed())

    def draw(self, message: peer.MarkDraw | peer.MarkExtend | peer.MarksClear | peer.MarkPointer) -> None:
        """Point or draw on the screen that is seen."""
        if self._may_see:
            self._peer.send(message)

    # --- in

    def dispatch(self, event: ev.AgentEvent) -> None:
        """Take one event; those that arise while it is handled wait their turn."""
        self._queue.append(event)
        if self._is_running:
            return
        self._is_running = True
        was_ended = self._machine.state is AgentState.ENDED
        try:
            while self._queue:
                for command in self._machine.handle(self._queue.popleft(), self._clock.monotonic_ms()):
                    self._perform(command)
        finally:
            self._is_running = False
        self._story.follow(self._machine)
        self.input.follow()
        self.clips.follow()
        self._callbacks.changed()
        if not was_ended and self._machine.state is AgentState.ENDED:
            self._cursor = RemoteCursor()
            self.files.end()
            self._callbacks.cursor_changed()
            self._callbacks.ended()
        elif not self._may_see and self._cursor.position is not None:
            self._cursor.forget_position()
            self._callbacks.cursor_changed()

    def tick(self) -> None:
        """Let time pass; the shell calls this about four times a second."""
        now_ms = self._clock.monotonic_ms()
        if self._machine.state in (AgentState.CLAIMING, AgentState.PAIRING, AgentState.CONNECTING):
            self.dispatch(ev.Ticked())
        self.talk.tick()
        self.files.tick()
        self.clips.tick()
        heartbeat = self._heartbeat
        if heartbeat is None:
            return
        beat = heartbeat.due_beat(now_ms)
        if beat is not None:
            self._peer.send(beat)
        change = heartbeat.check(now_ms)
        if change is not None:
            self.dispatch(_LINE_EVENTS[change.health]())

    def handle_bound(self) -> None:
        """The link to the client is up and both tags were right."""
        self._heartbeat = Heartbeat(self._clock.monotonic_ms())
        self.dispatch(ev.PeerBound())

    def handle_relay(self, message: signaling.Relay) -> None:
        """A step of the pairing."""
        self._pairing.handle_relay(message)

    def handle_server_lost(self, code: str) -> None:
        """The socket is gone; a verified session goes on without it."""
        self.dispatch(ev.ServerLost(code=code))

    def handle_server_reached(self) -> None:
        """A new socket: return to the session, or close it there if it ended meanwhile."""
        if self._pairing.session_id is None or self._is_closed_at_server:
            return
        message = signaling.Attach(
            request_id=_UNSENT, session_id=self._pairing.session_id, session_token=self._pairing.session_token
        )
        self._server.request(message, self._attached)

    def handle_pairing_failed(self, failure: signaling.PairingFailure) -> None:
        """The client refused us."""
        self.dispatch(ev.PairingRefused(failure=failure))

    def handle_code_contested(self) -> None:
        """Somebody else has tried a code that is being used."""
        self.dispatch(ev.CodeContested())

    def handle_session_closed(self, reason: signaling.CloseReason) -> None:
        """The server says the session is over."""
        self._is_closed_at_server = True
        self.dispatch(ev.PeerEnded(reason=reason))

    def handle_peer_message(self, label: peer.ChannelLabel, data: bytes) -> None:
        """Take one message of the bound client.

        Raises:
            ProtocolError: malformed, on the wrong channel, or one that may not come; the link ends.
        """
        message = codec.decode_from_client(data, label)
        now_ms = self._clock.monotonic_ms()
        if self.files.take(message, self._machine.on):
            return
        match message:
            case peer.Heartbeat() if self._heartbeat is not None:
                self._peer.send(self._heartbeat.handle_heartbeat(message, now_ms))
            case peer.HeartbeatAck() if self._heartbeat is not None:
                self._heartbeat.handle_heartbeat_ack(message, now_ms)
                if self._heartbeat.rtt_ms is not None:
                    self._peer.set_rtt_ms(self._heartbeat.rtt_ms)
            case peer.InputAck():
                self.input.handle_ack(message, now_ms)
            case peer.CursorShape() | peer.CursorUse() | peer.CursorPosition():
                self._take_cursor(message, now_ms)
            case peer.CapabilityStatus():
                self._has_seen |= Capability.VIEW in message.on
                self.dispatch(
                    ev.RightsReported(input_epoch=message.input_epoch, on=frozenset(message.on), cover=message.cover)
                )
            case peer.CapabilityAnswer():
                self.dispatch(
                    ev.RightAnswered(
                        request_id=message.request_id, capability=message.capability, outcome=message.outcome
                    )
                )
            case peer.MonitorLayout():
                self._layout = clean_layout(message)
                self._callbacks.changed()
            case peer.ScreenStatus(state=state):
                self._screen_state = state
                self._callbacks.changed()
            case peer.LocalInput() | peer.InputRefused() | peer.RightTime() | peer.RightEnded():
                self._person.take(message)
                self._callbacks.changed()
            case peer.ChatMessage() | peer.ChatAck():
                self.talk.hear(message)
            case peer.MarksCleared(clear_count=clear_count):
                self._clear_count = clear_count
                self._callbacks.changed()
            case peer.ClipOffer() | peer.ClipPart() | peer.ClipAck() | peer.ClipStop():
                self.clips.take(message)
            case peer.SessionEnd():
                self.dispatch(ev.PeerEnded(reason=message.reason))
            case _:
                raise ProtocolError("unexpected_message", message=type(message).__name__)

    def handle_picture_refused(self) -> None:
        """An update could not be read; the whole picture was asked for. Too many of them end the session."""
        if self._machine.state is not AgentState.BOUND:
            return
        if self._faults.note(self._clock.monotonic_ms()):
            self.dispatch(ev.PeerEnded(reason="protocol_error"))
        else:
            self._callbacks.changed()

    def handle_peer_lost(self, *, is_protocol_error: bool, is_binding: bool) -> None:
        """The connection ended without us closing it."""
        if is_protocol_error and self._machine.state is AgentState.BOUND:
            self.dispatch(ev.PeerEnded(reason="protocol_error"))
        elif is_binding:
            self.dispatch(ev.PairingRefused(failure="binding_failed"))
        else:
            self.dispatch(ev.LineLost())

    @property
    def _may_see(self) -> bool:
        return Capability.VIEW in self._machine.on and self._machine.cover == "none"

    def _take_cursor(self, message: peer.CursorShape | peer.CursorUse | peer.CursorPosition, now_ms: int) -> None:
        match message:
            case peer.CursorPosition():
                # Another channel than the rights': it may have overtaken them, or have been overtaken.
                if not self._may_see or not self._cursor.take_position(message):
                    return
            case _ if not self._has_seen:
                raise ProtocolError("right_never_given", capability=Capability.VIEW)
            case peer.CursorShape():
                self._cursor.take_shape(message, now_ms)
            case peer.CursorUse():
                self._cursor.take_use(message, now_ms)
        self._callbacks.cursor_changed()

    # --- out

    def _perform(self, command: do.Command) -> None:
        match command:
            case do.StartPeer():
                # The offer that follows under the seal starts it; we only answer.
                pass
            case do.AskRight(request_id=request_id, capability=capability, reason=reason):
                self._questions.send(
                    peer.CapabilityRequest(request_id=request_id, capability=capability, reason=reason)
                )
            case do.AskScreens(request_id=request_id, monitor_ids=monitor_ids, reason=reason):
                self._questions.send(
                    peer.ScreenRequest(request_id=request_id, monitor_ids=list(monitor_ids), reason=reason)
                )
            case do.ReturnRight(capability=capability):
                self._peer.send(peer.CapabilityReturn(capability=capability))
            case do.ReleaseInput():
                self.input.release_at_once()
            case do.ClosePeer(reason=reason):
                self._peer.send(peer.SessionEnd(reason=reason))
                self._peer.close()
                self._heartbeat = None
            case do.CloseSession(reason=reason):
                self._close_at_server(reason)
            case _:
                raise AssertionError(command)

    def _claimed(self, answer: signaling.Claimed | SignalingError) -> None:
        if isinstance(answer, SignalingError):
            self.dispatch(ev.CodeRejected(code=answer.reason))
            return
        self._pairing.take_session(answer)
        if self._machine.state is AgentState.ENDED:
            self._close_at_server("agent_left")
            return
        self.dispatch(ev.CodeAccepted(session_id=SessionId(answer.session_id)))

    def _attached(self, answer: signaling.Attached | SignalingError) -> None:
        if isinstance(answer, SignalingError):
            self._is_closed_at_server = answer.reason == "session_unknown"
        elif self._machine.state is AgentState.ENDED:
            self._close_at_server(self._machine.end_reason or "agent_left")

    def _close_at_server(self, reason: signaling.CloseReason) -> None:
        session_id = self._pairing.session_id
        if session_id is None or self._is_closed_at_server:
            return

        def take(answer: signaling.SessionClosed | SignalingError) -> None:
            if isinstance(answer, signaling.SessionClosed):
                self._is_closed_at_server = True

        self._server.request(signaling.CloseSession(request_id=_UNSENT, session_id=session_id, reason=reason), take)
