"""The messages between a program and the server, as `docs/protocol.md` section 1 lists them."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.capability import Capability
from shared.protocol import browser_messages, limits, record_messages
from shared.protocol.message import Message
from shared.protocol.wire_fields import AgentCard, HashBytes, Hex128, NameText, RequestId

# Patterns end in \Z: a plain $ would let a line break through.
Hex256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
NameplateText = Annotated[str, Meta(pattern=r"^[0-9]{3,6}\Z")]
PublicKeyBytes = Annotated[bytes, Meta(min_length=32, max_length=32)]
SignatureBytes = Annotated[bytes, Meta(min_length=64, max_length=64)]
ProgramText = Annotated[str, Meta(max_length=limits.PROGRAM_MAX_CHARS)]
LocaleText = Annotated[str, Meta(max_length=limits.LOCALE_MAX_CHARS)]
InstantText = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z\Z")]
EventText = Annotated[str, Meta(max_length=limits.EVENT_TEXT_MAX_CHARS)]
EventInteger = Annotated[int, Meta(ge=-(2**53), le=2**53)]
EventData = Annotated[
    dict[Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z")], EventText | EventInteger | bool],
    Meta(max_length=limits.EVENT_DATA_MAX_ENTRIES),
]

RelayPhase = Literal["pake_client", "pake_agent", "confirm_client", "sealed"]
PairingFailure = Literal["wrong_code", "timeout", "bad_message", "description_refused", "binding_failed", "abandoned"]
CloseReason = Literal[
    "user_stopped",
    "agent_left",
    "panic",
    "peer_lost",
    "expired",
    "failed",
    "admin_ended",
    "protocol_error",
    "display_lost",
]
EventOutcome = Literal["ok", "denied", "failed"]


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of the maps inside messages."""


class IceServer(_Record, frozen=True):
    """A STUN or TURN server (RFC 7064, RFC 7065 URLs)."""

    urls: Annotated[list[Annotated[str, Meta(max_length=256)]], Meta(max_length=4)]
    username: Annotated[str, Meta(max_length=128)] | None = None
    credential: Annotated[str, Meta(max_length=128)] | None = None


class Seal(_Record, frozen=True):
    """A session's own chain as the server closed it, signed with the server's audit key (Ed25519)."""

    count: Annotated[int, Meta(ge=0)]
    head: Hex256
    signature: SignatureBytes
    key: PublicKeyBytes


class Hello(Message, frozen=True):
    """First message on every socket."""

    protocol: Annotated[int, Meta(ge=1, le=255)]
    role: Literal["client", "agent"]
    program: ProgramText
    locale: LocaleText


class Welcome(Message, frozen=True):
    """The server's answer to `hello`."""

    protocol: Annotated[int, Meta(ge=1, le=255)]
    origin: Annotated[str, Meta(max_length=300)]
    organisation: NameText
    ice_servers: Annotated[list[IceServer], Meta(max_length=4)] = msgspec.field(default_factory=list)


class SignIn(Message, frozen=True):
    """An agent proves who they are."""

    request_id: RequestId
    email: Annotated[str, Meta(max_length=limits.EMAIL_MAX_CHARS)]
    password: Annotated[str, Meta(max_length=limits.PASSWORD_MAX_CHARS)]
    second_factor: Annotated[str, Meta(max_length=limits.SECOND_FACTOR_MAX_CHARS)] = ""

    def __repr__(self) -> str:
        return f"SignIn(request_id={self.request_id})"


class SignInAgain(Message, frozen=True):
    """An agent's program comes back on another socket, with the token it was given."""

    request_id: RequestId
    token: Hex128

    def __repr__(self) -> str:
        return f"SignInAgain(request_id={self.request_id})"


class SignedIn(Message, frozen=True):
    """The agent is signed in on this socket; `token` comes with a new sign-in only, and stands for it."""

    request_id: RequestId
    agent: AgentCard
    role: Literal["agent", "lead", "admin", "auditor"]
    token: Hex128 | None = None

    def __repr__(self) -> str:
        return f"SignedIn(request_id={self.request_id}, agent_id={self.agent.agent_id!r})"


class SignOut(Message, frozen=True):
    """The agent leaves: the token is void everywhere, and the server ends this socket. Has no answer."""


class Allocate(Message, frozen=True):
    """The client asks for a nameplate; with `slot_id`, for the one it already shows, after a lost socket."""

    request_id: RequestId
    slot_id: Hex128 | None = None


class Allocated(Message, frozen=True):
    """A nameplate is reserved for ten minutes."""

    request_id: RequestId
    slot_id: Hex128
    nameplate: NameplateText
    expires_in_ms: Annotated[int, Meta(ge=0, le=3_600_000)]


class Release(Message, frozen=True):
    """The client gives its nameplate back unused."""

    request_id: RequestId
    slot_id: Hex128


class Released(Message, frozen=True):
    """The nameplate is free again."""

    request_id: RequestId


class CodeExpired(Message, frozen=True):
    """Nobody used the code in time."""

    slot_id: Hex128


class Claim(Message, frozen=True):
    """An agent uses the public part of a code they were told."""

    request_id: RequestId
    nameplate: NameplateText


