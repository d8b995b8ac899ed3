"""Hostile tests 24 to 27 and 34 the other way round: a person's program that follows no rules, at the agent's disk."""

import hashlib
import os
import stat
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agent_console.domain.tab_files import TabFiles
from shared.capability import Capability
from shared.errors import ProtocolError
from shared.protocol import codec
from shared.protocol import peer_messages as peer
from shared.protocol.file_messages import FROM_USER_FIRST_ID, OfferedFile
from shared.transfer import frames as fr
from shared.transfer.incoming import IncomingBatch
from shared.transfer.manifest import Target
from shared.transport import file_pipe
from shared.transport.file_store import FileStore
from tests.fakes.file_lists import file_offer, list_ports
from tests.fakes.files import ListeningFiles
from tests.hostile.files.test_paths import TRICKS

pytestmark = pytest.mark.hostile(34)

ON = frozenset({Capability.FILE_FROM_USER})
FIRST = FROM_USER_FIRST_ID
LINK = peer.FileLink(batch_id=FIRST, attempt=1, nonce=bytes(16), username="abcd", password="a" * 22, candidates=[])


class _Desk:
    """The files of an agent's tab, hearing bytes from the wire."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = ListeningFiles()
        self.sent: list[Any] = []
        self.files = TabFiles(list_ports(self.sent.append, self.port), "https://help.example")

    def hear(self, message: Any, on: frozenset[Capability] = ON) -> None:
        """What arrived on `control`, past every rule of an honest program."""
        raw = msgspec.msgpack.encode(message)
        self.files.take(codec.decode_from_client(raw, peer.ChannelLabel.CONTROL), on)

    def offer(self, *files: tuple[str, int], batch_id: int = FIRST) -> None:
        self.hear(file_offer(*files, batch_id=batch_id))

    def receive(self, *frames: fr.Frame) -> IncomingBatch:
        """The agent takes the list; its process writes as it was ordered to, whatever the frames say."""
        self.files.accept(FIRST, self.folder)
        order = self.port.workers[-1].ordered(file_pipe.ReceiveFiles)[0]
        targets = [Target(folders=tuple(t.folders), name=t.name, size_bytes=t.size_bytes) for t in order.targets]
        store = FileStore(Path(order.folder), targets, origin=order.origin, mark=order.mark)
        batch = IncomingBatch([target.size_bytes for target in targets], store)
        batch.connect()
        for frame in frames:
            batch.feed(fr.encode(frame))
        batch.abandon()
        store.close()
        return batch


@pytest.fixture
def desk(tmp_path: Path) -> _Desk:
    folder = tmp_path / "chosen"
    folder.mkdir()
    return _Desk(folder)


def _whole(data: bytes, index: int = 0) -> tuple[fr.Frame, ...]:
    return fr.Begin(index, 0), fr.Data(data), fr.End(hashlib.sha256(data).digest())


@pytest.mark.parametrize(
    "path", [path for path in TRICKS if path and path != "\ud800"], ids=lambda path: ascii(path)[:24]
)
def test_any_path_lands_inside_the_folder_under_the_name_the_agent_read(path: str, desk: _Desk, tmp_path: Path):
    desk.offer((path, 4))
    [view] = desk.files.transfers
    desk.receive(*_whole(b"data"))
    found = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert [str(each.relative_to(desk.folder)) for each in found] == [view.files[0].name]


def test_nothing_there_is_replaced_and_no_link_is_followed(desk: _Desk, tmp_path: Path):
    (desk.folder / "setup.log").write_bytes(b"mine")
    (desk.folder / "notes.txt").symlink_to(tmp_path / "outside")
    desk.offer(("setup.log", 4), ("notes.txt", 4))
    desk.receive(*_whole(b"data"), *_whole(b"data", 1))
    assert (desk.folder / "setup.log").read_bytes() == b"mine"
    assert not (tmp_path / "outside").exists()
    assert {each.name for each in desk.folder.iterdir()} == {
        "setup.log", "setup (2).log", "notes.txt", "notes (2).txt",
    }  # fmt: skip


def test_what_came_cannot_be_run_and_says_where_it_came_from(desk: _Desk):
    desk.offer(("run-me.sh", 10))
    desk.receive(*_whole(b"#!/bin/sh\n"))
    saved = desk.folder / "run-me.sh"
    assert not saved.stat().st_mode & (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    try:
        mark = os.getxattr(saved, "user.xdg.origin.url")
    except OSError:
        pytest.skip("this file system keeps no marks")
    assert mark == b"https://help.example"


def test_more_than_was_listed_is_cut_and_removed(desk: _Desk):
    desk.offer(("a", 10))
    batch = desk.receive(fr.Begin(0, 0), fr.Data(b"x" * 9), fr.Data(b"x" * 30_000), fr.Data(b"x" * 30_000))
    assert [outcome.code for outcome in batch.outcomes] == ["file_larger_than_said"]
    assert list(desk.folder.iterdir()) == []


def test_half_a_file_gets_no_name(desk: _Desk):
    desk.offer(("a", 10))
    desk.receive(fr.Begin(0, 0), fr.Data(b"x" * 9))
    assert list(desk.folder.iterdir()) == []


def test_nothing_is_written_before_the_agent_says_where(desk: _Desk):
    desk.offer(("a", 10))
    for message in (LINK, peer.FileHold(batch_id=FIRST, is_held=False), LINK):
        desk.hear(message)
    assert desk.port.workers == []
    assert [view.stage for view in desk.files.transfers] == ["waiting"]


def test_person_cannot_lead_nor_move_a_running_batch_elsewhere(desk: _Desk):
    desk.offer(("a", 10))
    desk.files.accept(FIRST, desk.folder)
    for attempt in (7, 8, 200):
        desk.hear(msgspec.structs.replace(LINK, attempt=attempt))
    worker = desk.port.workers[0]
    assert [order.attempt for order in worker.ordered(file_pipe.Gather)] == [1]
    assert worker.ordered(file_pipe.Connect) == []
    with pytest.raises(ProtocolError):
        desk.offer(("../../elsewhere", 10))
    assert len(worker.ordered(file_pipe.ReceiveFiles)) == 1


@pytest.mark.parametrize("on", [frozenset(), frozenset({Capability.FILE_TO_USER, Capability.VIEW})])
def test_list_nobody_allowed_ends_the_session(desk: _Desk, on: frozenset[Capability]):
    offer = peer.FileOffer(
        request_id=0, batch_id=FIRST, file_count=1, total_bytes=1, first_index=0,
        files=[OfferedFile(path="a", size_bytes=1)],
    )  # fmt: skip
    with pytest.raises(ProtocolError):
        desk.hear(offer, on)


def test_hundred_thousand_files_are_refused_with_the_first_message(desk: _Desk):
    desk.hear(
        peer.FileOffer(
            request_id=0, batch_id=FIRST, file_count=100_000, total_bytes=0, first_index=0,
            files=[OfferedFile(path="a", size_bytes=0)],
        )
    )  # fmt: skip
    assert desk.files.transfers == ()
    assert desk.sent == [peer.FileStop(batch_id=FIRST, reason="failed")]


@pytest.mark.parametrize(
    "message",
    [
        {"type": "file_request", "request_id": 1, "reason": ""},
        {"type": "file_offer", "batch_id": FIRST, "request_id": 0},
        {"type": "file_stop", "batch_id": 2**53, "reason": "cancelled"},
        {"type": "file_hold", "batch_id": FIRST, "is_held": 1},
    ],
    ids=["what only an agent asks", "half a list", "a number nobody may give", "another type"],
)
def test_message_of_another_form_ends_the_session(desk: _Desk, message: dict[str, Any]):
    with pytest.raises(ProtocolError):
        desk.files.take(codec.decode_from_client(msgspec.msgpack.encode(message), peer.ChannelLabel.CONTROL), ON)
