"""Messages on the data channels between client and console, from either side."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from shared.errors import ProtocolError
from shared.protocol import codec, peer_messages
from shared.protocol.peer_messages import CHANNEL_OF, ChannelLabel
from tests.fuzz.feedback import note, note_refusal
from tests.fuzz.wire_words import words_of
from tests.unit.shared.protocol.golden import load_binary

PARSER = "peer messages (`shared/protocol/codec.py`)"
MAX_BYTES = 1_024
WORDS = words_of(peer_messages.FromClient | peer_messages.FromAgent)

_VECTORS = Path(__file__).parents[2] / "vectors" / "protocol" / "peer"
_DECODERS: tuple[Callable[[bytes, ChannelLabel], Any], ...] = (codec.decode_from_client, codec.decode_from_agent)


def seeds() -> list[bytes]:
    return [load_binary(path)[1] for path in sorted(_VECTORS.glob("*.hex"))]


def run(data: bytes) -> None:
    for decode in _DECODERS:
        taken: list[Any] = []
        for label in ChannelLabel:
            try:
                taken.append(decode(data, label))
            except ProtocolError as error:
                note_refusal(error)
                if error.reason != "wrong_channel":
                    break  # no message on any channel
        assert len(taken) <= 1, "a message is taken on one channel only"
        for message in taken:
            note(type(message).__name__)
            assert decode(codec.encode_peer(message), CHANNEL_OF[type(message)]) == message
