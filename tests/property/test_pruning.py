"""Random histories in which somebody is always in a session: what is old and over goes, nothing else, all verifies."""

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from shared.audit.chain import EMPTY_CHAIN, ChainHead, SessionSeal, raw_public_key
from shared.audit.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint
from shared.audit.event import AuditTag
from shared.audit.export import ManifestProblem, export_lines, make_manifest
from shared.audit.export_check import ExportReport, check_export
from shared.audit.verifier import Finding
from shared.clock import format_utc_ms
from signaling.domain.audit_log import server_event
from signaling.domain.ports import Moment, Stored
from signaling.storage import audit_store, pruning, review_store, session_store
from signaling.storage.database import open_engine, upgrade_database
from signaling.storage.models import audit_events, sessions
from signaling.storage.pruned_proof import check_kept
from tests.fakes.server_record import NOW, open_session, signed_event

KEY = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
PUBLIC = raw_public_key(KEY)
PERSON = Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)
WITNESS = Ed25519PrivateKey.from_private_bytes(b"\x03" * 32)

STEPS = st.lists(
    st.sampled_from(["plain", "begin", "say", "end", "day", "day"])
    | st.tuples(st.just("prune"), st.integers(0, 6), st.sampled_from([0, 1, 99])),
    min_size=6,
    max_size=40,
)


@dataclass
class Event:
    """What the test knows of an event by itself."""

    at: datetime
    sid: str | None
    line: bytes


@dataclass
class History:
    """A record that is written and pruned, and beside it what should be left."""

    connection: Connection
    at: datetime = NOW.utc
    open: list[str] = field(default_factory=list)
    begun: int = 0
    cseqs: dict[str, int] = field(default_factory=dict)
    events: dict[int, Event] = field(default_factory=dict)
    exports: list[bytes] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)
    begins_behind: int = 0

    @property
    def now(self) -> Moment:
        return Moment(0, self.at)

    def take(self, step: str) -> None:
        """Let one thing happen; there is always somebody in a session."""
        if step == "day":
            self.at += timedelta(days=1)
        elif step == "plain":
            event = server_event(AuditTag.LOGIN_OK, {"method": "password"}, now=self.now)
            audit_store.append_event(self.connection, event)
        elif step == "begin" or not self.open:
            self.begun += 1
            sid = f"{self.begun:032x}"
            open_session(self.connection, sid, PERSON, self.now)
            self.open.append(sid)
        elif step == "say":
            sid = self.open[-1]
            self.cseqs[sid] = self.cseqs.get(sid, 0) + 1
            event = signed_event(sid, self.cseqs[sid], PERSON, format_utc_ms(self.at))
            assert isinstance(session_store.append_client_event(self.connection, event), Stored)
        elif len(self.open) > 1:
            sid = self.open.pop(0)
            session_store.close_session(self.connection, sid, "user_stopped", self.now, seal_key=KEY)
        self._learn()

    def prune(self, days: int, chunks: int) -> None:
        """Export, let the witness sign, take away what is older than that many days; a removal may be cut off."""
        self.exports.append(self.export())
        note = sign_checkpoint("help.example", audit_store.read_head(self.connection), WITNESS)
        checkpoint = read_checkpoint(note)
        assert isinstance(checkpoint, Checkpoint)
        self.checkpoints.append(checkpoint)
        before = self.at - timedelta(days=days)
        cut = pruning.find_cut(self.connection, before)
        expected = self._should_go(before)
        assert (cut is not None) == bool(expected), "what is old and over goes, whoever is in a session"
        if cut is None:
            return
        assert pruning.declare_cut(self.connection, cut, KEY, self.now) is not None
        self.begins_behind = cut.end.count
        self._learn()
        for _ in range(chunks):
            if not pruning.remove_declared(self.connection, limit=3):
                break
        left = set(self.connection.execute(select(audit_events.c.seq)).scalars())
        removed = set(self.events) - left
        assert removed <= expected, "nothing else"
        assert chunks < 99 or removed == expected
        self._check_sessions(left)
        for seq in removed:
            del self.events[seq]

    def check(self) -> None:
        """All that was ever handed out, and what would be now, verifies."""
        assert check_kept(self.connection, PUBLIC) == (Finding.INTACT, "")
        for data in (*self.exports, self.export()):
            report = _report(data, self.checkpoints)
            findings = {report.verdict.finding}
            # An export of a while ago is shorter than the newest checkpoints, and nothing else is wrong with it.
            newest = max((each.head.count for each in self.checkpoints), default=0)
            if report.verdict.head.count < newest:
                assert report.verdict.problem == "checkpoint_says_more"
                findings = {_report(data, ()).verdict.finding}
            assert findings == {Finding.INTACT}

    def export(self) -> bytes:
        start, end = pruning.pruned_end(self.connection, PUBLIC), audit_store.read_head(self.connection)
        assert start.count == self.begins_behind
        lines = list(audit_store.read_lines(self.connection, last_seq=end.count, after_seq=start.count))
        return _file(None, start, end, None, lines)

    def _should_go(self, before: datetime) -> set[int]:
        young = [seq for seq, event in self.events.items() if event.at >= before and seq > self.begins_behind]
        last = min(min(young, default=max(self.events, default=0) + 1) - 1, max(self.events, default=0) - 1)
        if last <= self.begins_behind:
            return set()
        across = {event.sid for seq, event in self.events.items() if seq > last} | set(self.open)
        return {seq for seq, event in self.events.items() if seq <= last and event.sid not in across - {None}}

    def _check_sessions(self, left: set[int]) -> None:
        for sid in self.connection.execute(select(sessions.c.session_id)).scalars():
            mine = [seq for seq, event in self.events.items() if event.sid == sid]
            assert set(mine) <= left, "never half a session"
            end, seal = review_store.read_session_end(self.connection, sid, PUBLIC)
            lines = [entry.line for entry in review_store.read_session_events(self.connection, sid)]
            assert lines == [self.events[seq].line for seq in sorted(mine)]
            assert _report(_file(sid, EMPTY_CHAIN, end, seal, lines), ()).verdict.finding is Finding.INTACT

    def _learn(self) -> None:
        columns = (audit_events.c.seq, audit_events.c.session_id, audit_events.c.line)
        newest = select(*columns).where(audit_events.c.seq > max(self.events, default=0))
        for row in self.connection.execute(newest):
            self.events[row.seq] = Event(self.at, row.session_id, row.line.encode())


