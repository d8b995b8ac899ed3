"""What the two ends say under the sealing keys, and the seal itself."""

from pathlib import Path

from shared.errors import ProtocolError
from shared.pairing.keys import EpochKeys, Side
from shared.pairing.sealing import PLAIN_MAX_BYTES, SealingBox, SealProblem
from shared.protocol import codec, sealed_messages
from tests.fuzz.feedback import note, note_refusal
from tests.fuzz.wire_words import words_of
from tests.unit.shared.protocol.golden import load_binary

PARSER = "sealed payload (`shared/pairing/sealing.py`, `shared/protocol/codec.py`)"
MAX_BYTES = 1_024
WORDS = words_of(sealed_messages.SessionOffer | sealed_messages.SessionAnswer)

_VECTORS = Path(__file__).parents[2] / "vectors" / "protocol" / "sealed"
_KEYS = EpochKeys(3, b"\x01" * 32, b"\x02" * 32, b"\x03" * 32, b"\x04" * 32)
_TRANSCRIPT_HASH = b"t" * 32
_agent = SealingBox(Side.AGENT, _KEYS, _TRANSCRIPT_HASH)


def seeds() -> list[bytes]:
    return [load_binary(path)[1] for path in sorted(_VECTORS.glob("*.hex"))]


def run(data: bytes) -> None:
    """Takes the bytes as what a server could put in the place of a sealed body, and as what a hostile end seals."""
    assert isinstance(_agent.open(data), SealProblem), "nobody without the keys is let in"
    _agent._is_broken = False  # made once, for making it takes longer than the rest
    for decode in (codec.decode_session_offer, codec.decode_session_answer):
        try:
            message = decode(data)
        except ProtocolError as error:
            note_refusal(error)
            continue
        note(type(message).__name__)
        again = codec.encode_sealed(message)
        assert decode(again) == message
        if len(again) <= PLAIN_MAX_BYTES:
            body = SealingBox(Side.SHARER, _KEYS, _TRANSCRIPT_HASH).seal(again)
            assert SealingBox(Side.AGENT, _KEYS, _TRANSCRIPT_HASH).open(body) == again
