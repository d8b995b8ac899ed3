"""The messages with which a console is signed in by its agent's browser: asked for, finished, or given up."""

from typing import Annotated, Literal

from msgspec import Meta

from shared.protocol import limits
from shared.protocol.message import Message
from shared.protocol.wire_fields import AgentCard, HashBytes, Hex128, RequestId

VerifierBytes = Annotated[
    bytes, Meta(min_length=limits.BROWSER_VERIFIER_BYTES, max_length=limits.BROWSER_VERIFIER_BYTES)
]


class BeginBrowserSignIn(Message, frozen=True):
    """The console made a random verifier and sends its SHA-256 (as the method S256 of RFC 7636)."""

    request_id: RequestId
    challenge: HashBytes


class BrowserSignInBegun(Message, frozen=True):
    """What the page in the browser is found by, and what the agent has to type there."""

    request_id: RequestId
    hand_over_id: Hex128
    number: Annotated[str, Meta(pattern=r"^[0-9]{4}\Z")]
    expires_in_ms: Annotated[int, Meta(ge=0, le=limits.BROWSER_SIGN_IN_MS)]

    def __repr__(self) -> str:
        return f"BrowserSignInBegun(request_id={self.request_id})"


class FinishBrowserSignIn(Message, frozen=True):
    """The console shows the verifier and asks whether the agent has said yes in the browser."""

    request_id: RequestId
    hand_over_id: Hex128
    verifier: VerifierBytes

    def __repr__(self) -> str:
        return f"FinishBrowserSignIn(request_id={self.request_id})"


class BrowserSignedIn(Message, frozen=True):
    """The agent is signed in on this socket, as by `signed_in`; `email` says whose account it became."""

    request_id: RequestId
    agent: AgentCard
    role: Literal["agent", "lead", "admin", "auditor"]
    token: Hex128
    email: Annotated[str, Meta(max_length=limits.EMAIL_MAX_CHARS)]

    def __repr__(self) -> str:
        return f"BrowserSignedIn(request_id={self.request_id}, agent_id={self.agent.agent_id!r})"


class DropBrowserSignIn(Message, frozen=True):
    """The agent has given it up: nobody can say yes to it any more. Has no answer."""

    hand_over_id: Hex128
    verifier: VerifierBytes

    def __repr__(self) -> str:
        return "DropBrowserSignIn()"


ToServer = BeginBrowserSignIn | FinishBrowserSignIn | DropBrowserSignIn
FromServer = BrowserSignInBegun | BrowserSignedIn
