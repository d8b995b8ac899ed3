"""Carries values from the network thread to the Qt thread, newest first and never queued up."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

T = TypeVar("T")


class _Wake(QObject):
    """Turns a call from any thread into one on the thread this object lives in."""

    woken = Signal()


class LatestValueBridge(QObject, Generic[T]):
    """Hands the newest value of a stream to one callable on the Qt thread.

    Values that arrive while the Qt thread is busy replace each other, so a slow window never falls behind.
    """

    def __init__(self, receive: Callable[[T], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._receive = receive
        self._lock = Lock()
        self._latest: list[T] = []
        self._wake = _Wake(self)
        self._wake.woken.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def post(self, value: T) -> None:
        """Offer a value from any thread."""
        with self._lock:
            is_first = not self._latest
            self._latest[:] = [value]
        if is_first:
            self._wake.woken.emit()

    @Slot()
    def _deliver(self) -> None:
        with self._lock:
            values, self._latest = self._latest, []
        for value in values:
            self._receive(value)
