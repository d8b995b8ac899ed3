"""Keeps second-factor secrets sealed in the database, under a key in a file of its own that only its owner can read.

A copy of the database alone, from a backup say, then gives nobody the codes of the moment.
"""

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from signaling.storage.secret_file import read_or_create_secret

KEY_FILE = "account-key"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_CONTEXT = b"alongside-second-factor-v1:"


class AccountKey:
    """Seals and opens; each sealed secret is bound to its account and opens for no other."""

    def __init__(self, key: bytes) -> None:
        """Take 32 bytes."""
        self._aead = ChaCha20Poly1305(key)

    def seal(self, secret: str, account_id: int) -> bytes:
        """Nonce and ciphertext (RFC 8439)."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, secret.encode(), _context(account_id))

    def open(self, sealed: bytes, account_id: int) -> str | None:
        """The secret; None when it was sealed for another account or under another key, or was changed."""
        try:
            return self._aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _context(account_id)).decode()
        except (InvalidTag, ValueError):
            return None


def load_or_create_account_key(data_dir: Path) -> AccountKey:
    """Read the key of a data folder, or make one there when it has none yet.

    Raises:
        SecretFileError: it is there but cannot be read, has another length, or others on this computer can read it.
        OSError: it cannot be made.
    """
    return AccountKey(read_or_create_secret(data_dir / KEY_FILE, length=_KEY_BYTES))


def _context(account_id: int) -> bytes:
    return _CONTEXT + str(account_id).encode()
