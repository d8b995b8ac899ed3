"""The small window of the person that shows which files are coming, and lets them wait or stops them."""

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from client.view_models.screens import ClientIntents
from shared.capability import Capability
from shared.transfer.view import TransferView
from shared.ui.plain_text import breakable
from shared.ui.theme import current_tokens
from shared.ui.transfer_card import TransferList
from shared.ui.widgets import Label

WIDTH_PX = 480
HEIGHT_MIN_PX, HEIGHT_MAX_PX = 160, 560


class TransfersWindow(QWidget):
    """Comes when files begin to come; closing it hides it and stops nothing."""

    def __init__(self, intents: ClientIntents, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        # It must not take the keyboard from what the person is working in.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._shown: set[int] = set()
        s = current_tokens().sizes
        self.folder = Label(role="small")
        self.list = TransferList()
        body = QWidget()
        body.setObjectName("scrolled")
        column = QVBoxLayout(body)
        column.setContentsMargins(s.pad_px, s.pad_px, s.pad_px, s.pad_px)
        column.setSpacing(s.gap_px // 2)
        column.addWidget(self.folder)
        column.addWidget(self.list)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self._column = column
        self._grow_soon = QTimer(self)
        self._grow_soon.setSingleShot(True)
        self._grow_soon.setInterval(0)
        self._grow_soon.timeout.connect(self._grow)
        self._transfers: tuple[TransferView, ...] = ()
        self.list.hold_wanted.connect(lambda batch_id, is_held: intents.hold_files(batch_id, is_held=is_held))
        self.list.cancel_wanted.connect(lambda _batch_id: intents.take_back(Capability.FILE_TO_USER))
        self.resize(WIDTH_PX, HEIGHT_MIN_PX)

    def show_transfers(self, transfers: tuple[TransferView, ...]) -> None:
        """Show these; a batch that is new brings the window up."""
        self._transfers = transfers
        self.list.show_transfers(transfers)
        new = {view.batch_id for view in transfers if view.is_running} - self._shown
        self._shown |= new
        self.retranslate()
        if not transfers:
            self.hide()
            self._shown.clear()
        elif new:
            self.bring()
        elif self.isVisible():
            self._grow_soon.start()

    def bring(self) -> None:
        """Show it, for a button or a batch."""
        self._grow()
        # Heights are known only after Qt has polished what became visible: once more, when it has.
        self._grow_soon.start()
        if not self.isVisible():
            area = self.screen().availableGeometry()
            self.move(area.right() - self.width() - 24, area.bottom() - self.height() - 48)
        self.show()
        self.raise_()

    def _grow(self) -> None:
        """Take the height at which nothing scrolls, as far as a small window goes; never take any away."""
        width = max(self.width(), WIDTH_PX)
        wanted = self._column.totalHeightForWidth(width) if self._column.hasHeightForWidth() else 0
        self.resize(width, max(self.height(), min(max(wanted + 8, HEIGHT_MIN_PX), HEIGHT_MAX_PX)))

    def retranslate(self) -> None:
        """Every word of the window."""
        self.setWindowTitle(self.tr("Files from your helper") + " | Alongside")
        folder = self._transfers[-1].folder if self._transfers else ""
        words = self.tr("Saved in {folder}").replace("{folder}", folder)
        self.folder.setText(breakable(words))
        self.folder.setAccessibleName(words)
        self.folder.setVisible(bool(folder))

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Out of the way, and back by the button on the bar."""
        event.ignore()
        self.hide()
