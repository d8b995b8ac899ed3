"""The stream between the two processes for files: frames, and both ends of a batch that act on them."""

from shared.transfer import frames as fr
from shared.transfer.incoming import IncomingBatch
from shared.transfer.outgoing import OutgoingBatch
from shared.transfer.window import StreamError
from tests.fakes.files import MemorySink, MemorySource
from tests.fuzz.feedback import note

PARSER = "file header: frames of a batch (`shared/transfer/frames.py`, `incoming.py`, `outgoing.py`)"
MAX_BYTES = 200
WORDS = (b"disk_full", b"file_unreadable", b"\x00\x00\x00\x20", b"\x00\x00\x00\x00", b"\x00\x00\x80\x00")

_FILES = [b"letter", b"", b"x" * 300]
_SIZES = [len(data) for data in _FILES]


def seeds() -> list[bytes]:
    outgoing, incoming = OutgoingBatch(_SIZES, MemorySource(_FILES)), IncomingBatch(_SIZES, MemorySink())
    incoming.connect()
    said: list[bytes] = []
    while not outgoing.is_finished:
        said.append(incoming.take_output())
        outgoing.feed(said[-1])
        sent = b""
        while data := outgoing.pull():
            sent += data
        said.append(sent)
        incoming.feed(sent)
    every = [fr.Want(1, 2, bytes(32)), fr.Settled(0, bytes(32), "disk_full"), fr.Finished(), fr.Begin(0, 0)]
    every += [fr.Data(b"letter"), fr.End(bytes(32)), fr.Failed(1, "file_unreadable"), fr.All()]
    streams = [*said, b"".join(said[1::2]), b"".join(said[::2]), *map(fr.encode, every)]
    return [side + stream[: MAX_BYTES - 1] for stream in streams for side in (b"\0", b"\xff") if stream]


def run(data: bytes) -> None:
    """The first byte says which end of a batch it is that hears this."""
    is_incoming, stream = data[:1] < b"\x80", data[1:]
    _read_frames(stream)
    sink = MemorySink()
    side = IncomingBatch(_SIZES, sink) if is_incoming else OutgoingBatch(_SIZES, MemorySource(_FILES))
    side.connect()
    try:
        side.feed(stream[: len(stream) // 3])
        side.feed(stream[len(stream) // 3 :])
        _go_on(side)
    except StreamError as error:
        note(f"{is_incoming} {error}")
    assert all(len(saved) == _SIZES[index] for index, saved in sink.saved.items()), "nothing but what was agreed"
    assert len(sink.data) <= max(_SIZES)


def _read_frames(data: bytes) -> None:
    """What is read is written the same, however the stream was cut."""
    whole, cut = fr.FrameReader(), fr.FrameReader()
    try:
        frames = whole.feed(data)
    except StreamError as error:
        note(str(error))
        return
    for frame in frames:
        note(type(frame).__name__)
    written = b"".join(map(fr.encode, frames))
    assert data.startswith(written)
    middle = len(data) // 2
    assert cut.feed(data[:middle]) + cut.feed(data[middle:]) == frames


def _go_on(side: IncomingBatch | OutgoingBatch) -> None:
    if isinstance(side, IncomingBatch):
        side.take_output()
        assert side.bytes_done <= sum(_SIZES)
        return
    for _ in range(20):
        if not side.pull():
            break
