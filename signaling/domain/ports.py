"""What the rules of the server need from the world: pairing state, a relay between nodes, a database, a hasher.

Each is an interface, so that the rules run in a test with plain objects, on one node with SQLite and the in-process
bus, and on several nodes with adapters that keep the same promises.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from shared.audit.event import AuditEvent
from shared.errors import AlongsideError
from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import Account
from signaling.domain.notice import Notice
from signaling.domain.second_factor import FactorMethod, FactorProblem


class AuditUnwritableError(AlongsideError):
    """The record could not be written and flushed, so nothing that needs a record may happen."""

    code = "audit_unwritable"


class AnotherServerError(AuditUnwritableError):
    """Another server writes into the same database; to those who ask, the record cannot be written."""


class TooManyWaitingError(AlongsideError):
    """A bounded queue inside the server is full."""

    code = "server_busy"


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading of both clocks: `mono_ms` for every expiry and limit, `utc` for records only."""

    mono_ms: int
    utc: datetime


class PairingState(Protocol):
    """Small values with a lifetime that all nodes see alike.

    In Redis: SET NX PX, GET, GETDEL, and a sorted set by expiry to count.
    """

    async def set_if_absent(self, namespace: str, key: str, value: bytes, ttl_ms: int) -> bool:
        """Store `value` for `ttl_ms` unless the key is there already; True when it was stored. Atomic."""
        ...

    async def get(self, namespace: str, key: str) -> bytes | None:
        """The value, or None when there is none or its time is over."""
        ...

    async def take(self, namespace: str, key: str) -> bytes | None:
        """Remove the value and return it; of several takers exactly one gets it. Atomic."""
        ...

    async def count(self, namespace: str) -> int:
        """How many keys the namespace holds; may lag behind by a moment."""
        ...


Deliver = Callable[[Notice], None]


class Subscription(Protocol):
    """An open ear at one address."""

    def cancel(self) -> None:
        """Stop listening; nothing is delivered afterwards. May be called twice."""
        ...


class Bus(Protocol):
    """Carries notices between connections, wherever their sockets are (in Redis: PUBLISH and SUBSCRIBE)."""

    async def subscribe(self, address: str, deliver: Deliver) -> Subscription:
        """Call `deliver` with every notice published to `address` from now on. It must not block or raise."""
        ...

    async def publish(self, address: str, notice: Notice) -> int:
        """Send a notice and return how many listeners it reached; order is kept per address and publisher."""
        ...

    async def listeners(self, address: str) -> int:
        """How many listen at an address (in Redis: PUBSUB NUMSUB)."""
        ...


class SessionStage(StrEnum):
    """How far a session has come; it only ever moves down this list."""

    PAIRING = "pairing"
    PAIRED = "paired"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """What is stored when a code was claimed. Tokens are stored as SHA-256 only."""

    session_id: str
    slot_id: str
    agent_id: str
    client_token_hash: bytes
    agent_token_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """A session as the database has it."""

    session_id: str
    slot_id: str
    stage: SessionStage
    agent_id: str
    client_token_hash: bytes
    agent_token_hash: bytes
    next_cseq: int
    reason: str | None
    seal: wire.Seal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRow:
    """A waiting code as it outlives a restart of the server; `expires_at` is only used to restore it."""

    slot_id: str
    nameplate: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """A client's event is on disk (now, or since an earlier try)."""

    seq: int
    event_hash: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A client's event was not stored; `reason` is a stable name for the log."""

    reason: str


class Ledger(Protocol):
    """Sessions and the record, in one database: each call is one transaction and returns after it is on disk.

    Every method raises `AuditUnwritableError` when it cannot be written.
    """

    async def record(self, event: AuditEvent) -> None:
        """Put an event that changes nothing else on record."""
        ...

    async def add_slot(self, slot: SlotRow, event: AuditEvent) -> None:
        """Keep a waiting code across restarts."""
        ...

    async def remove_slot(self, slot_id: str, event: AuditEvent) -> None:
        """Forget a code that was released or has expired."""
        ...

    async def waiting_slots(self) -> list[SlotRow]:
        """All codes that were neither claimed nor given back."""
        ...

    async def stale_slots(self, now: datetime) -> list[SlotRow]:
        """Codes whose time is over and that nobody has removed."""
        ...

    async def live_sessions_of(self, agent_id: str) -> int:
        """How many sessions that account is in, on whatever sockets: neither over nor ended from its side."""
        ...

    async def create_session(self, session: NewSession, event: AuditEvent, *, most: int) -> bool:
        """Store a session whose code was just claimed, and forget its slot.

        False, and nothing is stored, when its agent is in `most` already: counted in the same transaction.
        """
        ...

    async def load_session(self, session_id: str) -> SessionRecord | None:
        """Read a session; None when there is none."""
        ...

    async def unfinished_sessions(self) -> list[SessionRecord]:
        """All sessions that are not closed."""
        ...

    async def mark_paired(self, session_id: str, event: AuditEvent) -> bool:
        """Move a session from `PAIRING` to `PAIRED`.

        Returns whether it is paired now; when it was before, nothing is recorded.
        """
        ...

    async def open_session(self, session_id: str, client_key: bytes, event: AuditEvent) -> bool:
        """Move a session from `PAIRED` to `OPEN` and keep the key its events are signed with.

        Returns whether it is open with that very key now; when it was before, nothing is recorded.
        """
        ...

    async def append_client_event(self, event: AuditEvent) -> Stored | Refused:
        """Store a client's event if it is the next one and signed with the session's key; the same again is fine."""
        ...

    async def begin_closing(self, session_id: str, reason: str) -> SessionRecord | None:
        """Move an open session to `CLOSING`: only the client may still add events. Returns it as it is then."""
        ...

    async def close_session(
        self, session_id: str, reason: str, now: Moment, because: AuditEvent | None = None
    ) -> SessionRecord | None:
        """Close and seal a session, with its closing event; the reason of `begin_closing` wins over this one.

        `because` is an event to record just before, in the same transaction.

        Returns it as closed, or as it was when somebody closed it before; None when there is none.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInTimes:
    """How long a sign-in lasts, by the server's clock: unused at a console, unused on a page, and at most."""

    idle_ms: int
    web_idle_ms: int
    absolute_ms: int


