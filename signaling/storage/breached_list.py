"""Looks a password up in a file of stolen ones, without a network: SHA-1 hashes, as Have I Been Pwned has them.

A line is `HASH:COUNT`: forty hexadecimal digits and how often that password was found, sorted. The whole file, forty
gigabytes, is never read: a search halves it some thirty times.
"""

import hashlib
import os
import re
from pathlib import Path
from typing import BinaryIO

from shared.errors import AlongsideError

_LINE = re.compile(rb"([0-9A-F]{40}):([0-9]{1,12})\r?\n?", re.IGNORECASE)
_LINE_MAX_BYTES = 64
_SAMPLES = 64


class BreachedListError(AlongsideError):
    """The file cannot be used: `breached_unreadable`, `breached_malformed`, `breached_unsorted`."""

    code = "breached_unreadable"


class BreachedList:
    """An open list. Each look-up reads some thirty lines."""

    def __init__(self, path: Path) -> None:
        """Open the file, and look at some lines of it: are they of that form, and in order?

        Raises:
            BreachedListError: it cannot be read, has another form, or is not sorted by hash.
        """
        try:
            self._file: BinaryIO = path.open("rb")
        except OSError as error:
            raise BreachedListError from error
        try:
            self._size = os.fstat(self._file.fileno()).st_size
            self._check()
        except OSError as error:
            self._file.close()
            raise BreachedListError from error
        except BreachedListError:
            self._file.close()
            raise

    def count(self, password: str) -> int:
        """How often that password was found; 0 when it is not in the list.

        Raises:
            BreachedListError: the file cannot be read, or a line on the way has another form.
        """
        # The list is of SHA-1, which says nothing about how we keep passwords ourselves.
        wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
        low, high = 0, self._size
        try:
            while low < high:
                middle = (low + high) // 2
                start, found, count = self._line_from(middle)
                if found == wanted:
                    return count
                # Nothing begins between the middle and that line, so all of it is on one side.
                if found and found < wanted:
                    low = start + 1
                else:
                    high = middle
        except OSError as error:
            raise BreachedListError from error
        return 0

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _check(self) -> None:
        if self._size == 0:
            raise BreachedListError("breached_malformed")
        last = b""
        for number in range(_SAMPLES):
            _, found, _ = self._line_from(self._size * number // _SAMPLES)
            if found and found < last:
                raise BreachedListError("breached_unsorted")
            last = found or last

    def _line_from(self, offset: int) -> tuple[int, bytes, int]:
        """The first line that begins at `offset` or later: where, its hash and count; no hash at the file's end."""
        start = offset
        if offset > 0:
            self._file.seek(offset - 1)
            start += len(self._file.readline(_LINE_MAX_BYTES)) - 1
        self._file.seek(start)
        line = self._file.readline(_LINE_MAX_BYTES)
        if not line:
            return start, b"", 0
        read = _LINE.fullmatch(line)
        if read is None:
            raise BreachedListError("breached_malformed")
        return start, read[1].upper(), int(read[2])