def _file(sid: str | None, start: ChainHead, end: ChainHead, seal: SessionSeal | None, lines: list[bytes]) -> bytes:
    manifest = make_manifest(
        origin="https://help.example",
        sid=sid,
        start=start,
        end=end,
        exported_at=format_utc_ms(NOW.utc),
        exported_by="operator",
        seal=seal,
        key=KEY,
    )
    return b"".join(export_lines(manifest, lines))


def _report(data: bytes, checkpoints: list[Checkpoint] | tuple[()]) -> ExportReport:
    keys = frozenset({raw_public_key(WITNESS)})
    report = check_export(io.BytesIO(data), trusted_key=PUBLIC, checkpoints=checkpoints, witness_keys=keys)
    assert not isinstance(report, ManifestProblem)
    return report


_folder = TemporaryDirectory(prefix="pruning")


@cache
def _empty_database() -> Path:
    """Made once: a migration takes longer than most histories."""
    path = Path(_folder.name) / "empty.sqlite3"
    upgrade_database(path)
    return path


@contextmanager
def _history() -> Iterator[History]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "d.sqlite3"
        shutil.copy(_empty_database(), path)
        engine = open_engine(path)
        try:
            with engine.connect() as connection:
                yield History(connection)
        finally:
            engine.dispose()


@settings(max_examples=60)
@given(STEPS)
def test_whoever_is_in_a_session_what_is_old_and_over_goes_and_nothing_else(
    steps: list[str | tuple[str, int, int]],
) -> None:
    with _history() as history:
        history.take("begin")
        for step in (*steps, ("prune", 1, 99)):
            if isinstance(step, tuple):
                history.prune(*step[1:])
            else:
                history.take(step)
        history.check()
