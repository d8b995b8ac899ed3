"""The password-authenticated key exchange behind a version byte, so that another can take its place.

SPAKE2 (Abdalla and Pointcheval 2005; RFC 9382 describes it, with other constants than this library's): each side
learns whether the other knew the same digits, and whoever listens or sits between learns nothing but that, one guess
an exchange. The library is not constant-time; the secret is used once and gone, so there is nothing to measure twice.
"""

from enum import StrEnum
from typing import Protocol

from spake2 import SPAKE2_A, SPAKE2_B
from spake2.ed25519_basic import NotOnCurve
from spake2.spake2 import SPAKEError

from shared.pairing.keys import Side

SPAKE2_VERSION = 0x01
SPAKE2_SHARE_BYTES = 33  # one byte for the side, 32 for the point

_FIELD_PRIME = 2**255 - 19


class PakeProblem(StrEnum):
    """Why the other side's message cannot be used."""

    VERSION_UNKNOWN = "version_unknown"
    MALFORMED = "malformed"


class Pake(Protocol):
    """One side of one exchange, good for one message."""

    @property
    def message(self) -> bytes:
        """What to send: version byte, then our share."""
        ...

    @property
    def share(self) -> bytes:
        """Our share alone, as it enters the transcript."""
        ...

    def finish(self, message: bytes) -> bytes | PakeProblem:
        """Take the other side's message and return the shared secret, the same on both sides if the digits were."""
        ...


class Spake2:
    """SPAKE2 over Ed25519; half of the work is done when it is made, before the other side is there."""

    def __init__(self, side: Side, password: bytes, *, identity_sharer: bytes, identity_agent: bytes) -> None:
        """Draw our random number and compute our share.

        Args:
            side: which of the two we are.
            password: 32 bytes from `hash_secret`.
            identity_sharer: the sharer's name in the exchange.
            identity_agent: the agent's.
        """
        kind = SPAKE2_A if side is Side.SHARER else SPAKE2_B
        self._exchange = kind(password, idA=identity_sharer, idB=identity_agent)
        self._share: bytes = self._exchange.start()
        self._is_finished = False

    def __repr__(self) -> str:
        return "Spake2()"

    @property
    def message(self) -> bytes:
        """Version byte and share, 34 bytes."""
        return bytes([SPAKE2_VERSION]) + self._share

    @property
    def share(self) -> bytes:
        """Our share, 33 bytes."""
        return self._share

    def finish(self, message: bytes) -> bytes | PakeProblem:
        """Take the other side's message, once.

        Returns:
            32 bytes, or what is wrong: off the curve, of small order, our own come back, from our own side.
        """
        if message[:1] != bytes([SPAKE2_VERSION]):
            return PakeProblem.VERSION_UNKNOWN if message else PakeProblem.MALFORMED
        share = message[1:]
        if self._is_finished or len(share) != SPAKE2_SHARE_BYTES or not _is_canonical(share[1:]):
            return PakeProblem.MALFORMED
        self._is_finished = True
        try:
            return self._exchange.finish(share)
        # The library's own words for a bad point; assertions and arithmetic are how its innards say the same.
        except (SPAKEError, NotOnCurve, ValueError, TypeError, AssertionError, ArithmeticError):
            return PakeProblem.MALFORMED


def _is_canonical(point: bytes) -> bool:
    """Whether a point is written in its one form (RFC 8032 section 5.1.3).

    The library compares bytes to find the neutral element, so with its sign bit set it would not know it again.
    """
    y = int.from_bytes(point, "little") & ~(1 << 255)
    return y < _FIELD_PRIME and y not in {1, _FIELD_PRIME - 1}
