"""A window that writes down all a mouse does in it, each with its pixel of the screen; and who starts and reads it.

`python -m tests.e2e.mouse_board FILE X Y SIDE` shows it until it is closed. The window manager knows nothing of it, so
a press in it is for nobody else.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from shared.geometry import Rect
from tests.desk.display import VirtualDisplay, wait_until
from tests.e2e.patch import GREEN

SHOWN = "shown"
_PRESSES = {
    QEvent.Type.MouseButtonPress: "press",
    QEvent.Type.MouseButtonDblClick: "double",
    QEvent.Type.MouseButtonRelease: "release",
}
_BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton)
_START_LIMIT_S = 40.0
_ARRIVE_LIMIT_S = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing a mouse did.

    Attributes:
        kind: `press`, `double` for the second press of a double click, `release`, `move` or `wheel`.
        x_px, y_px: the pixel of the screen.
        button: the button of a press or release as Qt calls it; of a move those that were held.
        turn: of the wheel, to the right and up in 1/120 notches as Qt counts.
    """

    kind: str
    x_px: int
    y_px: int
    button: str = ""
    turn: tuple[int, int] = (0, 0)


class MouseBoard:
    """The window at a desk, in a process of its own.

    Args:
        desk: where it runs.
        area: where it lies, in pixels of the screen; a square.
        file: what it writes.
    """

    def __init__(self, desk: VirtualDisplay, area: Rect, file: Path) -> None:
        self.area = area
        self._file = file
        self._taken = 0
        place = [str(number) for number in (area.x, area.y, area.width)]
        desk.start([sys.executable, "-m", __name__, str(file), *place])
        wait_until(lambda: SHOWN in self._lines(), "the board is shown", timeout_s=_START_LIMIT_S)

    def take(self, count: int) -> list[Deed]:
        """Everything but moves since the last time, once there are so many of it; what is too much comes along.

        Raises:
            TimeoutError: there were fewer; the text says which.
        """

        def new() -> list[Deed]:
            return [deed for deed in self._deeds()[self._taken :] if deed.kind != "move"]

        try:
            wait_until(lambda: len(new()) >= count, f"{count} deeds", timeout_s=_ARRIVE_LIMIT_S)
        except TimeoutError as error:
            raise TimeoutError(f"{error}; there are {new()}") from None
        found = new()
        self._taken = len(self._deeds())
        return found

    def drag_moves(self) -> list[Deed]:
        """Every move so far with a button held, in order."""
        return [deed for deed in self._deeds() if deed.kind == "move" and deed.button]

    def _deeds(self) -> list[Deed]:
        return [_deed_of(json.loads(line)) for line in self._lines() if line != SHOWN]

    def _lines(self) -> list[str]:
        text = self._file.read_text() if self._file.exists() else ""
        return text[: text.rfind("\n") + 1].splitlines()  # the last may still be half


def _deed_of(found: dict[str, Any]) -> Deed:
    return Deed(
        kind=found["kind"],
        x_px=found["x"],
        y_px=found["y"],
        button=found["button"],
        turn=(found["turn"][0], found["turn"][1]),
    )


class _Board(QWidget):
    """One colour all over, so that its place can be seen in a picture of the screen."""

    def __init__(self, file: Path) -> None:
        super().__init__(None, Qt.WindowType.BypassWindowManagerHint | Qt.WindowType.FramelessWindowHint)
        self._sink = file.open("a", buffering=1)
        self._is_shown = False
        self.setMouseTracking(True)
        self.setAutoFillBackground(True)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor.fromRgb(GREEN))
        self.setPalette(palette)

    def event(self, event: QEvent) -> bool:
        """Write down what a mouse does, and that the window is there; each comes by its kind."""
        kind = event.type()
        if kind == QEvent.Type.Paint and not self._is_shown:
            self._is_shown = True
            print(SHOWN, file=self._sink)
        elif kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            held = [button.name or "" for button in _BUTTONS if event.buttons() & button]
            self._note("move", event.globalPosition(), "+".join(held))
        elif kind in _PRESSES and isinstance(event, QMouseEvent):
            self._note(_PRESSES[kind], event.globalPosition(), event.button().name)
        elif isinstance(event, QWheelEvent):
            turn = event.angleDelta()
            self._note("wheel", event.globalPosition(), "", (turn.x(), turn.y()))
        return super().event(event)

    def _note(self, kind: str, at: QPointF, button: str | None, turn: tuple[int, int] = (0, 0)) -> None:
        found = {"kind": kind, "x": int(at.x()), "y": int(at.y()), "button": button or "", "turn": turn}
        print(json.dumps(found), file=self._sink)


def main() -> int:
    """Show it until it is closed."""
    app = QApplication(sys.argv)
    board = _Board(Path(sys.argv[1]))
    x_px, y_px, side_px = map(int, sys.argv[2:5])
    board.setGeometry(x_px, y_px, side_px, side_px)
    board.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
