"""Files that hold a secret of the server: readable by their owner alone, whole or not there."""

import os
from pathlib import Path

from shared.errors import AlongsideError

_READABLE_BY_OTHERS = 0o077


class SecretFileError(AlongsideError):
    """A secret cannot be used: `key_unreadable`, `key_malformed`, `key_exposed`, `key_gone`."""

    code = "key_unreadable"


def read_secret_file(path: Path) -> bytes | None:
    """The content of the file; None when it is not there.

    Raises:
        SecretFileError: it is there but cannot be read, or others on this computer can read it.
    """
    try:
        data = path.read_bytes()
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SecretFileError("key_unreadable") from error
    if mode & _READABLE_BY_OTHERS:
        raise SecretFileError("key_exposed")
    return data


def create_secret_file(path: Path, data: bytes) -> None:
    """Write the file and flush it. Raises `OSError`."""
    # Whole or not at all: a key that was cut off by a crash would lock the server out of what it has sealed.
    waiting = path.with_name(f"{path.name}.new")
    waiting.unlink(missing_ok=True)
    descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    waiting.rename(path)


def read_or_create_secret(path: Path, *, length: int) -> bytes:
    """The random bytes in the file, made on the first call.

    Raises:
        SecretFileError: see `read_secret_file`; `key_malformed` when it has another length.
        OSError: it cannot be made.
    """
    data = read_secret_file(path)
    if data is None:
        data = os.urandom(length)
        create_secret_file(path, data)
    if len(data) != length:
        raise SecretFileError("key_malformed")
    return data
