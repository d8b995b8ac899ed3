"""Bytes to messages and back; whatever is not exactly a message of ours is a `ProtocolError`."""

from typing import TypeVar, cast

import msgspec

from shared.errors import ProtocolError
from shared.protocol import limits, peer_messages, sealed_messages, signaling_messages
from shared.protocol.peer_messages import CHANNEL_OF, ChannelLabel

T = TypeVar("T")

_NUL_ESCAPE = "\\u0000"
_json_encoder = msgspec.json.Encoder()
_to_server = msgspec.json.Decoder(signaling_messages.ToServer)
_from_server = msgspec.json.Decoder(signaling_messages.FromServer)
_msgpack_encoder = msgspec.msgpack.Encoder()
_from_client = msgspec.msgpack.Decoder(peer_messages.FromClient)
_from_agent = msgspec.msgpack.Decoder(peer_messages.FromAgent)
_offer = msgspec.msgpack.Decoder(sealed_messages.SessionOffer)
_answer = msgspec.msgpack.Decoder(sealed_messages.SessionAnswer)


def encode_signaling(message: signaling_messages.ToServer | signaling_messages.FromServer) -> str:
    """Render one signaling message as a JSON text frame.

    Raises:
        ProtocolError: it is larger than the other side may accept; a fault of ours.
    """
    frame = _json_encoder.encode(message)
    if len(frame) > limits.SIGNALING_FRAME_MAX_BYTES:
        raise ProtocolError("message_too_large", size_bytes=len(frame))
    return frame.decode()


def decode_to_server(frame: str | bytes) -> signaling_messages.ToServer:
    """Read one frame that a program sent to the server.

    Raises:
        ProtocolError: too large, not JSON, not a known message, a field out of its range, or U+0000 in a text: it is
            part of none, and not every database takes it.
    """
    message = _decode(_to_server, frame, limits.SIGNALING_FRAME_MAX_BYTES)
    # JSON can write it in one way only (RFC 8259 section 7); what looks so may be a backslash and digits.
    if (_NUL_ESCAPE in frame if isinstance(frame, str) else _NUL_ESCAPE.encode() in frame) and _holds_nul(
        msgspec.to_builtins(message)
    ):
        raise ProtocolError("text_with_nul")
    return message


def decode_from_server(frame: str | bytes) -> signaling_messages.FromServer:
    """Read one frame that the server sent. Raises `ProtocolError` as `decode_to_server` does."""
    return _decode(_from_server, frame, limits.SIGNALING_FRAME_MAX_BYTES)


def encode_peer(message: peer_messages.FromClient | peer_messages.FromAgent) -> bytes:
    """Render one data-channel message. Raises `ProtocolError` when it is larger than a channel may carry."""
    data = _msgpack_encoder.encode(message)
    if len(data) > limits.PEER_MESSAGE_MAX_BYTES:
        raise ProtocolError("message_too_large", size_bytes=len(data))
    return data


def decode_from_client(data: bytes, label: ChannelLabel) -> peer_messages.FromClient:
    """Read one message the console received on the channel with that label.

    Raises:
        ProtocolError: malformed, oversize, or a message that belongs on another channel.
    """
    message = _decode(_from_client, data, limits.PEER_MESSAGE_MAX_BYTES)
    _check_channel(message, label)
    return message


def decode_from_agent(data: bytes, label: ChannelLabel) -> peer_messages.FromAgent:
    """Read one message the client received. Raises `ProtocolError` as `decode_from_client` does."""
    message = _decode(_from_agent, data, limits.PEER_MESSAGE_MAX_BYTES)
    _check_channel(message, label)
    return message


def encode_sealed(message: sealed_messages.SessionOffer | sealed_messages.SessionAnswer) -> bytes:
    """Render what goes under the sealing key."""
    return _msgpack_encoder.encode(message)


def decode_session_offer(data: bytes) -> sealed_messages.SessionOffer:
    """Read the client's opened offer. Raises `ProtocolError`."""
    return _decode(_offer, data, limits.RELAY_BODY_MAX_BYTES)


def decode_session_answer(data: bytes) -> sealed_messages.SessionAnswer:
    """Read the agent's opened answer. Raises `ProtocolError`."""
    return _decode(_answer, data, limits.RELAY_BODY_MAX_BYTES)


def _decode(decoder: msgspec.json.Decoder[T] | msgspec.msgpack.Decoder[T], data: str | bytes, max_bytes: int) -> T:
    # Characters never outnumber bytes, so a text frame over the limit is refused before it is encoded.
    if len(data) > max_bytes or (isinstance(data, str) and len(data.encode("utf-8", "surrogatepass")) > max_bytes):
        raise ProtocolError("message_too_large")
    try:
        return decoder.decode(data)  # pyright: ignore[reportArgumentType]
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ProtocolError("malformed_message") from error


def _holds_nul(value: object) -> bool:
    match value:
        case str():
            return "\x00" in value
        case dict():
            # Names are among those that are declared, or have a pattern.
            return any(_holds_nul(each) for each in cast("dict[str, object]", value).values())
        case list():
            return any(_holds_nul(each) for each in cast("list[object]", value))
        case _:
            return False


def _check_channel(message: object, label: ChannelLabel) -> None:
    if CHANNEL_OF[type(message)] is not label:
        raise ProtocolError("wrong_channel", channel=label)
