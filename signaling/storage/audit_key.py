"""An Ed25519 key in a file only its owner can read: the server's, which seals, and the witness's, which signs."""

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

from signaling.storage.secret_file import SecretFileError, create_secret_file, read_secret_file

PRIVATE_FILE = "audit-key.pem"
PUBLIC_FILE = "audit-key.pub"
WITNESS_PRIVATE_FILE = "witness-key.pem"
WITNESS_PUBLIC_FILE = "witness-key.pub"
_PUBLIC_MAX_BYTES = 4096  # a PEM public key is 113 bytes


def load_or_create_audit_key(data_dir: Path) -> Ed25519PrivateKey:
    """Read the server's key of a data folder, or make one there; see `load_or_create_key`."""
    return load_or_create_key(data_dir / PRIVATE_FILE, data_dir / PUBLIC_FILE)


def load_or_create_witness_key(witness_dir: Path) -> Ed25519PrivateKey:
    """Read the witness's key of its folder, or make one there; see `load_or_create_key`."""
    return load_or_create_key(witness_dir / WITNESS_PRIVATE_FILE, witness_dir / WITNESS_PUBLIC_FILE)


def load_or_create_key(path: Path, public_path: Path) -> Ed25519PrivateKey:
    """Read a key, or make it when the file is not there; the public half is then written beside it.

    Raises:
        SecretFileError: it is there but cannot be read, is no Ed25519 key, or others on this computer can read it.
    """
    data = read_secret_file(path)
    if data is None:
        return _create(path, public_path)
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError) as error:
        raise SecretFileError("key_malformed") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SecretFileError("key_malformed")
    return key


def load_public_key(path: Path) -> Ed25519PublicKey:
    """Read the public half of a key.

    Raises:
        SecretFileError: it cannot be read, or is no Ed25519 public key.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_PUBLIC_MAX_BYTES)
    except (OSError, ValueError) as error:
        raise SecretFileError("key_unreadable") from error
    try:
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SecretFileError("key_malformed") from error
    if not isinstance(key, Ed25519PublicKey):
        raise SecretFileError("key_malformed")
    return key


def _create(path: Path, public_path: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    public_path.write_bytes(public)
    create_secret_file(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key
