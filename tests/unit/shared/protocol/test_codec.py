"""Golden messages, limits, and the refusals of the codecs."""

import base64
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from shared.capability import Capability
from shared.errors import ProtocolError
from shared.protocol import codec, limits
from shared.protocol import peer_messages as peer
from shared.protocol import sealed_messages as sealed
from shared.protocol import signaling_messages as signaling
from shared.protocol.capability_table import CAPABILITY_OF
from shared.protocol.peer_messages import CHANNEL_OF, ChannelLabel
from tests.property import protocol_messages as known
from tests.unit.shared.protocol.golden import VECTORS, load_binary, load_json

SESSION_ID = "0123456789abcdef0123456789abcdef"
_LEFT_OUT = object()


def _signaling_vector(kind: type[msgspec.Struct]) -> Path:
    return VECTORS / "signaling" / f"{known.type_name(kind)}.json"


def _binary_vector(kind: type[msgspec.Struct]) -> Path:
    folder = "peer" if kind in known.PEER else "sealed"
    return VECTORS / folder / f"{known.type_name(kind)}.hex"


def _decode_signaling(kind: type[msgspec.Struct], frame: str) -> Any:
    return codec.decode_to_server(frame) if kind in known.TO_SERVER else codec.decode_from_server(frame)


def _decode_binary(kind: type[msgspec.Struct], data: bytes) -> Any:
    if kind is sealed.SessionOffer:
        return codec.decode_session_offer(data)
    if kind is sealed.SessionAnswer:
        return codec.decode_session_answer(data)
    decode = codec.decode_from_client if kind in known.FROM_CLIENT else codec.decode_from_agent
    return decode(data, CHANNEL_OF[kind])


# --- golden messages -----------------------------------------------------------------------------------------------


def test_golden_files_are_one_a_type_and_no_more():
    wanted = {_signaling_vector(kind) for kind in known.SIGNALING}
    wanted |= {_binary_vector(kind) for kind in known.PEER + known.SEALED}
    assert set(VECTORS.glob("*/*")) == wanted


@pytest.mark.parametrize("kind", known.SIGNALING, ids=known.type_name)
def test_golden_signaling_frame_reads_as_it_says_and_is_written_byte_for_byte(kind: type[msgspec.Struct]):
    frame = load_json(_signaling_vector(kind))
    message = _decode_signaling(kind, frame)
    assert type(message) is kind
    assert msgspec.to_builtins(message) == json.loads(frame)
    assert codec.encode_signaling(message) == frame


@pytest.mark.parametrize("kind", known.PEER + known.SEALED, ids=known.type_name)
def test_golden_binary_message_reads_as_it_says_and_is_written_byte_for_byte(kind: type[msgspec.Struct]):
    meaning, data = load_binary(_binary_vector(kind))
    message = _decode_binary(kind, data)
    assert type(message) is kind
    assert msgspec.to_builtins(message) == meaning
    encoded = codec.encode_sealed(message) if kind in known.SEALED else codec.encode_peer(message)
    assert encoded == data
    # Read by a decoder that knows nothing of our types, so that encoder and decoder cannot be wrong together.
    plain = msgspec.json.decode(msgspec.json.encode(msgspec.msgpack.decode(data)))
    assert plain == meaning


# --- every field of every message ----------------------------------------------------------------------------------


def _beyond(info: inspect.Type) -> list[Any]:  # noqa: PLR0911 -- one answer a kind of field
    """Values just outside what a field may hold, as they would stand in JSON."""
    match info:
        case inspect.IntType():
            low = [info.ge - 1] if info.ge is not None else []
            high = [info.le + 1] if info.le is not None else [info.lt] if info.lt is not None else []
            return [*low, *high, "1", 1.5, None, [], True]
        case inspect.BoolType():
            return [1, "true", None]
        case inspect.StrType():
            least = [""] if info.min_length or info.pattern else []
            line_break = ["1\n"] if info.pattern else []
            most = ["x" * (info.max_length + 1)] if info.max_length is not None else []
            return [*least, *line_break, *most, 7, None, {}]
        case inspect.BytesType():
            least = [_text(b"x" * (info.min_length - 1))] if info.min_length else []
            most = [_text(b"x" * (info.max_length + 1))] if info.max_length is not None else []
            return [*least, *most, "not base64!", 7, None]
        case inspect.LiteralType() | inspect.EnumType():
            return ["no_such_word", 99, None]
        case inspect.ListType():
            return [[None], {}, "x", 7]
        case inspect.DictType():
            return [{"Upper": 1}, {"a": [1]}, {"a": 1.5}, {"a": None}, {"a\n": 1}, [], 7]
        case inspect.UnionType():
            values = [value for part in info.types for value in _beyond(part)]
            return [value for value in values if value is not None]
        case inspect.StructType():
            return [{}, {"no_such_field": 1}, [], 7]
        case inspect.NoneType():
            return []
    raise AssertionError(f"no values for {info}")


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _field_cases(kinds: tuple[type[msgspec.Struct], ...]) -> list[Any]:
    cases = []
    for kind in kinds:
        info = inspect.type_info(kind)
        assert isinstance(info, inspect.StructType)
        for field in info.fields:
            values = _beyond(field.type) + ([_LEFT_OUT] if field.required else [])
            cases += [
                pytest.param(kind, field.name, value, id=f"{known.type_name(kind)}-{field.name}-{number}")
                for number, value in enumerate(values)
            ]
    return cases


