"""Which message may come now on one socket: a table of states; what is missing from it is a protocol error."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from shared.errors import ProtocolError
from shared.protocol import browser_messages as browser
from shared.protocol import record_messages as record
from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import Account
from signaling.domain.notice import Side, agent_address, client_address
from signaling.domain.ports import SessionStage, Subscription
from signaling.domain.rate_limit import TokenBucket

_ENDED_REMEMBERED = 32  # sessions whose last messages may still be on their way


class SocketState(StrEnum):
    """How far the conversation on one socket has come."""

    FRESH = "fresh"
    GREETED = "greeted"
    SIGNED_IN = "signed_in"
    SLOT_HELD = "slot_held"
    SESSION_BOUND = "session_bound"
    CLOSED = "closed"


_CLIENT_IN_SESSION = frozenset(
    {wire.Relay, wire.ReportPairing, wire.OpenSession, wire.AppendEvent, wire.CloseSession}
)

# What the person says of a session that is over, or of the one that runs: it brings the session's own token along.
_OF_SESSIONS = frozenset({record.TellProblem, record.RateSession, record.ReportSession, record.HandReceipt})

_BY_BROWSER = frozenset({browser.BeginBrowserSignIn, browser.FinishBrowserSignIn, browser.DropBrowserSignIn})

MAY_COME: dict[tuple[Side, SocketState], frozenset[type]] = {
    ("client", SocketState.GREETED): frozenset({wire.Allocate, wire.Attach}) | _OF_SESSIONS,
    ("client", SocketState.SLOT_HELD): frozenset({wire.Release}) | _OF_SESSIONS,
    ("client", SocketState.SESSION_BOUND): _CLIENT_IN_SESSION | _OF_SESSIONS,
    ("agent", SocketState.GREETED): frozenset({wire.SignIn, wire.SignInAgain}) | _BY_BROWSER,
    ("agent", SocketState.SIGNED_IN): frozenset(
        {
            wire.Claim,
            wire.Attach,
            wire.Relay,
            wire.CloseSession,
            wire.SignOut,
            record.ListCategories,
            record.FileSession,
        }
    ),
}
"""After `hello`. An agent's session messages also need a session that is bound to the socket."""

PHASES_OF: dict[tuple[Side, SessionStage], frozenset[str]] = {
    ("client", SessionStage.PAIRING): frozenset({"pake_client", "confirm_client", "sealed"}),
    ("agent", SessionStage.PAIRING): frozenset({"pake_agent", "sealed"}),
}
"""Later, when both are paired, only `sealed` may be relayed."""

_ONCE = frozenset({"pake_client", "pake_agent", "confirm_client"})

STAGES_OF: dict[type, frozenset[SessionStage]] = {
    # The second stage of each: asked once more by a program that lost its socket before the answer.
    wire.ReportPairing: frozenset({SessionStage.PAIRING, SessionStage.PAIRED}),
    wire.OpenSession: frozenset({SessionStage.PAIRED, SessionStage.OPEN}),
    wire.AppendEvent: frozenset({SessionStage.OPEN, SessionStage.CLOSING}),
    wire.CloseSession: frozenset(
        {SessionStage.PAIRING, SessionStage.PAIRED, SessionStage.OPEN, SessionStage.CLOSING},
    ),
}


@dataclass(slots=True)
class Binding:
    """One session on one socket.

    Attributes:
        is_code_proven: the client has sent `confirm_client`, which it does only for an agent that knew the code.
    """

    session_id: str
    side: Side
    stage: SessionStage
    agent_id: str
    slot_id: str
    subscription: Subscription
    phases_sent: set[str] = field(default_factory=set)
    is_peer_present: bool = True
    is_code_proven: bool = False

    @property
    def peer_address(self) -> str:
        """Where the other side listens."""
        return agent_address(self.session_id) if self.side == "client" else client_address(self.slot_id)

    @property
    def own_address(self) -> str:
        """Where this side listens."""
        return client_address(self.slot_id) if self.side == "client" else agent_address(self.session_id)

    def advance(self, stage: SessionStage) -> bool:
        """Go on to a later stage; False when it is there already or further."""
        stages = list(SessionStage)
        if stages.index(stage) <= stages.index(self.stage):
            return False
        self.stage = stage
        return True

    def check_relay(self, phase: str) -> None:
        """Raise `ProtocolError` unless this side may send that phase now; steps of the key exchange come once."""
        allowed = PHASES_OF.get((self.side, self.stage), frozenset({"sealed"}))
        if phase not in allowed or (phase in _ONCE and phase in self.phases_sent):
            raise ProtocolError("phase_out_of_order", phase=phase)
        if phase in _ONCE:
            self.phases_sent.add(phase)
        self.note_phase(phase)

    def note_phase(self, phase: str) -> None:
        """A step of the key exchange went by, from either side."""
        if phase == "confirm_client":
            self.is_code_proven = True

    def counts(self, failure: wire.PairingFailure) -> bool:
        """Whether a failed pairing counts towards the agent's lock.

        Until the client has found that the agent knows the code, any failure may have been a guess, silence as well.
        Afterwards it may be the network's fault. A person who gave up says nothing about the agent.
        """
        if failure in {"wrong_code", "bad_message"}:
            return True
        return failure != "abandoned" and not self.is_code_proven


