"""Reads what is copied here, at a press and never else, without any window waiting for it. Qt thread."""

import contextlib
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QMimeData, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from shared.session.clip import Clip, ClipProblem
from shared.ui.clipboard import Gathered, clip_of, gather, gather_text, mime_of

SLOW_AFTER_MS = 1_000

_Work = Callable[[str | None, Callable[[], bool]], Any]


class ClipReader(QObject):
    """Under X11 in a thread, for the program that has the clipboard may be slow or hang; elsewhere Qt reads it."""

    _gathered = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._done: Callable[[Any], None] | None = None
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SLOW_AFTER_MS)
        self._slow.timeout.connect(self._say_slow)
        self._gathered.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether something is being read; another press changes nothing then."""
        return self._done is not None

    def read(self, done: Callable[[Clip | ClipProblem], None]) -> None:
        """Read what is copied now, fit to be sent.

        Args:
            done: gets it, or why it cannot be sent; before that perhaps `SLOW`, once. Last the one or the other.
        """
        if self.is_busy:
            return
        data = self._read_at_once()
        if data is not None:
            done(clip_of(data))
            return
        self._start(gather, lambda found: done(_clip_of_gathered(found)))

    def read_text(self, done: Callable[[str | ClipProblem], None]) -> None:
        """Read the text that is copied, a secret too: for its own computer's keyboard. The rest as in `read`."""
        if self.is_busy:
            return
        data = self._read_at_once()
        if data is not None:
            done(data.text())
            return
        self._start(gather_text, done)

    def cancel(self) -> None:
        """Whatever is being read is wanted no more; who waits for it hears `ENDED`."""
        done = self._forget()
        if done is not None:
            done(ClipProblem.ENDED)

    def _read_at_once(self) -> QMimeData | None:
        """Where nobody else has to be waited for."""
        clipboard = QGuiApplication.clipboard()
        if QGuiApplication.platformName() == "xcb" and not clipboard.ownsClipboard():
            return None
        return clipboard.mimeData() or QMimeData()

    def _start(self, work: _Work, done: Callable[[Any], None]) -> None:
        self._number += 1
        self._done = done
        self._slow.start()
        threading.Thread(target=self._work, args=(self._number, work), name="clipboard", daemon=True).start()

    def _work(self, number: int, work: _Work) -> None:
        found = work(None, lambda: number == self._number)
        with contextlib.suppress(RuntimeError):  # the window has gone meanwhile
            self._gathered.emit(number, found)

    def _finish(self, number: int, found: Any) -> None:
        if number != self._number:
            return
        done = self._forget()
        if done is not None:
            done(found)

    def _forget(self) -> Callable[[Any], None] | None:
        done, self._done = self._done, None
        self._number += 1
        self._slow.stop()
        return done

    def _say_slow(self) -> None:
        if self._done is not None:
            self._done(ClipProblem.SLOW)


def _clip_of_gathered(found: Gathered) -> Clip | ClipProblem:
    data = found if isinstance(found, ClipProblem) else mime_of(found)
    return data if isinstance(data, ClipProblem) else clip_of(data)
