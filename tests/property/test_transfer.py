"""A batch of files over a line that breaks anywhere: every file arrives once and whole, or is said not to have."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.transfer import frames as fr
from shared.transfer.incoming import IncomingBatch
from shared.transfer.outgoing import OutgoingBatch
from shared.transfer.window import StreamError
from tests.fakes.files import Line, MemorySink, MemorySource

CHANCE = random.Random(4)
FILES = [
    CHANCE.randbytes(70_000),
    b"",
    CHANCE.randbytes(1),
    CHANCE.randbytes(1_167),
    CHANCE.randbytes(33_000),
]


def _ends(files: list[bytes], sink: MemorySink | None = None) -> tuple[OutgoingBatch, IncomingBatch, MemorySink]:
    sink = sink or MemorySink()
    sizes = [len(data) for data in files]
    return OutgoingBatch(sizes, MemorySource(files)), IncomingBatch(sizes, sink), sink


def _whole(files: list[bytes]) -> dict[int, bytes]:
    return dict(enumerate(files))


def _datagrams_of_an_undisturbed_run() -> int:
    outgoing, incoming, sink = _ends(FILES)
    line = Line(outgoing, incoming)
    assert line.run()
    assert sink.saved == _whole(FILES)
    return line.delivered


@pytest.mark.parametrize("broken_after", range(_datagrams_of_an_undisturbed_run()))
def test_batch_that_was_cut_goes_on_where_it_was(broken_after: int):
    outgoing, incoming, sink = _ends(FILES)
    first = Line(outgoing, incoming)
    assert not first.run(datagrams_max=broken_after)
    written_before = sink.written_bytes
    second = Line(outgoing, incoming, key=3, now_ms=first.now_ms + 10_000)
    assert second.run()
    assert sink.saved == _whole(FILES)
    assert [outcome.code for outcome in incoming.outcomes] == [""] * len(FILES)
    assert [outcome.sha256 for outcome in outgoing.outcomes] == [outcome.sha256 for outcome in incoming.outcomes]
    total = sum(map(len, FILES))
    assert sink.written_bytes == total, f"nothing is written twice; {written_before} were there before"


@given(
    sizes=st.lists(st.integers(0, 20_000), min_size=1, max_size=6),
    seed=st.integers(0, 2**32),
    cuts=st.lists(st.integers(0, 60), max_size=5),
    loss=st.sampled_from([0.0, 0.02, 0.2]),
)
@settings(deadline=None, max_examples=60)
def test_batch_over_a_bad_line_with_many_cuts_arrives_whole(
    sizes: list[int], seed: int, cuts: list[int], loss: float
):
    chance = random.Random(seed)
    files = [chance.randbytes(size) for size in sizes]
    outgoing, incoming, sink = _ends(files)
    now_ms = 0.0
    for number, cut in enumerate(cuts):
        line = Line(outgoing, incoming, key=10 + 2 * number, chance=chance, loss=loss, now_ms=now_ms)
        line.run(datagrams_max=cut, steps_max=5_000)
        now_ms = line.now_ms
    last = Line(outgoing, incoming, key=200, chance=chance, loss=loss, now_ms=now_ms)
    assert last.run()
    assert sink.saved == _whole(files)


@given(damage=st.binary(min_size=1, max_size=1_200), seed=st.integers(0, 2**32))
@settings(deadline=None, max_examples=60)
def test_forged_and_damaged_datagrams_change_nothing(damage: bytes, seed: int):
    chance = random.Random(seed)
    files = [chance.randbytes(9_000)]
    outgoing, incoming, sink = _ends(files)
    line = Line(outgoing, incoming)
    for _ in range(20):
        line.run(datagrams_max=line.delivered + 1, steps_max=50)
        line.receiving.handle_datagram(damage, line.now_ms)
        line.sending.handle_datagram(damage, line.now_ms)
        if line.there:
            changed = bytearray(line.there[0])
            changed[chance.randrange(len(changed))] ^= 1 + chance.randrange(255)
            line.receiving.handle_datagram(bytes(changed), line.now_ms)
            line.receiving.handle_datagram(line.there[0], line.now_ms)
    assert line.run()
    assert sink.saved == _whole(files)


INDEX, OFFSET, SHA = st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1), st.binary(min_size=32, max_size=32)
CODE = st.from_regex(r"[a-z]+(_[a-z]+)*", fullmatch=True).filter(lambda code: len(code) <= fr.CODE_MAX_BYTES)
FRAMES = st.one_of(
    st.builds(fr.Want, INDEX, OFFSET, SHA),
    st.builds(fr.Settled, INDEX, SHA, CODE | st.just("")),
    st.builds(fr.Finished),
    st.builds(fr.Begin, INDEX, OFFSET),
    st.builds(fr.Data, st.binary(min_size=1, max_size=80)),
    st.builds(fr.End, SHA),
    st.builds(fr.Failed, INDEX, CODE),
    st.builds(fr.All),
)


@given(frames=st.lists(FRAMES, max_size=8), step=st.integers(1, 60))
def test_any_frames_survive_a_stream_cut_anywhere(frames: list[fr.Frame], step: int):
    stream = b"".join(map(fr.encode, frames))
    reader = fr.FrameReader()
    assert [frame for at in range(0, len(stream), step) for frame in reader.feed(stream[at : at + step])] == frames


@given(data=st.binary(max_size=400), pieces=st.lists(st.integers(1, 50), max_size=8))
@settings(deadline=None)
def test_any_bytes_of_a_stream_are_frames_or_end_the_path_and_nothing_lands(data: bytes, pieces: list[int]):
    for side in _ends([b"x" * 100])[:2]:
        side.connect()
        try:
            at = 0
            for piece in [*pieces, len(data)]:
                side.feed(data[at : at + piece])
                at += piece
        except StreamError:
            pass


def test_file_that_cannot_be_read_or_written_is_said_and_the_rest_arrives():
    files = [b"a" * 5_000, b"b" * 40_000, b"c" * 5_000, b"d" * 100]
    sizes = [len(data) for data in files]
    sink = MemorySink(unwritable=frozenset({1}))
    outgoing = OutgoingBatch(sizes, MemorySource(files, unreadable=frozenset({2})))
    incoming = IncomingBatch(sizes, sink)
    assert Line(outgoing, incoming).run()
    assert sink.saved == {0: files[0], 3: files[3]}
    codes = ["", "file_unwritable", "file_unreadable", ""]
    assert [outcome.code for outcome in incoming.outcomes] == codes
    assert [outcome.code for outcome in outgoing.outcomes] == codes


def test_disk_that_became_full_is_said_as_the_other_sides_on_the_side_that_sends():
    files = [b"a" * 5_000, b"b" * 100]
    sizes = [len(data) for data in files]
    outgoing = OutgoingBatch(sizes, MemorySource(files))
    incoming = IncomingBatch(sizes, MemorySink(unwritable=frozenset({0}), why="disk_full"))
    assert Line(outgoing, incoming).run()
    assert [outcome.code for outcome in incoming.outcomes] == ["disk_full", ""]
    assert [outcome.code for outcome in outgoing.outcomes] == ["disk_full_there", ""]


def test_file_that_changed_while_the_line_was_down_is_sent_from_its_start():
    files = [CHANCE.randbytes(60_000)]
    outgoing, incoming, sink = _ends(files)
    first = Line(outgoing, incoming)
    first.run(datagrams_max=40)
    assert sink.data
    files[0] = CHANCE.randbytes(60_000)
    assert Line(outgoing, incoming, key=5, now_ms=first.now_ms).run()
    assert sink.saved == _whole(files)


def test_held_batch_lets_nothing_pass_and_goes_on_afterwards():
    outgoing, incoming, sink = _ends([CHANCE.randbytes(300_000)])
    line = Line(outgoing, incoming)
    line.run(datagrams_max=100)
    line.receiving.is_held = True
    written = sink.written_bytes
    line.run(steps_max=3_000)
    assert sink.written_bytes == written
    assert not line.receiving.is_silent(line.now_ms), "a pause is no lost line"
    line.receiving.is_held = False
    assert line.run()
    assert len(sink.saved) == 1