@dataclass(slots=True)
class SlotHold:
    """The waiting code of a client's socket."""

    slot_id: str
    nameplate: str
    expires_mono_ms: int
    subscription: Subscription


@dataclass(slots=True, eq=False)
class Connection:
    """One socket as the rules see it.

    A request of this socket may still be on its way through the database when the socket is ended for another reason;
    from then on nothing is sent, and no state but `CLOSED` is ever entered.

    Attributes:
        connection_id: short name for the record and the log, such as `c17`.
        address: masked network address that limits count by, such as `203.0.113.7` or `2001:db8:1:2::/64`.
        ip_masked: what the record may hold: /24 or /48.
        outlet: queues a message for the program.
        cut: ends the socket with a close code, after what was queued.
        sign_in_hash: which sign-in an agent speaks with; None before.
        seals_awaited: sessions this agent has left, whose seal is still to be made and told.
        used_mono_ms: when its program last asked for something.
        touched_mono_ms: when that was last written down with the sign-in.
        ending: why it ended, for the log: `left` when the program went by itself.
    """

    connection_id: str
    address: str
    ip_masked: str
    outlet: Callable[[wire.FromServer], None]
    cut: Callable[[int], None]
    bucket: TokenBucket
    opened_mono_ms: int
    side: Side = "client"
    state: SocketState = SocketState.FRESH
    program: str = ""
    account: Account | None = None
    sign_in_hash: bytes | None = None
    used_mono_ms: int = 0
    touched_mono_ms: int = 0
    slot: SlotHold | None = None
    sessions: dict[str, Binding] = field(default_factory=dict)
    last_slot_id: str | None = None
    seals_awaited: dict[str, Subscription] = field(default_factory=dict)
    paced: int = 0
    ending: str = "left"
    _ended: OrderedDict[str, SessionStage] = field(default_factory=OrderedDict)

    def send(self, message: wire.FromServer) -> None:
        """Tell the program something, unless its socket has ended."""
        if self.state is not SocketState.CLOSED:
            self.outlet(message)

    def enter(self, state: SocketState) -> None:
        """Go to another state; there is no way back from `CLOSED`."""
        if self.state is not SocketState.CLOSED:
            self.state = state

    def end(self, close_code: int) -> None:
        """End the socket after what was queued."""
        if self.state is not SocketState.CLOSED:
            self.state = SocketState.CLOSED
            self.cut(close_code)

    def check_may_come(self, message: wire.ToServer) -> None:
        """Raise `ProtocolError` when a message of that type may not come in this state."""
        kind = type(message)
        if self.state is SocketState.FRESH:
            allowed = kind is wire.Hello
        else:
            allowed = kind in MAY_COME.get((self.side, self.state), frozenset()) or self._crossed(message)
        if not allowed:
            raise ProtocolError("unexpected_message", type=kind.__name__, state=self.state)

    def binding_for(self, session_id: str, kind: type) -> Binding | None:
        """The session a message is about; None when it ended a moment ago and the message crossed that news.

        Raises:
            ProtocolError: this socket never was in that session, or the session is at another stage.
        """
        binding = self.sessions.get(session_id)
        if binding is None:
            if session_id in self._ended:
                return None
            raise ProtocolError("session_not_bound")
        stages = STAGES_OF.get(kind)
        if stages is not None and binding.stage not in stages:
            raise ProtocolError("wrong_stage", stage=binding.stage)
        return binding

    def bind(self, binding: Binding) -> None:
        """Put a session on this socket."""
        self.sessions[binding.session_id] = binding
        self._ended.pop(binding.session_id, None)
        if self.side == "client":
            self.enter(SocketState.SESSION_BOUND)

    def unbind(self, session_id: str) -> None:
        """Take a session off this socket, and remember it for messages that crossed the news."""
        binding = self.sessions.pop(session_id, None)
        if binding is None:
            return
        binding.subscription.cancel()
        self._ended[session_id] = binding.stage
        while len(self._ended) > _ENDED_REMEMBERED:
            self._ended.popitem(last=False)
        if self.side == "client" and self.state is SocketState.SESSION_BOUND:
            self.enter(SocketState.GREETED)

    def _crossed(self, message: wire.ToServer) -> bool:
        # The code was used, or ran out, while the client's "release" was on its way; or one side ended the session
        # while the other was still speaking in it. Nobody did wrong.
        if isinstance(message, wire.Release):
            return self.side == "client" and message.slot_id == self.last_slot_id
        if self.side == "client" and type(message) in _CLIENT_IN_SESSION:
            return getattr(message, "session_id", None) in self._ended
        # The agent has left and the client asks for a new code in place of closing: that closes too.
        return isinstance(message, wire.Allocate) and self.is_only_closing

    @property
    def is_only_closing(self) -> bool:
        """Whether this client's session waits for nothing but the client's last events."""
        is_client_bound = self.side == "client" and self.state is SocketState.SESSION_BOUND
        return is_client_bound and all(b.stage is SessionStage.CLOSING for b in self.sessions.values())
