"""Input batches from the wire, lost, doubled and late, to the events that are carried out."""

from pathlib import Path

import msgspec

from client.domain.input_decoder import InputDecoder
from shared.errors import ProtocolError
from shared.protocol import codec, limits, peer_messages
from shared.protocol.peer_messages import ChannelLabel, InputBatch, InputEvent, KeyChange, PointerMove
from tests.fuzz import target
from tests.fuzz.feedback import note, note_refusal
from tests.fuzz.wire_words import words_of
from tests.unit.shared.protocol.golden import load_binary

PARSER = "input batches (`shared/protocol/codec.py`, `client/domain/input_decoder.py`)"
MAX_BYTES = 1_024
WORDS = words_of(peer_messages.InputBatch)

_VECTORS = Path(__file__).parents[2] / "vectors" / "protocol" / "peer"
_BATCHES_MAX = 8
_EPOCH = 7


def seeds() -> list[bytes]:
    golden = load_binary(_VECTORS / "input_batch.hex")[1]
    events: list[InputEvent] = [KeyChange(4, is_down=True), PointerMove(1, 2), KeyChange(4, is_down=False)]
    batches = [
        codec.encode_peer(InputBatch(input_epoch=_EPOCH, first_seq=first, events=events)) for first in (1, 2, 4, 9)
    ]
    return [target.joined(parts) for parts in ([golden], batches, batches[::-1], batches[:1] * 3)]


def run(data: bytes) -> None:
    decoder = InputDecoder()
    decoder.set_epoch(_EPOCH)
    done = 0
    for now_ms, piece in enumerate(target.pieces(data, _BATCHES_MAX)):
        try:
            batch = codec.decode_from_agent(piece, ChannelLabel.INPUT)
        except ProtocolError as error:
            note_refusal(error)
            continue
        assert isinstance(batch, InputBatch)
        assert 1 <= len(batch.events) <= limits.INPUT_BATCH_MAX_EVENTS
        assert msgspec.msgpack.decode(codec.encode_peer(batch), type=InputBatch) == batch
        decoded = decoder.decode(batch, now_ms)
        if decoded.ack is None:
            assert not decoded.events, "nothing of another epoch is carried out"
            continue
        note(f"{len(decoded.events)} new")
        expected = batch.events[done + 1 - batch.first_seq :] if batch.first_seq <= done + 1 else []
        assert list(decoded.events) == list(expected), "what is new in it, in order"
        done += len(expected)
        assert decoded.ack.last_seq == done, "every number once, without a gap"
