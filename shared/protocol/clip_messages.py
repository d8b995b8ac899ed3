"""The messages that carry what is on one clipboard to the other (`docs/protocol.md` section 3)."""

from typing import Annotated, Literal

from msgspec import Meta

from shared.protocol import limits
from shared.protocol.message import Message

ClipId = Annotated[int, Meta(ge=1, lt=2**53)]
ClipOffset = Annotated[int, Meta(ge=0, lt=limits.CLIP_IMAGE_MAX_BYTES)]
ClipSize = Annotated[int, Meta(ge=1, le=limits.CLIP_IMAGE_MAX_BYTES)]
ClipKind = Literal["text", "image"]
ClipDirection = Literal["to_user", "from_user"]


class ClipOffer(Message, frozen=True):
    """This follows, in parts: text as UTF-8, or a picture as PNG. Numbered from 1 each way, always upwards."""

    clip_id: ClipId
    kind: ClipKind
    size_bytes: ClipSize
    sha256: Annotated[bytes, Meta(min_length=32, max_length=32)]


class ClipPart(Message, frozen=True):
    """The next piece; every piece but the last is as long as one may be."""

    clip_id: ClipId
    offset: ClipOffset
    data: Annotated[bytes, Meta(min_length=1, max_length=limits.CLIP_PART_MAX_BYTES)]


class ClipAck(Message, frozen=True):
    """So much is here; all of it only once it is where it belongs."""

    clip_id: ClipId
    received_bytes: ClipSize


class ClipStop(Message, frozen=True):
    """Nothing more of it, and what is there of it is dropped; either side may say so.

    `ended`: it may not go on, as its right is off or on hold; `refused`: it cannot be used.
    """

    direction: ClipDirection
    clip_id: ClipId
    reason: Literal["ended", "refused"]
