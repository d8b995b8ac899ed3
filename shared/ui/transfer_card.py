"""One batch of files on its way: how far it is, ways to let it wait or stop it, and afterwards its checksums."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from shared.transfer.view import Direction, TransferView
from shared.ui.file_words import (
    count_words,
    short_checksum,
    size_words,
    skipped_words,
    state_words,
    trouble_words,
)
from shared.ui.folder_choice import show_place
from shared.ui.plain_text import breakable, plain_line
from shared.ui.widgets import Button, Label, set_role

_STEPS = 1_000
_NAME_CHARS = 400
ROWS_MAX = 50
"""Files whose checksums are listed; the receipt has all of them."""


class TransferCard(QFrame):
    """Signals `hold_wanted(batch_id, is_held)` and `cancel_wanted(batch_id)`."""

    hold_wanted = Signal(object, bool)
    cancel_wanted = Signal(object)

    def __init__(self, arrives: Direction, parent: QWidget | None = None) -> None:
        """Begin empty; `arrives` is the direction in which files come to this computer."""
        super().__init__(parent)
        self._arrives = arrives
        self._view: TransferView | None = None
        self._listed: tuple[tuple[str, str, str], ...] = ()
        set_role(self, "card", "info")
        self.way = Label(role="small")
        self.title = Label(role="strong")
        self.state = Label(role="small")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        self.hold_button = Button()
        self.cancel_button = Button()
        self.skipped = Label(role="small")
        self._rows = QGridLayout()
        self._rows.setColumnStretch(0, 1)
        self._rows.setVerticalSpacing(4)
        self.copy_buttons: list[Button] = []
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(8)
        buttons.addWidget(self.hold_button)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        for part in (self.way, self.title, self.state, self.skipped, self.bar):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addLayout(self._rows)
        self.hold_button.clicked.connect(self._hold)
        self.cancel_button.clicked.connect(self._cancel)

    def show_view(self, view: TransferView) -> None:
        """Show how far it is now."""
        self._view = view
        self.retranslate()

    def retranslate(self) -> None:
        """Every word, in the language now spoken."""
        view = self._view
        if view is None:
            return
        self.way.setText(self.tr("You receive") if view.direction == self._arrives else self.tr("You send"))
        is_one = len(view.files) == 1
        name = plain_line(view.files[0].name, _NAME_CHARS) if is_one else count_words(len(view.files))
        title = f"{name}, {size_words(view.total_bytes)}" if view.files else self.tr("No files")
        self.title.setText(breakable(title))
        self.title.setAccessibleName(title)
        self.state.setText(state_words(view))
        self.skipped.setVisible(bool(view.skipped))
        self.skipped.setText(skipped_words(len(view.skipped)))
        self.bar.setVisible(view.is_running)
        self.bar.setValue(_STEPS * view.done_bytes // max(1, view.total_bytes))
        self.bar.setAccessibleName(title)
        self.hold_button.setVisible(view.is_running)
        self.cancel_button.setVisible(view.can_cancel)
        self.hold_button.setText(self.tr("Go on") if view.is_held_here else self.tr("Pause"))
        self.cancel_button.setText(self.tr("Cancel"))
        for button in (self.hold_button, self.cancel_button):
            button.setAccessibleDescription(title)
        self._list_files(view)

    def _list_files(self, view: TransferView) -> None:
        settled = [file for file in view.files if file.sha256 or file.code] if not view.is_running else []
        listed = tuple((file.name, file.sha256, file.code) for file in settled[:ROWS_MAX])
        if listed == self._listed:
            return
        self._listed = listed
        self.copy_buttons.clear()
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, (name, sha256, code) in enumerate(listed):
            plain = plain_line(name, _NAME_CHARS)
            shown = Label(breakable(plain), role="small")
            shown.setAccessibleName(plain)
            below = Label(
                trouble_words(code, view.direction) if code else f"SHA-256 {short_checksum(sha256)}…", role="small"
            )
            self._rows.addWidget(shown, 2 * row, 0)
            self._rows.addWidget(below, 2 * row + 1, 0)
            if sha256:
                button = Button(icon="copy")
                button.setToolTip(self.tr("Copy the checksum"))
                button.setAccessibleName(self.tr("Copy the checksum of {name}").replace("{name}", plain))
                button.clicked.connect(lambda _is_on=False, text=sha256: QGuiApplication.clipboard().setText(text))
                self._rows.addWidget(button, 2 * row, 1, 2, 1)
                self.copy_buttons.append(button)

    def _hold(self) -> None:
        if self._view is not None:
            self.hold_wanted.emit(self._view.batch_id, not self._view.is_held_here)

    def _cancel(self) -> None:
        if self._view is not None:
            self.cancel_wanted.emit(self._view.batch_id)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._listed = ()
            self.retranslate()


class SavedPlace(Label):
    """Says where the newest files that came were saved; hidden before any did."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(role="small", parent=parent)
        self.hide()

    def show_transfers(self, transfers: Sequence[TransferView]) -> None:
        """Look for the newest that has a folder here."""
        folder = next((view.folder for view in reversed(transfers) if view.folder), "")
        show_place(self, self.tr("Saved in {folder}").replace("{folder}", folder))
        self.setVisible(bool(folder))


class TransferList(QWidget):
    """The cards of every batch, the newest first. Signals as those of a card."""

    hold_wanted = Signal(object, bool)
    cancel_wanted = Signal(object)

    def __init__(self, arrives: Direction, parent: QWidget | None = None) -> None:
        """Begin empty; `arrives` is the direction in which files come to this computer."""
        super().__init__(parent)
        self._arrives: Direction = arrives
        self.cards: dict[int, TransferCard] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def show_transfers(self, transfers: tuple[TransferView, ...]) -> None:
        """Show these; a card stays where it is while its batch is known."""
        known = {view.batch_id for view in transfers}
        for batch_id in [batch_id for batch_id in self.cards if batch_id not in known]:
            card = self.cards.pop(batch_id)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for view in transfers:
            if view.batch_id not in self.cards:
                card = self.cards[view.batch_id] = TransferCard(self._arrives, self)
                card.hold_wanted.connect(self.hold_wanted)
                card.cancel_wanted.connect(self.cancel_wanted)
                self._column.insertWidget(0, card)
            self.cards[view.batch_id].show_view(view)
