"""The pages of the side panel by name: what one may do, messages with the number nobody has read, and filing."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from agent_console.ui.plain_label import tooltip_text
from shared.ui.push_button import PushButton

CHAT_KEYS = "Ctrl+T"
ABOUT_PAGE, CHAT_PAGE, FILING_PAGE = range(3)


class PageSwitch(QWidget):
    """A row of buttons; `turn` is told the number of the page that is wanted."""

    def __init__(self, turn: Callable[[int], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unread_count = 0
        self._turn = turn
        self.buttons: tuple[QPushButton, ...] = tuple(PushButton() for _ in (ABOUT_PAGE, CHAT_PAGE, FILING_PAGE))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 0)
        row.setSpacing(4)
        # No group of Qt's: of those Tab reaches only the button that is down.
        for number, button in enumerate(self.buttons):
            button.setProperty("kind", "flat")
            button.setCheckable(True)
            button.clicked.connect(lambda _is_down=False, number=number: self.show_page(number))
            row.addWidget(button, 1)
        self.buttons[ABOUT_PAGE].setChecked(True)
        self.buttons[FILING_PAGE].hide()
        self._retranslate()

    def show_page(self, number: int) -> None:
        """Turn to a page: `ABOUT_PAGE` or `CHAT_PAGE`."""
        for each, button in enumerate(self.buttons):
            button.setChecked(each == number)
        self._turn(number)

    def show_unread(self, count: int) -> None:
        """So many messages nobody has read."""
        if count != self._unread_count:
            self._unread_count = count
            self._retranslate()

    def show_filing(self, *, is_possible: bool) -> None:
        """Whether there is a session that can be filed."""
        self.buttons[FILING_PAGE].setVisible(is_possible)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        count = self._unread_count
        about, chat, filing = self.buttons
        filing.setText(self.tr("Filing"))
        filing.setToolTip(tooltip_text(self.tr("What the session was about, and how it went")))
        about.setText(self.tr("Rights"))
        chat.setText(f"{self.tr('Messages')} ({count})" if count else self.tr("Messages"))
        chat.setAccessibleName(self.tr("Messages, %n new", "", count) if count else self.tr("Messages"))
        chat.setToolTip(tooltip_text(f"{self.tr('Messages')} ({CHAT_KEYS})"))
