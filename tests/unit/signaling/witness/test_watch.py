import json
import os
import threading
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.chain import raw_public_key
from shared.audit.checkpoint import Checkpoint, read_checkpoint
from signaling.witness.courier import Courier
from signaling.witness.delivery_queue import DeliveryQueue
from signaling.witness.memory import MEMORY_FILE, read_memory
from signaling.witness.status import STATUS_FILE, WatchState, read_status
from signaling.witness.watch import Watch
from tests.fakes.server_record import ORIGIN

KEY = Ed25519PrivateKey.from_private_bytes(b"\x03" * 32)


class _Clock:
    def __init__(self):
        self.now_ms = 1_000_000

    def monotonic_ms(self):
        return self.now_ms

    def utc_now(self):
        return datetime.fromtimestamp(self.now_ms / 1000, UTC)


class _Target:
    name = "file:/elsewhere"

    def __init__(self):
        self.notes = []

    def deliver(self, size, note):
        self.notes.append(note)


class _Bench:
    """A watch that can be begun again, as after the end of its process."""

    def __init__(self, record, folder):
        self.record, self.folder, self.clock, self.target = record, folder, _Clock(), _Target()
        folder.mkdir()
        self.begin()

    def begin(self):
        queue = DeliveryQueue(self.folder / "waiting")
        self.courier = Courier(self.target, queue, now=lambda: "then")
        self.watch = Watch(
            database=self.record.database,
            folder=self.folder,
            key=KEY,
            server_key=self.record.server_key,
            origin="",
            memory=read_memory(self.folder, raw_public_key(KEY)),
            couriers=[self.courier],
            clock=self.clock,
        )

    def look(self):
        self.watch.look()
        return self.watch.state

    def sizes(self):
        """What the outside witness has, every note signed."""
        self.courier.deliver_waiting()
        found = [read_checkpoint(note) for note in self.target.notes]
        assert all(isinstance(each, Checkpoint) and each.is_signed_by(raw_public_key(KEY)) for each in found)
        assert {each.origin for each in found} <= {ORIGIN}  # the first name stays
        return [each.head.count for each in found]


@pytest.fixture
def bench(record, tmp_path):
    return _Bench(record, tmp_path / "witness")


def test_watch_signs_at_once_then_after_a_minute_a_thousand_events_or_a_closed_session(bench, record):
    assert bench.look() is WatchState.WATCHING
    assert bench.sizes() == [1]
    record.plain()
    bench.clock.now_ms += 59_000
    bench.look()
    assert bench.sizes() == [1]
    bench.clock.now_ms += 1_000
    bench.look()
    assert bench.sizes() == [1, 2]
    record.plain(1_000)
    bench.look()
    assert bench.sizes() == [1, 2, 1002]
    sid = record.open()
    bench.look()
    assert bench.sizes() == [1, 2, 1002]
    record.close(sid)
    bench.look()
    assert bench.sizes() == [1, 2, 1002, 1006]
    bench.clock.now_ms += 3_600_000
    bench.look()
    assert bench.sizes() == [1, 2, 1002, 1006], "nothing new, nothing to sign"


def test_watch_signs_the_head_of_the_record(bench, record):
    bench.look()
    bench.courier.deliver_waiting()
    found = read_checkpoint(bench.target.notes[0])
    assert found.head.hash == json.loads(record.lines()[0])["hash"]


def test_watch_refuses_a_record_that_was_rolled_back_and_keeps_its_checkpoint(bench, record):
    record.plain(5)
    bench.look()
    before = (bench.folder / MEMORY_FILE).read_bytes()
    record.change("DELETE FROM audit_events WHERE seq > 3")
    assert bench.look() is WatchState.REFUSED
    # Even when it has grown past the old length again, with other events.
    for _ in range(10):
        record.started("https://other.example")
    bench.clock.now_ms += 60_000
    assert bench.look() is WatchState.REFUSED
    assert bench.sizes() == [6]
    assert (bench.folder / MEMORY_FILE).read_bytes() == before
    status = read_status(bench.folder)
    assert (status.state, status.finding, status.problem) == (WatchState.REFUSED, "tampered", "checkpoint_differs")
    assert (status.first_bad_seq, status.size) == (6, 6)
    bench.begin()
    assert bench.look() is WatchState.REFUSED


