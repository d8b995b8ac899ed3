"""The server's record as the witness sees it: read only, a snapshot at a time, nothing in it believed."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import quote

import msgspec

from shared.audit.chain import EMPTY_CHAIN, ChainHead
from shared.audit.event import HASH_PATTERN, AuditTag
from shared.audit.pruning import Pruning, read_pruning
from signaling.storage.database_place import DatabasePlace, PostgresPlace
from signaling.witness.record_error import RecordUnreadableError

_BUSY_TIMEOUT_S = 5.0
_SIGNATURE_BYTES = 64
_ORIGIN = re.compile(r"[!-~]{1,300}")


_KEPT = """
    SELECT session_id, count(*), max(seq) FROM audit_events WHERE seq <= ? AND session_id IN (
        SELECT first.session_id FROM audit_events AS first WHERE first.seq <= ? AND first.sseq = 1 AND (
            EXISTS (SELECT 1 FROM audit_events AS later WHERE later.session_id = first.session_id AND later.seq > ?)
            OR EXISTS (
                SELECT 1 FROM sessions WHERE sessions.session_id = first.session_id AND sessions.stage <> 'closed'
            )
        )
    ) GROUP BY session_id ORDER BY session_id
"""  # as `kept_session_ids` of the server's storage has it


class KeptRow(NamedTuple):
    """How much of a session stands before the place where the chain begins."""

    session_id: str
    events: int
    newest_seq: int


class RecordSource(Protocol):
    """An open database and what differs between the kinds of them."""

    @property
    def begin(self) -> str:
        """The statement that begins a snapshot."""
        ...

    @property
    def find_prunings(self) -> str:
        """A query with a row where the table `prunings` is there."""
        ...

    def rows(self, query: str, values: Sequence[str | int]) -> list[tuple]:
        """Run a query, its values marked with `?`. Raises `RecordUnreadableError`."""
        ...


class RecordView:
    """One open database. Every method may raise `RecordUnreadableError`."""

    def __init__(self, source: RecordSource) -> None:
        self._source = source

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let everything that is read inside be of one moment."""
        self._rows(self._source.begin)
        try:
            yield
        finally:
            self._rows("ROLLBACK")

    def newest_seq(self) -> int:
        """Number of the last event; 0 when there is none."""
        return int(self._rows("SELECT coalesce(max(seq), 0) FROM audit_events")[0][0])

    def is_session_closed_after(self, seq: int) -> bool:
        """Whether one of the events after that number ends a session. A hint: nothing is concluded from it."""
        query = "SELECT 1 FROM audit_events WHERE seq > ? AND tag = ? LIMIT 1"
        return bool(self._rows(query, seq, str(AuditTag.SESSION_CLOSED)))

    def line_at(self, seq: int) -> bytes | None:
        """The record with that number as stored; None when there is none."""
        rows = self._rows("SELECT line FROM audit_events WHERE seq = ?", seq)
        return _bytes(rows[0][0]) if rows else None

    def lines_after(self, seq: int, limit: int) -> list[bytes]:
        """The records that follow, in order, at most that many."""
        query = "SELECT line FROM audit_events WHERE seq > ? ORDER BY seq LIMIT ?"
        return [_bytes(row[0]) for row in self._rows(query, seq, limit)]

    def seal_of(self, session_id: str) -> tuple[int, str, bytes] | None:
        """Count, head and signature of a session's seal; None when it has none, or none that could be one."""
        query = "SELECT chain_count, chain_head, seal_signature FROM sessions WHERE session_id = ?"
        for count, head, signature in self._rows(query, session_id):
            if (
                type(count) is int
                and isinstance(head, str)
                and HASH_PATTERN.fullmatch(head)
                and isinstance(signature, bytes)
                and len(signature) == _SIGNATURE_BYTES
            ):
                return count, head, signature
        return None

    def pruned_end(self, server_key: bytes) -> ChainHead:
        """The chain before the first event that counts, if an event signed with that key says so; else empty."""
        pruning = self.newest_pruning(server_key)
        return EMPTY_CHAIN if pruning is None else pruning.end

    def newest_pruning(self, server_key: bytes) -> Pruning | None:
        """What was pruned last, if an event signed with that key says so."""
        if not self._rows(self._source.find_prunings):
            return None  # a server of an earlier version
        for event_seq, _ in self._rows("SELECT event_seq, last_seq FROM prunings ORDER BY last_seq DESC LIMIT 1"):
            try:
                data = msgspec.json.decode(self.line_at(event_seq) or b"")["data"]
                return read_pruning(event_seq, data, server_key)
            except (msgspec.DecodeError, KeyError, TypeError, AttributeError):
                break
        return None

    def kept_rows(self, last_seq: int) -> tuple[KeptRow, ...]:
        """Of each session that lies across that number or is not over: how much of it stands at or before it."""
        rows = self._rows(_KEPT, last_seq, last_seq, last_seq)
        return tuple(KeptRow(str(sid), int(events), int(newest)) for sid, events, newest in rows)

    def session_lines_until(self, session_id: str, last_seq: int) -> list[bytes]:
        """The records of a session up to that number, in its own order."""
        query = "SELECT line FROM audit_events WHERE session_id = ? AND seq <= ? ORDER BY sseq"
        return [_bytes(row[0]) for row in self._rows(query, session_id, last_seq)]

    def last_origin(self) -> str:
        """The address the server had when it was last started; empty when the record names none that fits."""
        query = "SELECT line FROM audit_events WHERE tag = ? ORDER BY seq DESC LIMIT 1"
        for (line,) in self._rows(query, str(AuditTag.SERVER_STARTED)):
            try:
                origin = msgspec.json.decode(_bytes(line))["data"]["origin"]
            except (msgspec.DecodeError, KeyError, TypeError):
                return ""
            return origin if isinstance(origin, str) and _ORIGIN.fullmatch(origin) else ""
        return ""

    def _rows(self, query: str, *values: str | int) -> list[tuple]:
        return self._source.rows(query, values)


class _SqliteSource:
    begin = "BEGIN"
    find_prunings = "SELECT 1 FROM sqlite_master WHERE name = 'prunings'"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, query: str, values: Sequence[str | int]) -> list[tuple]:
        try:
            return self._connection.execute(query, tuple(values)).fetchall()
        except sqlite3.Error as error:
            raise RecordUnreadableError(None, detail=str(error)) from error


@contextmanager
def open_record(place: DatabasePlace) -> Iterator[RecordView]:
    """Open the database for one round; a file that was put in its place meanwhile is then seen.

    Raises:
        RecordUnreadableError: it is not there, not permitted, or not a database.
    """
    if isinstance(place, PostgresPlace):
        from signaling.witness.postgres_record import open_source

        with open_source(place) as source:
            yield RecordView(source)
        return
    with closing(_open_file(place)) as connection:
        yield RecordView(_SqliteSource(connection))


def _open_file(path: Path) -> sqlite3.Connection:
    connection = None
    try:
        connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None, timeout=_BUSY_TIMEOUT_S
        )
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise RecordUnreadableError(None, detail=str(error)) from error
    return connection


def _bytes(value: object) -> bytes:
    # The column has text; whoever put something else there gets it checked as what it is not.
    return value.encode("utf-8", "replace") if isinstance(value, str) else b""
