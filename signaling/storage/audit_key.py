"""An Ed25519 key in a file only its owner can read: the server's, which seals, and the witness's, which signs."""

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from shared.errors import AlongsideError

PRIVATE_FILE = "audit-key.pem"
PUBLIC_FILE = "audit-key.pub"
WITNESS_PRIVATE_FILE = "witness-key.pem"
WITNESS_PUBLIC_FILE = "witness-key.pub"
_PUBLIC_MAX_BYTES = 4096  # a PEM public key is 113 bytes


class AuditKeyError(AlongsideError):
    """A key cannot be used: `key_unreadable`, `key_malformed`, `key_exposed`, `key_gone`."""

    code = "key_unreadable"


def load_or_create_audit_key(data_dir: Path) -> Ed25519PrivateKey:
    """Read the server's key of a data folder, or make one there; see `load_or_create_key`."""
    return load_or_create_key(data_dir / PRIVATE_FILE, data_dir / PUBLIC_FILE)


def load_or_create_witness_key(witness_dir: Path) -> Ed25519PrivateKey:
    """Read the witness's key of its folder, or make one there; see `load_or_create_key`."""
    return load_or_create_key(witness_dir / WITNESS_PRIVATE_FILE, witness_dir / WITNESS_PUBLIC_FILE)


def load_or_create_key(path: Path, public_path: Path) -> Ed25519PrivateKey:
    """Read a key, or make it when the file is not there; the public half is then written beside it.

    Raises:
        AuditKeyError: it is there but cannot be read, is no Ed25519 key, or others on this computer can read it.
    """
    try:
        data = path.read_bytes()
        mode = path.stat().st_mode
    except FileNotFoundError:
        return _create(path, public_path)
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


def load_public_key(path: Path) -> Ed25519PublicKey:
    """Read the public half of a key.

    Raises:
        AuditKeyError: it cannot be read, or is no Ed25519 public key.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_PUBLIC_MAX_BYTES)
    except (OSError, ValueError) as error:
        raise AuditKeyError("key_unreadable") from error
    try:
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise AuditKeyError("key_malformed") from error
    if not isinstance(key, Ed25519PublicKey):
        raise AuditKeyError("key_malformed")
    return key


def _create(path: Path, public_path: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    # Whole or not at all: a key that was cut off by a crash would lock its owner out of their own record.
    waiting = path.with_name(f"{path.name}.new")
    waiting.unlink(missing_ok=True)
    descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, private)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    public_path.write_bytes(public)
    waiting.rename(path)
    return key
