"""The messages about what is said of a session: its kind of problem, how it went, a note, stars, and a report."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.protocol import limits
from shared.protocol.message import Message
from shared.protocol.wire_fields import HashBytes, Hex128, RequestId

CategoryId = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z")]
CategoryName = Annotated[str, Meta(max_length=limits.CATEGORY_NAME_MAX_CHARS)]
SessionResult = Literal["solved", "partly", "unsolved", "passed_on"]
ReportCause = Literal["unknown_helper", "unwanted_act", "asked_for_money", "other"]


class Category(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One kind of problem, as the admin named it in each language; an empty name is said in English."""

    category_id: CategoryId
    en: CategoryName
    ru: CategoryName = ""
    ro: CategoryName = ""


class ListCategories(Message, frozen=True):
    """The console asks which kinds of problem there are."""

    request_id: RequestId


class Categories(Message, frozen=True):
    """All that are offered, in the admin's order."""

    request_id: RequestId
    categories: Annotated[list[Category], Meta(max_length=limits.CATEGORIES_MAX)]


class FileSession(Message, frozen=True):
    """The session's own agent says what it was about and how it went; may come again, the last one counts."""

    request_id: RequestId
    session_id: Hex128
    category: CategoryId
    result: SessionResult
    note: Annotated[str, Meta(max_length=limits.NOTE_MAX_CHARS)] = ""

    def __repr__(self) -> str:
        return f"FileSession(session_id={self.session_id})"


class TellProblem(Message, frozen=True):
    """The person's program hands in the problem as the person wrote it."""

    request_id: RequestId
    session_id: Hex128
    session_token: Hex128
    problem: Annotated[str, Meta(max_length=limits.PROBLEM_MAX_CHARS)]

    def __repr__(self) -> str:
        return f"TellProblem(session_id={self.session_id})"


class RateSession(Message, frozen=True):
    """The person says how good the help was, from 1 to 5."""

    request_id: RequestId
    session_id: Hex128
    session_token: Hex128
    stars: Annotated[int, Meta(ge=1, le=5)]

    def __repr__(self) -> str:
        return f"RateSession(session_id={self.session_id}, stars={self.stars})"


class ReportSession(Message, frozen=True):
    """The person says that something was wrong; their receipt follows in that many parts."""

    request_id: RequestId
    session_id: Hex128
    session_token: Hex128
    cause: ReportCause
    words: Annotated[str, Meta(max_length=limits.REPORT_MAX_CHARS)] = ""
    receipt_parts: Annotated[int, Meta(ge=0, le=limits.RECEIPT_PARTS_MAX)] = 0
    receipt_sha256: HashBytes | None = None

    def __repr__(self) -> str:
        return f"ReportSession(session_id={self.session_id}, cause={self.cause})"


class HandReceipt(Message, frozen=True):
    """One part of the receipt that belongs to a report."""

    request_id: RequestId
    session_id: Hex128
    session_token: Hex128
    part: Annotated[int, Meta(ge=1, le=limits.RECEIPT_PARTS_MAX)]
    body: Annotated[bytes, Meta(max_length=limits.RECEIPT_PART_MAX_BYTES)]

    def __repr__(self) -> str:
        return f"HandReceipt(session_id={self.session_id}, part={self.part})"


class RecordKept(Message, frozen=True):
    """What was said of that session is on disk."""

    request_id: RequestId
    session_id: Hex128


ToServer = ListCategories | FileSession | TellProblem | RateSession | ReportSession | HandReceipt
FromServer = Categories | RecordKept
