import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Engine, delete, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from shared.audit.chain import EMPTY_CHAIN, ChainHead, raw_public_key
from shared.audit.event import AuditTag
from shared.audit.verifier import Finding, verify_events
from signaling.domain.audit_log import server_event
from signaling.domain.ports import Moment
from signaling.storage import audit_store, session_store
from signaling.storage.models import audit_events, prunings, sessions
from signaling.storage.pruned_proof import check_kept
from signaling.storage.pruning import (
    Cut,
    declare_cut,
    find_cut,
    is_exported,
    is_removal_due,
    pruned_count,
    pruned_end,
    remove_declared,
)
from signaling.storage.record_proof import DatabaseProof
from tests.fakes.server_record import NOW, open_session
from tests.fakes.stepwise_ports import StepwiseLedger

KEY = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
PERSON = Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)
OLD = NOW.utc
YOUNG = OLD + timedelta(days=100)
BETWEEN = OLD + timedelta(days=50)


def _plain(connection: Connection, count: int = 1, at: datetime = OLD) -> None:
    for _ in range(count):
        audit_store.append_event(connection, server_event(AuditTag.SERVER_STOPPED, {}, now=Moment(0, at)))


def _begin(connection: Connection, letter: str) -> None:
    open_session(connection, letter * 32, PERSON)


def _end(connection: Connection, letter: str, at: datetime = OLD) -> None:
    session_store.close_session(connection, letter * 32, "user_stopped", Moment(0, at), seal_key=KEY)


def _cut(connection: Connection) -> int | None:
    found = find_cut(connection, BETWEEN)
    return None if found is None else found.end.count


def _prune(connection: Connection) -> Cut:
    cut = find_cut(connection, BETWEEN)
    assert cut is not None
    assert declare_cut(connection, cut, KEY, NOW) is not None
    return cut


def _finding(connection: Connection) -> Finding:
    start = pruned_end(connection, raw_public_key(KEY))
    lines = audit_store.read_lines(connection, last_seq=10**9, after_seq=start.count)
    return verify_events(lines, start=start).finding


def _seqs(connection: Connection) -> list[int]:
    return list(connection.execute(select(audit_events.c.seq).order_by(audit_events.c.seq)).scalars())


def _seqs_of(connection: Connection, letters: str, last_seq: int) -> list[int]:
    of_them = audit_events.c.session_id.in_([letter * 32 for letter in letters])
    found = select(audit_events.c.seq).where(of_them, audit_events.c.seq <= last_seq).order_by(audit_events.c.seq)
    return list(connection.execute(found).scalars())


def _session_lines(connection: Connection) -> dict[str, list[bytes]]:
    found = select(audit_events.c.session_id, audit_events.c.line).where(audit_events.c.session_id.is_not(None))
    lines: dict[str, list[bytes]] = {}
    for row in connection.execute(found.order_by(audit_events.c.seq)):
        lines.setdefault(row.session_id, []).append(row.line.encode())
    return lines


def _sessions(connection: Connection) -> set[str]:
    return {sid[0] for sid in connection.execute(select(sessions.c.session_id)).scalars()}


def test_nothing_that_is_younger_goes_and_the_newest_event_stays(connection: Connection):
    assert _cut(connection) is None
    _plain(connection, 3)
    assert _cut(connection) == 2
    _plain(connection, 1, YOUNG)
    assert _cut(connection) == 3
    _plain(connection, 1, OLD)  # a clock that was put back: what is behind something young stays with it
    assert _cut(connection) == 3


def _weave(connection: Connection, steps: Iterable[str]) -> None:
    """`a` begins a session (three events), `A` ends it (one), `.` is an event of none, `|` where the young begins."""
    at = OLD
    for step in steps:
        if step == "|":
            at = YOUNG
        elif step == ".":
            _plain(connection, 1, at)
        elif step.islower():
            _begin(connection, step)
        else:
            _end(connection, step.lower(), at)


@pytest.mark.parametrize(
    ("steps", "expected", "kept"),
    [
        ("..aA|.", 6, ""),  # a whole session goes
        ("..a|A.", 5, "a"),  # one that ends later stays, and what is before it goes
        ("..a.|.", 6, "a"),  # one that is not over stays, and what is behind its beginning goes
        ("aAbBc.|C", 12, "c"),
        ("a.b.A|B.", 9, "b"),  # b lies across the border, a lies across the beginning of b, and goes
        (".a.b.A|B.", 10, "b"),
        ("a|A..", None, ""),  # nothing would go
        ("a|...", None, ""),
        ("abA.B.|.", 10, ""),
        ("..aA.|", 6, ""),  # all is old: the newest stays
        ("abcBA.|.", 12, "c"),  # always somebody there
    ],
)
def test_sessions_that_are_over_go_whole_and_all_others_stay_whole(
    connection: Connection, steps: str, expected: int | None, kept: str
):
    _weave(connection, steps)
    whole = _session_lines(connection)
    assert _cut(connection) == expected
    if expected is None:
        return
    cut = _prune(connection)
    while remove_declared(connection, limit=2):
        assert _finding(connection) is Finding.INTACT
    assert [seq for seq in _seqs(connection) if seq <= cut.end.count] == _seqs_of(connection, kept, cut.end.count)
    assert (cut.kept.count, _sessions(connection) >= set(kept)) == (len(kept), True)
    left = _session_lines(connection)
    assert {sid: lines for sid, lines in whole.items() if sid[0] in _sessions(connection)} == left
    for sid, lines in left.items():
        assert verify_events(lines, only_sid=sid).finding is Finding.INTACT
    assert check_kept(connection, raw_public_key(KEY)) == (Finding.INTACT, "")
    assert not is_removal_due(connection)


