"""What is said of a session: kinds of problem, filings, stars and reports as plain values, and the port to them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from shared.audit.event import Actor
from signaling.domain.ports import Caller, Moment

RECORD_OPEN_FOR = timedelta(hours=24)
"""How long after the end something may be said: an agent files at the end of a shift, a person asks the family."""


class SessionResult(StrEnum):
    """How a session went, as its agent says."""

    SOLVED = "solved"
    PARTLY = "partly"
    UNSOLVED = "unsolved"
    PASSED_ON = "passed_on"


class ReportCause(StrEnum):
    """What was wrong, as the person says."""

    UNKNOWN_HELPER = "unknown_helper"
    UNWANTED_ACT = "unwanted_act"
    ASKED_FOR_MONEY = "asked_for_money"
    OTHER = "other"


class TextField(StrEnum):
    """Whose words are kept, each sealed under its session's own key; the value is bound into the seal."""

    PROBLEM = "problem"
    NOTE = "note"
    REPORT = "report"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One kind of problem; an empty name is said in English."""

    category_id: str
    en: str
    ru: str = ""
    ro: str = ""
    is_offered: bool = True

    def name_in(self, language: str) -> str:
        """Its name in that language."""
        return {"ru": self.ru, "ro": self.ro}.get(language, "") or self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who says it, when, and from where."""

    actor: Actor
    now: Moment
    caller: Caller | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides whether something may be said of a session.

    Attributes:
        was_opened: both sides were verified; before that there is nothing to say anything about.
        closed_at: when it was sealed; None while it is not.
        is_erased: its texts were erased, and nothing is kept any more.
    """

    session_id: str
    agent_id: str
    client_token_hash: bytes = field(repr=False)
    was_opened: bool
    closed_at: datetime | None
    is_erased: bool

    def is_open_at(self, now: datetime) -> bool:
        """Whether something may still be said."""
        in_time = self.closed_at is None or now - self.closed_at <= RECORD_OPEN_FOR
        return self.was_opened and in_time and not self.is_erased


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What the agent files."""

    category: str
    result: SessionResult
    note: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the person reports.

    Attributes:
        receipt_parts: how many parts the receipt comes in afterwards; 0 for none.
        receipt_sha256: of the whole receipt, in hex; empty for none.
    """

    cause: ReportCause
    words: str = field(repr=False)
    receipt_parts: int = 0
    receipt_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRecord:
    """All that is kept of what was said of one session; texts are None when nothing was said or it was erased.

    Attributes:
        reported_at: when the last report came; None without one.
        has_receipt: every part of the receipt is there and fits its checksum.
    """

    category: str
    result: SessionResult | None
    stars: int | None
    is_reported: bool
    is_erased: bool
    problem: str | None = field(default=None, repr=False)
    note: str | None = field(default=None, repr=False)
    report: Report | None = field(default=None, repr=False)
    reported_at: datetime | None = None
    has_receipt: bool = False


class RecordLedger(Protocol):
    """What was said of sessions, in the same database as the chain; each call is one transaction, events included.

    Writing calls return False when the session's texts were erased meanwhile. Every method raises
    `AuditUnwritableError` when it cannot be written or read.
    """

    async def categories(self) -> tuple[Category, ...]:
        """All kinds of problem, in the admin's order, those no longer offered too."""
        ...

    async def save_categories(self, categories: tuple[Category, ...], by: Author) -> int:
        """Keep these in that order and return how many changed; none is ever taken away. Each change is an event."""
        ...

    async def standing(self, session_id: str) -> Standing | None:
        """What decides whether something may be said; None when there is no such session."""
        ...

    async def put_problem(self, session_id: str, problem: str, by: Author) -> bool:
        """Keep the problem as the person wrote it."""
        ...

    async def file(self, session_id: str, filing: Filing, by: Author) -> bool:
        """Keep what the agent files in place of what was filed before."""
        ...

    async def rate(self, session_id: str, stars: int, by: Author) -> bool:
        """Keep the person's stars in place of earlier ones."""
        ...

    async def report(self, session_id: str, report: Report, by: Author) -> bool:
        """Keep a report in place of an earlier one, and forget that one's receipt."""
        ...

    async def put_receipt(self, session_id: str, part: int, body: bytes, by: Author) -> bool:
        """Keep one part of the receipt; False also when no report said that there would be one."""
        ...

    async def read(self, session_id: str) -> KeptRecord | None:
        """All that is kept; None when there is no such session."""
        ...

    async def take_receipt(self, session_id: str, by: Author) -> bytes | None:
        """The receipt that came with the report, whole and fitting its checksum; that it was taken is an event."""
        ...

    async def erase(self, session_id: str, by: Author) -> bool:
        """Destroy the session's key and texts for good, also in the files of the database; False when there was none.

        Category, result and stars stay: they are words of a list and a number.
        """
        ...
