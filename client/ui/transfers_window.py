"""The small window of the person for files: which come and go, ways to hold or stop them, and a way to send some."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from client.ui.screen_geometry import corner_positions, free_corner
from client.view_models.screens import ClientIntents, SessionView
from shared.capability import Capability
from shared.transfer.view import TransferView
from shared.ui.theme import current_tokens
from shared.ui.transfer_card import SavedPlace, TransferList
from shared.ui.widgets import Button, Label, ScrolledColumn

WIDTH_PX = 480
HEIGHT_MIN_PX, HEIGHT_MAX_PX = 160, 560
_INSET_PX, _FRAME_PX = 24, 32
_RIGHT_OF = {"to_user": Capability.FILE_TO_USER, "from_user": Capability.FILE_FROM_USER}


class TransfersWindow(QWidget):
    """Comes when files begin to come or go; closing it hides it and stops nothing."""

    def __init__(self, intents: ClientIntents, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        # It must not take the keyboard from what the person is working in.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._intents = intents
        self._shown: set[int] = set()
        self.taken: Callable[[], Sequence[QRect]] = lambda: ()
        """Where other windows of ours are, which it must not lie under."""
        s = current_tokens().sizes
        self.send_button = Button()
        self.hint = Label(role="small")
        self.folder = SavedPlace()
        self.list = TransferList(arrives="to_user")
        send = QHBoxLayout()
        send.setSpacing(s.gap_px // 2)
        send.addWidget(self.send_button)
        send.addWidget(self.hint, 1)
        body = ScrolledColumn()
        column = QVBoxLayout(body)
        column.setContentsMargins(s.pad_px, s.pad_px, s.pad_px, s.pad_px)
        column.setSpacing(s.gap_px // 2)
        column.addLayout(send)
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
        self.send_button.clicked.connect(lambda: intents.offer(Capability.FILE_FROM_USER))
        self.list.hold_wanted.connect(lambda batch_id, is_held: intents.hold_files(batch_id, is_held=is_held))
        self.list.cancel_wanted.connect(self._cancel)
        self.resize(WIDTH_PX, HEIGHT_MIN_PX)

    def render_view(self, view: SessionView) -> None:
        """Show the files of this session; a batch that is new brings the window up."""
        self._transfers = view.transfers
        self.list.show_transfers(view.transfers)
        self.send_button.setEnabled(view.may_send_files)
        new = {each.batch_id for each in view.transfers if not each.is_over} - self._shown
        self._shown |= new
        self.retranslate()
        if new:
            self.bring()
        elif self.isVisible():
            self._grow_soon.start()

    def dismiss(self) -> None:
        """The session is over."""
        self._transfers = ()
        self._shown.clear()
        self.list.show_transfers(())
        self.hide()

    def bring(self) -> None:
        """Show it, for a button or a batch."""
        self._grow()
        # Heights are known only after Qt has polished what became visible: once more, when it has.
        self._grow_soon.start()
        if not self.isVisible():
            whole = self.size() + QSize(0, _FRAME_PX)
            corners = corner_positions(self.screen().availableGeometry(), whole.width(), whole.height(), _INSET_PX)
            self.move(free_corner(corners, corners["bottom_right"], whole, self.taken()))
        self.show()
        self.raise_()

    def _cancel(self, batch_id: int) -> None:
        for view in self._transfers:
            if view.batch_id == batch_id:
                self._intents.take_back(_RIGHT_OF[view.direction])

    def _grow(self) -> None:
        """Take the height at which nothing scrolls, as far as a small window goes; never take any away."""
        width = max(self.width(), WIDTH_PX)
        wanted = self._column.totalHeightForWidth(width) if self._column.hasHeightForWidth() else 0
        self.resize(width, max(self.height(), min(max(wanted + 8, HEIGHT_MIN_PX), HEIGHT_MAX_PX)))

    def retranslate(self) -> None:
        """Every word of the window."""
        self.setWindowTitle(self.tr("Files") + " | Alongside")
        self.send_button.setText(self.tr("Send files…"))
        self.hint.setText(self.tr("Or drop them here. You see the list before anything is sent."))
        self.folder.show_transfers(self._transfers)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Out of the way, and back by the button on the bar."""
        event.ignore()
        self.hide()
