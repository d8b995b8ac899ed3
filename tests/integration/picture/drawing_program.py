"""A display that is drawn on and the picture of it, from overlay to canvas; told what to do in lines of JSON.

Each line is answered by one: how many updates were painted, and how many pixels of ink any of them ever held.
"""

import json
import os
import sys
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from client.domain.overlay_mask import OverlayMask
from client.ui.mark_overlay import MarkOverlay
from client.view_models.drawing import DrawingView
from shared.clock import SystemClock
from shared.geometry import Rect, normalize_point
from shared.session.mark_board import Mark
from shared.ui.mark_paint import PALETTE
from tests.integration.picture.conftest import LoopThread, Picture

INKS = np.array([int(colour[1:], 16) for colour in PALETTE], np.uint32)


class Watched(Picture):
    """Counts what looks like ink in every state of the canvas."""

    painted_count = ink_px = 0

    def _note_painted(self) -> None:
        words = self.canvas.view(np.uint32)[:, :, 0] & 0xFF_FF_FF
        self.ink_px += int(np.isin(words, INKS).sum())
        self.painted_count += 1
        super()._note_painted()


class Program(QObject):
    """Overlay, sender and receiver of one display."""

    def __init__(self) -> None:
        super().__init__()
        mask = OverlayMask()
        self.overlay = MarkOverlay(mask.replace, SystemClock(), self)
        self.net = LoopThread()
        self.picture = Watched(self.net, os.environ["DISPLAY"], overlay=mask)
        self.picture.sender.show()
        self.area = Rect(*json.loads(os.environ["AREA"]))
        self.areas = tuple(Rect(*rect) for rect in json.loads(os.environ.get("AREAS", f"[{os.environ['AREA']}]")))
        self.reader = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self.reader.activated.connect(self.obey)

    def obey(self) -> None:
        line = sys.stdin.readline()
        if not line:
            self.picture.close()
            self.net.stop()
            QApplication.quit()
            return
        command = json.loads(line)
        if "own" in command:
            self.overlay.follow_own_windows([tuple(rect) for rect in command["own"]])
        if "next" in command:  # waits in the queue while the first is drawn, as what the network tells does
            QTimer.singleShot(0, lambda: self.overlay.render_view(self.view(command["next"])))
        if "marks" in command or "pointer" in command:
            self.overlay.render_view(self.view(command))
        if "save" in command:
            np.save(command["save"], self.picture.canvas)
        answer = {"painted": self.picture.painted_count, "ink_px": self.picture.ink_px}
        print(json.dumps(answer), flush=True)

    def view(self, command: dict[str, Any]) -> DrawingView:
        now_ms = SystemClock().monotonic_ms()
        marks = tuple(
            Mark(
                mark_id=number,
                tool=tool,
                colour=colour,
                is_fading=False,
                points=tuple(normalize_point(x, y, self.area) for x, y in points),
                changed_ms=now_ms if number == len(command["marks"]) - 1 else 0,
            )
            for number, (tool, colour, points) in enumerate(command.get("marks", []))
        )
        pointer = command.get("pointer")
        if not marks and pointer is None:
            return DrawingView()
        at = normalize_point(pointer[0], pointer[1], self.area) if pointer is not None else None
        return DrawingView(marks=marks, pointer=at, areas=self.areas, name=command.get("name", "Ana Pop"))


def main() -> None:
    app = QApplication(sys.argv[:1])
    program = Program()
    print(json.dumps({"ratio": app.primaryScreen().devicePixelRatio()}), flush=True)
    app.exec()
    del program


if __name__ == "__main__":
    main()
