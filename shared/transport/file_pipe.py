"""What a program and its process for files say to each other over the pipes between them.

MessagePack with a length before each message. Both ends are ours and of one version, so there is no version in it.
The keys of a path go this way, for a command line and an environment can be read by others.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.transport.file_source import SourceFile

LENGTH_BYTES = 4
MESSAGE_MAX_BYTES = 4 * 1024 * 1024  # five hundred files with the longest paths there are
Key = Annotated[bytes, Meta(min_length=32, max_length=32)]


class _Note(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of every message of the pipe."""


class SendFiles(_Note, frozen=True):
    """These are the files of the batch; send them when a path is there."""

    files: list[SourceFile]


class WriteTarget(msgspec.Struct, frozen=True, kw_only=True):
    """One file to be written, as `transfer.manifest.Target`."""

    folders: list[str]
    name: str
    size_bytes: int


class ReceiveFiles(_Note, frozen=True):
    """These are the files of the batch; write them into this folder when they come."""

    folder: str
    targets: list[WriteTarget]
    origin: str
    mark: str


class IceAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A STUN or TURN server as the ICE library takes it."""

    host: str
    port: int
    is_turn: bool
    transport: str = "udp"
    is_tls: bool = False
    username: str | None = None
    password: str | None = None


class Gather(_Note, frozen=True):
    """Begin a new path: find the addresses of this computer. The path before it is given up."""

    attempt: int
    is_controlling: bool
    servers: list[IceAddress]
    has_loopback: bool = False


class Connect(_Note, frozen=True):
    """Here is where the other side can be reached, and what to seal with."""

    attempt: int
    username: str
    password: str
    candidates: list[str]
    sending_key: Key
    receiving_key: Key


class Hold(_Note, frozen=True):
    """Let nothing pass, or let it pass again."""

    is_held: bool


class Stop(_Note, frozen=True):
    """It is over: remove what is not whole, and end."""


Order = SendFiles | ReceiveFiles | Gather | Connect | Hold | Stop


class Gathered(_Note, frozen=True):
    """The addresses of this computer for that attempt."""

    attempt: int
    username: str
    password: str
    candidates: list[str]


class PathUp(_Note, frozen=True):
    """The other side answered."""

    attempt: int


class PathDown(_Note, frozen=True):
    """That path is gone, or never came."""

    attempt: int


class Moved(_Note, frozen=True):
    """How far the batch is."""

    done_bytes: int
    index: int | None


class FileSettled(_Note, frozen=True):
    """One file is whole and in place, or never will be: `code` says why."""

    index: int
    code: str
    sha256: bytes
    saved_as: str


class BatchFinished(_Note, frozen=True):
    """Every file is settled, and both sides know it."""


class CannotBegin(_Note, frozen=True):
    """The batch cannot be written at all."""

    code: str


Report = Gathered | PathUp | PathDown | Moved | FileSettled | BatchFinished | CannotBegin

_encoder = msgspec.msgpack.Encoder()
_orders = msgspec.msgpack.Decoder(Order)
_reports = msgspec.msgpack.Decoder(Report)


def encode(note: Order | Report) -> bytes:
    """Render one message with its length."""
    body = _encoder.encode(note)
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def decode_order(body: bytes) -> Order:
    """Read what the program said. Raises `msgspec.DecodeError`."""
    return _orders.decode(body)


def decode_report(body: bytes) -> Report:
    """Read what the process said. Raises `msgspec.DecodeError`."""
    return _reports.decode(body)