@pytest.mark.parametrize(("kind", "field", "value"), _field_cases(known.SIGNALING))
def test_signaling_field_beyond_its_limits_is_refused(kind: type[msgspec.Struct], field: str, value: Any):
    fields = json.loads(load_json(_signaling_vector(kind)))
    _replace(fields, field, value)
    with pytest.raises(ProtocolError, match=r"malformed_message|message_too_large"):
        _decode_signaling(kind, json.dumps(fields))


@pytest.mark.parametrize(("kind", "field", "value"), _field_cases(known.PEER + known.SEALED))
def test_binary_field_beyond_its_limits_is_refused(kind: type[msgspec.Struct], field: str, value: Any):
    _, data = load_binary(_binary_vector(kind))
    fields = msgspec.msgpack.decode(data)
    if isinstance(fields[field], bytes) and isinstance(value, str) and value != "not base64!":
        value = base64.b64decode(value)
    _replace(fields, field, value)
    with pytest.raises(ProtocolError, match=r"malformed_message|message_too_large"):
        _decode_binary(kind, msgspec.msgpack.encode(fields))


def _replace(fields: dict[str, Any], field: str, value: Any) -> None:
    if value is _LEFT_OUT:
        del fields[field]
    else:
        fields[field] = value


@pytest.mark.parametrize("kind", known.SIGNALING, ids=known.type_name)
def test_signaling_unknown_field_or_type_is_refused(kind: type[msgspec.Struct]):
    fields = json.loads(load_json(_signaling_vector(kind)))
    for wrong in (
        fields | {"extra": 1},
        fields | {"type": "no_such_type"},
        {k: v for k, v in fields.items() if k != "type"},
    ):
        with pytest.raises(ProtocolError, match="malformed_message"):
            _decode_signaling(kind, json.dumps(wrong))


@pytest.mark.parametrize("kind", known.PEER + known.SEALED, ids=known.type_name)
def test_binary_unknown_field_or_type_or_trailing_byte_is_refused(kind: type[msgspec.Struct]):
    _, data = load_binary(_binary_vector(kind))
    fields = msgspec.msgpack.decode(data)
    for wrong in (
        msgspec.msgpack.encode(fields | {"extra": 1}),
        msgspec.msgpack.encode(fields | {"type": "no_such_type"}),
        data + b"\x00",
        data[:-1],
    ):
        with pytest.raises(ProtocolError, match="malformed_message"):
            _decode_binary(kind, wrong)


# --- who may say what, and where -----------------------------------------------------------------------------------


def test_message_of_the_server_sent_to_the_server_is_refused():
    for kind in set(known.FROM_SERVER) - set(known.TO_SERVER):
        with pytest.raises(ProtocolError, match="malformed_message"):
            codec.decode_to_server(load_json(_signaling_vector(kind)))


def test_message_of_a_program_sent_to_a_program_is_refused():
    for kind in set(known.TO_SERVER) - set(known.FROM_SERVER):
        with pytest.raises(ProtocolError, match="malformed_message"):
            codec.decode_from_server(load_json(_signaling_vector(kind)))


def test_message_of_the_wrong_side_is_refused():
    for kind in set(known.FROM_CLIENT) - set(known.FROM_AGENT):
        with pytest.raises(ProtocolError, match="malformed_message"):
            codec.decode_from_agent(load_binary(_binary_vector(kind))[1], CHANNEL_OF[kind])
    for kind in set(known.FROM_AGENT) - set(known.FROM_CLIENT):
        with pytest.raises(ProtocolError, match="malformed_message"):
            codec.decode_from_client(load_binary(_binary_vector(kind))[1], CHANNEL_OF[kind])


