"""The console's window on a real display with one live tab; writes down every intent and where things are.

`python -m tests.ui.agent_console.desk_program LOG`
"""

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication

from agent_console.ui.main_window import ConsoleWindow
from agent_console.view_models.screens import CursorView
from shared.ui.i18n import install_language
from shared.ui.theme import apply_theme
from tests.ui.agent_console.recorder import (
    SIGNED_IN,
    DrawnSurface,
    ManualClock,
    RecordedIntents,
    check_code,
    crosshair,
    draw_desktop,
    tab,
)


class LoggedCalls(list[tuple[Any, ...]]):
    """Appends each call to a file as one JSON line, at once."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self._log = log

    def append(self, call: tuple[Any, ...], /) -> None:
        super().append(call)
        with self._log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(call) + "\n")


def main() -> int:
    """Show the window until it is closed."""
    app = QApplication(sys.argv)
    apply_theme(app, density="console", scheme="light", high_contrast=False)
    install_language(app, "en")
    calls = LoggedCalls(Path(sys.argv[1]))
    window = ConsoleWindow(RecordedIntents(calls), check_code, ManualClock())
    window.show_account(SIGNED_IN)
    window.show_tab(tab(1))
    surface = DrawnSurface(640, 400)
    draw_desktop(surface)
    window.attach_picture(1, surface, surface.lock)
    window.show_cursor(1, CursorView(image=crosshair(24, 5, 9)))
    window.resize(1000, 560)
    window.move(20, 20)
    window.show()
    window.activateWindow()

    def tell_place() -> None:
        page = window.page(1)
        if page is None or not window.isActiveWindow():
            QTimer.singleShot(50, tell_place)
            return
        lies = page.remote.view.picture
        port = page.remote.viewport()
        # In pixels of the display, whatever the density.
        ratio, corner = port.devicePixelRatioF(), port.mapToGlobal(QPoint(0, 0))
        left_px, top_px = round(corner.x() * ratio) + lies.x, round(corner.y() * ratio) + lies.y
        calls.append(("place", left_px, top_px, lies.width, lies.height))
        page.remote.capture_changed.connect(lambda: calls.append(("captured", page.remote.is_captured)))

    QTimer.singleShot(300, tell_place)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
