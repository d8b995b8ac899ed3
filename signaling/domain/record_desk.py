"""The rules of what is said of a session: who may say what, until when, and how often."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from shared.audit.event import Actor
from shared.protocol import limits
from shared.protocol import record_messages as wire
from shared.protocol.text import clean_lines, clean_text
from signaling.domain import audit_log
from signaling.domain.conversation import Connection
from signaling.domain.ports import Moment
from signaling.domain.rate_limit import WindowLimit
from signaling.domain.session_desk import Refusal
from signaling.domain.session_record import (
    Author,
    Filing,
    RecordLedger,
    Report,
    ReportCause,
    SessionResult,
    Standing,
)

_HOUR_MS = 3_600_000
_NOTE_LINES_MAX = 60
_SAYINGS_PER_HOUR = 200  # of one session; a report with the longest receipt takes 65, and each is an event for ever

_Handler = Callable[[Connection, Any, Moment], Awaitable[Refusal | None]]


class RecordDesk:
    """Every handler answers through `connection.send` or returns a `Refusal`."""

    def __init__(self, records: RecordLedger) -> None:
        self._records = records
        self._sayings = WindowLimit(maximum=_SAYINGS_PER_HOUR, window_ms=_HOUR_MS)
        self.handlers: dict[type, _Handler] = {
            wire.ListCategories: self._list_categories,
            wire.FileSession: self._file,
            wire.TellProblem: self._tell_problem,
            wire.RateSession: self._rate,
            wire.ReportSession: self._report,
            wire.HandReceipt: self._hand_receipt,
        }

    async def _list_categories(
        self, connection: Connection, message: wire.ListCategories, _now: Moment
    ) -> Refusal | None:
        found = await self._records.categories()
        connection.send(
            wire.Categories(
                request_id=message.request_id,
                categories=[
                    wire.Category(category_id=each.category_id, en=each.en, ru=each.ru, ro=each.ro)
                    for each in found
                    if each.is_offered
                ][: limits.CATEGORIES_MAX],
            )
        )
        return None

    async def _file(self, connection: Connection, message: wire.FileSession, now: Moment) -> Refusal | None:
        standing = await self._records.standing(message.session_id)
        account = connection.account
        if standing is None or account is None or standing.agent_id != account.agent_id:
            return Refusal("session_unknown")
        offered = {each.category_id for each in await self._records.categories() if each.is_offered}
        if message.category not in offered:
            return Refusal("category_unknown")
        filing = Filing(
            category=message.category,
            result=SessionResult(message.result),
            note=clean_lines(message.note, limits.NOTE_MAX_CHARS, _NOTE_LINES_MAX),
        )
        by = Author(actor=account.actor, now=now, caller=connection)
        return await self._keep(connection, message, standing, now, lambda sid: self._records.file(sid, filing, by))

    async def _tell_problem(self, connection: Connection, message: wire.TellProblem, now: Moment) -> Refusal | None:
        problem = clean_text(message.problem, limits.PROBLEM_MAX_CHARS)
        by = _person(connection, now)
        return await self._of_person(
            connection, message, now, lambda sid: self._records.put_problem(sid, problem, by)
        )

    async def _rate(self, connection: Connection, message: wire.RateSession, now: Moment) -> Refusal | None:
        by = _person(connection, now)
        return await self._of_person(connection, message, now, lambda sid: self._records.rate(sid, message.stars, by))

    async def _report(self, connection: Connection, message: wire.ReportSession, now: Moment) -> Refusal | None:
        digest = message.receipt_sha256
        report = Report(
            cause=ReportCause(message.cause),
            words=clean_lines(message.words, limits.REPORT_MAX_CHARS, _NOTE_LINES_MAX),
            receipt_parts=0 if digest is None else message.receipt_parts,
            receipt_sha256="" if digest is None else digest.hex(),
        )
        by = _person(connection, now)
        return await self._of_person(connection, message, now, lambda sid: self._records.report(sid, report, by))

    async def _hand_receipt(self, connection: Connection, message: wire.HandReceipt, now: Moment) -> Refusal | None:
        by = _person(connection, now)
        return await self._of_person(
            connection, message, now, lambda sid: self._records.put_receipt(sid, message.part, message.body, by)
        )

    async def _of_person(
        self, connection: Connection, message: Any, now: Moment, keep: Callable[[str], Awaitable[bool]]
    ) -> Refusal | None:
        """Only whoever has the token the session's own client was given."""
        standing = await self._records.standing(message.session_id)
        given = audit_log.token_hash(message.session_token)
        if standing is None or not hmac.compare_digest(given, standing.client_token_hash):
            return Refusal("session_unknown")
        return await self._keep(connection, message, standing, now, keep)

    async def _keep(
        self,
        connection: Connection,
        message: Any,
        standing: Standing,
        now: Moment,
        keep: Callable[[str], Awaitable[bool]],
    ) -> Refusal | None:
        session_id = standing.session_id
        if not standing.is_open_at(now.utc):
            return Refusal("record_closed")
        if retry_ms := self._sayings.retry_after_ms(session_id, now.mono_ms):
            return Refusal("rate_limited", retry_ms)
        self._sayings.add(session_id, now.mono_ms)
        if not await keep(session_id):
            return Refusal("record_closed")
        connection.send(wire.RecordKept(request_id=message.request_id, session_id=session_id))
        return None


def _person(connection: Connection, now: Moment) -> Author:
    return Author(actor=Actor(kind="person"), now=now, caller=connection)