def test_every_peer_message_has_its_channel_and_its_right():
    assert set(CHANNEL_OF) == set(known.PEER)
    assert set(CAPABILITY_OF) == set(known.PEER)
    assert CAPABILITY_OF[peer.InputBatch] is Capability.CONTROL


# --- sizes ---------------------------------------------------------------------------------------------------------


def test_signaling_frame_at_the_limit_passes_and_one_byte_more_is_refused():
    frame = load_json(_signaling_vector(signaling.Hello))
    full = frame + " " * (limits.SIGNALING_FRAME_MAX_BYTES - len(frame))
    assert isinstance(codec.decode_to_server(full), signaling.Hello)
    for longer in (full + " ", (full + " ").encode()):
        with pytest.raises(ProtocolError, match="message_too_large"):
            codec.decode_to_server(longer)


def test_signaling_frame_size_counts_bytes_not_characters():
    text = "й" * (limits.SIGNALING_FRAME_MAX_BYTES // 2 + 1)
    with pytest.raises(ProtocolError, match="message_too_large"):
        codec.decode_to_server(text)


def test_peer_message_over_the_limit_is_refused_before_it_is_read():
    with pytest.raises(ProtocolError, match="message_too_large"):
        codec.decode_from_agent(bytes(limits.PEER_MESSAGE_MAX_BYTES + 1), ChannelLabel.CONTROL)


def test_relay_body_of_the_largest_size_fits_a_frame():
    message = signaling.Relay(session_id=SESSION_ID, phase="sealed", body=bytes(limits.RELAY_BODY_MAX_BYTES))
    assert codec.decode_to_server(codec.encode_signaling(message)) == message


def test_sealed_offer_with_every_field_full_fits_a_relay_body():
    aead_tag_bytes = 16
    offer = sealed.SessionOffer(
        sdp="x" * limits.SDP_MAX_BYTES,
        client_key=bytes(32),
        program="\N{GRINNING FACE}" * limits.PROGRAM_MAX_CHARS,
        os_family="windows",
        problem="\N{GRINNING FACE}" * limits.PROBLEM_MAX_CHARS,
        locale="\N{GRINNING FACE}" * limits.LOCALE_MAX_CHARS,
    )
    data = codec.encode_sealed(offer)
    assert len(data) + aead_tag_bytes <= limits.RELAY_BODY_MAX_BYTES
    assert codec.decode_session_offer(data) == offer


def test_encode_too_large_message_is_refused_by_ourselves():
    event = signaling.AppendEvent(
        request_id=1,
        session_id=SESSION_ID,
        cseq=1,
        cts="2026-11-22T02:25:43.120Z",
        tag="session:consent:granted",
        outcome="ok",
        data={f"key{number}": "\x00" * 200 for number in range(24)},
        signature=bytes(64),
    )
    with pytest.raises(ProtocolError, match="message_too_large"):
        codec.encode_signaling(event)


def test_input_batch_holds_at_most_its_limit_and_at_least_one_event():
    move = peer.PointerMove(x=1, y=2)
    for count, is_fine in ((0, False), (1, True), (32, True), (33, False)):
        data = codec.encode_peer(peer.InputBatch(input_epoch=1, first_seq=1, events=[move] * count))
        if is_fine:
            assert codec.decode_from_agent(data, ChannelLabel.INPUT)
        else:
            with pytest.raises(ProtocolError, match="malformed_message"):
                codec.decode_from_agent(data, ChannelLabel.INPUT)


@pytest.mark.parametrize(
    "event",
    [
        [0, 1],
        [0, 1, 2, 3],
        [0, -1, 0],
        [0, 65536, 0],
        [1, 4, True],
        [1, 1],
        [2, 12001, 0],
        [3, 3, True],
        [3, 232, True],
        [4, 1, 1],
        [],
        [True, 1, 1],
        ["0", 1, 2],
        {"x": 1},
        7,
    ],
)
def test_input_event_that_is_not_one_of_the_four_is_refused(event: Any):
    data = msgspec.msgpack.encode({"type": "input_batch", "input_epoch": 1, "first_seq": 1, "events": [event]})
    with pytest.raises(ProtocolError, match="malformed_message"):
        codec.decode_from_agent(data, ChannelLabel.INPUT)


def test_secrets_are_not_in_the_repr():
    for kind, secret in (
        (signaling.SignIn, "correct horse battery staple"),
        (signaling.Claimed, "00112233445566778899aabbccddeeff"),
        (signaling.Attach, "00112233445566778899aabbccddeeff"),
    ):
        frame = load_json(_signaling_vector(kind))
        assert secret in frame
        assert secret not in repr(_decode_signaling(kind, frame))
