"""The agent's flow with nothing real around it: a test plays the server, the assisted person's program and the clock."""

from typing import Any

from agent_console.domain.console_callbacks import ConsoleCallbacks
from agent_console.domain.console_controller import ConsoleController
from agent_console.domain.pairing_flow import Identity
from agent_console.domain.stay_signed_in import StaySignedIn
from agent_console.domain.tab_controller import TabController
from shared.capability import Capability
from shared.pairing.code import PairingCode
from shared.pairing.exchange import ClientExchange, PairingRefused
from shared.protocol import codec
from shared.protocol import peer_messages as peer
from shared.protocol import signaling_messages as signaling
from shared.protocol.sealed_messages import SessionAnswer, SessionOffer
from shared.session.state import AgentState
from tests.fakes.flow_ports import ListeningPeer, ListeningServer, StepClock
from tests.fakes.home import CARD, NAMEPLATE, ORIGIN, TOKEN, WELCOME, description
from tests.fakes.sign_in_stores import MemorySignInStore

SIGN_IN_TOKEN = "5" * 32
CODE = PairingCode(NAMEPLATE, "38291560")


class Office:
    """The console, and short words for what happens to it."""

    def __init__(self, *, store: MemorySignInStore | None = None, email: str = "") -> None:
        self.clock = StepClock()
        self.store = store or MemorySignInStore()
        self.server = ListeningServer()
        self.peers: dict[int, ListeningPeer] = {}
        self.clients: dict[int, ClientExchange] = {}
        self.gone: list[int] = []
        self.cursor_changes: list[int] = []
        self.owed: list[bool] = []
        self.answer: SessionAnswer | None = None
        self.controller = ConsoleController(
            server=self.server,
            make_peer=self._make_peer,
            identity=Identity(server_origin=ORIGIN, program="alongside-console/0.1.0", locale="en"),
            clock=self.clock,
            callbacks=ConsoleCallbacks(
                account_changed=lambda: None,
                tab_changed=lambda _tab: None,
                tab_gone=self.gone.append,
                cursor_changed=self.cursor_changes.append,
                input_owed=lambda: self.owed.append(True),
            ),
            stay=StaySignedIn(self.store, email=email),
        )

    def _make_peer(self, tab_id: int) -> ListeningPeer:
        return self.peers.setdefault(tab_id, ListeningPeer())

    def session_of(self, tab_id: int) -> str:
        return str(tab_id) * 32

    def sign_in(self) -> "Office":
        self.controller.handle_server_reached(WELCOME)
        self.controller.sign_in("ana@example.org", "secret")
        answer = signaling.SignedIn(request_id=1, agent=CARD, role="agent", token=SIGN_IN_TOKEN)
        self.server.answer(signaling.SignIn, answer)
        return self

    def come_back(self) -> None:
        """The server is there again, and the console signs in by itself."""
        self.controller.handle_server_reached(WELCOME)
        self.server.answer(signaling.SignInAgain, signaling.SignedIn(request_id=1, agent=CARD, role="agent"))

    def type_code(self, code: PairingCode = CODE) -> TabController:
        self.controller.use_code(code.digits)
        return self.controller.tabs[max(self.controller.tabs)]

    def claimed(self, tab_id: int = 1) -> None:
        """The server knows the code."""
        self.server.answer(
            signaling.Claim,
            signaling.Claimed(session_id=self.session_of(tab_id), session_token=TOKEN, request_id=1),
        )

    def exchange(self, tab_id: int = 1, code: PairingCode = CODE) -> None:
        """The person's program starts, and both prove that they know the code."""
        client = self.clients[tab_id] = ClientExchange(code, ORIGIN)
        self.relay(tab_id, client.start())
        self.carry(tab_id)

    def relay(self, tab_id: int, body: Any) -> None:
        message = signaling.Relay(session_id=self.session_of(tab_id), phase=body.phase.value, body=body.body)
        self.controller.handle_server_message(message)

    def carry(self, tab_id: int) -> None:
        """Take what the console relayed to the person's program, and its answers back."""
        while self.server.sent:
            message = self.server.sent.pop(0)
            step = self.clients[tab_id].handle_relay(message.phase, message.body)
            if isinstance(step, PairingRefused):
                return
            if step.opened is not None:
                self.answer = codec.decode_session_answer(step.opened)
            for body in step.send:
                self.relay(tab_id, body)

    def offer(self, tab_id: int = 1, *, sdp: str | None = None, problem: str = "no sound") -> None:
        """The sealed description of the person's program."""
        paired = self.clients[tab_id].paired
        assert paired is not None
        message = SessionOffer(
            sdp=sdp or description("offer"),
            client_key=b"k" * 32,
            program="alongside-client/0.1.0",
            os_family="linux",
            problem=problem,
            locale="en",
        )
        self.relay(tab_id, paired.seal(codec.encode_sealed(message)))

    def to_bound(self, tab_id: int = 1) -> TabController:
        tab = self.type_code()
        self.claimed(tab_id)
        self.exchange(tab_id)
        self.offer(tab_id)
        answer_to = self.peers[tab_id].answer_to
        assert answer_to is not None
        answer_to(description("answer"))
        self.carry(tab_id)
        tab.handle_bound()
        assert tab.machine.state is AgentState.BOUND
        return tab

    def hear(self, message: Any, tab_id: int = 1) -> None:
        """The bound client sends a message on its own channel."""
        label = peer.CHANNEL_OF[type(message)]
        self.controller.tabs[tab_id].handle_peer_message(label, codec.encode_peer(message))

    def report(self, *on: Capability, epoch: int = 1, cover: Any = "none", tab_id: int = 1) -> None:
        self.hear(peer.CapabilityStatus(input_epoch=epoch, on=list(on), cover=cover), tab_id)
