"""Carries values from the network thread to the Qt thread, newest first and never queued up."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class _Wake(QObject):
    """Turns a call from any thread into one on the thread this object lives in."""

    woken = Signal()


class KeyedValueBridge(QObject, Generic[K, T]):
    """Hands the newest value of each of several streams to one callable on the Qt thread.

    Values that arrive while the Qt thread is busy replace each other, so a slow window never falls behind.
    """

    def __init__(self, receive: Callable[[K, T], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._receive = receive
        self._lock = Lock()
        self._latest: dict[K, T] = {}
        self._wake = _Wake(self)
        self._wake.woken.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def post(self, key: K, value: T) -> None:
        """Offer a value of one stream from any thread."""
        with self._lock:
            is_first = not self._latest
            self._latest[key] = value
        if is_first:
            self._wake.woken.emit()

    @Slot()
    def _deliver(self) -> None:
        with self._lock:
            latest, self._latest = self._latest, {}
        for key, value in latest.items():
            self._receive(key, value)


class LatestValueBridge(Generic[T]):
    """A bridge for a single stream."""

    def __init__(self, receive: Callable[[T], None], parent: QObject | None = None) -> None:
        self._bridge: KeyedValueBridge[None, T] = KeyedValueBridge(lambda _key, value: receive(value), parent)

    def post(self, value: T) -> None:
        """Offer a value from any thread."""
        self._bridge.post(None, value)
