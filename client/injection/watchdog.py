"""A small process that outlives the client and lets go of the keys it was killed with.

Run as `python -m client.injection.watchdog` by `client.injection.watched`. The client tells it of every key and
button *before* it presses one, and that it is alive a few times a second. When the pipe between them closes, or
nothing comes for two seconds while something is held, it releases what it knows of. It holds no secret, opens no
socket but the display's, and ends by itself.

Three bytes a note: a letter, a number, 0 or 1. `k` key by the number the system has for it (on X11 its keycode), `b`
mouse button, `r` all is up, `p` alive, `t` text is about to be typed, for which keys may be lent out, `q` end. A key
is not told by its place: which one was pressed for it could not be found out afterwards.
"""

import contextlib
import os
import select
import signal
import sys
from collections.abc import Iterable
from typing import Protocol

from client.domain.injector import InjectionFailedError
from shared.errors import SetupError
from shared.protocol.peer_messages import PointerButton

SILENCE_S = 2.0
_NOTE_BYTES = 3
READY = b"ready\n"


class Releaser(Protocol):
    """Lets go of keys and buttons that another process pressed."""

    def release(self, numbers: Iterable[int], buttons: Iterable[PointerButton]) -> None:
        """Release these keys, by the system's own numbers, and buttons; harmless for those that are up."""
        ...

    def restore_keys(self) -> None:
        """Give back the keys another process has lent out to type characters; harmless when there are none."""
        ...


class HeldNotes:
    """What is down in the client, as its notes tell; bytes may come in any pieces."""

    def __init__(self) -> None:
        self.numbers: set[int] = set()
        self.buttons: set[PointerButton] = set()
        self.is_ended = False
        self.has_typed = False
        self._rest = b""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held."""
        return not self.numbers and not self.buttons

    def feed(self, data: bytes) -> None:
        """Take what came through the pipe."""
        data = self._rest + data
        whole = len(data) - len(data) % _NOTE_BYTES
        for at in range(0, whole, _NOTE_BYTES):
            self._note(data[at : at + 1], data[at + 1], is_down=bool(data[at + 2]))
        self._rest = data[whole:]

    def clear(self) -> None:
        """Everything is up."""
        self.numbers.clear()
        self.buttons.clear()

    def _note(self, letter: bytes, number: int, *, is_down: bool) -> None:
        if letter == b"k":
            (self.numbers.add if is_down else self.numbers.discard)(number)
        elif letter == b"b":
            with contextlib.suppress(ValueError):
                (self.buttons.add if is_down else self.buttons.discard)(PointerButton(number))
        elif letter == b"t":
            self.has_typed = True
        elif letter == b"r":
            self.clear()
        elif letter == b"q":
            self.is_ended = True


def watch(pipe_fd: int, releaser: Releaser, silence_s: float = SILENCE_S) -> None:
    """Read notes until the pipe closes; release what is held then, or when the client falls silent.

    A client that is killed has given no keys back either; one that is only silent may still be typing with them.
    """
    notes = HeldNotes()
    while not notes.is_ended:
        ready, _, _ = select.select([pipe_fd], [], [], None if notes.is_empty else silence_s)
        data = os.read(pipe_fd, 4096) if ready else b""
        notes.feed(data)
        if not data and not notes.is_empty:
            releaser.release(notes.numbers, notes.buttons)
            notes.clear()
        if ready and not data:
            if notes.has_typed:
                releaser.restore_keys()
            return


def main() -> None:
    """Entry of the watchdog process; notes come in on standard input."""
    # The signals that end the client, a closed terminal included, must not end its watchdog first.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    try:
        releaser = _open_releaser()
    except SetupError as error:
        sys.exit(str(error))
    os.write(1, READY)
    with contextlib.suppress(InjectionFailedError):  # no display, no keys to release on it
        watch(0, releaser)


def _open_releaser() -> Releaser:
    if sys.platform == "win32":
        from client.injection.windows import WindowsInjector

        return WindowsInjector()
    if sys.platform == "darwin":
        from client.injection.macos import MacosInjector

        return MacosInjector()
    from client.injection.x11 import X11Injector

    return X11Injector(is_first=False)


if __name__ == "__main__":
    main()
