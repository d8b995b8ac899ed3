"""What a session machine wants done, as imperatives; the controller carries them out in order."""

from dataclasses import dataclass

from shared.capability import Capability
from shared.consent.effect import ApplyRights, Record, TellAgent
from shared.ids import SlotId
from shared.protocol.signaling_messages import CloseReason, PairingFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCode:
    """Ask the server for a nameplate and make a code on it with that many secret digits."""

    secret_digits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReclaimCode:
    """Ask a server that was away for the shown code; where it has it no more, make a new one with so many digits."""

    slot_id: SlotId
    secret_digits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCode:
    """Give the nameplate back and forget the secret."""

    slot_id: SlotId


@dataclass(frozen=True, slots=True)
class StartExchange:
    """Send our share of the key exchange."""


@dataclass(frozen=True, slots=True)
class StartPeer:
    """Begin, or let through, the peer connection: descriptions may be exchanged now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPairing:
    """Tell the server how pairing ended, for limits and record."""

    failure: PairingFailure | None


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Have the server write the session down with both keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePeer:
    """Say goodbye if the channel is open, then close the peer connection and everything on it."""

    reason: CloseReason


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSession:
    """Have the server seal the record."""

    reason: CloseReason


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRight:
    """Put the question to the person (console only)."""

    request_id: int
    capability: Capability
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskScreens:
    """Put the wish for other displays to the person (console only)."""

    request_id: int
    monitor_ids: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRight:
    """Tell the client that a right is given back (console only)."""

    capability: Capability


@dataclass(frozen=True, slots=True)
class ReleaseInput:
    """Let go of every held key and button, and forget what was not acknowledged (console only)."""


Command = (
    RequestCode
    | ReclaimCode
    | ReleaseCode
    | StartExchange
    | StartPeer
    | ReportPairing
    | OpenSession
    | ClosePeer
    | CloseSession
    | AskRight
    | AskScreens
    | ReturnRight
    | ReleaseInput
    | Record
    | TellAgent
    | ApplyRights
)
