"""Seals somebody's words under the key of their session: whoever destroys that key has destroyed the words."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

KEY_BYTES = 32
_NONCE_BYTES = 12
_CONTEXT = b"alongside-session-text-v1\0"


def make_key() -> bytes:
    """A key for one session."""
    return os.urandom(KEY_BYTES)


def seal_text(key: bytes, plain: bytes, *, session_id: str, field: str, part: int) -> bytes:
    """Nonce and ciphertext (RFC 8439), bound to its session, field and part: elsewhere it does not open."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, _place(session_id, field, part))


def open_text(key: bytes, sealed: bytes, *, session_id: str, field: str, part: int) -> bytes | None:
    """The words; None when they were sealed for another place or under another key, or were changed."""
    try:
        place = _place(session_id, field, part)
        return ChaCha20Poly1305(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place)
    except (InvalidTag, ValueError):
        return None


def _place(session_id: str, field: str, part: int) -> bytes:
    return _CONTEXT + f"{session_id}\0{field}\0{part}".encode("ascii")
