"""A list of files the person sends, for the agent to take or not: every name and size, and where they would go."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from agent_console.ui.plain_label import PlainLabel
from shared.transfer.view import TransferView
from shared.ui.file_dialogs import ChooseFolder, ask_folder
from shared.ui.file_table import FileTable
from shared.ui.file_words import total_words
from shared.ui.folder_choice import FolderChoice
from shared.ui.push_button import PushButton, give_keyboard_back
from shared.ui.widgets import set_role


class IncomingFiles(QFrame):
    """Signals `accepted(batch_id, folder)`, `refused(batch_id)`, and `grown()` when its buttons move down."""

    accepted = Signal(object, object)
    refused = Signal(object)
    grown = Signal()

    def __init__(self, choose_folder: ChooseFolder = ask_folder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: TransferView | None = None
        set_role(self, "card", "info")
        self.caption = PlainLabel(wraps=True)
        self.table = FileTable()
        self.total = PlainLabel(wraps=True)
        self.place = PlainLabel(role="small", wraps=True)
        self.save_button = PushButton()
        self.folder_button = PushButton()
        self.refuse_button = PushButton()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        for part in (self.caption, self.table, self.total, self.place):
            column.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.save_button, 1)
        row.addWidget(self.refuse_button, 1)
        column.addWidget(self.folder_button)
        column.addLayout(row)
        self.save_button.clicked.connect(self._accept)
        self.choice = FolderChoice(self.place, self.folder_button, choose_folder, self)
        self.choice.changed.connect(self._retranslate)
        self.refuse_button.clicked.connect(self._refuse)
        self.hide()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the keyboard stops."""
        return self.folder_button, self.save_button, self.refuse_button

    def show_offer(self, view: TransferView | None) -> None:
        """Show this list, or nothing; another list begins with the usual folder again."""
        is_other = view is None or self._view is None or view.batch_id != self._view.batch_id
        if is_other:
            self.choice.reset()
        self._view = view
        self.setVisible(view is not None)
        if view is not None:
            self.table.show_files(view.files)
            self._retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A list with names has its height only once it was laid out, and a longer folder takes more lines."""
        super().resizeEvent(event)
        if event.size().height() > event.oldSize().height():
            self.grown.emit()

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Whoever answered by a key is on no other button when the list goes."""
        return give_keyboard_back(self) if self.isHidden() else super().focusNextPrevChild(is_next)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _accept(self) -> None:
        if self._view is not None:
            self.accepted.emit(self._view.batch_id, self.choice.folder)

    def _refuse(self) -> None:
        if self._view is not None:
            self.refused.emit(self._view.batch_id)

    def _retranslate(self) -> None:
        if self._view is None:
            return
        self.caption.setText(self.tr("The person sends you files"))
        self.total.setText(total_words(self._view.files))
        self.table.setAccessibleName(self.total.text())
        self.choice.need(sum(file.size_bytes for file in self._view.files))
        self.choice.retranslate()
        self.save_button.setEnabled(self.choice.has_room)
        self.save_button.setText(self.tr("Save"))
        self.refuse_button.setText(self.tr("Don't take"))
