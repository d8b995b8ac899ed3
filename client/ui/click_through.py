"""A window over everything that takes no click and no key: the amber frame, what the agent draws."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


class ClickThroughWindow(QWidget):
    """Nothing of it can be touched, and showing it takes the keyboard from nobody."""

    def __init__(self) -> None:
        super().__init__(
            None,
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowTransparentForInput
            | Qt.WindowType.WindowDoesNotAcceptFocus
            # Without it a window manager moves it out from under its panels and into its own order.
            | Qt.WindowType.X11BypassWindowManagerHint,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
