"""Where files will be saved: the usual folder until another one is chosen; a label says which, a button asks."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from shared.ui.file_dialogs import ChooseFolder, downloads_folder
from shared.ui.plain_text import breakable


class FolderChoice(QObject):
    """Fills a label and a button of whoever shows it."""

    def __init__(self, place: QLabel, button: QAbstractButton, choose: ChooseFolder, owner: QWidget) -> None:
        """Begin with the usual folder.

        Args:
            place: says where.
            button: asks for another one.
            choose: asks, with a dialog of `owner`.
            owner: shows all of this.
        """
        super().__init__(owner)
        self._place, self._button, self._owner = place, button, owner
        self.choose = choose
        self.folder = downloads_folder()
        button.clicked.connect(self._ask)

    def reset(self) -> None:
        """Begin anew, for other files."""
        self.folder = downloads_folder()

    def retranslate(self) -> None:
        """Every word."""
        words = self.tr("They will be saved in {folder}.").replace("{folder}", str(self.folder))
        show_place(self._place, words)
        self._button.setText(self.tr("Another folder…"))

    def _ask(self) -> None:
        chosen: Path | None = self.choose(self._owner, self.tr("Where should the files be saved?"), self.folder)
        if chosen is not None:
            self.folder = chosen
            self.retranslate()


def show_place(label: QLabel, words: str) -> None:
    """Say where something is: a long path may break anywhere, but a screen reader hears it whole."""
    label.setText(breakable(words))
    label.setAccessibleName(words)