class Claimed(Message, frozen=True):
    """Client and agent now share a session; `agent`, `slot_id` go to the client, `request_id` to the agent."""

    session_id: Hex128
    session_token: Hex128
    request_id: RequestId | None = None
    slot_id: Hex128 | None = None
    agent: AgentCard | None = None

    def __repr__(self) -> str:
        return f"Claimed(session_id={self.session_id})"


class Relay(Message, frozen=True):
    """Bytes for the other side of a session; the server looks at `phase` and length only."""

    session_id: Hex128
    phase: RelayPhase
    body: Annotated[bytes, Meta(max_length=limits.RELAY_BODY_MAX_BYTES)]


class SessionPolicy(Message, frozen=True):
    """What the organisation's rules take away from a session; it never gives a right."""

    session_id: Hex128
    forbidden: Annotated[list[Capability], Meta(min_length=1, max_length=16)]


class RightLimit(_Record, frozen=True):
    """How long a right lasts at most from one yes."""

    capability: Capability
    longest_ms: Annotated[int, Meta(ge=1, le=limits.RIGHT_TIME_MAX_MS)]


class SessionTerms(Message, frozen=True):
    """What the organisation's rules ask of questions and take from every yes in a session; it never gives a right."""

    session_id: Hex128
    needs_reason: Annotated[list[Capability], Meta(max_length=16)]
    longest: Annotated[list[RightLimit], Meta(max_length=16)]


class ReportPairing(Message, frozen=True):
    """The client tells the server how pairing ended, for the record and for the limits."""

    request_id: RequestId
    session_id: Hex128
    outcome: Literal["ok", "failed"]
    failure: PairingFailure | None = None
    transcript_hash: HashBytes | None = None


class PairingReported(Message, frozen=True):
    """The outcome of pairing is on record."""

    request_id: RequestId


class PairingFailed(Message, frozen=True):
    """Tells the agent that the client refused, and why."""

    session_id: Hex128
    failure: PairingFailure


class OpenSession(Message, frozen=True):
    """Both keys of a session that has just been verified."""

    request_id: RequestId
    session_id: Hex128
    client_key: PublicKeyBytes
    agent_key: PublicKeyBytes
    client_program: ProgramText
    agent_program: ProgramText
    os_family: Literal["linux", "windows", "macos"]


class SessionOpened(Message, frozen=True):
    """The session is on record; `request_id` only for the client."""

    session_id: Hex128
    request_id: RequestId | None = None


class AppendEvent(Message, frozen=True):
    """One event of the assisted person's own signed journal."""

    request_id: RequestId
    session_id: Hex128
    cseq: Annotated[int, Meta(ge=1, le=10_000_000)]
    cts: InstantText
    tag: Annotated[str, Meta(pattern=r"^[a-z]+:[a-z_]+:[a-z_]+\Z", max_length=64)]
    outcome: EventOutcome
    data: EventData
    signature: SignatureBytes


class EventCommitted(Message, frozen=True):
    """That event is on disk at the server."""

    request_id: RequestId
    session_id: Hex128
    cseq: Annotated[int, Meta(ge=1)]
    seq: Annotated[int, Meta(ge=1)]
    event_hash: Hex256


class CloseSession(Message, frozen=True):
    """One side ends the session."""

    request_id: RequestId
    session_id: Hex128
    reason: CloseReason


class SessionClosed(Message, frozen=True):
    """The session is over and its record sealed."""

    session_id: Hex128
    reason: CloseReason
    request_id: RequestId | None = None
    seal: Seal | None = None


class Attach(Message, frozen=True):
    """Return to a session on a new socket."""

    request_id: RequestId
    session_id: Hex128
    session_token: Hex128

    def __repr__(self) -> str:
        return f"Attach(session_id={self.session_id})"


class Attached(Message, frozen=True):
    """Back in the session; `next_cseq` is the first event the server has not got."""

    request_id: RequestId
    session_id: Hex128
    next_cseq: Annotated[int, Meta(ge=1)]


class PeerPresence(Message, frozen=True):
    """Whether the other side's socket to the server is there."""

    session_id: Hex128
    is_present: bool


class Stopping(Message, frozen=True):
    """The server is about to stop; come back in a while."""


class Error(Message, frozen=True):
    """A refused request, or the last word before the socket closes."""

    code: Annotated[str, Meta(pattern=r"^[a-z_]+\Z", max_length=40)]
    request_id: RequestId | None = None
    retry_after_ms: Annotated[int, Meta(ge=0, le=86_400_000)] | None = None


ToServer = (
    Hello
    | SignIn
    | SignInAgain
    | SignOut
    | Allocate
    | Release
    | Claim
    | Relay
    | ReportPairing
    | OpenSession
    | AppendEvent
    | CloseSession
    | Attach
    | browser_messages.ToServer
    | record_messages.ToServer
)
"""Everything a program may send to the server."""

FromServer = (
    Welcome
    | SignedIn
    | Allocated
    | Released
    | CodeExpired
    | Claimed
    | SessionPolicy
    | SessionTerms
    | Relay
    | PairingReported
    | PairingFailed
    | SessionOpened
    | EventCommitted
    | SessionClosed
    | Attached
    | PeerPresence
    | Stopping
    | Error
    | browser_messages.FromServer
    | record_messages.FromServer
)
"""Everything the server may send to a program."""
