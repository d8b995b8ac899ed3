"""The Ed25519 key the server seals sessions and exports with, in a file only its owner can read."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from shared.errors import AlongsideError

PRIVATE_FILE = "audit-key.pem"
PUBLIC_FILE = "audit-key.pub"


class AuditKeyError(AlongsideError):
    """The audit key cannot be used: `key_unreadable`, `key_malformed`, `key_exposed`, `key_gone`."""

    code = "key_unreadable"


def load_or_create_audit_key(data_dir: Path) -> Ed25519PrivateKey:
    """Read the key of a data folder, or make one there when it has none yet; the public half lies beside it.

    Raises:
        AuditKeyError: it is there but cannot be read, is no Ed25519 key, or others on this computer can read it.
    """
    path = data_dir / PRIVATE_FILE
    try:
        data = path.read_bytes()
        mode = path.stat().st_mode
    except FileNotFoundError:
        return _create(data_dir)
    except OSError as error:
        raise AuditKeyError("key_unreadable") from error
    if mode & 0o077:
        raise AuditKeyError("key_exposed")
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError) as error:
        raise AuditKeyError("key_malformed") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise AuditKeyError("key_malformed")
    return key


def _create(data_dir: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    # Whole or not at all: a key that was cut off by a crash would lock the server out of its own record.
    waiting = data_dir / f"{PRIVATE_FILE}.new"
    waiting.unlink(missing_ok=True)
    descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, private)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    (data_dir / PUBLIC_FILE).write_bytes(public)
    waiting.rename(data_dir / PRIVATE_FILE)
    return key
