"""The messages about files on the way between client and console (`docs/protocol.md` sections 3 and 5)."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.protocol import limits
from shared.protocol.message import Counter, Message

FROM_USER_FIRST_ID = 2**52
"""Lists of the agent are numbered below it, those of the person from it on: a number says which way its files go."""

BatchId = Annotated[int, Meta(ge=1, lt=2**53)]
IceText = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{4,256}\Z")]


class OfferedFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of a batch; never more than `size_bytes` of it are written."""

    path: Annotated[str, Meta(min_length=1, max_length=limits.FILE_PATH_MAX_CHARS)]
    size_bytes: Counter


class FileRequest(Message, frozen=True):
    """The agent would like to have files, and says in words which; the person finds and chooses them."""

    request_id: Counter
    reason: Annotated[str, Meta(max_length=limits.REASON_MAX_CHARS)] = ""


class FileOffer(Message, frozen=True):
    """These files could be sent; a long list comes in several parts, in order, until `file_count` are told.

    From the agent it is a question to the person; from the person it follows their yes, and the agent may take it.
    """

    request_id: Counter
    batch_id: BatchId
    file_count: Annotated[int, Meta(ge=1, lt=2**32)]
    total_bytes: Counter
    first_index: Annotated[int, Meta(ge=0, lt=2**32)]
    files: Annotated[list[OfferedFile], Meta(min_length=1, max_length=limits.FILE_PARTS_MAX)]
    reason: Annotated[str, Meta(max_length=limits.REASON_MAX_CHARS)] = ""


class FileLink(Message, frozen=True):
    """Where this side can be reached for one attempt at a path of its own for a batch, and its part of the keys."""

    batch_id: BatchId
    attempt: Annotated[int, Meta(ge=1, le=limits.FILE_ATTEMPTS_MAX)]
    nonce: Annotated[bytes, Meta(min_length=16, max_length=16)]
    username: IceText
    password: IceText
    candidates: Annotated[
        list[Annotated[str, Meta(max_length=limits.FILE_CANDIDATE_MAX_CHARS)]],
        Meta(max_length=limits.FILE_CANDIDATES_MAX),
    ]


class FileHold(Message, frozen=True):
    """This side lets a batch wait, or go on."""

    batch_id: BatchId
    is_held: bool


class FileStop(Message, frozen=True):
    """A batch is over before its end."""

    batch_id: BatchId
    reason: Literal["cancelled", "failed", "no_room"]


def is_from_user(batch_id: int) -> bool:
    """Whether the files of that list go from the person to the agent."""
    return batch_id >= FROM_USER_FIRST_ID
