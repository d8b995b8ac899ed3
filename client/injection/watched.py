"""The client's side of the watchdog: starts it, tells it what is held, and starts it again if it is gone."""

import contextlib
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence

from client.domain.injector import InjectionFailedError, Injector, TextOutcome
from client.injection.watchdog import READY, SILENCE_S
from shared.errors import SetupError
from shared.protocol.peer_messages import PointerButton

START_TIMEOUT_S = 10.0  # a cold start of Python on a slow disk


class Watchdog:
    """The client's side: starts the process, feeds it, starts it again if it is gone.

    Args:
        command: program and arguments to start instead, for a packaged client that has no `python -m`.
        environment: of the process; that of the client when None.
    """

    def __init__(self, command: Sequence[str] | None = None, environment: dict[str, str] | None = None) -> None:
        self._command = [*(command or (sys.executable, "-m", "client.injection.watchdog"))]
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._held: set[bytes] = set()
        self._has_typed = False
        self._start_lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start it, unless it runs, and wait until it could release keys.

        Raises:
            SetupError: `watchdog_failed`; control must not be offered then.
        """
        with self._start_lock:
            if self.pid is None:
                self._start()

    def _start(self) -> None:
        self._end()
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=self._environment,
                start_new_session=True,  # out of reach of the terminal's Ctrl+C and of a killed process group
            )
        except OSError as error:
            raise SetupError("watchdog_failed") from error
        if not _says_ready(process):
            process.kill()
            _forget(process)
            raise SetupError("watchdog_failed")
        self._process = process
        if process.stdin is not None and hasattr(os, "set_blocking"):
            os.set_blocking(process.stdin.fileno(), False)  # a stuck watchdog must not stop the client
        for held in [*self._held]:
            self._write(held + b"\1")
        if self._has_typed:
            self._write(b"t\0\1")

    def note_key(self, number: int, is_down: bool) -> None:
        """The key the system calls so is about to go down, or went up.

        Raises `InjectionFailedError` when nobody would release it.
        """
        self._note(b"k" + bytes((number,)), is_down=is_down)

    def note_button(self, button: PointerButton, is_down: bool) -> None:
        """A button is about to go down, or went up. Raises `InjectionFailedError` when nobody would release it."""
        self._note(b"b" + bytes((button,)), is_down=is_down)

    def note_typed(self) -> None:
        """Text is about to be typed. Raises `InjectionFailedError` when nobody would give lent keys back."""
        if not self._has_typed:
            self._write(b"t\0\1")
            self._has_typed = True

    def note_released(self) -> None:
        """Everything is up."""
        self._held.clear()
        with contextlib.suppress(InjectionFailedError):
            self._write(b"r\0\0")

    def beat(self) -> None:
        """The client is alive; called a few times a second. A watchdog that is gone is started again."""
        try:
            self._write(b"p\0\0")
        except InjectionFailedError:
            with contextlib.suppress(SetupError):
                self.start()

    def close(self) -> None:
        """End it; nothing is held any more."""
        with self._start_lock:
            self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            with contextlib.suppress(OSError, ValueError):
                os.write(process.stdin.fileno(), b"q\0\0")
        _forget(process)

    def _note(self, what: bytes, *, is_down: bool) -> None:
        (self._held.add if is_down else self._held.discard)(what)
        self._write(what + bytes((is_down,)))

    def _write(self, note: bytes) -> None:
        process = self._process
        if process is None or process.stdin is None:
            raise InjectionFailedError("watchdog_gone")
        try:
            os.write(process.stdin.fileno(), note)
        except (OSError, ValueError) as error:  # a pipe closed on this side has no number any more
            raise InjectionFailedError("watchdog_gone") from error


def _forget(process: subprocess.Popen[bytes]) -> None:
    """Close the pipes, on which a watchdog ends by itself, and wait for it; kill it if it does not."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError, ValueError):
                pipe.close()
    try:
        process.wait(SILENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _says_ready(process: subprocess.Popen[bytes]) -> bool:
    """Wait for the word; a process that ends instead closes its output."""
    if process.stdout is None:
        return False
    fd, said, until_s = process.stdout.fileno(), b"", time.monotonic() + START_TIMEOUT_S
    while READY not in said:
        left_s = until_s - time.monotonic()
        if left_s <= 0 or not select.select([fd], [], [], left_s)[0]:
            return False
        chunk = os.read(fd, 64)
        if not chunk:
            return False
        said += chunk
    return True


class WatchedInjector:
    """Passes everything on and tells the watchdog of each press before it happens.

    Args:
        inner: what carries input into the system.
        watchdog: lets go of what is held when this program dies.
        on_pointer: told where the pointer is about to be put, in desktop pixels.
    """

    def __init__(
        self, inner: Injector, watchdog: Watchdog, *, on_pointer: Callable[[int, int], None] = lambda _x, _y: None
    ) -> None:
        self._inner = inner
        self._watchdog = watchdog
        self._on_pointer = on_pointer
        self._numbers: dict[int, int] = {}

    def pointer_to(self, x_px: int, y_px: int) -> None:
        """Say so first, then pass on."""
        self._on_pointer(x_px, y_px)
        self._inner.pointer_to(x_px, y_px)

    def button(self, button: PointerButton, is_down: bool) -> None:
        """Note the press first, the release after."""
        if is_down:
            self._watchdog.note_button(button, is_down=True)
        self._inner.button(button, is_down)
        if not is_down:
            self._watchdog.note_button(button, is_down=False)

    def wheel(self, dx: int, dy: int) -> None:
        """Pass on; nothing stays down."""
        self._inner.wheel(dx, dy)

    def key(self, usage: int, is_down: bool) -> None:
        """Note the press first, the release after; noted is what the system calls the key that is pressed."""
        if is_down:
            number = self._inner.key_number(usage)
            if number is not None:
                self._watchdog.note_key(number, is_down=True)
                self._numbers[usage] = number
            self._inner.key(usage, True)
            return
        self._inner.key(usage, False)
        number = self._numbers.pop(usage, None)
        # Two usages can be one switch; it comes up with the last of them.
        if number is not None and number not in self._numbers.values():
            self._watchdog.note_key(number, is_down=False)

    def key_number(self, usage: int, /) -> int | None:
        """Pass on."""
        return self._inner.key_number(usage)

    def text(self, text: str) -> TextOutcome:
        """Note it first; nothing stays down."""
        self._watchdog.note_typed()
        return self._inner.text(text)

    def rest(self) -> None:
        """Pass on."""
        self._inner.rest()

    def has_own_focus(self) -> bool | None:
        """Pass on."""
        return self._inner.has_own_focus()

    def makes_panic_keys(self, usage: int) -> bool:
        """Pass on."""
        return self._inner.makes_panic_keys(usage)

    def release_all(self) -> None:
        """Release, then say so."""
        self._inner.release_all()
        self._numbers.clear()
        self._watchdog.note_released()

    def settle(self) -> None:
        """Pass on."""
        self._inner.settle()

    def close(self) -> None:
        """Release everything and end the watchdog."""
        try:
            self._inner.close()
            self._watchdog.note_released()
        finally:
            self._watchdog.close()
