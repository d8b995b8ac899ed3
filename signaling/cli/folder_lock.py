"""Keeps a second program of the same kind off a folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.cli.exit_code import ExitCode
from signaling.cli.command_error import CommandError


@contextmanager
def hold_lock(path: Path, *, refusal: str) -> Iterator[None]:
    """Hold the lock of a file, made when it is not there; the lock goes with the process.

    Args:
        path: the file.
        refusal: the sentence for whoever comes second.

    Raises:
        CommandError: another process holds it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(refusal, ExitCode.UNAVAILABLE) from error
        yield
    finally:
        os.close(descriptor)
