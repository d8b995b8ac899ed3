"""A list of files in either direction: what it is before its batch, what passes then, and what is shown of it."""

from pathlib import Path
from typing import Any

import pytest

from shared.protocol import peer_messages as peer
from shared.protocol.file_messages import FROM_USER_FIRST_ID
from shared.transfer.manifest import Offered, make_plan
from shared.transport import file_pipe
from shared.transport.file_lists import IncomingList, OutgoingList, chosen_rows
from shared.transport.file_source import Chosen, SourceFile
from tests.fakes.file_lists import list_ports
from tests.fakes.files import ListeningFiles
from tests.fakes.flow_ports import StepClock

FILES = [SourceFile(path="/x/a", shown="../a\u202e.txt", size_bytes=7, device=1, inode=1)]


class _Side:
    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.port = ListeningFiles()
        self.clock = StepClock()
        self.ports = list_ports(self.sent.append, self.port, clock=self.clock)

    def incoming(self, batch_id: int = 1) -> IncomingList:
        plan: Any = make_plan([Offered(path="a.txt", size_bytes=7)])
        return IncomingList(batch_id, plan, self.ports)

    def outgoing(self, batch_id: int = 1) -> OutgoingList:
        return OutgoingList(batch_id, Chosen(files=FILES, skipped=["../link"]), self.ports)


@pytest.fixture
def side() -> _Side:
    return _Side()


def test_number_says_the_direction(side: _Side):
    assert side.incoming().view.direction == "to_user"
    assert side.outgoing(FROM_USER_FIRST_ID).view.direction == "from_user"


def test_receiver_leads_and_sender_follows(side: _Side):
    side.incoming().begin(Path("/home/ana"), "https://help.example")
    outgoing = side.outgoing()
    outgoing.begin()
    receiving, sending = side.port.workers
    assert receiving.ordered(file_pipe.Gather)[0].is_controlling
    assert sending.ordered(file_pipe.Gather) == [], "it waits for the first link"
    outgoing.take(
        peer.FileLink(batch_id=1, attempt=1, nonce=bytes(16), username="abcd", password="a" * 22, candidates=[])
    )
    assert not sending.ordered(file_pipe.Gather)[0].is_controlling


def test_begins_once_and_not_after_it_is_over(side: _Side):
    outgoing = side.outgoing()
    outgoing.begin()
    outgoing.begin()
    assert len(side.port.workers) == 1
    other = side.outgoing()
    other.settle("refused")
    other.begin()
    assert len(side.port.workers) == 1
    other.settle("failed", "disk_full")
    assert (other.stage, other.code) == ("refused", "")


def test_what_may_not_pass_now_is_held_from_the_first_moment(side: _Side):
    outgoing = side.outgoing()
    outgoing.allow(is_allowed=False)
    outgoing.begin()
    assert [order.is_held for order in side.port.workers[0].ordered(file_pipe.Hold)] == [True]
    outgoing.allow(is_allowed=True)
    assert not side.port.workers[0].ordered(file_pipe.Hold)[-1].is_held


@pytest.mark.parametrize("has_begun", [False, True])
def test_cancel_is_told_and_drop_is_not(side: _Side, has_begun: bool):
    cancelled, dropped = side.outgoing(1), side.outgoing(2)
    for each in (cancelled, dropped):
        if has_begun:
            each.begin()
    cancelled.cancel()
    dropped.drop()
    assert side.sent == [peer.FileStop(batch_id=1, reason="cancelled")]
    assert cancelled.is_over
    assert dropped.is_over
    assert all(worker.is_ended for worker in side.port.workers)


def test_view_shows_the_names_the_other_side_reads(side: _Side):
    view = side.outgoing().view
    assert [row.name for row in view.files] == ["a.txt"]
    assert [row.name for row in chosen_rows(Chosen(files=FILES))] == ["a.txt"]
    assert view.skipped == ("link",)
    incoming = side.incoming()
    incoming.begin(Path("/home/ana"), "")
    side.port.workers[0].report(file_pipe.FileSettled(index=0, code="", sha256=b"\x01" * 32, saved_as="a (2).txt"))
    assert [(row.name, row.sha256) for row in incoming.view.files] == [("a (2).txt", "01" * 32)]
    assert incoming.view.folder == "/home/ana"


def test_path_that_never_comes_fails(side: _Side):
    incoming = side.incoming()
    incoming.begin(Path("/home/ana"), "")
    side.clock.now_ms += 120_000
    incoming.tick()
    assert (incoming.stage, incoming.code) == ("failed", "file_path_lost")


def test_receiver_without_room_says_so_also_before_the_first_path(side: _Side):
    outgoing = side.outgoing(FROM_USER_FIRST_ID)
    outgoing.take(peer.FileStop(batch_id=FROM_USER_FIRST_ID, reason="no_room"))
    assert (outgoing.stage, outgoing.code) == ("failed", "disk_full_there")
