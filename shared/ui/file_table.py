"""Names and sizes of files to be read before a decision: all of them, each in full, as plain text."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableWidget, QTableWidgetItem, QWidget

from shared.transfer.view import FileRow
from shared.ui.file_words import size_words
from shared.ui.plain_text import breakable

ROWS_SHOWN = 5
ROWS_SHOWN_SMALL = 3
_ROW_GAP_PX = 6  # names of two lines each must not read as one


class FileTable(QTableWidget):
    """Two columns, no headers; as high as its rows, then it scrolls. The keyboard scrolls it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 2, parent)
        self._files: tuple[FileRow, ...] = ()
        self._rows_shown = ROWS_SHOWN
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    def show_files(self, files: Sequence[FileRow]) -> None:
        """Show these; the same ones again change nothing, so that a reader keeps their place."""
        if tuple(files) == self._files:
            return
        self._files = tuple(files)
        self.setRowCount(len(self._files))
        for row, file in enumerate(self._files):
            # A name that is cut could hide its ending, which says what kind of file it is.
            name = QTableWidgetItem(breakable(file.name))
            name.setData(Qt.ItemDataRole.AccessibleTextRole, file.name)
            self.setItem(row, 0, name)
        self._show_sizes()
        self.scrollToTop()

    def show_fewer(self, *, is_small: bool) -> None:
        """Leave room for other words; the rest of the list is scrolled."""
        rows = ROWS_SHOWN_SMALL if is_small else ROWS_SHOWN
        if rows != self._rows_shown:
            self._rows_shown = rows
            self._fit()

    def _show_sizes(self) -> None:
        for row, file in enumerate(self._files):
            size = QTableWidgetItem(size_words(file.size_bytes))
            size.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, 1, size)
        self.resizeColumnToContents(1)
        self._fit()

    def _fit(self) -> None:
        self.resizeRowsToContents()
        for row in range(self.rowCount()):
            self.setRowHeight(row, self.rowHeight(row) + _ROW_GAP_PX)
        rows = range(min(self._rows_shown, self.rowCount()))
        self.setFixedHeight(sum(self.rowHeight(row) for row in rows) + 2 * self.frameWidth())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other line breaks."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Say the sizes in the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show_sizes()
