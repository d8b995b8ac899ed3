"""Seals the datagrams of one path for files: one key and one count for each direction, every count opened once.

ChaCha20-Poly1305 (RFC 8439). The nonce is the packet's own number, which counts up from 0 and is never used twice
under a key, for every path has fresh keys. Datagrams get lost and overtake each other, so it travels in clear: it is
the end of the eight bytes before the sealed part, whose first byte is none of STUN's (RFC 7983 section 7).
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from shared.protocol import limits

FIRST_BYTE = 0xA5
HEAD_BYTES = 8
TAG_BYTES = 16
PLAIN_MAX_BYTES = limits.FILE_PACKET_MAX_BYTES - HEAD_BYTES - TAG_BYTES
NUMBERS_MAX = 2**48  # 300 terabytes of packets; a path never comes near it
REPLAY_WINDOW = 8_192  # more than may be under way, so that nothing honest is too old

_CONTEXT = b"alongside-files/1"
_HEAD = FIRST_BYTE << 56


class PacketSeal:
    """Both directions of one path, seen from one side."""

    def __init__(self, sending_key: bytes, receiving_key: bytes) -> None:
        """Begin at zero; 32 bytes a key, never the same two for another path."""
        self._sending = ChaCha20Poly1305(sending_key)
        self._receiving = ChaCha20Poly1305(receiving_key)
        self._sent = 0
        self._newest = -1
        self._seen = 0  # bit n: the packet n below the newest was opened
        self.refused_count = 0

    def __repr__(self) -> str:
        return f"PacketSeal(sent={self._sent}, refused={self.refused_count})"

    def seal(self, plain: bytes) -> bytes:
        """Seal the next packet.

        Raises:
            OverflowError: longer than a packet may be, or there were too many; a fault of ours.
        """
        if len(plain) > PLAIN_MAX_BYTES or self._sent >= NUMBERS_MAX:
            raise OverflowError("packet_too_large")
        number = self._sent
        self._sent += 1
        return (_HEAD | number).to_bytes(HEAD_BYTES, "big") + self._sending.encrypt(
            number.to_bytes(12, "big"), plain, _CONTEXT
        )

    def open(self, packet: bytes) -> bytes | None:
        """Open a packet; None for one that is not the other side's, was changed, came twice, or is too old."""
        if not HEAD_BYTES + TAG_BYTES <= len(packet) <= limits.FILE_PACKET_MAX_BYTES or packet[0] != FIRST_BYTE:
            return self._refuse()
        number = int.from_bytes(packet[1:HEAD_BYTES], "big")
        age = self._newest - number
        if age >= REPLAY_WINDOW or (age >= 0 and self._seen >> age & 1):
            return self._refuse()
        try:
            plain = self._receiving.decrypt(number.to_bytes(12, "big"), packet[HEAD_BYTES:], _CONTEXT)
        except InvalidTag:
            return self._refuse()
        if age < 0:
            self._seen = (self._seen << -age | 1) & ((1 << REPLAY_WINDOW) - 1) if -age < REPLAY_WINDOW else 1
            self._newest = number
        else:
            self._seen |= 1 << age
        return plain

    def _refuse(self) -> None:
        self.refused_count += 1
