"""Finds events of the whole record for the page: by kind, time, outcome and people; every way walks an index."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, func, select

from shared.clock import format_utc_ms
from signaling.domain.review import PAGE_ROWS, LogEntry, LogPage, LogQuery
from signaling.storage.models import HAS_SUBJECT, IS_NOT_OK, accounts, audit_events

PEOPLE_MAX = 20
"""So many people are looked up at once; a word that fits more of them is no help to find one."""

_ACCOUNT = "agent:"
_BEHIND_ACCOUNT = "agent;"  # the next character after the colon


def read_log(connection: Connection, query: LogQuery) -> LogPage:
    """One page of the whole log, newest first."""
    conditions = _filters(connection, query)
    if not query.who:
        return _page(connection, _newest(connection, conditions))
    people = find_people(connection, query.who)
    if len(people) > PEOPLE_MAX:
        return LogPage(entries=(), next_before_seq=None, is_too_wide=True)
    # One after the other, for each has an index of its own; together they would be sorted from end to end.
    acted = _newest(connection, [*conditions, audit_events.c.actor.in_(people)])
    meant = _newest(connection, [*conditions, HAS_SUBJECT, audit_events.c.subject.in_(people)])
    return _page(connection, sorted({row.seq: row for row in (*acted, *meant)}.values(), key=lambda row: -row.seq))


def find_people(connection: Connection, text: str) -> list[str]:
    """The accounts in whose name or address the text stands, as the record names them."""
    looked_for = text.strip().casefold()
    rows = connection.execute(select(accounts.c.account_id, accounts.c.name, accounts.c.email))
    return [
        f"{_ACCOUNT}{row.account_id}"
        for row in rows
        if looked_for in row.name.casefold() or looked_for in row.email.casefold()
    ]


def _filters(connection: Connection, query: LogQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.tag:
        found.append(audit_events.c.tag == query.tag)
    if query.before_seq is not None:
        found.append(audit_events.c.seq < query.before_seq)
    if query.outcome:
        found.append(audit_events.c.outcome == query.outcome)
        found += [] if query.outcome == "ok" else [IS_NOT_OK]
    if query.by == "agent":
        found.append(and_(audit_events.c.actor >= "agent", audit_events.c.actor < _BEHIND_ACCOUNT))
    elif query.by:
        found.append(audit_events.c.actor == query.by)
    if query.since is not None or query.until is not None:
        found += _of_time(connection, query)
    return found


def _of_time(connection: Connection, query: LogQuery) -> list[ColumnElement[bool]]:
    times: list[ColumnElement[bool]] = []
    if query.since is not None:
        times.append(audit_events.c.ts >= format_utc_ms(query.since))
    if query.until is not None:
        times.append(audit_events.c.ts < format_utc_ms(query.until))
    # Numbers rise with time, but for a clock that was set back: the walk is from the first of them to the last.
    first, last = connection.execute(
        select(func.min(audit_events.c.seq), func.max(audit_events.c.seq)).where(*times)
    ).one()
    return [*times, audit_events.c.seq >= (first or 0), audit_events.c.seq <= (last or 0)]


def _newest(connection: Connection, conditions: list[ColumnElement[bool]]) -> Sequence[Any]:
    statement = select(audit_events.c.seq, audit_events.c.line).where(*conditions)
    return connection.execute(statement.order_by(audit_events.c.seq.desc()).limit(PAGE_ROWS + 1)).all()


def _page(connection: Connection, rows: Sequence[Any]) -> LogPage:
    entries = tuple(_entry(row) for row in rows[:PAGE_ROWS])
    next_before_seq = entries[-1].seq if len(rows) > PAGE_ROWS else None
    return LogPage(entries=entries, next_before_seq=next_before_seq, names=_names(connection, entries))


def _names(connection: Connection, entries: Sequence[LogEntry]) -> dict[str, str]:
    actors = {str(entry.record["actor"]["id"]) for entry in entries}
    numbers = {actor.removeprefix(_ACCOUNT) for actor in actors if actor.startswith(_ACCOUNT)}
    wanted = [int(number) for number in numbers if number.isascii() and number.isdigit()]
    rows = connection.execute(select(accounts.c.account_id, accounts.c.name).where(accounts.c.account_id.in_(wanted)))
    return {f"{_ACCOUNT}{row.account_id}": row.name for row in rows}


def _entry(row: Any) -> LogEntry:
    line = row.line.encode("ascii")
    return LogEntry(seq=row.seq, record=msgspec.json.decode(line), line=line)
