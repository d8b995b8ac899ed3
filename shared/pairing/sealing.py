"""Seals what the two ends say through the server: one key and one strict count for each direction.

ChaCha20-Poly1305 (RFC 8439). The nonce is a 96-bit big-endian counter from 0 that is never sent: a message that was
changed, repeated, left out, moved, or sent back to its sender does not open, and after one such message nothing does.
"""

from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from shared.errors import ProtocolError
from shared.pairing.keys import CTX, EpochKeys, Side, lp

BODY_MAX_BYTES = 13 * 1024  # what a relay body may hold; a test holds it to the number of the wire
TAG_BYTES = 16
PLAIN_MAX_BYTES = BODY_MAX_BYTES - TAG_BYTES
MESSAGES_MAX = 2**32  # far beyond any session, far below where a counter would matter

_NONCE_BYTES = 12


class SealProblem(StrEnum):
    """Why a body did not open."""

    WRONG_SIZE = "wrong_size"
    NOT_AUTHENTIC = "not_authentic"
    BROKEN = "broken"


class SealingBox:
    """Both directions of one epoch, seen from one side."""

    def __init__(self, side: Side, keys: EpochKeys, transcript_hash: bytes) -> None:
        """Begin both counts at zero.

        Args:
            side: which of the two we are.
            keys: of the present epoch.
            transcript_hash: TT.
        """
        self._associated = lp(CTX, transcript_hash, keys.epoch.to_bytes(4, "big"))
        self._sending = ChaCha20Poly1305(keys.seal_of(side))
        self._receiving = ChaCha20Poly1305(keys.seal_of(side.other))
        self._sent = 0
        self._received = 0
        self._is_broken = False

    def __repr__(self) -> str:
        return f"SealingBox(sent={self._sent}, received={self._received})"

    def seal(self, plain: bytes) -> bytes:
        """Seal the next message we send; 16 bytes longer than it was.

        Raises:
            ProtocolError: it is too long for a relay body, or there were too many; a fault of ours.
        """
        if len(plain) > PLAIN_MAX_BYTES or self._sent >= MESSAGES_MAX:
            raise ProtocolError("message_too_large", size_bytes=len(plain))
        sealed = self._sending.encrypt(_nonce(self._sent), plain, self._associated)
        self._sent += 1
        return sealed

    def open(self, body: bytes) -> bytes | SealProblem:
        """Open the next message we receive. After the first that does not open, none does any more."""
        if self._is_broken:
            return SealProblem.BROKEN
        if not TAG_BYTES <= len(body) <= BODY_MAX_BYTES or self._received >= MESSAGES_MAX:
            self._is_broken = True
            return SealProblem.WRONG_SIZE
        try:
            plain = self._receiving.decrypt(_nonce(self._received), body, self._associated)
        except InvalidTag:
            self._is_broken = True
            return SealProblem.NOT_AUTHENTIC
        self._received += 1
        return plain


def _nonce(count: int) -> bytes:
    return count.to_bytes(_NONCE_BYTES, "big")
