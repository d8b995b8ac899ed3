"""One end of a path: what a hold lets pass, in either direction."""

import random

from shared.transfer.incoming import IncomingBatch
from shared.transfer.outgoing import OutgoingBatch
from tests.fakes.files import Line, MemorySink, MemorySource

DATA = [random.Random(3).randbytes(400_000)]
LARGEST_SIGN_OF_LIFE_BYTES = 100


def _half_way() -> tuple[Line, MemorySink]:
    sink = MemorySink()
    sizes = [len(data) for data in DATA]
    line = Line(OutgoingBatch(sizes, MemorySource(DATA)), IncomingBatch(sizes, sink))
    assert not line.run(datagrams_max=120)
    return line, sink


def test_held_sender_lets_not_even_out_what_was_read_already():
    line, sink = _half_way()
    assert line.sending.sender.under_way > 0
    line.there.clear()
    line.sending.is_held = True
    sent: list[bytes] = []
    for _ in range(20_000):
        line.now_ms += 1
        for link in (line.sending, line.receiving):
            link.tick(line.now_ms)
            link.pump(line.now_ms)
        sent += line.there
        for data in list(line.there):
            line.receiving.handle_datagram(data, line.now_ms)
        for data in list(line.back):
            line.sending.handle_datagram(data, line.now_ms)
        line.there.clear()
        line.back.clear()
    assert sent, "it is still there"
    assert max(map(len, sent)) < LARGEST_SIGN_OF_LIFE_BYTES
    assert not line.sending.is_silent(line.now_ms)
    assert not line.receiving.is_silent(line.now_ms)
    line.sending.is_held = False
    assert line.run()
    assert sink.saved == dict(enumerate(DATA))


def test_held_receiver_takes_nothing_and_goes_on():
    line, sink = _half_way()
    before = sink.written_bytes
    line.receiving.is_held = True
    for _ in range(2_000):
        line.now_ms += 1
        for link in (line.sending, line.receiving):
            link.tick(line.now_ms)
            link.pump(line.now_ms)
        for data in list(line.there):
            line.receiving.handle_datagram(data, line.now_ms)
        line.there.clear()
    assert sink.written_bytes == before
    line.receiving.is_held = False
    assert line.run()
    assert sink.saved == dict(enumerate(DATA))
