"""Finds sessions and events for the admin page; every query walks an index and stops after one page."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, or_, select

from shared.audit.chain import EMPTY_CHAIN, ChainHead, SessionSeal
from signaling.domain.ports import SessionStage
from signaling.domain.review import (
    PAGE_ROWS,
    LogEntry,
    SessionList,
    SessionQuery,
    SessionSummary,
)
from signaling.domain.right_bits import RIGHT_BITS, rights_of
from signaling.storage.models import IS_LIVE, IS_REPORTED, accounts, audit_events, sessions

_SID_CHARS = frozenset("0123456789abcdef")
_SID_MIN_CHARS = 6  # as much as anybody types of it; shorter words are names
_BEHIND_HEX = "g"
_AGENT_ID = "agent:"


def read_sessions(connection: Connection, query: SessionQuery) -> SessionList:
    """One page, newest first."""
    statement = _SUMMARIES.where(*_filters(connection, query))
    if query.after is not None:
        place = query.after
        # Said twice, so that an index begins there and is not walked from the newest on.
        statement = statement.where(
            sessions.c.created_unix_ms <= place.unix_ms,
            or_(
                sessions.c.created_unix_ms < place.unix_ms,
                and_(sessions.c.created_unix_ms == place.unix_ms, sessions.c.session_id < place.session_id),
            ),
        )
    newest_first = (sessions.c.created_unix_ms.desc(), sessions.c.session_id.desc())
    found = connection.execute(statement.order_by(*newest_first).limit(PAGE_ROWS + 1)).all()
    agents = _agents_of(connection, found)
    rows = tuple(_summary(row, agents) for row in found[:PAGE_ROWS])
    return SessionList(rows=rows, next=rows[-1].cursor if len(found) > PAGE_ROWS else None)


def read_session(connection: Connection, session_id: str) -> SessionSummary | None:
    """One session; None when there is none."""
    row = connection.execute(_SUMMARIES.where(sessions.c.session_id == session_id)).first()
    return None if row is None else _summary(row, _agents_of(connection, [row]))


def read_session_end(connection: Connection, session_id: str, key: bytes) -> tuple[ChainHead, SessionSeal | None]:
    """Where a session's own chain ends, and its seal when it is closed; an empty chain when there is no session."""
    wanted = (sessions.c.chain_count, sessions.c.chain_head, sessions.c.seal_signature)
    row = connection.execute(select(*wanted).where(sessions.c.session_id == session_id)).first()
    if row is None:
        return EMPTY_CHAIN, None
    seal = None
    if row.seal_signature is not None:
        seal = SessionSeal(count=row.chain_count, head=row.chain_head, signature=row.seal_signature, key=key)
    return ChainHead(row.chain_count, row.chain_head), seal


def read_session_lines(connection: Connection, session_id: str) -> list[bytes]:
    """All events of a session as they were hashed, oldest first."""
    statement = select(audit_events.c.line).where(audit_events.c.session_id == session_id)
    return [row.line.encode("ascii") for row in connection.execute(statement.order_by(audit_events.c.sseq))]


def read_session_events(connection: Connection, session_id: str) -> tuple[LogEntry, ...]:
    """All events of a session, oldest first."""
    statement = select(audit_events.c.seq, audit_events.c.line).where(audit_events.c.session_id == session_id)
    return tuple(_entry(row) for row in connection.execute(statement.order_by(audit_events.c.sseq)))


def team_of(connection: Connection, organisation: str) -> frozenset[int]:
    """The accounts of an organisation; an empty one is the server's own."""
    rows = connection.execute(select(accounts.c.account_id).where(accounts.c.organisation == organisation))
    return frozenset(row.account_id for row in rows)


_SUMMARIES = select(
    sessions.c.session_id,
    sessions.c.agent_id,
    sessions.c.stage,
    sessions.c.reason,
    sessions.c.rights,
    sessions.c.chain_count,
    sessions.c.created_unix_ms,
    sessions.c.closed_unix_ms,
    sessions.c.category,
    sessions.c.is_reported,
)


def _filters(connection: Connection, query: SessionQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.agents is not None:
        found.append(sessions.c.agent_id.in_(_agent_ids(query.agents)))
    if query.search:
        found.append(_matches(connection, query.search))
    if query.reason:
        found.append(sessions.c.reason == query.reason)
    if query.right is not None:
        found.append(sessions.c.rights.op("&")(RIGHT_BITS[query.right]) != 0)
    if query.is_live is not None:
        found.append(IS_LIVE if query.is_live else sessions.c.stage == SessionStage.CLOSED.value)
    if query.since is not None:
        found.append(sessions.c.created_unix_ms >= _unix_ms(query.since))
    if query.until is not None:
        found.append(sessions.c.created_unix_ms < _unix_ms(query.until))
    if query.category:
        found.append(sessions.c.category == query.category)
    if query.is_reported:
        found.append(IS_REPORTED)
        found.append(sessions.c.agent_id != query.unreported_agent)
    return found


def _matches(connection: Connection, search: str) -> ColumnElement[bool]:
    looked_for = search.strip().casefold()
    if len(looked_for) >= _SID_MIN_CHARS and _SID_CHARS.issuperset(looked_for):
        # A range, which an index finds; LIKE would read every row.
        return and_(sessions.c.session_id >= looked_for, sessions.c.session_id < f"{looked_for}{_BEHIND_HEX}")
    # People are few and sessions many: who is meant is found first, then their sessions by index.
    rows = connection.execute(select(accounts.c.account_id, accounts.c.name, accounts.c.email))
    meant = [
        row.account_id for row in rows if looked_for in row.name.casefold() or looked_for in row.email.casefold()
    ]
    return sessions.c.agent_id.in_(_agent_ids(meant))


def _agent_ids(account_ids: Any) -> list[str]:
    return [f"{_AGENT_ID}{account_id}" for account_id in account_ids]


def _agents_of(connection: Connection, rows: Any) -> dict[str, Any]:
    wanted = {int(row.agent_id.removeprefix(_AGENT_ID)) for row in rows if row.agent_id.startswith(_AGENT_ID)}
    statement = select(accounts.c.account_id, accounts.c.name, accounts.c.email, accounts.c.organisation)
    found = connection.execute(statement.where(accounts.c.account_id.in_(wanted)))
    return {f"{_AGENT_ID}{row.account_id}": row for row in found}


def _summary(row: Any, agents: dict[str, Any]) -> SessionSummary:
    agent = agents.get(row.agent_id)
    return SessionSummary(
        session_id=row.session_id,
        agent_id=row.agent_id,
        agent_name="" if agent is None else agent.name,
        agent_email="" if agent is None else agent.email,
        organisation="" if agent is None else agent.organisation,
        stage=SessionStage(row.stage),
        reason=row.reason or "",
        rights=rights_of(row.rights),
        events=row.chain_count,
        began_at=_instant(row.created_unix_ms),
        ended_at=None if row.closed_unix_ms is None else _instant(row.closed_unix_ms),
        category=row.category or "",
        is_reported=row.is_reported,
    )


def _entry(row: Any) -> LogEntry:
    line = row.line.encode("ascii")
    return LogEntry(seq=row.seq, record=msgspec.json.decode(line), line=line)


def _instant(unix_ms: int) -> datetime:
    return datetime.fromtimestamp(unix_ms / 1000, UTC)


def _unix_ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)
