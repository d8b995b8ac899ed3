"""The assisted person's flow with nothing real around it: a test plays the server, the agent and the clock."""

from pathlib import Path
from typing import Any

from client.domain.controller import ClientController
from client.domain.pairing_flow import Identity
from client.domain.ports import ControlPort
from shared.capability import Capability
from shared.ids import SessionId
from shared.pairing.code import PairingCode, parse_code
from shared.pairing.description import keep_one_fingerprint
from shared.pairing.exchange import AgentExchange, PairingRefused, PairingStep
from shared.protocol import codec
from shared.protocol import peer_messages as peer
from shared.protocol import signaling_messages as signaling
from shared.protocol.sealed_messages import SessionAnswer, SessionOffer
from shared.session import events as ev
from shared.session.state import ClientState
from shared.transport.file_batch import FilesPort
from tests.fakes.flow_ports import (
    ListeningPeer,
    ListeningServer,
    MemoryJournal,
    RecordingControl,
    RecordingPicture,
    StepClock,
)

ORIGIN = "ws://loopback:8765"
WELCOME = signaling.Welcome(protocol=1, origin="https://help.example", organisation="Helpdesk")
CARD = signaling.AgentCard(
    agent_id="agent:7", name="Ana Pop", organisation="Helpdesk", domain="", account_created_on="2026-01-02"
)
NAMEPLATE, SLOT, SESSION, TOKEN = "417", "a" * 32, "b" * 32, "c" * 32
SEAL = signaling.Seal(count=9, head="0" * 64, signature=b"s" * 64, key=b"k" * 32)
_VECTORS = Path(__file__).parents[1] / "vectors" / "pairing"


def description(name: str) -> str:
    """A session description as aiortc writes it, reduced to what we accept: `offer` or `answer`."""
    text = (_VECTORS / f"{name}.sdp").read_text("ascii").replace("\n", "\r\n")
    return keep_one_fingerprint(text)


