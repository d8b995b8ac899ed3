"""The part of a question that is about files the person sends: ways to choose them, then every name and size."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from client.ui.curtain import Curtain
from client.view_models.screens import Question
from shared.capability import Capability
from shared.ui.file_dialogs import ChooseFiles, ask_files, ask_folder_to_send, close_dialogs
from shared.ui.file_table import FileTable
from shared.ui.file_words import skipped_words, total_words, trouble_words
from shared.ui.theme import current_tokens
from shared.ui.widgets import Banner, Button, Label


class SendQuestion(QWidget):
    """Shown for a question about files to send, hidden for any other. Signals `chosen(paths)`."""

    chosen = Signal(object)

    def __init__(
        self,
        curtain: Curtain,
        choose_files: ChooseFiles = ask_files,
        choose_folder: ChooseFiles = ask_folder_to_send,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._curtain = curtain
        self._choose_files, self._choose_folder = choose_files, choose_folder
        self._question: Question | None = None
        self.hint = Label()
        self.files_button = Button()
        self.folder_button = Button()
        self.problem = Banner("amber")
        self.table = FileTable()
        self.total = Label(role="strong")
        self.skipped = Label(role="small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        gap_px = current_tokens().sizes.label_gap_px
        column.setSpacing(gap_px)
        self.total.setContentsMargins(0, gap_px, 0, 0)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current_tokens().sizes.gap_px // 2)
        row.addWidget(self.files_button)
        row.addWidget(self.folder_button)
        row.addStretch(1)
        for part in (self.table, self.total, self.skipped, self.problem, self.hint):
            column.addWidget(part)
        column.addLayout(row)
        self.files_button.clicked.connect(lambda: self._choose(self._choose_files))
        self.folder_button.clicked.connect(lambda: self._choose(self._choose_folder))

    @property
    def is_wanted(self) -> bool:
        """Whether files may be chosen, or dropped, now."""
        return self._question is not None and self._question.capability is Capability.FILE_FROM_USER

    def show_question(self, question: Question) -> None:
        """Show what was chosen so far."""
        self._question = question
        self.setVisible(self.is_wanted)
        if self.is_wanted:
            self.table.show_files(question.files)
            self.retranslate()

    def clear(self) -> None:
        """The question is gone, and with it whatever a dialog shows of this computer."""
        self._question = None
        close_dialogs(self)

    def retranslate(self) -> None:
        """Every word."""
        question = self._question
        if question is None:
            return
        has_files = bool(question.files)
        self.table.setVisible(has_files)
        self.total.setVisible(has_files)
        self.total.setText(total_words(question.files))
        self.table.setAccessibleName(self.total.text())
        self.skipped.setVisible(question.skipped_count > 0)
        self.skipped.setText(skipped_words(question.skipped_count))
        self.problem.setVisible(bool(question.files_problem))
        self.problem.show_text("amber", trouble_words(question.files_problem) if question.files_problem else "")
        self.hint.setVisible(not has_files)
        self.hint.setText(
            self.tr("Choose what you want to send, or drop it here. Nothing is sent before you have seen it.")
        )
        self.files_button.setText(self.tr("Other files…") if has_files else self.tr("Choose files…"))
        self.folder_button.setText(self.tr("A folder…"))

    def _choose(self, choose: ChooseFiles) -> None:
        with self._curtain.drawn():
            paths = choose(self, self.tr("What do you want to send?"))
        # While the dialog was there the question may have gone.
        if paths and self.is_wanted:
            self.chosen.emit(paths)
