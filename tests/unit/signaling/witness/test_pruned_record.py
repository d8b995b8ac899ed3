"""The witness over a record whose beginning was taken away: it goes on, begins anew, or says no."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from signaling.storage import pruning
from signaling.witness.status import WatchState
from tests.fakes.server_record import NOW
from tests.unit.signaling.witness.test_watch import _Bench

LATER = NOW.utc + timedelta(days=1)


@pytest.fixture
def bench(record, tmp_path):
    return _Bench(record, tmp_path / "witness")


def _prune(record, key=None):
    cut = record.write(lambda connection: pruning.find_cut(connection, LATER))
    record.write(lambda connection: pruning.declare_cut(connection, cut, key or record.seal_key, NOW))
    while record.write(pruning.remove_declared):
        pass
    return cut.end.count


def _session(record):
    sid = record.open()
    record.signed(sid, 2)
    record.close(sid)


def test_witness_goes_on_after_what_it_signed_was_pruned(record, bench):
    _session(record)
    record.plain(2)
    assert bench.look() is WatchState.WATCHING
    signed = bench.sizes()[-1]
    assert _prune(record) == signed - 1
    _session(record)
    assert bench.look() is WatchState.WATCHING
    assert bench.sizes()[-1] == signed + 1 + 6
    bench.begin()
    _session(record)
    assert bench.look() is WatchState.WATCHING


def test_last_event_it_signed_may_be_the_last_that_was_pruned(record, bench):
    _session(record)
    assert bench.look() is WatchState.WATCHING
    signed = bench.sizes()[-1]
    record.plain()
    assert _prune(record) == signed
    bench.clock.now_ms += 61_000
    assert bench.look() is WatchState.WATCHING
    assert bench.sizes()[-1] == signed + 2


def test_new_witness_begins_behind_what_was_pruned(record, bench):
    _session(record)
    record.started()
    _prune(record)
    assert bench.look() is WatchState.WATCHING
    assert bench.sizes()[-1] == 9


def test_pruning_of_what_it_has_not_seen_is_refused_for_good(record, bench):
    record.plain()
    assert bench.look() is WatchState.WATCHING
    _session(record)
    record.plain()
    _prune(record)
    assert bench.look() is WatchState.REFUSED


def test_pruning_by_whoever_has_only_the_database_is_refused(record, bench, tmp_path):
    _session(record)
    assert bench.look() is WatchState.WATCHING
    record.plain()
    _prune(record, Ed25519PrivateKey.generate())
    assert bench.look() is WatchState.REFUSED
    assert _Bench(record, tmp_path / "another").look() is WatchState.REFUSED


def test_database_of_an_earlier_server_has_no_such_table(record, bench):
    record.plain()
    record.write(lambda connection: connection.execute(text("DROP TABLE prunings")))
    assert bench.look() is WatchState.WATCHING


def test_kept_session_deleted_behind_everybodys_back_is_a_refusal_at_the_next_look(record, bench):
    lasting = record.open()
    record.signed(lasting, 2)
    record.plain(8)
    assert bench.look() is WatchState.WATCHING
    _prune(record)
    assert bench.look() is WatchState.WATCHING
    signed = bench.sizes()[-1]
    record.change("DELETE FROM audit_events WHERE session_id = :sid", sid=lasting)
    assert bench.look() is WatchState.REFUSED
    record.plain(1)
    bench.clock.now_ms += 120_000
    assert bench.look() is WatchState.REFUSED
    assert bench.sizes()[-1] == signed, "nothing is signed any more"
