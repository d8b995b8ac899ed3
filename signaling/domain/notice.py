"""What one connection tells another through the bus; never a secret beyond what the receiver's person may have."""

from typing import Literal

import msgspec

from shared.capability import Capability
from shared.protocol import signaling_messages as wire


class _Notice(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """Base of the notices; they travel between nodes of one server, never to a program."""


class CodeClaimed(_Notice, frozen=True):
    """To the client at its slot: an agent used the code."""

    slot_id: str
    session_id: str
    session_token: str
    agent: wire.AgentCard

    def __repr__(self) -> str:
        return f"CodeClaimed(session_id={self.session_id})"


class PolicySet(_Notice, frozen=True):
    """To both sides of a session that begins: what the rules forbid in it."""

    session_id: str
    forbidden: tuple[Capability, ...]


class TermsSet(_Notice, frozen=True):
    """To both sides of a session that begins: what the rules ask of questions and take from every yes in it."""

    session_id: str
    needs_reason: tuple[Capability, ...]
    longest_ms: dict[Capability, int]


class CodeContested(_Notice, frozen=True):
    """To both sides: somebody else tried to use the same code while it was being used."""

    session_id: str


class Relayed(_Notice, frozen=True):
    """To one side of a session: bytes from the other."""

    session_id: str
    phase: wire.RelayPhase
    body: bytes


class PairingEnded(_Notice, frozen=True):
    """To the agent: the client has reported how pairing ended; `failure` is None when it went well."""

    session_id: str
    failure: wire.PairingFailure | None


class SessionOpened(_Notice, frozen=True):
    """To the agent: the session is on record."""

    session_id: str


class SessionEnded(_Notice, frozen=True):
    """To one side: the session is over; without a seal, the client may still hand in its last events."""

    session_id: str
    reason: wire.CloseReason
    seal: wire.Seal | None


class PresenceChanged(_Notice, frozen=True):
    """To one side: the other side's socket came or went."""

    session_id: str
    is_present: bool


class Replaced(_Notice, frozen=True):
    """To an older socket of the same program: a newer one, `connection_id`, has taken over the slot or session."""

    connection_id: str
    slot_id: str
    session_id: str | None = None


Notice = (
    CodeClaimed
    | PolicySet
    | TermsSet
    | CodeContested
    | Relayed
    | PairingEnded
    | SessionOpened
    | SessionEnded
    | PresenceChanged
    | Replaced
)

Side = Literal["client", "agent"]


def client_address(slot_id: str) -> str:
    """Where the client listens, from the moment it holds a slot to the end of the session that came of it.

    One address for both, so that nothing sent right after a claim can miss a client that has yet to subscribe.
    """
    return f"client:{slot_id}"


def agent_address(session_id: str) -> str:
    """Where the agent of a session listens."""
    return f"agent:{session_id}"


def seal_address(session_id: str) -> str:
    """Where an agent that has left a session waits for its seal; being there is not being in the session."""
    return f"seal:{session_id}"
