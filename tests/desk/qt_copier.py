"""A Qt program with something large copied, which takes its time to hand it over: as image editors do.

`python -m tests.desk.qt_copier READY TYPE BYTES SECONDS` owns the clipboard until it is ended; READY is a file it makes
then. What is larger than a quarter of a megabyte goes across in pieces (INCR).
"""

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QMimeData, QTimer
from PySide6.QtGui import QGuiApplication

from tests.desk.display import VirtualDisplay, wait_until


class QtCopier:
    """The program as the tests see it.

    Args:
        desk: where it runs.
        mime_type: what it has.
        size_bytes: how much of it, all `x`.
        seconds: how long it thinks when it is asked for it.
    """

    def __init__(self, desk: VirtualDisplay, mime_type: str, size_bytes: int, seconds: float = 0.0) -> None:
        ready = Path(tempfile.mkdtemp(dir=desk.home)) / "ready"
        self.process = desk.start(
            [sys.executable, "-m", __name__, str(ready), mime_type, str(size_bytes), str(seconds)]
        )
        wait_until(ready.exists, "the program has the clipboard", timeout_s=20)


class _Slow(QMimeData):
    def __init__(self, mime_type: str, size_bytes: int, seconds: float) -> None:
        super().__init__()
        self._type, self._size_bytes, self._seconds = mime_type, size_bytes, seconds

    def formats(self) -> list[str]:
        return [self._type]

    def hasFormat(self, mimetype: str, /) -> bool:  # noqa: N802 - Qt names it
        return mimetype == self._type

    def retrieveData(self, mimetype: str, wanted_type: Any, /) -> Any:  # noqa: N802 - Qt names it
        if mimetype != self._type:
            return None
        time.sleep(self._seconds)
        return QByteArray(b"x" * self._size_bytes)  # bytes would come out as nothing


def main() -> None:
    """Own the clipboard."""
    ready, mime_type, size_bytes, seconds = sys.argv[1:5]
    application = QGuiApplication(sys.argv[:1])
    QGuiApplication.clipboard().setMimeData(_Slow(mime_type, int(size_bytes), float(seconds)))
    QTimer.singleShot(200, lambda: Path(ready).touch())
    application.exec()


if __name__ == "__main__":
    main()