class SignInKind(StrEnum):
    """Where somebody is signed in; a token of one place is nothing in the other."""

    CONSOLE = "console"
    WEB = "web"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSignIn:
    """A sign-in as it is kept: whose, where, and what was shown for it."""

    token_hash: bytes
    account_id: int
    kind: SignInKind
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFacts:
    """How a sign-in came about: what was shown for it, as the record names it, and when."""

    method: str
    begun_unix_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSignIn:
    """A sign-in that lasts.

    Attributes:
        token_hash: SHA-256 of its token.
        kind: where.
        method: what was shown for it, as the record names it.
        begun_unix_ms: since when.
        used_unix_ms: when it was used last, as exactly as that is kept.
    """

    token_hash: bytes
    kind: SignInKind
    method: str
    begun_unix_ms: int
    used_unix_ms: int


class Caller(Protocol):
    """Whoever asks, as limits and record name them: see `Connection`."""

    @property
    def address(self) -> str:
        """What limits count by."""
        ...

    @property
    def ip_masked(self) -> str:
        """What the record may hold."""
        ...

    @property
    def connection_id(self) -> str:
        """Short name of this very connection."""
        ...


class AccountDirectory(Protocol):
    """The accounts of this server, and who is signed in. Tokens come as their SHA-256.

    Every method raises `AuditUnwritableError` when what it says cannot be written or read.
    """

    async def find(self, email: str) -> Account | None:
        """The account with that normalized address."""
        ...

    async def disabled_among(self, account_ids: frozenset[int]) -> frozenset[int]:
        """Which of these accounts may no longer be signed in."""
        ...

    async def use_code(self, account_id: int, code: str, now: Moment) -> FactorMethod | FactorProblem:
        """Use a normalized code of the account's second factor; of several at once with the same, one is taken."""
        ...

    async def begin_sign_in(self, sign_in: NewSignIn, event: AuditEvent, now: Moment) -> None:
        """Keep a new sign-in, with its event."""
        ...

    async def signed_in_with(self, token_hash: bytes, kind: SignInKind, now: Moment) -> Account | None:
        """Whose sign-in of that kind it is; None when it was ended or its time is over."""
        ...

    async def sign_in_facts(self, token_hash: bytes) -> SignInFacts | None:
        """How and when that sign-in came about; None when it was ended."""
        ...

    async def resume_sign_in(self, token_hash: bytes, event: AuditEvent, now: Moment) -> bool:
        """Use a sign-in on another socket, with its event; False when it was ended in this very moment."""
        ...

    async def end_sign_in(self, token_hash: bytes, event: AuditEvent) -> None:
        """Sign out, with its event; once."""
        ...

    async def live_among(self, token_hashes: frozenset[bytes], now: Moment) -> frozenset[bytes]:
        """Which of these sign-ins were not ended, and have time left."""
        ...

    async def sign_ins_of(self, account_id: int, now: Moment) -> tuple[KeptSignIn, ...]:
        """All sign-ins of an account that last, the newest first."""
        ...

    async def end_sign_ins(
        self,
        account_id: int,
        is_meant: Callable[[KeptSignIn], bool],
        event_of: Callable[[KeptSignIn], AuditEvent],
        now: Moment,
    ) -> tuple[KeptSignIn, ...]:
        """End those that are meant, of all the account has in that moment, each with its event; all or none."""
        ...

    async def touch(self, token_hashes: frozenset[bytes], now: Moment) -> None:
        """These were used just now."""
        ...


class PasswordChecker(Protocol):
    """Runs Argon2id somewhere that is not the event loop."""

    async def is_right(self, password: str, account: Account | None) -> bool:
        """Whether the password is the account's; takes as long for an unknown account and says no.

        Raises:
            TooManyWaitingError: too many checks are waiting already.
        """
        ...
