"""The flow of the assisted person's program: events go into the session machine, its commands to the ports."""

from collections import deque
from collections.abc import Callable

from client.domain.code_request import CodeRequest
from client.domain.pairing_flow import Identity, PairingFlow
from client.domain.ports import ControlPort, JournalPort, PeerPort, PicturePort, ServerPort
from client.domain.receipt import Receipt
from client.domain.screen_desk import ScreenDesk
from client.domain.session_desks import SessionDesks
from client.domain.session_records import SessionRecords
from shared.capability import Capability
from shared.clock import Clock
from shared.errors import JournalWriteError, ProtocolError, SignalingError
from shared.ids import SessionId
from shared.protocol import codec
from shared.protocol import peer_messages as peer
from shared.protocol import signaling_messages as signaling
from shared.protocol.capability_table import CAPABILITY_OF
from shared.protocol.limits import PROBLEM_MAX_CHARS
from shared.protocol.text import clean_text
from shared.session import commands as do
from shared.session import events as ev
from shared.session.agent_card import clean_card
from shared.session.client_machine import ClientMachine
from shared.session.policy_reading import read_policy
from shared.session.state import ClientState
from shared.transport.file_batch import FilesPort
from shared.transport.heartbeat import Heartbeat, LinkHealth

_UNSENT = 1  # request ids are given by the socket
SUMMARY_INTERVAL_MS = 30_000


