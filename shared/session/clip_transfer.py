"""One thing copied on its way, as its sender and as its receiver see it: whole, or nothing of it. Pure."""

import hashlib

from shared.errors import ProtocolError
from shared.protocol import limits
from shared.protocol.clip_messages import ClipAck, ClipOffer, ClipPart
from shared.session.clip import Clip, received_clip


class ClipSender:
    """Sends one thing, a few parts ahead of what was acknowledged, so that nothing waits long behind it."""

    def __init__(self, clip_id: int, clip: Clip) -> None:
        """Begin with nothing sent.

        Args:
            clip_id: above every one before it.
            clip: what is sent; not empty, and within the limits of its kind.
        """
        self.clip_id = clip_id
        self.clip = clip
        self._is_offered = False
        self._sent_bytes = 0
        self._acked_bytes = 0

    @property
    def sent_bytes(self) -> int:
        """How much of it has left."""
        return self._sent_bytes

    @property
    def has_left(self) -> bool:
        """Whether all of it has left."""
        return self._sent_bytes == len(self.clip.data)

    @property
    def has_arrived(self) -> bool:
        """Whether the other side has said that all of it is where it belongs."""
        return self._acked_bytes == len(self.clip.data)

    def due(self) -> list[ClipOffer | ClipPart]:
        """What is to be sent now, in this order."""
        due: list[ClipOffer | ClipPart] = []
        data = self.clip.data
        if not self._is_offered:
            self._is_offered = True
            sha256 = hashlib.sha256(data).digest()
            due.append(ClipOffer(clip_id=self.clip_id, kind=self.clip.kind, size_bytes=len(data), sha256=sha256))
        room_end = self._acked_bytes + limits.CLIP_WINDOW_PARTS * limits.CLIP_PART_MAX_BYTES
        while self._sent_bytes < min(room_end, len(data)):
            part = data[self._sent_bytes : self._sent_bytes + limits.CLIP_PART_MAX_BYTES]
            due.append(ClipPart(clip_id=self.clip_id, offset=self._sent_bytes, data=part))
            self._sent_bytes += len(part)
        return due

    def hear_ack(self, ack: ClipAck) -> None:
        """Learn how much is there.

        Raises:
            ProtocolError: more than was sent, or less than was there before.
        """
        if not self._acked_bytes < ack.received_bytes <= self._sent_bytes:
            raise ProtocolError("clip_ack_never_sent")
        self._acked_bytes = ack.received_bytes


class ClipReceiver:
    """Collects one thing; hands it out only when it is whole and what it says."""

    def __init__(self, offer: ClipOffer) -> None:
        """Take an offer.

        Raises:
            ProtocolError: larger than its kind may be.
        """
        if offer.kind == "text" and offer.size_bytes > limits.CLIP_TEXT_MAX_BYTES:
            raise ProtocolError("clip_too_large", size_bytes=offer.size_bytes)
        self._offer = offer
        self._data = bytearray()

    @property
    def clip_id(self) -> int:
        """The number it was offered under."""
        return self._offer.clip_id

    @property
    def received_bytes(self) -> int:
        """How much is here."""
        return len(self._data)

    @property
    def is_whole(self) -> bool:
        """Whether all of it is here."""
        return len(self._data) == self._offer.size_bytes

    def take(self, part: ClipPart) -> None:
        """Take the next piece.

        Raises:
            ProtocolError: it is another piece than the next one, or of another length.
        """
        left_bytes = self._offer.size_bytes - len(self._data)
        if part.offset != len(self._data) or len(part.data) != min(left_bytes, limits.CLIP_PART_MAX_BYTES):
            raise ProtocolError("clip_out_of_order")
        self._data += part.data

    def content(self) -> Clip | None:
        """What came; None when it cannot be used.

        Raises:
            ProtocolError: it is not what was offered.
        """
        data = bytes(self._data)
        if hashlib.sha256(data).digest() != self._offer.sha256:
            raise ProtocolError("clip_checksum_differs")
        return received_clip(self._offer.kind, data)
