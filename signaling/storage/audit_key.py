"""The Ed25519 key the server seals sessions and exports with, in a file only its owner can read."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from signaling.storage.secret_file import SecretFileError, create_secret_file, read_secret_file

PRIVATE_FILE = "audit-key.pem"
PUBLIC_FILE = "audit-key.pub"


def load_or_create_audit_key(data_dir: Path) -> Ed25519PrivateKey:
    """Read the key of a data folder, or make one there when it has none yet; the public half lies beside it.

    Raises:
        SecretFileError: it is there but cannot be read, is no Ed25519 key, or others on this computer can read it.
    """
    data = read_secret_file(data_dir / PRIVATE_FILE)
    if data is None:
        return _create(data_dir)
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError) as error:
        raise SecretFileError("key_malformed") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SecretFileError("key_malformed")
    return key


def _create(data_dir: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (data_dir / PUBLIC_FILE).write_bytes(public)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    create_secret_file(data_dir / PRIVATE_FILE, private)
    return key
