"""What can happen to a session, as past participles; every one is a plain value."""

from dataclasses import dataclass
from typing import Literal

from shared.capability import Capability
from shared.consent.book import DeskLoss
from shared.consent.effect import AnswerOutcome
from shared.consent.grant import BatchScope
from shared.consent.machine import AnswerSource
from shared.consent.terms import NO_TERMS, ConsentTerms
from shared.ids import PromptId, SessionId, SlotId
from shared.protocol.signaling_messages import AgentCard, CloseReason, PairingFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpRequested:
    """The person pressed the button; `problem` may be empty."""

    problem: str


@dataclass(frozen=True, slots=True)
class NewCodeRequested:
    """The person wants another code."""


@dataclass(frozen=True, slots=True)
class HomeRequested:
    """The person goes back to the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered:
    """The person answered a question."""

    prompt_id: PromptId
    is_allowed: bool
    source: AnswerSource
    shown_ms: int
    monitor_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RightTakenBack:
    """The person revoked one right; it is already gone locally."""

    capability: Capability


@dataclass(frozen=True, slots=True, kw_only=True)
class RightOffered:
    """The person wants to give a right that nobody asked for; it takes the same question as any other."""

    capability: Capability


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeGiven:
    """The person lets a right go on that is about to end."""

    capability: Capability
    source: AnswerSource


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLeft:
    """Nobody watches the desk any more: it is locked, was asleep, or another user's; control is already shut."""

    reason: DeskLoss


@dataclass(frozen=True, slots=True)
class OtherScreenWanted:
    """The person wants to choose anew what is shown."""


@dataclass(frozen=True, slots=True)
class PausePressed:
    """The person paused."""


@dataclass(frozen=True, slots=True)
class ResumePressed:
    """The person lifted the pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopPressed:
    """The person, the panic keys, the lock screen or the program's exit ended everything."""

    reason: CloseReason


@dataclass(frozen=True, slots=True)
class ServerReached:
    """The socket to the server is greeted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerLost:
    """The socket is gone or never came; the shell tries again by itself."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAllocated:
    """A nameplate is ours, and a new code was made on it."""

    slot_id: SlotId
    expires_in_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeKept:
    """The server is back and still has the shown code for us."""

    expires_in_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRefused:
    """The server would not give a nameplate."""

    code: str


@dataclass(frozen=True, slots=True)
class CodeExpired:
    """Nobody used the code in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeClaimed:
    """An agent typed our nameplate."""

    session_id: SessionId
    agent: AgentCard


@dataclass(frozen=True, slots=True)
class CodeContested:
    """Somebody else has tried the code that is being used; both sides hear of it."""


@dataclass(frozen=True, slots=True)
class PolicyTold:
    """The organisation's rules forbid these rights in the session that begins, and set terms for the others."""

    forbidden: frozenset[Capability] = frozenset()
    terms: ConsentTerms = NO_TERMS


@dataclass(frozen=True, slots=True)
class PairingVerified:
    """Both ends proved that they know the code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingRefused:
    """They did not, or something on the way was wrong."""

    failure: PairingFailure


@dataclass(frozen=True, slots=True)
class PeerBound:
    """The peer connection is up and both bind tags were right."""


@dataclass(frozen=True, slots=True)
class PairingReported:
    """The server has noted that the two are paired; only now may the session be opened there."""


@dataclass(frozen=True, slots=True)
class SessionRecorded:
    """The server has written the session down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRefused:
    """The server would not write it down."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRecorded:
    """A granted right is on disk here and at the server."""

    prompt_id: PromptId


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantUnrecorded:
    """A granted right could not be recorded."""

    prompt_id: PromptId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLost:
    """The server does not take the record at the moment, connected or not; `event_refused`: it never will."""

    code: Literal["audit_unwritable", "event_refused"] = "audit_unwritable"


@dataclass(frozen=True, slots=True)
class RecordRestored:
    """The server has every event again."""


@dataclass(frozen=True, slots=True)
class JournalBroken:
    """The person's own record cannot be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RightAsked:
    """The agent asks for a right."""

    request_id: int
    capability: Capability
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreensAsked:
    """The agent would like to see other displays than now."""

    request_id: int
    monitor_ids: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesOffered:
    """The agent would like to send files."""

    request_id: int
    batch: BatchScope
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesAsked:
    """The agent would like to have files."""

    request_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesChosen:
    """The person chose files to send; nothing is allowed yet."""

    batch: BatchScope


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchEnded:
    """The files a right was given for are all there, or will not come any more."""

    capability: Capability


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorsChanged:
    """Displays came, went, moved or changed their size; `present` are the numbers of those that are there."""

    present: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RightReturned:
    """The agent gives a right back."""

    capability: Capability


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerEnded:
    """The other side said goodbye, or broke the rules of the wire."""

    reason: CloseReason


@dataclass(frozen=True, slots=True)
class LineStalled:
    """Three seconds without a heartbeat."""


@dataclass(frozen=True, slots=True)
class LineRecovered:
    """Heartbeats again."""


@dataclass(frozen=True, slots=True)
class LineLost:
    """The peer connection is dead, or silent for two minutes."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """Time passed; the shell sends this a few times a second."""


ClientEvent = (
    HelpRequested
    | NewCodeRequested
    | HomeRequested
    | QuestionAnswered
    | RightTakenBack
    | OtherScreenWanted
    | RightOffered
    | TimeGiven
    | DeskLeft
    | PausePressed
    | ResumePressed
    | StopPressed
    | ServerReached
    | ServerLost
    | CodeAllocated
    | CodeKept
    | CodeRefused
    | CodeExpired
    | CodeClaimed
    | CodeContested
    | PolicyTold
    | PairingVerified
    | PairingRefused
    | PeerBound
    | PairingReported
    | SessionRecorded
    | SessionRefused
    | GrantRecorded
    | GrantUnrecorded
    | RecordLost
    | RecordRestored
    | JournalBroken
    | RightAsked
    | ScreensAsked
    | FilesOffered
    | FilesAsked
    | FilesChosen
    | BatchEnded
    | MonitorsChanged
    | RightReturned
    | PeerEnded
    | LineStalled
    | LineRecovered
    | LineLost
    | Ticked
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAccepted:
    """The server made the session; the console's side."""

    session_id: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRejected:
    """The server would not let us use that code."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RightAnswered:
    """The person answered our request."""

    request_id: int
    capability: Capability
    outcome: AnswerOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsReported:
    """The client says which rights are on."""

    input_epoch: int
    on: frozenset[Capability]
    cover: Literal["none", "asking", "paused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RightWanted:
    """The agent wants to ask for a right."""

    capability: Capability
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreTimeWanted:
    """The agent wants to ask that a right which is about to end goes on."""

    capability: Capability
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreensWanted:
    """The agent wants to see other displays."""

    monitor_ids: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RightGivenBack:
    """The agent gives a right back."""

    capability: Capability


@dataclass(frozen=True, slots=True)
class EndPressed:
    """The agent ends the session."""


AgentEvent = (
    CodeAccepted
    | CodeRejected
    | CodeContested
    | PolicyTold
    | PairingVerified
    | PairingRefused
    | PeerBound
    | RightAnswered
    | RightsReported
    | RightWanted
    | MoreTimeWanted
    | ScreensWanted
    | RightGivenBack
    | EndPressed
    | PeerEnded
    | LineStalled
    | LineRecovered
    | LineLost
    | ServerLost
    | Ticked
)
