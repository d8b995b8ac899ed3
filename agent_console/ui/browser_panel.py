"""What the sign-in window shows while the agent signs in with the browser: the number to type there, and ways on."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_console.ui.browser_opener import open_in_browser
from agent_console.ui.plain_label import PlainLabel
from agent_console.view_models.screens import BrowserView
from shared.ui.push_button import PushButton


class BrowserPanel(QWidget):
    """Opens the page once for every address it is shown, and again when asked. Signals `given_up()`."""

    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = BrowserView()
        self._opened = ""
        self._is_open_failed = False
        self._is_copied = False
        self._heading = PlainLabel(role="heading", wraps=True)
        self._advice = PlainLabel(wraps=True)
        self._number = PlainLabel(role="browser_number")
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._number.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._warning = PlainLabel(role="muted", wraps=True)
        self._failed = PlainLabel(role="red", wraps=True)
        self.again = PushButton()
        self.copy = PushButton()
        self.cancel = PushButton()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self._heading, self._advice, self._failed, self._number, self._warning):
            column.addWidget(part)
        column.addSpacing(8)
        for button in (self.again, self.copy, self.cancel):
            column.addWidget(button)
        self.again.clicked.connect(self._open)
        self.copy.clicked.connect(self._copy)
        self.cancel.clicked.connect(self.given_up)
        self._render()

    @property
    def number_text(self) -> str:
        """The digits as they are shown."""
        return self._number.text()

    def show_view(self, view: BrowserView | None) -> None:
        """Show how far it is; None when the agent does not sign in this way."""
        self._view = view or BrowserView()
        if view is None:
            self._opened = ""
        elif view.address and view.address != self._opened:
            self._opened = view.address
            self._is_copied = False
            self._open()
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._render()

    def _open(self) -> None:
        self._is_open_failed = not open_in_browser(self._view.address)
        self._render()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._view.address)
        self._is_copied = True
        self._render()

    def _render(self) -> None:
        is_there = bool(self._view.number)
        self._heading.setText(self.tr("Go on in your browser") if is_there else self.tr("Asking the server…"))
        self._advice.setText(self.tr("A page of the server has opened there. Sign in on it, then type this number:"))
        self._number.setText(self._view.number)
        self._number.setAccessibleName(self.tr("Number: {digits}").format(digits=" ".join(self._view.number)))
        self._warning.setText(
            self.tr("Only that page needs this number, within five minutes. Tell or send it to nobody.")
        )
        self._failed.setText(
            self.tr(
                "No browser could be opened. Copy the address, open it in one yourself on this computer, sign in "
                "there, then type this number:"
            )
        )
        for part in (self._number, self._warning, self.again, self.copy):
            part.setVisible(is_there)
        self._advice.setVisible(is_there and not self._is_open_failed)
        self._failed.setVisible(is_there and self._is_open_failed)
        self.again.setText(self.tr("Open the page again"))
        self.copy.setText(self.tr("Copied") if self._is_copied else self.tr("Copy the address"))
        self.cancel.setText(self.tr("Cancel"))
