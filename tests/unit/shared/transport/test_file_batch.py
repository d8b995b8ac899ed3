"""A batch as both programs follow it: who begins a path, what is held, how it ends."""

from typing import Any

import pytest

from shared.protocol import limits
from shared.protocol import peer_messages as peer
from shared.transport import file_pipe
from shared.transport.file_batch import LOST_AFTER_MS, RETRY_MS, FileBatch, PathOptions
from tests.fakes.files import ListeningWorker


class _Side:
    def __init__(self, *, is_leader: bool) -> None:
        self.sent: list[Any] = []
        self.worker = ListeningWorker(lambda _: None)
        self.nonces = 0
        self.batch = FileBatch(
            batch_id=4,
            sizes=[100, 200],
            is_leader=is_leader,
            worker=self.worker,
            send=self.sent.append,
            make_keys=self._keys,
            make_nonce=self._nonce,
            options=PathOptions(has_loopback=True),
            on_changed=lambda: None,
            now_ms=0,
        )

    def _nonce(self) -> bytes:
        self.nonces += 1
        return bytes([self.nonces]) * 16

    @staticmethod
    def _keys(batch_id: int, attempt: int, own: bytes, other: bytes) -> tuple[bytes, bytes]:
        assert batch_id == 4
        return bytes([attempt]) * 16 + own, bytes([attempt]) * 16 + other

    def gathered(self, attempt: int = 1) -> None:
        self.batch.take_report(
            file_pipe.Gathered(attempt=attempt, username="user", password="p" * 22, candidates=["c"]), 10
        )

    def links(self) -> list[peer.FileLink]:
        return [message for message in self.sent if isinstance(message, peer.FileLink)]


@pytest.fixture
def leader() -> _Side:
    return _Side(is_leader=True)


@pytest.fixture
def follower() -> _Side:
    return _Side(is_leader=False)


def _join(leader: _Side, follower: _Side, attempt: int = 1) -> None:
    leader.gathered(attempt)
    follower.batch.take_link(leader.links()[-1])
    follower.gathered(attempt)
    leader.batch.take_link(follower.links()[-1])


def test_leader_begins_and_both_connect_with_each_others_keys(leader: _Side, follower: _Side):
    assert follower.worker.orders == []
    _join(leader, follower)
    ours, theirs = (side.worker.ordered(file_pipe.Connect) for side in (leader, follower))
    assert len(ours) == len(theirs) == 1
    assert ours[0].sending_key == theirs[0].receiving_key
    assert ours[0].receiving_key == theirs[0].sending_key
    assert [side.worker.ordered(file_pipe.Gather)[0].is_controlling for side in (leader, follower)] == [True, False]


def test_lost_path_is_made_again_by_the_leader_with_other_keys(leader: _Side, follower: _Side):
    _join(leader, follower)
    for side in (leader, follower):
        side.batch.take_report(file_pipe.PathUp(attempt=1), 20)
        side.batch.take_report(file_pipe.PathDown(attempt=1), 1_000)
        assert side.batch.stage == "reconnecting"
        side.batch.tick(1_000 + RETRY_MS)
    assert len(leader.worker.ordered(file_pipe.Gather)) == 2
    assert len(follower.worker.ordered(file_pipe.Gather)) == 1, "one of the two begins"
    _join(leader, follower, attempt=2)
    first, second = leader.worker.ordered(file_pipe.Connect)
    assert first.sending_key != second.sending_key
    leader.batch.take_report(file_pipe.PathUp(attempt=2), 3_000)
    assert leader.batch.stage == "moving"


def test_link_of_another_attempt_or_told_twice_changes_nothing(leader: _Side, follower: _Side):
    _join(leader, follower)
    for side in (leader, follower):
        orders = len(side.worker.orders)
        for link in (*leader.links(), *follower.links()):
            side.batch.take_link(link)
        assert len(side.worker.orders) == orders


def test_batch_without_a_path_for_two_minutes_has_failed(leader: _Side):
    leader.batch.tick(LOST_AFTER_MS - 1)
    assert not leader.batch.is_over
    leader.batch.tick(LOST_AFTER_MS)
    assert (leader.batch.stage, leader.batch.code) == ("failed", "file_path_lost")
    assert leader.worker.is_ended


def test_attempts_are_counted(leader: _Side):
    leader.batch._attempt = limits.FILE_ATTEMPTS_MAX
    leader.batch.take_report(file_pipe.PathDown(attempt=limits.FILE_ATTEMPTS_MAX), 0)
    leader.batch.tick(RETRY_MS)
    assert leader.batch.stage == "failed"


def test_hold_of_either_side_or_the_rules_lets_nothing_pass(leader: _Side):
    def is_held() -> bool:
        return leader.worker.ordered(file_pipe.Hold)[-1].is_held

    leader.batch.hold(is_held=True)
    assert is_held()
    assert leader.sent[-1] == peer.FileHold(batch_id=4, is_held=True)
    leader.batch.take_hold(peer.FileHold(batch_id=4, is_held=True))
    leader.batch.hold(is_held=False)
    assert is_held(), "the other side still wants it"
    leader.batch.allow(is_allowed=False)
    leader.batch.take_hold(peer.FileHold(batch_id=4, is_held=False))
    assert is_held(), "the person is being asked something"
    leader.batch.allow(is_allowed=True)
    assert not is_held()


@pytest.mark.parametrize(
    ("act", "stage", "told"),
    [
        (lambda batch: batch.cancel(), "cancelled_here", ["cancelled"]),
        (lambda batch: batch.drop(), "cancelled_here", []),
        (lambda batch: batch.take_stop(peer.FileStop(batch_id=4, reason="cancelled")), "cancelled_there", []),
        (lambda batch: batch.take_stop(peer.FileStop(batch_id=4, reason="failed")), "failed", []),
        (lambda batch: batch.take_report(file_pipe.CannotBegin(code="disk_full"), 1), "failed", ["no_room"]),
        (lambda batch: batch.take_report(file_pipe.CannotBegin(code="folder_unusable"), 1), "failed", ["failed"]),
        (lambda batch: batch.take_report(None, 1), "failed", ["failed"]),
        (lambda batch: batch.take_report(file_pipe.BatchFinished(), 1), "done", []),
    ],
)
def test_every_end_ends_the_process_once_and_for_all(leader: _Side, act: Any, stage: str, told: list[str]):
    act(leader.batch)
    assert leader.batch.stage == stage
    assert leader.worker.is_ended
    assert [message.reason for message in leader.sent if isinstance(message, peer.FileStop)] == told
    leader.batch.cancel()
    leader.batch.take_report(file_pipe.PathUp(attempt=1), 2)
    leader.batch.hold(is_held=True)
    leader.batch.tick(10**9)
    assert leader.batch.stage == stage


@pytest.mark.parametrize(
    ("is_leader", "reason", "end"),
    [
        (False, "no_room", ("failed", "disk_full_there")),
        (False, "failed", ("failed", "file_stopped_there")),
        (False, "cancelled", ("cancelled_there", "")),
        (True, "no_room", ("failed", "file_stopped_there")),
    ],
)
def test_reason_of_the_other_side_is_said_and_only_a_receiver_lacks_room(is_leader: bool, reason: Any, end: Any):
    side = _Side(is_leader=is_leader)
    side.batch.take_stop(peer.FileStop(batch_id=4, reason=reason))
    assert (side.batch.stage, side.batch.code) == end
