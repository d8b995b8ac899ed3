"""The codecs under any input: a message or a `ProtocolError`, and what was sent is what arrives."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import ProtocolError
from shared.protocol import codec
from shared.protocol.peer_messages import CHANNEL_OF, ChannelLabel
from tests.property import protocol_messages as known
from tests.unit.shared.protocol.golden import load_binary, load_json

_VECTORS = Path(__file__).parents[1] / "vectors" / "protocol"
_FRAMES = [load_json(path) for path in sorted((_VECTORS / "signaling").glob("*.json"))]
_BINARIES = [load_binary(path)[1] for path in sorted(_VECTORS.glob("*/*.hex"))]

TEXT_DECODERS = [codec.decode_to_server, codec.decode_from_server]
BINARY_DECODERS: list[Callable[[bytes], Any]] = [
    codec.decode_session_offer,
    codec.decode_session_answer,
    *(lambda data, label=label: codec.decode_from_client(data, label) for label in ChannelLabel),
    *(lambda data, label=label: codec.decode_from_agent(data, label) for label in ChannelLabel),
]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)


def _try(decode: Callable[[Any], Any], data: str | bytes) -> msgspec.Struct | None:
    """A message, or None for a `ProtocolError`; anything else fails the test."""
    try:
        message = decode(data)
    except ProtocolError:
        return None
    assert isinstance(message, known.SIGNALING + known.PEER + known.SEALED)
    return message


@pytest.mark.parametrize("decode", TEXT_DECODERS)
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300), st.text(st.characters(), max_size=60)))
def test_decode_signaling_any_input_is_a_message_or_a_protocol_error(
    decode: Callable[[Any], Any], data: str | bytes
) -> None:
    _try(decode, data)


@given(data=st.binary(max_size=300))
def test_decode_binary_any_input_is_a_message_or_a_protocol_error(data: bytes) -> None:
    for decode in BINARY_DECODERS:
        _try(decode, data)


@given(frame=st.sampled_from(_FRAMES), data=st.data())
def test_decode_signaling_one_field_of_any_value_is_a_message_or_a_protocol_error(
    frame: str, data: st.DataObject
) -> None:
    fields = json.loads(frame)
    name = data.draw(st.one_of(st.sampled_from(sorted(fields)), st.text(max_size=10)))
    fields[name] = data.draw(json_values)
    for decode in TEXT_DECODERS:
        _try(decode, json.dumps(fields))


@given(original=st.sampled_from(_BINARIES), data=st.data())
def test_decode_binary_damaged_message_is_a_message_or_a_protocol_error(original: bytes, data: st.DataObject) -> None:
    damaged = bytearray(original)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        match data.draw(st.sampled_from(["flip", "cut", "insert", "end"])):
            case "flip":
                damaged[place] = data.draw(st.integers(0, 255))
            case "cut" if len(damaged) > 1:
                del damaged[place]
            case "insert":
                damaged.insert(place, data.draw(st.integers(0, 255)))
            case _:
                damaged += data.draw(st.binary(max_size=5))
    for decode in BINARY_DECODERS:
        _try(decode, bytes(damaged))


@pytest.mark.parametrize("opening", ["[", '{"a":', "[" * 8000, '{"type":' * 1500])
def test_decode_signaling_deep_nesting_is_a_protocol_error(opening: str) -> None:
    for decode in TEXT_DECODERS:
        with pytest.raises(ProtocolError):
            decode(opening)


@pytest.mark.parametrize(
    "opening", [b"\x91" * 8000, b"\x81\xa1a" * 4000, b"\xdd\xff\xff\xff\xff", b"\xc6\x7f\xff\xff\xff"]
)
def test_decode_binary_deep_or_huge_announcement_is_a_protocol_error(opening: bytes) -> None:
    for decode in BINARY_DECODERS:
        with pytest.raises(ProtocolError):
            decode(opening)


@given(message=known.messages(known.TO_SERVER))
def test_to_server_message_survives_the_wire(message: Any) -> None:
    assert codec.decode_to_server(codec.encode_signaling(message)) == message


@given(message=known.messages(known.FROM_SERVER))
def test_from_server_message_survives_the_wire(message: Any) -> None:
    assert codec.decode_from_server(codec.encode_signaling(message)) == message


@given(message=known.messages(known.FROM_CLIENT))
def test_from_client_message_survives_the_wire_on_its_own_channel_only(message: Any) -> None:
    _survives_on_one_channel(codec.decode_from_client, message)


@given(message=known.messages(known.FROM_AGENT))
def test_from_agent_message_survives_the_wire_on_its_own_channel_only(message: Any) -> None:
    _survives_on_one_channel(codec.decode_from_agent, message)


def _survives_on_one_channel(decode: Callable[[bytes, ChannelLabel], Any], message: Any) -> None:
    data = codec.encode_peer(message)
    for label in ChannelLabel:
        if label is CHANNEL_OF[type(message)]:
            assert decode(data, label) == message
        else:
            with pytest.raises(ProtocolError, match="wrong_channel"):
                decode(data, label)


@given(message=known.messages(known.SEALED))
def test_sealed_message_survives_the_wire_and_is_never_taken_for_the_other(message: Any) -> None:
    data = codec.encode_sealed(message)
    right, wrong = codec.decode_session_offer, codec.decode_session_answer
    if type(message) is known.SEALED[1]:
        right, wrong = wrong, right
    assert right(data) == message
    with pytest.raises(ProtocolError):
        wrong(data)