def test_watch_refuses_within_a_round_although_nothing_is_due(bench, record):
    record.plain(5)
    bench.look()
    record.change("DELETE FROM audit_events WHERE seq = 6")
    assert bench.look() is WatchState.REFUSED


def test_watch_that_refused_looks_at_everything_again_before_it_takes_it_back(bench, record):
    record.plain(5)
    bench.look()
    spoilt = record.lines()
    record.plain()
    record.change("UPDATE audit_events SET line = '{}' WHERE seq = 7")
    bench.clock.now_ms += 60_000
    assert bench.look() is WatchState.REFUSED
    assert bench.look() is WatchState.REFUSED
    assert bench.sizes() == [len(spoilt)]
    record.change("DELETE FROM audit_events WHERE seq = 7")
    assert bench.look() is WatchState.WATCHING


def test_watch_goes_on_where_it_ended(bench, record):
    sid = record.open()
    bench.look()
    bench.begin()
    record.signed(sid, 3)
    bench.look()
    assert bench.sizes() == [4, 7]


def test_watch_ended_between_signing_and_queueing_hands_it_over_at_the_next_start(bench, record):
    bench.courier.put = lambda *_: None
    bench.look()
    bench.begin()
    assert bench.sizes() == [1]


def test_watch_whose_queue_cannot_be_written_hands_it_over_at_the_next_look(bench, record, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "full")

    with monkeypatch.context() as patch:
        patch.setattr(DeliveryQueue, "put", full)
        assert bench.look() is WatchState.WATCHING
    assert bench.sizes() == []
    bench.look()
    assert bench.sizes() == [1]


@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_watch_that_cannot_remember_hands_nothing_out(bench, record, monkeypatch, call):
    def full(*_arguments):
        raise OSError(28, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        assert bench.look() is WatchState.UNREADABLE
    assert bench.sizes() == []
    assert bench.look() is WatchState.WATCHING
    assert bench.sizes() == [1]


def test_watch_of_a_database_that_cannot_be_read_waits(bench, record):
    bench.look()
    aside = record.database.with_suffix(".aside")
    record.database.rename(aside)
    assert bench.look() is WatchState.UNREADABLE
    assert read_status(bench.folder).problem == "record_unreadable"
    aside.rename(record.database)
    assert bench.look() is WatchState.WATCHING


def test_watch_remembers_a_refusal_although_the_database_is_gone_afterwards(bench, record):
    record.plain(5)
    bench.look()
    record.change("DELETE FROM audit_events WHERE seq > 3")
    bench.look()
    record.database.rename(record.database.with_suffix(".aside"))
    assert bench.look() is WatchState.REFUSED


def test_watch_runs_until_it_is_stopped(bench, record):
    stop = threading.Event()
    thread = threading.Thread(target=bench.watch.run, args=(stop,))
    thread.start()
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert read_status(bench.folder).size in (0, 1)


def test_state_says_when_the_checkpoint_was_signed_also_after_a_new_start(bench, record):
    bench.look()
    signed_at = read_status(bench.folder).signed_at
    assert signed_at == "1970-01-01T00:16:40.000Z"
    bench.clock.now_ms += 20_000
    bench.look()
    assert read_status(bench.folder).signed_at == signed_at, "nothing new was signed"
    os.utime(bench.folder / MEMORY_FILE, (2_000, 2_000))
    bench.begin()
    bench.look()
    assert read_status(bench.folder).signed_at == "1970-01-01T00:33:20.000Z"


def test_state_of_an_earlier_version_does_not_say_when(bench, record):
    bench.look()
    path = bench.folder / STATUS_FILE
    found = json.loads(path.read_text())
    del found["signed_at"]
    path.write_text(json.dumps(found))
    assert read_status(bench.folder).signed_at == ""
