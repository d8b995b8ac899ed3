"""What the two ends of a batch say to each other inside its stream: one byte of kind, four of length, a body."""

import struct
from dataclasses import dataclass

from shared.transfer.window import StreamError

DATA_MAX_BYTES = 32 * 1024  # what is read from the disk at once; a frame is kept whole until its end is there
CODE_MAX_BYTES = 40
SHA_BYTES = 32
_HEAD = struct.Struct(">BI")
_PLACE = struct.Struct(">IQ")
_INDEX = struct.Struct(">I")

KIND_WANT, KIND_SETTLED, KIND_FINISHED = 1, 2, 3
KIND_BEGIN, KIND_DATA, KIND_END, KIND_FAILED, KIND_ALL = 10, 11, 12, 13, 14


@dataclass(frozen=True, slots=True)
class Want:
    """Receiver: begin with this file, at this place; of what is before it I have bytes with that SHA-256."""

    index: int
    offset: int
    prefix_sha256: bytes


@dataclass(frozen=True, slots=True)
class Settled:
    """Receiver: nothing more is needed of this file. An empty code: it is whole, with that SHA-256, and in place."""

    index: int
    sha256: bytes
    code: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """Receiver: every file is settled."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Sender: the data of this file follow, from this place on; what the receiver has beyond it is void."""

    index: int
    offset: int


@dataclass(frozen=True, slots=True)
class Data:
    """Sender: the next bytes of the file that was begun."""

    data: bytes


@dataclass(frozen=True, slots=True)
class End:
    """Sender: that was the file; SHA-256 of the whole of it."""

    sha256: bytes


@dataclass(frozen=True, slots=True)
class Failed:
    """Sender: this file cannot be read (further)."""

    index: int
    code: str


@dataclass(frozen=True, slots=True)
class All:
    """Sender: there are no more files."""


Frame = Want | Settled | Finished | Begin | Data | End | Failed | All
FromReceiver = (Want, Settled, Finished)
FromSender = (Begin, Data, End, Failed, All)


def encode(frame: Frame) -> bytes:
    """Render one frame."""
    match frame:
        case Want():
            kind, body = KIND_WANT, _PLACE.pack(frame.index, frame.offset) + frame.prefix_sha256
        case Settled():
            kind, body = KIND_SETTLED, _INDEX.pack(frame.index) + frame.sha256 + frame.code.encode("ascii")
        case Finished():
            kind, body = KIND_FINISHED, b""
        case Begin():
            kind, body = KIND_BEGIN, _PLACE.pack(frame.index, frame.offset)
        case Data():
            kind, body = KIND_DATA, frame.data
        case End():
            kind, body = KIND_END, frame.sha256
        case Failed():
            kind, body = KIND_FAILED, _INDEX.pack(frame.index) + frame.code.encode("ascii")
        case All():
            kind, body = KIND_ALL, b""
    return _HEAD.pack(kind, len(body)) + body


class FrameReader:
    """Cuts a stream into frames; holds at most one that is not whole."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """Take the next bytes of the stream.

        Raises:
            StreamError: not a frame of ours.
        """
        self._rest += data
        frames: list[Frame] = []
        at = 0
        while len(self._rest) - at >= _HEAD.size:
            kind, length = _HEAD.unpack_from(self._rest, at)
            if length > DATA_MAX_BYTES:
                raise StreamError("frame_too_large")
            end = at + _HEAD.size + length
            if len(self._rest) < end:
                break
            frames.append(_decode(kind, bytes(self._rest[at + _HEAD.size : end])))
            at = end
        del self._rest[:at]
        return frames


def _decode(kind: int, body: bytes) -> Frame:  # noqa: PLR0911 - one answer a kind
    try:
        match kind:
            case 1 if len(body) == _PLACE.size + SHA_BYTES:
                index, offset = _PLACE.unpack_from(body)
                return Want(index, offset, body[_PLACE.size :])
            case 2 if _INDEX.size + SHA_BYTES <= len(body) <= _INDEX.size + SHA_BYTES + CODE_MAX_BYTES:
                end = _INDEX.size + SHA_BYTES
                return Settled(_INDEX.unpack_from(body)[0], body[_INDEX.size : end], _code(body[end:]))
            case 3 if not body:
                return Finished()
            case 10 if len(body) == _PLACE.size:
                return Begin(*_PLACE.unpack(body))
            case 11 if body:
                return Data(body)
            case 12 if len(body) == SHA_BYTES:
                return End(body)
            case 13 if _INDEX.size < len(body) <= _INDEX.size + CODE_MAX_BYTES:
                return Failed(_INDEX.unpack_from(body)[0], _code(body[_INDEX.size :]))
            case 14 if not body:
                return All()
            case _:
                raise StreamError("unknown_frame")
    except (struct.error, UnicodeDecodeError) as error:
        raise StreamError("malformed_frame") from error


def _code(body: bytes) -> str:
    code = body.decode("ascii")
    if code and not code.replace("_", "").isalnum():
        raise StreamError("malformed_code")
    return code
