"""The windows of the assisted person on a real display, with a small flow behind them that writes down every intent.

`python -m tests.ui.client.desk_program LOG question|live`
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from client.domain.overlay_mask import Stamp
from client.ui.main_window import ClientWindows
from client.view_models.screens import MonitorChoice, RightView, SessionView
from shared.capability import Capability
from shared.clock import SystemClock
from shared.consent.machine import PROMPT_WAKE_MS
from shared.protocol.record_messages import ReportCause
from shared.ui.i18n import install_language
from shared.ui.theme import apply_theme
from tests.ui.client.samples import ANA, ENDED, question


class SmallFlow:
    """Answers every intent with the next view, as the real flow does, and logs it as one JSON line."""

    def __init__(self, log: Path, monitor: MonitorChoice) -> None:
        self._log = log
        self._clock = SystemClock()
        now = self._clock.monotonic_ms()
        self.view = SessionView(
            helper=ANA,
            started_at_mono_ms=now,
            panic_keys="Ctrl+Alt+End",
            monitors=(monitor,),
            shared_ids=(1,),
            line="sharp",
        )
        self.windows = ClientWindows(self, self._clock)

    def ask(self, monitor: MonitorChoice) -> None:
        asked = question(
            monitors=(monitor,), wake_ms=PROMPT_WAKE_MS, asked_at_mono_ms=self._clock.monotonic_ms(), reason="to look"
        )
        self._show(replace(self.view, question=asked))

    def live(self) -> None:
        now = self._clock.monotonic_ms()
        rights = tuple(
            RightView(capability=capability, since_mono_ms=now, ends_at_mono_ms=None)
            for capability in (Capability.VIEW, Capability.CONTROL)
        )
        self._show(replace(self.view, question=None, rights=rights))

    def _show(self, view: SessionView) -> None:
        self.view = view
        QTimer.singleShot(0, lambda: self.windows.render(view))

    def _write(self, name: str, **values: Any) -> None:
        with self._log.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"name": name} | values) + "\n")

    def ask_for_help(self, problem: str) -> None:
        self._write("ask_for_help", problem=problem)

    def make_new_code(self) -> None:
        self._write("make_new_code")

    def go_home(self) -> None:
        self._write("go_home")

    def answer(self, prompt_id: int, *, is_allowed: bool, monitor_ids: tuple[int, ...], shown_ms: int) -> None:
        self._write("answer", prompt_id=prompt_id, is_allowed=is_allowed, monitor_ids=monitor_ids, shown_ms=shown_ms)
        if is_allowed:
            self.live()

    def choose_files(self, paths: Sequence[Path]) -> None:
        self._write("choose_files", paths=[str(path) for path in paths])

    def draw_curtain(self) -> None:
        self._write("draw_curtain")

    def open_curtain(self) -> None:
        self._write("open_curtain")

    def choose_screens(self) -> None:
        self._write("choose_screens")

    def take_back(self, capability: Capability) -> None:
        self._write("take_back", capability=capability)
        rights = tuple(right for right in self.view.rights if right.capability is not capability)
        self._show(replace(self.view, rights=rights))

    def pause(self) -> None:
        self._write("pause")
        self._show(replace(self.view, is_paused=True))

    def resume(self) -> None:
        self._write("resume")
        self._show(replace(self.view, is_paused=False))

    def stop(self) -> None:
        self._write("stop")
        QTimer.singleShot(0, lambda: self.windows.render(ENDED))

    def rate(self, stars: int) -> None:
        self._write("rate", stars=stars)

    def report(self, cause: ReportCause, words: str) -> None:
        self._write("report", cause=cause, words=words)

    def say(self, text: str) -> None:
        self._write("say", text=text)

    def note_read(self, message_id: int) -> None:
        self._write("note_read", message_id=message_id)

    def clear_drawing(self) -> None:
        self._write("clear_drawing")

    def set_overlay(self, stamps: tuple[Stamp, ...]) -> None:
        self._write("set_overlay", rects=[asdict(stamp.rect) for stamp in stamps])

    def set_own_windows(self, rects: list[tuple[int, int, int, int]], *, is_focused: bool) -> None:
        self._write("set_own_windows", rects=rects, is_focused=is_focused)


def main() -> int:
    """Run until the windows are closed."""
    app = QApplication(sys.argv)
    app.setQuitOnLastWindowClosed(False)
    install_language(app, "en")
    apply_theme(app, density="client", scheme="light")
    screen = QGuiApplication.primaryScreen()
    ratio = screen.devicePixelRatio()
    monitor = MonitorChoice(
        monitor_id=1,
        name=screen.name(),
        width_px=round(screen.geometry().width() * ratio),
        height_px=round(screen.geometry().height() * ratio),
        is_primary=True,
    )
    flow = SmallFlow(Path(sys.argv[1]), monitor)
    flow.windows.quit_requested.connect(app.quit)
    if sys.argv[2] == "question":
        flow.ask(monitor)
    else:
        flow.live()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
