"""An agent's program that receives and follows no rules: it learns and gets what the list says, and proves nothing."""

import hashlib

import pytest

from shared.transfer import frames as fr
from shared.transfer.outgoing import OutgoingBatch
from shared.transfer.window import StreamError
from tests.fakes.files import MemorySource

DATA = [b"first file", b"second file"]
EMPTY = hashlib.sha256().digest()


def _sending() -> tuple[OutgoingBatch, MemorySource]:
    source = MemorySource(DATA)
    return OutgoingBatch([len(data) for data in DATA], source), source


def _pull_all(batch: OutgoingBatch) -> bytes:
    sent = b""
    for _ in range(100):
        sent += batch.pull()
    return sent


def test_nothing_leaves_before_the_receiver_says_where_to_begin():
    batch, source = _sending()
    assert _pull_all(batch) == b""
    assert source.read_bytes == 0


@pytest.mark.parametrize("sha256", [bytes(32), b"\x01" * 32])
def test_checksum_of_another_file_is_not_taken_for_a_proof(sha256: bytes):
    batch, _ = _sending()
    batch.feed(fr.encode(fr.Want(0, 0, EMPTY)))
    _pull_all(batch)
    with pytest.raises(StreamError, match="settled_otherwise"):
        batch.feed(fr.encode(fr.Settled(0, sha256, "")))
    assert batch.outcomes == ()


def test_file_that_never_left_cannot_be_said_to_have_arrived():
    batch, _ = _sending()
    with pytest.raises(StreamError, match="settled_otherwise"):
        batch.feed(fr.encode(fr.Settled(1, hashlib.sha256(DATA[1]).digest(), "")))


def test_what_really_left_is_proved_also_over_a_second_path():
    batch, _ = _sending()
    batch.feed(fr.encode(fr.Want(0, 0, EMPTY)))
    _pull_all(batch)
    batch.connect()
    for index, data in enumerate(DATA):
        batch.feed(fr.encode(fr.Settled(index, hashlib.sha256(data).digest(), "")))
    assert [outcome.sha256 for outcome in batch.outcomes] == [hashlib.sha256(data).digest() for data in DATA]


@pytest.mark.parametrize(
    "frames",
    [
        (fr.Want(3, 0, EMPTY),),
        (fr.Want(0, len(DATA[0]) + 1, EMPTY),),
        (fr.Want(0, 0, EMPTY), fr.Want(1, 0, EMPTY)),
        (fr.Settled(2, bytes(32), "x"),),
        (fr.Finished(),),
        (fr.Begin(0, 0),),
    ],
    ids=["a file beyond the list", "beyond the end", "two places", "a file beyond", "too soon", "what a sender says"],
)
def test_wish_beyond_the_list_ends_the_path(frames: tuple[fr.Frame, ...]):
    batch, _ = _sending()
    with pytest.raises(StreamError):
        batch.feed(b"".join(map(fr.encode, frames)))


def test_never_more_than_the_listed_bytes_are_read_and_none_twice_on_one_path():
    batch, source = _sending()
    batch.feed(fr.encode(fr.Want(0, 0, EMPTY)))
    _pull_all(batch)
    assert source.read_bytes == sum(map(len, DATA))
