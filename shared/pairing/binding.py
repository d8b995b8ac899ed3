"""Ties a DTLS connection to the two people who shared the code: a tag over both certificates, each way.

Whoever sits in the middle of the media has certificates of their own, so the fingerprints the two ends put in differ
and no tag fits, even if every message through the server was honest (RFC 8826 section 4.3 asks for such a check).
"""

import hashlib
import hmac
import re

from shared.pairing.keys import Side, lp

BIND_TAG_BYTES = 32
_FINGERPRINT = re.compile(r"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31}")


def parse_fingerprint(text: str) -> bytes | None:
    """Read a SHA-256 fingerprint as descriptions write it (RFC 8122 section 5).

    Args:
        text: 32 hex pairs with colons, in either case.

    Returns:
        The 32 bytes, or None when it is anything else.
    """
    return bytes.fromhex(text.replace(":", "")) if _FINGERPRINT.fullmatch(text) else None


def make_bind_tag(
    bind_key: bytes, side: Side, epoch: int, *, fingerprint_sharer: bytes, fingerprint_agent: bytes
) -> bytes:
    """The tag that side sends as its first message on the control channel.

    Args:
        bind_key: of this epoch.
        side: whose tag it is.
        epoch: as counted by both sides.
        fingerprint_sharer: SHA-256 of the sharer's certificate, 32 bytes.
        fingerprint_agent: of the agent's. The other side's is always computed from the certificate really seen.
    """
    signed = lp(b"bind", side.value.encode(), epoch.to_bytes(4, "big"), fingerprint_sharer, fingerprint_agent)
    return hmac.new(bind_key, signed, hashlib.sha256).digest()


def is_tag_equal(expected: bytes, received: bytes) -> bool:
    """Compare two tags in a time that does not depend on where they differ."""
    return hmac.compare_digest(expected, received)