class Home:
    """The flow, and short words for what happens to it."""

    def __init__(self, *, control: ControlPort | None = None, files: FilesPort | None = None) -> None:
        self.story: list[Any] = []
        self.clock = StepClock()
        self.server = ListeningServer(self.story)
        self.peer = ListeningPeer(self.story)
        self.picture = RecordingPicture(self.story)
        self.recording = RecordingControl(self.story)
        self.journal = MemoryJournal(self.story)
        self.agent: AgentExchange | None = None
        self.offer: SessionOffer | None = None
        self.changes = 0
        self.seq = 0
        self.controller = ClientController(
            server=self.server,
            peer_port=self.peer,
            picture=self.picture,
            control=control or self.recording,
            open_journal=self._open,
            identity=Identity(server_origin=ORIGIN, program="alongside-client/0.1.0", os_family="linux", locale="en"),
            clock=self.clock,
            on_changed=self._count,
            files_port=files,
        )

    def _count(self) -> None:
        self.changes += 1

    def _open(self, _session_id: SessionId) -> MemoryJournal:
        return self.journal

    @property
    def machine(self) -> Any:
        return self.controller.machine

    @property
    def state(self) -> ClientState:
        return self.machine.state

    @property
    def on(self) -> frozenset[Capability]:
        return self.machine.consent.rights.granted

    # --- the way in

    def to_code(self, problem: str = "no sound") -> str:
        """Reach the server, ask for help, get a code."""
        self.controller.handle_server_reached(WELCOME)
        self.controller.dispatch(ev.HelpRequested(problem=problem))
        self.give_code()
        return self.controller.code or ""

    def give_code(self) -> None:
        self.server.answer(
            signaling.Allocate,
            signaling.Allocated(request_id=1, slot_id=SLOT, nameplate=NAMEPLATE, expires_in_ms=600_000),
        )

    def claim(self, card: signaling.AgentCard = CARD) -> None:
        """An agent typed the code."""
        code = parse_code(self.controller.code or "")
        assert isinstance(code, PairingCode)
        self.agent = AgentExchange(code, ORIGIN)
        self.tell(signaling.Claimed(session_id=SESSION, session_token=TOKEN, slot_id=SLOT, agent=card))

    def exchange(self) -> None:
        """Both prove that they know the code."""
        self.relay_all()
        assert self.state is ClientState.CONNECTING

    def describe(self) -> None:
        """The descriptions travel under the seal."""
        assert self.peer.offer_to is not None
        self.peer.offer_to(description("offer"))
        self.relay_all()
        self.tell_sealed(self.answer_message())

    def bind(self) -> None:
        """Both bind tags were right, and the server writes the session down."""
        self.controller.handle_bound()
        self.server.answer(signaling.ReportPairing, signaling.PairingReported(request_id=1))
        self.server.answer(signaling.OpenSession, signaling.SessionOpened(session_id=SESSION, request_id=1))
        assert self.state is ClientState.BOUND

    def to_bound(self) -> "Home":
        """All of it."""
        self.to_code()
        self.claim()
        self.exchange()
        self.describe()
        self.bind()
        return self

    def relay_all(self) -> None:
        """Carry what the person's program relayed to the agent, and the agent's answers back."""
        assert self.agent is not None
        while self.server.sent:
            message = self.server.sent.pop(0)
            step = self.agent.handle_relay(message.phase, message.body)
            assert not isinstance(step, PairingRefused), step
            self._take(step)

    def _take(self, step: PairingStep) -> None:
        if step.opened is not None:
            self.offer = codec.decode_session_offer(step.opened)
        for body in step.send:
            self.relay(body.phase.value, body.body)

    def answer_message(self, sdp: str | None = None) -> SessionAnswer:
        return SessionAnswer(
            sdp=sdp or description("answer"), agent_key=b"k" * 32, program="alongside-console/0.1.0", locale="en"
        )

    # --- what the others say

    def tell(self, message: signaling.FromServer) -> None:
        """The server says something by itself."""
        codec.encode_signaling(message)
        self.controller.handle_server_message(message)

    def relay(self, phase: Any, body: bytes, session_id: str = SESSION) -> None:
        self.tell(signaling.Relay(session_id=session_id, phase=phase, body=body))

    def tell_sealed(self, message: SessionAnswer) -> None:
        assert self.agent is not None
        assert self.agent.paired is not None
        sealed = self.agent.paired.seal(codec.encode_sealed(message))
        self.relay("sealed", sealed.body)

    def hear(self, message: Any) -> None:
        """The bound console sends a message on its own channel."""
        self.controller.handle_peer_message(peer.CHANNEL_OF[type(message)], codec.encode_peer(message))

    def ask(self, capability: Capability, request_id: int = 1) -> None:
        self.hear(peer.CapabilityRequest(request_id=request_id, capability=capability, reason="to help"))

    def say(self, *, is_allowed: bool = True, source: Any = "local", shown_ms: int = 3_000) -> None:
        """The person answers the open question."""
        prompt = self.machine.consent.prompt
        assert prompt is not None
        self.controller.dispatch(
            ev.QuestionAnswered(
                prompt_id=prompt.prompt_id, is_allowed=is_allowed, source=source, shown_ms=shown_ms, monitor_ids=(1,)
            )
        )

    def commit(self, count: int | None = None) -> None:
        """The server has written that many of the waiting events; None for all, also those that come meanwhile."""
        while count != 0 and any(isinstance(message, signaling.AppendEvent) for message, _ in self.server.waiting):
            message = self.server.next_of(signaling.AppendEvent)
            self.seq += 1
            self.server.answer(
                signaling.AppendEvent,
                signaling.EventCommitted(
                    request_id=1, session_id=SESSION, cseq=message.cseq, seq=self.seq, event_hash="0" * 64
                ),
            )
            count = None if count is None else count - 1

    def allow(self, *capabilities: Capability) -> "Home":
        """Each right is asked for, allowed and recorded."""
        for number, capability in enumerate(capabilities):
            self.ask(capability, request_id=number + 1)
            self.say()
            self.commit()
            assert capability in self.on
        return self

    def stop(self) -> None:
        self.controller.dispatch(ev.StopPressed(reason="user_stopped"))

    def seal(self) -> None:
        """The server closes the record."""
        self.server.answer(
            signaling.CloseSession,
            signaling.SessionClosed(session_id=SESSION, reason="user_stopped", request_id=1, seal=SEAL),
        )

    def pass_time(self, ms: int) -> None:
        self.clock.now_ms += ms
        self.controller.tick()

    def tags(self) -> list[str]:
        """The record so far, as short words."""
        recorder = self.controller._records.current or self.controller._records._waiting[-1]
        return [event.tag.rsplit(":", 1)[1] for event in recorder.journal.events]
