"""Where files will be saved: the usual folder until another one is chosen; a label says which, a button asks.

Where they do not fit the label says that too, before anybody says yes to what cannot work. The disk is asked again
whenever the words are, for it fills and empties meanwhile; whoever writes the files asks it once more.
"""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from shared.transport.file_store import room_bytes
from shared.ui.file_dialogs import ChooseFolder, downloads_folder
from shared.ui.file_words import size_words
from shared.ui.plain_text import breakable


class FolderChoice(QObject):
    """Fills a label and a button of whoever shows it. Signals `changed()` when another folder was chosen."""

    changed = Signal()

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
        self._needed_bytes = 0
        self._short_bytes: int | None = None
        button.clicked.connect(self._ask)

    @property
    def has_room(self) -> bool:
        """Whether the files fit there, as far as the disk told when it was last asked."""
        return self._short_bytes is None

    def need(self, total_bytes: int) -> None:
        """So much is to be saved."""
        self._needed_bytes = total_bytes

    def look_again(self) -> None:
        """Room may have been made. Asked only of a disk that lacked it: that one has answered before."""
        if not self.has_room:
            self.retranslate()

    def reset(self) -> None:
        """Begin anew, for other files."""
        self.folder = downloads_folder()

    def retranslate(self) -> None:
        """Every word."""
        room = room_bytes(self.folder)
        self._short_bytes = room if room is not None and room < self._needed_bytes else None
        words = self.tr("They will be saved in {folder}.").replace("{folder}", str(self.folder))
        if self._short_bytes is not None:
            words += " " + self._short_words(self._short_bytes)
        show_place(self._place, words)
        self._button.setText(self.tr("Another folder…"))

    def _short_words(self, room: int) -> str:
        if not room:
            return self.tr("There is no room left. Choose another folder.")
        words = self.tr("There is room for {size} only. Choose another folder.")
        return words.replace("{size}", size_words(room))

    def _ask(self) -> None:
        chosen: Path | None = self.choose(self._owner, self.tr("Where should the files be saved?"), self.folder)
        if chosen is not None:
            self.folder = chosen
            self.retranslate()
            self.changed.emit()


def show_place(label: QLabel, words: str) -> None:
    """Say where something is: a long path may break anywhere, but a screen reader hears it whole."""
    label.setText(breakable(words))
    label.setAccessibleName(words)
