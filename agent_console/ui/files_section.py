"""The part of the side panel that is about files: a way to send some, and how the ones under way are."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from agent_console.ui.plain_label import PlainLabel, tooltip_text
from agent_console.view_models.screens import TabView
from shared.ui.transfer_card import TransferList

ChooseFiles = Callable[[QWidget, str], list[Path]]
"""Asks for files: parent, title; empty when the agent changed their mind."""


def ask_files(parent: QWidget, title: str) -> list[Path]:
    """Ask for files with the system's own dialog."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, title)
    return [Path(path) for path in chosen]


def ask_folder(parent: QWidget, title: str) -> list[Path]:
    """Ask for a folder with the system's own dialog."""
    chosen = QFileDialog.getExistingDirectory(parent, title)
    return [Path(chosen)] if chosen else []


def dropped_paths(data: QMimeData) -> list[Path]:
    """The files and folders of this computer in what is dragged; anything else in it is left out."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class FilesSection(QWidget):
    """Signals `files_chosen(paths)`, `hold_wanted(batch_id, is_held)` and `cancel_wanted(batch_id)`."""

    files_chosen = Signal(object)
    hold_wanted = Signal(object, bool)
    cancel_wanted = Signal(object)

    def __init__(
        self,
        choose_files: ChooseFiles = ask_files,
        choose_folder: ChooseFiles = ask_folder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._choose_files, self._choose_folder = choose_files, choose_folder
        self._may_send = False
        self._caption = PlainLabel(role="small")
        self._hint = PlainLabel(role="small", wraps=True)
        self.send_button = QPushButton()
        self.folder_button = QPushButton()
        self.list = TransferList()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.send_button, 1)
        row.addWidget(self.folder_button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._caption)
        column.addLayout(row)
        column.addWidget(self._hint)
        column.addWidget(self.list)
        self.send_button.clicked.connect(lambda: self._choose(self._choose_files))
        self.folder_button.clicked.connect(lambda: self._choose(self._choose_folder))
        self.list.hold_wanted.connect(self.hold_wanted)
        self.list.cancel_wanted.connect(self.cancel_wanted)
        self._retranslate()

    @property
    def may_send(self) -> bool:
        """Whether files may be dropped now."""
        return self._may_send

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the keyboard stops."""
        return self.send_button, self.folder_button

    def show_view(self, view: TabView) -> None:
        """Show how the files of this person are."""
        self._may_send = view.may_send_files
        is_over = view.stage == "ended"
        for part in (self.send_button, self.folder_button, self._hint):
            part.setVisible(not is_over)
            part.setEnabled(self._may_send)
        self.list.show_transfers(view.transfers)
        self.setVisible(not is_over or bool(view.transfers))

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _choose(self, choose: ChooseFiles) -> None:
        paths = choose(self.window(), self.tr("Send to the person"))
        if paths:
            self.files_chosen.emit(paths)

    def _retranslate(self) -> None:
        self._caption.setText(self.tr("Files"))
        self._hint.setText(self.tr("Or drop them here. The person sees every name and decides."))
        self.send_button.setText(self.tr("Send files…"))
        self.folder_button.setText(self.tr("Folder…"))
        self.send_button.setToolTip(tooltip_text(self.tr("The person is asked before anything is sent")))
        self.folder_button.setToolTip(self.send_button.toolTip())
