"""Hostile test 27: more than was said, more files than anybody reads, and archives that want to be unpacked."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from shared.protocol import limits
from shared.transfer import frames as fr
from shared.transfer.incoming import IncomingBatch
from shared.transfer.manifest import ManifestProblem, Offered, OfferParts, Plan, make_plan
from shared.transfer.window import StreamError
from shared.transport.file_store import FileStore
from tests.fakes.files import MemorySink

pytestmark = pytest.mark.hostile(27)


def _receiving(*sizes: int) -> tuple[IncomingBatch, MemorySink]:
    sink = MemorySink()
    batch = IncomingBatch(sizes, sink)
    batch.connect()
    return batch, sink


def _say(batch: IncomingBatch, *frames: fr.Frame) -> None:
    for frame in frames:
        batch.feed(fr.encode(frame))


def test_file_of_a_kilobyte_that_never_ends_is_cut_at_its_size_and_removed():
    batch, sink = _receiving(1_000)
    _say(batch, fr.Begin(0, 0), fr.Data(b"x" * 900))
    for _ in range(10_000):
        _say(batch, fr.Data(b"x" * 32 * 1024))
    assert sink.written_bytes <= 1_000
    assert sink.saved == {}
    assert [outcome.code for outcome in batch.outcomes] == ["file_larger_than_said"]


def test_file_that_is_shorter_than_said_gets_no_name():
    batch, sink = _receiving(1_000)
    _say(batch, fr.Begin(0, 0), fr.Data(b"x" * 900), fr.End(hashlib.sha256(b"x" * 900).digest()))
    assert sink.saved == {}
    assert batch.outcomes[0].code == "file_shorter_than_said"


def test_file_with_another_checksum_gets_no_name():
    batch, sink = _receiving(4)
    _say(batch, fr.Begin(0, 0), fr.Data(b"evil"), fr.End(hashlib.sha256(b"good").digest()))
    assert sink.saved == {}
    assert batch.outcomes[0].code == "file_checksum_differs"


@pytest.mark.parametrize(
    "frames",
    [
        (fr.Begin(1, 0),),
        (fr.Begin(0, 500),),
        (fr.Begin(0, 0), fr.Begin(0, 0)),
        (fr.Begin(0, 0), fr.Begin(1, 0)),
        (fr.Data(b"x"),),
        (fr.End(bytes(32)),),
        (fr.All(),),
        (fr.Failed(1, "file_unreadable"),),
        (fr.Want(0, 0, bytes(32)),),
    ],
    ids=[
        "the second file first",
        "a place nothing was written to",
        "the same file twice",
        "the next before the end of this",
        "data of nothing",
        "the end of nothing",
        "all of nothing",
        "a failure far ahead",
        "what only a receiver says",
    ],
)
def test_frame_out_of_its_order_ends_the_path(frames: tuple[fr.Frame, ...]):
    batch, sink = _receiving(1_000, 1_000)
    with pytest.raises(StreamError):
        _say(batch, *frames)
    assert sink.saved == {}


def test_frame_of_a_length_nobody_needs_is_refused_before_it_is_kept():
    with pytest.raises(StreamError, match="frame_too_large"):
        fr.FrameReader().feed(b"\x0b\xff\xff\xff\xff")


def test_hundred_thousand_files_are_refused_with_the_first_message():
    parts = OfferParts(file_count=100_000, total_bytes=0)
    assert parts.add(0, [Offered(path="a", size_bytes=0)]) is ManifestProblem.TOO_MANY


def test_list_that_is_not_what_was_promised_is_refused():
    one = Offered(path="a", size_bytes=1)
    parts = OfferParts(file_count=2, total_bytes=2)
    assert parts.add(1, [one]) is ManifestProblem.MISCOUNTED
    assert parts.add(0, [one, one, one]) is ManifestProblem.MISCOUNTED
    assert parts.add(0, [one]) is None
    assert parts.add(1, [Offered(path="b", size_bytes=2**40)]) is None
    assert parts.plan() is ManifestProblem.MISCOUNTED or parts.plan() is ManifestProblem.TOO_LARGE


def test_five_hundred_files_of_one_name_get_five_hundred_names():
    plan = make_plan([Offered(path="same.txt", size_bytes=1)] * limits.FILE_BATCH_MAX)
    assert isinstance(plan, Plan)
    assert len({target.shown for target in plan.targets}) == limits.FILE_BATCH_MAX


def test_archive_is_written_as_it_is_and_never_unpacked(tmp_path: Path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../.ssh/authorized_keys", "ssh-ed25519 evil")
        archive.writestr("zeros", bytes(5_000_000))
    data = packed.getvalue()
    plan = make_plan([Offered(path="bomb.zip", size_bytes=len(data))])
    assert isinstance(plan, Plan)
    store = FileStore(tmp_path, plan.targets, origin="https://help.example", mark="x1")
    batch = IncomingBatch([len(data)], store)
    batch.connect()
    _say(batch, fr.Begin(0, 0), fr.Data(data), fr.End(hashlib.sha256(data).digest()))
    store.close()
    assert [path.name for path in tmp_path.rglob("*")] == ["bomb.zip"]
    assert (tmp_path / "bomb.zip").read_bytes() == data
