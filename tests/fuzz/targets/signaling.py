"""Frames between a program and the server."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from shared.errors import ProtocolError
from shared.protocol import codec, signaling_messages
from tests.fuzz.feedback import note, note_refusal
from tests.fuzz.wire_words import words_of

PARSER = "signaling messages (`shared/protocol/codec.py`)"
MAX_BYTES = 1_024
WORDS = words_of(signaling_messages.ToServer | signaling_messages.FromServer)

_VECTORS = Path(__file__).parents[2] / "vectors" / "protocol" / "signaling"
_DECODERS: tuple[Callable[[str | bytes], Any], ...] = (codec.decode_to_server, codec.decode_from_server)


def seeds() -> list[bytes]:
    return [path.read_bytes().removesuffix(b"\n") for path in sorted(_VECTORS.glob("*.json"))]


def run(data: bytes) -> None:
    for decode in _DECODERS:
        try:
            message = decode(data)
        except ProtocolError as error:
            note_refusal(error)
            continue
        note(type(message).__name__)
        assert isinstance(message, msgspec.Struct)
        assert decode(codec.encode_signaling(message)) == message
        # A socket hands over text: that must be no other message than its bytes.
        assert decode(data.decode()) == message
