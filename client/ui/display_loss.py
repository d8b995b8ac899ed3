"""Notices that the display is gone: Qt then ends the whole program, after saying so to whoever listens."""

from collections.abc import Callable

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_LAST_WORDS = ("The X11 connection broke", "The Wayland connection broke")
"""How the message begins with which Qt's platform plugins take their leave, before they call `exit`."""


class DisplayLossListener:
    """Calls `on_lost` in the Qt thread, once; the program ends when that returns."""

    def __init__(self, on_lost: Callable[[], None]) -> None:
        self._on_lost: Callable[[], None] | None = on_lost
        self._before = qInstallMessageHandler(self._hear)

    def close(self) -> None:
        """Listen no more."""
        self._on_lost = None
        qInstallMessageHandler(self._before)

    def _hear(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if text.startswith(_LAST_WORDS) and self._on_lost is not None:
            on_lost, self._on_lost = self._on_lost, None
            on_lost()
        elif self._before is not None:
            self._before(kind, context, text)
        else:
            print(text, flush=True)  # noqa: T201 - what Qt itself would have done
