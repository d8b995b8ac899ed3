"""Files and folders dropped on a window: taken as copies, and nothing else of what can be dragged."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

_KINDS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


def dropped_paths(data: QMimeData) -> list[Path]:
    """The files and folders of this computer in what is dragged; anything else in it is left out."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class FileDrop(QObject):
    """Signals `dropped(paths)`."""

    dropped = Signal(object)

    def __init__(self, target: QWidget, may_drop: Callable[[], bool]) -> None:
        """Watch a window.

        Args:
            target: where files may be dropped; it owns this.
            may_drop: whether they may be dropped now.
        """
        super().__init__(target)
        self._may_drop = may_drop
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is dropped, and say beforehand whether it would be taken."""
        if event.type() not in _KINDS or not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        paths = dropped_paths(event.mimeData()) if self._may_drop() else []
        if not paths:
            event.ignore()
            return True
        # A file manager that hears "move" takes its own file away.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self.dropped.emit(paths)
        return True
