"""A Qt program with something large copied.

`python -m tests.desk.qt_copier READY TYPE BYTES` owns the clipboard until it is ended; READY is a file it makes
then. What is larger than a quarter of a megabyte goes across in pieces (INCR).
"""

import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, QTimer
from PySide6.QtGui import QGuiApplication

from tests.desk.display import VirtualDisplay, wait_until


class QtCopier:
    """The program as the tests see it.

    Args:
        desk: where it runs.
        mime_type: what it has.
        size_bytes: how much of it, all `x`.
    """

    def __init__(self, desk: VirtualDisplay, mime_type: str, size_bytes: int) -> None:
        ready = Path(tempfile.mkdtemp(dir=desk.home)) / "ready"
        self.process = desk.start([sys.executable, "-m", __name__, str(ready), mime_type, str(size_bytes)])
        wait_until(ready.exists, "the program has the clipboard", timeout_s=20)


def main() -> None:
    """Own the clipboard."""
    ready, mime_type, size_bytes = sys.argv[1:4]
    application = QGuiApplication(sys.argv[:1])
    copied = QMimeData()
    copied.setData(mime_type, QByteArray(b"x" * int(size_bytes)))
    QGuiApplication.clipboard().setMimeData(copied)
    QTimer.singleShot(200, lambda: Path(ready).touch())
    application.exec()


if __name__ == "__main__":
    main()
