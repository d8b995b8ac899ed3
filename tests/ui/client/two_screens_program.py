"""The client's windows while two displays are seen; writes where it believes they are. For the tests of HiDPI."""

import json
import sys
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from client.media.monitors import MonitorBook
from client.ui.main_window import ClientWindows
from client.ui.screen_geometry import screen_of_monitor
from client.view_models.screens import MonitorChoice
from shared.ui.theme import apply_theme
from tests.ui.client.samples import VIEW, RecordingIntents, StillClock, session


def main() -> None:
    """Show them, write one line of JSON, and stay until killed."""
    app = QApplication(sys.argv[:1])
    apply_theme(app, density="client", scheme="light")
    intents = RecordingIntents()
    windows = ClientWindows(intents, StillClock())
    monitors = tuple(
        MonitorChoice(
            monitor_id=monitor.monitor_id,
            name=monitor.name,
            width_px=monitor.width_px,
            height_px=monitor.height_px,
            is_primary=monitor.is_primary,
            x_px=monitor.x_px,
            y_px=monitor.y_px,
        )
        for monitor in MonitorBook().refresh()
    )
    windows.render(session(rights=(VIEW,), monitors=monitors, shared_ids=(1, 2)))

    def tell() -> None:
        reported = [arguments for name, arguments in intents.calls if name == "set_own_windows"][-1][0]
        shown: list[Any] = [windows.bar, *windows.frame.strips]
        found = {
            "ratio": QGuiApplication.primaryScreen().devicePixelRatio(),
            "known": [screen_of_monitor(monitor) is not None for monitor in monitors],
            "reported": reported,
            "ids": [int(window.winId()) for window in shown],
        }
        print(json.dumps(found), flush=True)

    QTimer.singleShot(1_500, tell)
    app.exec()


if __name__ == "__main__":
    main()
