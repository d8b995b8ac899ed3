"""The part of a question that is about files that come: every name and size, and the folder they will be saved in."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from client.ui.curtain import Curtain
from client.view_models.screens import Question
from shared.capability import Capability
from shared.ui.file_dialogs import ChooseFolder, ask_folder, close_dialogs
from shared.ui.file_table import FileTable
from shared.ui.file_words import total_words
from shared.ui.folder_choice import FolderChoice
from shared.ui.theme import current_tokens
from shared.ui.widgets import Label, LinkButton


class FilesQuestion(QWidget):
    """Shown for a question about files that come, hidden for any other."""

    def __init__(
        self, curtain: Curtain, choose_folder: ChooseFolder = ask_folder, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._curtain, self._choose_folder = curtain, choose_folder
        self._question: Question | None = None
        self.table = FileTable()
        self.total = Label(role="strong")
        self.place = Label()
        self.folder_button = LinkButton()
        self.choice = FolderChoice(self.place, self.folder_button, self._ask_folder, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        gap_px = current_tokens().sizes.label_gap_px
        column.setSpacing(gap_px)
        self.total.setContentsMargins(0, gap_px, 0, 0)
        place = QHBoxLayout()
        place.setContentsMargins(0, 0, 0, 0)
        place.addWidget(self.place, 1)
        place.addWidget(self.folder_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.table)
        column.addWidget(self.total)
        column.addLayout(place)

    def show_question(self, question: Question) -> None:
        """Show its files; another list begins with the usual folder again."""
        if self._question is None or self._question.batch_id != question.batch_id:
            self.choice.reset()
        self._question = question
        self.setVisible(question.capability is Capability.FILE_TO_USER)
        self.table.show_files(question.files)
        self.retranslate()

    @property
    def has_room(self) -> bool:
        """Whether what is asked can be done: files that come have to fit where they go."""
        is_shown = self._question is not None and self._question.capability is Capability.FILE_TO_USER
        return not is_shown or self.choice.has_room

    def _ask_folder(self, parent: QWidget, title: str, begin: Path) -> Path | None:
        with self._curtain.drawn():
            return self._choose_folder(parent, title, begin)

    def close_dialog(self) -> None:
        """The question is gone: what the dialog shows of this computer must not come into the picture with it."""
        close_dialogs(self)

    def retranslate(self) -> None:
        """Every word."""
        if self._question is None:
            return
        self.total.setText(total_words(self._question.files))
        self.table.setAccessibleName(self.total.text())
        self.choice.need(sum(file.size_bytes for file in self._question.files))
        self.choice.retranslate()