class ClientController:
    """Lives in the network thread. Windows call the intents through it, sockets report to it."""

    def __init__(
        self,
        *,
        server: ServerPort,
        peer_port: PeerPort,
        picture: PicturePort,
        control: ControlPort,
        open_journal: Callable[[SessionId], JournalPort],
        identity: Identity,
        clock: Clock,
        on_changed: Callable[[], None],
        files_port: FilesPort | None = None,
    ) -> None:
        """Wire the flow; nothing happens before the server is reached and the person asks.

        Args:
            server: the socket to the server.
            peer_port: the peer connection.
            picture: what leaves this computer to be seen.
            control: the gate the agent's input goes through.
            open_journal: opens the file of a session's own record; raises `JournalWriteError`.
            identity: what this program says about itself.
            clock: monotonic time for the rules, wall time for the record.
            on_changed: told after every event, when the windows may show something else.
            files_port: starts the process of a batch of files; without one files are refused.
        """
        self._server = server
        self._peer = peer_port
        self._picture = picture
        self._control = control
        self._open_journal = open_journal
        self._clock = clock
        self._on_changed = on_changed
        self._machine = ClientMachine()
        self._pairing = PairingFlow(
            server=server,
            peer_port=peer_port,
            identity=identity,
            problem=lambda: self._machine.problem[:PROBLEM_MAX_CHARS],
            on_event=self.dispatch,
        )
        self._codes = CodeRequest(
            server=server,
            pairing=self._pairing,
            may_ask=lambda: self.is_settled,
            is_wanted=lambda: self._machine.state is ClientState.ALLOCATING,
            on_event=self.dispatch,
        )
        self._records = SessionRecords(
            server=server, clock=clock, on_event=self.dispatch, on_settled=self._record_settled
        )
        self._server_detail = ""
        self._heartbeat: Heartbeat | None = None
        self._queue: deque[ev.ClientEvent] = deque()
        self._is_running = False
        self._summary_due_ms = 0
        self._screens = ScreenDesk(picture, peer_port)
        self._desks = SessionDesks(
            peer_port=peer_port,
            control=control,
            files_port=files_port,
            make_path_keys=self._pairing.make_path_keys,
            records=self._records,
            clock=clock,
            on_event=self.dispatch,
            on_changed=on_changed,
        )
        self._seen_epoch_rights: set[Capability] = set()

    # --- what the windows read

    @property
    def machine(self) -> ClientMachine:
        """State, rights and question; read only."""
        return self._machine

    @property
    def server_detail(self) -> str:
        """More about why the server cannot be reached."""
        return self._server_detail

    @property
    def receipt(self) -> Receipt | None:
        """What the person keeps of the last session; None before one has ended."""
        return self._records.receipt

    @property
    def code(self) -> str | None:
        """The shown code as bare digits, while it works."""
        return self._pairing.code_digits

    @property
    def verified_digits(self) -> str:
        """Six digits both sides can compare."""
        return self._pairing.verified_digits

    @property
    def screens(self) -> ScreenDesk:
        """The displays the person can choose from, and how they are; read only."""
        return self._screens

    @property
    def desks(self) -> SessionDesks:
        """Messages, drawings, files, clipboards, the person's own hand, and how long rights last."""
        return self._desks

    @property
    def is_settled(self) -> bool:
        """Whether the server has all of the record, so that the program may go."""
        return self._records.is_settled

    # --- in

    def dispatch(self, event: ev.ClientEvent) -> None:
        """Take one event; those that arise while it is handled wait their turn."""
        if self._is_running and isinstance(event, ev.JournalBroken):
            # Not in its turn: what was to be done after the entry that failed may open something.
            self._take(event)
            return
        self._queue.append(event)
        if self._is_running:
            return
        self._is_running = True
        try:
            while self._queue:
                self._take(self._queue.popleft())
        finally:
            self._is_running = False
        self._on_changed()

    def reapply_rights(self) -> None:
        """Make what may be done true once more, after the person's own hand shut more than the rules did."""
        if self._machine.state is ClientState.BOUND:
            self._apply_rights()

    def hear_hand(self) -> None:
        """The agent's input has begun to wait for the person's own hand, or may go on."""
        if self._desks.hand.look(self._machine.consent.rights, self._clock.monotonic_ms()):
            self._on_changed()

    def tick(self) -> None:
        """Let time pass; the shell calls this about four times a second."""
        now_ms = self._clock.monotonic_ms()
        self.hear_hand()
        news = self._screens.follow(self._machine.consent, now_ms)
        if news is not None:
            self.dispatch(news)
        self.dispatch(ev.Ticked())
        self._records.tick(now_ms)
        self._codes.tick(now_ms)
        self._desks.tick()
        heartbeat = self._heartbeat
        if heartbeat is None:
            return
        if (beat := heartbeat.due_beat(now_ms)) is not None:
            self._peer.send(beat)
        change = heartbeat.check(now_ms)
        if change is not None:
            self._desks.talk.set_silent(is_silent=change.health is not LinkHealth.ALIVE)
            self.dispatch(
                {
                    LinkHealth.ALIVE: ev.LineRecovered(),
                    LinkHealth.STALLED: ev.LineStalled(),
                    LinkHealth.LOST: ev.LineLost(),
                }[change.health]
            )
        self._screens.tell(self._machine.consent)
        self._desks.follow(self._machine.consent, self._screens.monitors, now_ms)
        if now_ms >= self._summary_due_ms:
            self._summarize(now_ms)

    def handle_server_reached(self, welcome: signaling.Welcome) -> None:
        """The socket is greeted."""
        self._records.origin = self._desks.files.origin = clean_text(welcome.origin, 300)
        self._records.server_reached()
        self.dispatch(ev.ServerReached())

    def handle_server_lost(self, code: str, detail: str) -> None:
        """The socket is gone, or never came; `detail` says more about it."""
        self._server_detail = detail
        self._codes.server_lost()
        self._records.server_lost()
        self.dispatch(ev.ServerLost(code=code))

    def handle_server_message(self, message: signaling.FromServer) -> None:
        """Take a message of the server that answers no request.

        Raises:
            ProtocolError: it may not come now.
        """
        match message:
            case signaling.Claimed(slot_id=slot_id, agent=agent) if agent is not None and slot_id is not None:
                if self._machine.state is ClientState.CODE_SHOWN and self._pairing.take_claim(message):
                    self.dispatch(ev.CodeClaimed(session_id=SessionId(message.session_id), agent=clean_card(agent)))
            case signaling.SessionPolicy() | signaling.SessionTerms():
                self.dispatch(read_policy(message))
            case signaling.CodeExpired(slot_id=slot_id):
                if slot_id == self._pairing.slot_id:
                    self.dispatch(ev.CodeExpired())
            case signaling.Relay():
                if message.session_id == self._pairing.session_id:
                    self._pairing.handle_relay(message)
            case signaling.SessionClosed():
                self._handle_session_closed(message)
            case signaling.Error(code="code_taken"):
                self.dispatch(ev.CodeContested())
            case signaling.PeerPresence() | signaling.Stopping() | signaling.Error():
                pass
            case _:
                raise ProtocolError("unexpected_message", message=type(message).__name__)

    def handle_peer_message(self, label: peer.ChannelLabel, data: bytes) -> None:
        """Take one message of the bound console.

        Raises:
            ProtocolError: malformed, on the wrong channel, or not covered by any right; the link ends.
        """
        message, now_ms = codec.decode_from_agent(data, label), self._clock.monotonic_ms()
        needed = CAPABILITY_OF.get(type(message), Capability.TERMINAL)
        if needed is not None and not self._may_handle(needed):
            self._desks.note_dropped(message, now_ms)
            return
        if self._desks.take(message, self._machine.consent, now_ms):
            return
        match message:
            case peer.Heartbeat() if self._heartbeat is not None:
                self._control.heard(now_ms)
                self._peer.send(self._heartbeat.handle_heartbeat(message, now_ms))
            case peer.HeartbeatAck() if self._heartbeat is not None:
                self._control.heard(now_ms)
                self._heartbeat.handle_heartbeat_ack(message, now_ms)
            case peer.InputBatch():
                ack = self._control.handle(message)
                self._machine.consent.use(Capability.CONTROL, now_ms)
                if ack is not None:
                    self._peer.send(ack)
            case peer.ScreenAck():
                self._picture.handle_ack(message)
            case peer.ScreenRefresh():
                self._picture.handle_refresh(message)
            case peer.CapabilityRequest(request_id=request_id, capability=capability):
                reason = clean_text(message.reason, 80)
                self.dispatch(ev.RightAsked(request_id=request_id, capability=capability, reason=reason))
            case peer.ScreenRequest(request_id=request_id, monitor_ids=monitor_ids):
                reason = clean_text(message.reason, 80)
                self.dispatch(ev.ScreensAsked(request_id=request_id, monitor_ids=tuple(monitor_ids), reason=reason))
            case peer.CapabilityReturn():
                self.dispatch(ev.RightReturned(capability=message.capability))
            case peer.SessionEnd():
                self.dispatch(ev.PeerEnded(reason=message.reason))
            case _:
                raise ProtocolError("unexpected_message", message=type(message).__name__)

    def handle_bound(self) -> None:
        """The link to the console is up and both tags were right."""
        now_ms = self._clock.monotonic_ms()
        self._heartbeat = Heartbeat(now_ms)
        self._desks.forget_files()
        self._seen_epoch_rights = set()
        self._control.heard(now_ms)
        self.dispatch(ev.PeerBound())

    def handle_peer_lost(self, *, is_protocol_error: bool, is_binding: bool) -> None:
        """The peer connection ended without us closing it."""
        if is_protocol_error and self._machine.state is ClientState.BOUND:
            self.dispatch(ev.PeerEnded(reason="protocol_error"))
        elif is_binding:
            self.dispatch(ev.PairingRefused(failure="binding_failed"))
        else:
            self.dispatch(ev.LineLost())

    # --- out

    def _take(self, event: ev.ClientEvent) -> None:
        for command in self._machine.handle(event, self._clock.monotonic_ms()):
            self._perform(command)

    def _perform(self, command: do.Command) -> None:
        match command:
            case do.RequestCode(secret_digits=digits):
                self._codes.want(digits)
            case do.ReclaimCode(slot_id=slot_id, secret_digits=digits):
                self._codes.want(digits, slot_id=slot_id)
            case do.ReleaseCode(slot_id=slot_id):
                self._pairing.forget()
                self._peer.close()
                self._codes.release(slot_id)
            case do.StartExchange():
                self._pairing.start_exchange()
            case do.StartPeer():
                self._pairing.start_peer()
            case do.ReportPairing(failure=failure):
                self._pairing.report(failure, self._reported)
            case do.OpenSession():
                self._open_session()
            case do.ApplyRights():
                self._apply_rights()
            case do.Record():
                self._desks.write_consent(command)
            case do.TellAgent(request_id=request_id, capability=capability, outcome=outcome):
                self._peer.send(peer.CapabilityAnswer(request_id=request_id, capability=capability, outcome=outcome))
            case do.ClosePeer(reason=reason):
                self._close_peer(reason)
            case do.CloseSession(reason=reason):
                self._close_session(reason)
            case _:
                raise AssertionError(command)

    def _reported(self, answer: signaling.PairingReported | SignalingError) -> None:
        if isinstance(answer, SignalingError):
            self.dispatch(ev.SessionRefused(code=answer.reason))
        else:
            self.dispatch(ev.PairingReported())

    def _open_session(self) -> None:
        session_id = self._pairing.session_id

        def take(answer: signaling.SessionOpened | SignalingError) -> None:
            if session_id != self._pairing.session_id:
                return
            if isinstance(answer, SignalingError):
                self.dispatch(ev.SessionRefused(code=answer.reason))
                return
            try:
                file = self._open_journal(SessionId(answer.session_id))
            except JournalWriteError as error:
                self.dispatch(ev.SessionRefused(code=error.reason))
                return
            journal, problem = self._pairing.make_journal(), self._machine.problem
            self._records.begin(journal, file, self._pairing.session_token, problem)
            self._desks.begin()
            self.dispatch(ev.SessionRecorded())

        self._server.request(self._pairing.open_message(), take)

    def _apply_rights(self) -> None:
        """Make what may be done true, narrowing first: the gate, the picture, then the words about it."""
        rights = self._machine.consent.rights
        now_ms = self._clock.monotonic_ms()
        self._control.apply(
            is_on=Capability.CONTROL in rights.usable, epoch=rights.epoch, monitor_ids=rights.monitor_ids
        )
        if Capability.VIEW not in rights.granted:
            self._picture.hide()
        elif rights.cover == "none":
            self._picture.show(rights.monitor_ids)
        else:
            self._picture.cover(rights.cover)
        self._desks.narrow(self._machine.consent)
        self._seen_epoch_rights |= rights.granted
        self._peer.send(
            peer.CapabilityStatus(input_epoch=rights.epoch, on=sorted(rights.granted), cover=rights.cover)
        )
        self._screens.tell(self._machine.consent)
        self._desks.hand.look(rights, now_ms)
        self._desks.follow(self._machine.consent, self._screens.monitors, now_ms)
        if Capability.CONTROL not in rights.usable:
            # Last: an entry that cannot be written changes the rights once more.
            self._summarize(now_ms)

    def _summarize(self, now_ms: int) -> None:
        self._summary_due_ms = now_ms + SUMMARY_INTERVAL_MS
        counts = self._control.take_counts()
        if counts is not None:
            self._records.write_summary(counts)
        self._desks.summarize()

    def _may_handle(self, needed: Capability) -> bool:
        """Whether a message under that right may act now.

        A right that was on in this session and is off now: the message crossed the revocation on the way and is
        dropped. One that never was: the other side is not ours.
        """
        if needed in self._machine.consent.rights.usable:
            return True
        if needed in self._seen_epoch_rights:
            return False
        raise ProtocolError("right_never_given", capability=needed)

    def _close_peer(self, reason: signaling.CloseReason) -> None:
        self._control.apply(is_on=False, epoch=self._machine.consent.rights.epoch + 1, monitor_ids=())
        self._picture.hide()
        self._desks.end(reason)
        self._peer.send(peer.SessionEnd(reason=reason))
        self._peer.close()
        self._heartbeat = None
        self._screens.forget()
        self._desks.forget()

    def _close_session(self, reason: signaling.CloseReason) -> None:
        desks = self._desks
        was_recorded = self._records.end(self._machine.agent, reason, desks.talk.view.items, desks.file_records)
        if not was_recorded and self._pairing.session_id is not None:
            # It was never put on record here, so nothing but the end remains to be said.
            message = signaling.CloseSession(request_id=_UNSENT, session_id=self._pairing.session_id, reason=reason)
            self._server.request(message, lambda _answer: None)
        self._pairing.forget()

    def _record_settled(self) -> None:
        self._codes.go_on()
        self._on_changed()

    def _handle_session_closed(self, message: signaling.SessionClosed) -> None:
        """The other side, or an admin, ended it at the server."""
        self._records.handle_closed(message)
        is_ours = message.session_id == self._pairing.session_id
        if is_ours and self._machine.state is ClientState.BOUND:
            self.dispatch(ev.PeerEnded(reason=message.reason))
        elif is_ours:
            self.dispatch(ev.PairingRefused(failure="abandoned"))
        self._records.take_seal(message)
