"""Turns passwords into Argon2id hashes and checks them: about 50 ms and 19 MiB a call, so never on the event loop."""

import os
import unicodedata

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

_MEMORY_KIB = 19 * 1024  # OWASP Password Storage: m=19 MiB, t=2, p=1 at least
_ITERATIONS = 2
_LANES = 1
_SALT_BYTES = 16
_HASH_BYTES = 32


def hash_password(password: str) -> str:
    """Return the PHC string `$argon2id$v=19$m=19456,t=2,p=1$salt$hash` of a new password (RFC 9106)."""
    return Argon2id(
        salt=os.urandom(_SALT_BYTES),
        length=_HASH_BYTES,
        iterations=_ITERATIONS,
        lanes=_LANES,
        memory_cost=_MEMORY_KIB,
    ).derive_phc_encoded(_bytes_of(password))


def is_password_right(password: str, phc: str) -> bool:
    """Whether `password` is the one behind the PHC string; a damaged string is a no."""
    try:
        Argon2id.verify_phc_encoded(_bytes_of(password), phc)
    except (InvalidKey, ValueError):
        return False
    return True


def _bytes_of(password: str) -> bytes:
    # The same password typed on two keyboards can arrive composed or decomposed (NIST SP 800-63B-4 section 3.1.1.2).
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
