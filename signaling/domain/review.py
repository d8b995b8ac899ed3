"""What the admin page asks for and gets: sessions, their events, a page of the log; plain values."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from shared.audit.verifier import Finding
from shared.capability import Capability
from signaling.domain.accounts import Account
from signaling.domain.ports import Moment, SessionStage

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a page ended: the next one begins just before, however many rows there are."""

    unix_ms: int
    session_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionQuery:
    """Which sessions, newest first.

    Attributes:
        agents: only theirs, by account; None for everybody's.
        search: part of an agent's name or address, or the beginning of a session's id.
        reason: only those that ended so; empty for all.
        right: only those in which this was once on.
        is_live: only those that are not over, or only those that are; None for both.
        since, until: begun from the one and before the other.
        category: only those filed as this kind of problem; empty for all.
        is_reported: only those of which the person reported something; False for all.
        unreported_agent: whose sessions are left out of those reported, by agent id: nobody looks at reports of
            themselves. Empty for nobody's.
        after: the page behind this one.
    """

    agents: frozenset[int] | None = None
    search: str = ""
    reason: str = ""
    right: Capability | None = None
    is_live: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    category: str = ""
    is_reported: bool = False
    unreported_agent: str = ""
    after: Cursor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSummary:
    """One line of the list."""

    session_id: str
    agent_id: str
    agent_name: str
    agent_email: str
    organisation: str
    stage: SessionStage
    reason: str
    rights: tuple[Capability, ...]
    events: int
    began_at: datetime
    ended_at: datetime | None
    category: str = ""
    is_reported: bool = False

    @property
    def cursor(self) -> Cursor:
        """The place of this line."""
        return Cursor(unix_ms=round(self.began_at.timestamp() * 1000), session_id=self.session_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionList:
    """One page of sessions; `next` is None on the last."""

    rows: tuple[SessionSummary, ...]
    next: Cursor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuery:
    """Which events of the whole log, newest first.

    Attributes:
        tag: only this kind; empty for all.
        before_seq: the page behind the event of that number; None for the newest.
        who: part of the name or address of an account that acted, or that was acted on.
        by: only what this kind of actor did (`ACTOR_KINDS`); empty for all.
        outcome: only with this outcome; empty for all.
        since, until: written from the one and before the other, by the server's clock.
    """

    tag: str = ""
    before_seq: int | None = None
    who: str = ""
    by: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One event as it was hashed: `record` is the parsed line, `line` the very bytes."""

    seq: int
    record: dict[str, Any]
    line: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """One page of the log.

    Attributes:
        entries: newest first.
        next_before_seq: where the page behind begins; None on the last.
        is_too_wide: too many people fit, so nothing was looked up.
        names: of the accounts that acted, by the name the record has for them; those that are gone are missing.
    """

    entries: tuple[LogEntry, ...]
    next_before_seq: int | None
    is_too_wide: bool = False
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofReport:
    """What a check of the record found.

    Attributes:
        finding: the gravest finding.
        first_bad_seq: the first event it concerns, by its number in the session or in the whole record.
        problem: stable name of what is wrong; empty when nothing is.
        events: how many were read.
        signed_consents: how many consents the person's own program signed.
        is_sealed: the session has a seal, and it is right unless `problem` says otherwise.
        head: the last hash.
        key_id: short name of the key seals are made with.
    """

    finding: Finding
    first_bad_seq: int | None
    problem: str
    events: int
    signed_consents: int
    is_sealed: bool
    head: str
    key_id: str


OnProgress = Callable[[int, int], Awaitable[None]]
"""Called with the events that were read and those there are."""


class RecordProof(Protocol):
    """Checks and hands out what is stored. Raises `AuditUnwritableError` when it cannot be read or written."""

    async def check_session(self, session_id: str) -> ProofReport:
        """Check one session's own chain, and its seal when it has one."""
        ...

    async def check_all(self, on_progress: OnProgress | None = None) -> ProofReport:
        """Check the server's whole chain up to now; `on_progress` is told how far it is, and ends it by raising."""
        ...

    async def export_session(self, session_id: str, by: Account, now: Moment) -> bytes:
        """A session as a file the offline verifier reads, on record."""
        ...


class ReviewDirectory(Protocol):
    """What is known, for those who review it. Raises `AuditUnwritableError` when it cannot be read."""

    async def sessions(self, query: SessionQuery) -> SessionList:
        """One page of sessions."""
        ...

    async def session(self, session_id: str) -> SessionSummary | None:
        """One session; None when there is none."""
        ...

    async def session_events(self, session_id: str) -> tuple[LogEntry, ...]:
        """All events of a session, oldest first."""
        ...

    async def log(self, query: LogQuery) -> LogPage:
        """One page of the whole log."""
        ...

    async def accounts(self) -> tuple[Account, ...]:
        """Everybody, by address."""
        ...

    async def team_of(self, account: Account) -> frozenset[int]:
        """The accounts of the same organisation, by number."""
        ...
