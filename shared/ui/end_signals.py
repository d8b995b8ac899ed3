"""Ends a Qt program in order when a terminal or the system asks for it: Ctrl+C, `kill`, the terminal closed.

While Qt waits, Python runs no handler: the C side writes the signal's number to a socket, and Qt wakes up on that
(`signal.set_wakeup_fd`).
"""

import contextlib
import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from shared.cli.exit_code import ExitCode

EXIT_CODES: dict[str, ExitCode] = {
    "SIGINT": ExitCode.INTERRUPTED,
    "SIGTERM": ExitCode.TERMINATED,
    "SIGHUP": ExitCode.HUNG_UP,
}
"""By name, because Windows has no SIGHUP."""


class EndSignals(QObject):
    """Emits `asked` on the Qt thread at the first signal; make it on the main thread.

    A signal the program was started to ignore, as under `nohup`, stays ignored.
    """

    asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exit_code: ExitCode | None = None
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._look)
        self._old_wakeup_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._old_handlers = {
            number: signal.signal(number, _leave_it_to_the_socket)
            for name in EXIT_CODES
            if (number := getattr(signal, name, None)) is not None and signal.getsignal(number) is not signal.SIG_IGN
        }

    @property
    def exit_code(self) -> ExitCode | None:
        """What the program should exit with because of the first signal; None when none came."""
        return self._exit_code

    def close(self) -> None:
        """Give the signals back to whoever had them before."""
        self._notifier.setEnabled(False)
        for number, handler in self._old_handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._old_wakeup_fd)
        self._reader.close()
        self._writer.close()

    def _look(self) -> None:
        numbers = b""
        with contextlib.suppress(BlockingIOError):
            numbers = self._reader.recv(64)
        known = [EXIT_CODES[name] for number in numbers if (name := signal.Signals(number).name) in EXIT_CODES]
        if known and self._exit_code is None:
            self._exit_code = known[0]
            self.asked.emit()


def _leave_it_to_the_socket(_number: int, _frame: FrameType | None) -> None:
    """A handler of Python's own has to stand here, or the number is not written."""