def test_what_was_declared_goes_in_small_steps_and_never_half_a_session(engine: Engine):
    with engine.begin() as connection:
        _weave(connection, "..aAbB.cC..|.d")
        whole = _seqs(connection)
        cut = _prune(connection)
    assert (cut.first_seq, cut.end.count, cut.sessions) == (1, 17, 3)
    for _ in range(20):
        with engine.begin() as connection:
            assert _finding(connection) is Finding.INTACT
            left = connection.execute(
                select(audit_events.c.session_id, func.count()).group_by(audit_events.c.session_id)
            )
            counts = {sid[0]: count for sid, count in left if sid is not None}
            assert counts == {letter: 3 if letter == "d" else 4 for letter in _sessions(connection)}
            if not remove_declared(connection, limit=2):
                break
    with engine.begin() as connection:
        assert not is_removal_due(connection)
        assert _seqs(connection) == [seq for seq in [*whole, len(whole) + 1] if seq > 17]
        assert _sessions(connection) == {"d"}
        assert (_finding(connection), _cut(connection)) == (Finding.INTACT, None)


def test_second_pruning_goes_on_from_the_first_and_the_chain_with_it(connection: Connection):
    _weave(connection, "..aA|.")
    _prune(connection)
    while remove_declared(connection):
        pass
    _plain(connection, 4)
    cut = find_cut(connection, YOUNG + timedelta(days=1))
    assert cut is not None
    assert (cut.first_seq, cut.sessions) == (7, 0)
    assert declare_cut(connection, replace(cut, first_seq=1), KEY, NOW) is None, "somebody was quicker"
    assert declare_cut(connection, cut, KEY, NOW) is not None
    while remove_declared(connection):
        pass
    assert pruned_count(connection) == cut.end.count
    assert _finding(connection) is Finding.INTACT
    assert (
        audit_store.append_event(connection, server_event(AuditTag.SERVER_STOPPED, {}, now=NOW)).seq
        == cut.end.count + 3
    )


def test_guard_rail_opens_for_what_was_declared_and_nothing_else(engine: Engine):
    with engine.begin() as connection:
        _weave(connection, "...|..")
        _prune(connection)
    with engine.connect() as connection, pytest.raises(IntegrityError, match="append-only"):
        connection.execute(delete(audit_events).where(audit_events.c.seq <= 4))
    with engine.connect() as connection, pytest.raises(IntegrityError, match="append-only"):
        connection.execute(text("UPDATE audit_events SET line = '' WHERE seq = 1"))
    with engine.begin() as connection:
        assert connection.execute(delete(audit_events).where(audit_events.c.seq <= 3)).rowcount == 3


def test_declared_by_whoever_has_only_the_database_is_no_beginning(connection: Connection):
    _weave(connection, "...|..")
    head = connection.execute(select(audit_events.c.hash).where(audit_events.c.seq == 3)).scalar_one()
    connection.execute(insert(prunings), {"event_seq": 5, "last_seq": 3, "head": head})
    assert pruned_end(connection, raw_public_key(KEY)) == EMPTY_CHAIN
    connection.execute(insert(prunings), {"event_seq": 99, "last_seq": 4, "head": head})
    assert pruned_end(connection, raw_public_key(KEY)) == EMPTY_CHAIN


def test_signed_with_another_key_is_no_beginning(connection: Connection):
    _weave(connection, "...|..")
    cut = _prune(connection)
    assert pruned_end(connection, raw_public_key(KEY)) == cut.end == ChainHead(3, cut.end.hash)
    assert pruned_end(connection, raw_public_key(PERSON)) == EMPTY_CHAIN


def test_exported_means_the_whole_record_up_to_there(connection: Connection):
    def note(**data: object) -> None:
        found = {"first_seq": 1, "last_seq": 5, "head": "e" * 64, **data}
        audit_store.append_event(connection, server_event(AuditTag.LOG_EXPORTED, found, now=NOW))

    assert not is_exported(connection, 1)
    note(sid="a" * 32, last_seq=9)
    assert not is_exported(connection, 1)
    note()
    assert (is_exported(connection, 5), is_exported(connection, 6)) == (True, False)


def test_check_of_the_whole_log_begins_behind_what_was_pruned(engine: Engine):
    with engine.begin() as connection:
        _weave(connection, "..aA|..")
        _prune(connection)
        remove_declared(connection, limit=1)
    ledger = StepwiseLedger(engine, KEY)
    report = asyncio.run(DatabaseProof(ledger, KEY, "").check_all())
    assert (report.finding, report.events) == (Finding.INTACT, 3)
    other = asyncio.run(DatabaseProof(ledger, PERSON, "").check_all())
    assert other.finding is Finding.INCOMPLETE
