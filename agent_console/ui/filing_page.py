"""The page of the side panel that files a session: what it was about, how it went, and a note."""

from PySide6.QtCore import QEvent, QPointF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QComboBox, QPlainTextEdit, QRadioButton, QVBoxLayout, QWidget

from agent_console.domain.filing_desk import NO_FILING, Choice, FilingView
from agent_console.ui.foreign_text import shown_text
from agent_console.ui.plain_label import PlainLabel
from agent_console.view_models.screens import TabView
from shared.protocol.limits import CATEGORY_NAME_MAX_CHARS, NOTE_MAX_CHARS
from shared.protocol.record_messages import SessionResult
from shared.ui.error_text import error_sentence
from shared.ui.i18n import current_language
from shared.ui.push_button import PushButton
from shared.ui.theme import current_tokens
from shared.ui.widgets import set_role

_NOTE_PX = 150
_ARROW_PX = 15
_RESULTS: tuple[SessionResult, ...] = ("solved", "partly", "unsolved", "passed_on")


class _ChoiceBox(QComboBox):
    """A choice whose arrow has the strokes of our icons; the system's own does not fit the frame."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, then the arrow."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(current_tokens().colours.muted), 1.5))
        tip = QPointF(self.width() - _ARROW_PX, self.height() / 2 + 2)
        painter.drawPolyline([tip + QPointF(-4, -4), tip, tip + QPointF(4, -4)])
        painter.end()


class FilingPage(QWidget):
    """One for each tab, so that a draft stays where it was begun. Signals `filed(category, result, note)`."""

    filed = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: FilingView = NO_FILING
        self._choices: tuple[Choice, ...] = ()
        self._sent: tuple[str, str, str] | None = None
        self._category_caption = PlainLabel(role="small")
        self.category = _ChoiceBox()
        self._category_caption.setBuddy(self.category)
        self._result_caption = PlainLabel(role="small")
        self._results = QButtonGroup(self)
        self.result_buttons: dict[SessionResult, QRadioButton] = {result: QRadioButton() for result in _RESULTS}
        self._note_caption = PlainLabel(role="small", wraps=True)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(_NOTE_PX)
        self._note_caption.setBuddy(self.note)
        self.state = PlainLabel(role="small", wraps=True)
        self.seal = PlainLabel(role="small", wraps=True)
        self.button = PushButton()
        self.button.setProperty("kind", "primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 4)
        column.setSpacing(4)
        column.addWidget(self._category_caption)
        column.addWidget(self.category)
        column.addSpacing(12)
        column.addWidget(self._result_caption)
        for place, button in enumerate(self.result_buttons.values()):
            self._results.addButton(button, place)
            column.addWidget(button)
        column.addSpacing(12)
        column.addWidget(self._note_caption)
        column.addWidget(self.note)
        column.addSpacing(4)
        column.addWidget(self.state)
        column.addSpacing(4)
        column.addWidget(self.button)
        column.addSpacing(12)
        column.addWidget(self.seal)
        column.addStretch(1)
        self.category.currentIndexChanged.connect(lambda _index: self._show_state())
        self._results.idToggled.connect(lambda _place, _is_on: self._show_state())
        self.note.textChanged.connect(self._show_state)
        self.button.clicked.connect(self._file)
        self._retranslate()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the keyboard stops, from top to bottom."""
        return self.category, *self.result_buttons.values(), self.note, self.button

    def show_view(self, view: TabView) -> None:
        """Show how it stands with this session; what is being written stays."""
        if view.filing != self._view:
            self._view = view.filing
            self._fill_choices()
            self._show_state()

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self.category.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _fill_choices(self, *, is_new_language: bool = False) -> None:
        if self._choices == self._view.choices and not is_new_language:
            return
        chosen = self.category.currentData()
        self._choices = self._view.choices
        self.category.blockSignals(True)
        self.category.clear()
        self.category.addItem(self.tr("Choose…"), "")
        for choice in self._choices:
            self.category.addItem(
                shown_text(choice.name_in(current_language()), CATEGORY_NAME_MAX_CHARS), choice.category_id
            )
        self.category.setCurrentIndex(max(0, self.category.findData(chosen)))
        self.category.blockSignals(False)

    def _said(self) -> tuple[str, str, str] | None:
        """What would be filed; None while something is missing."""
        category, place = self.category.currentData(), self._results.checkedId()
        if not category or place < 0:
            return None
        return category, _RESULTS[place], self.note.toPlainText().strip()

    def _file(self) -> None:
        said = self._said()
        if said is not None:
            self._sent = said
            self.filed.emit(*said)
            self._show_state()

    def _show_state(self) -> None:
        said, view = self._said(), self._view
        too_long = len(self.note.toPlainText()) - NOTE_MAX_CHARS
        is_changed = said is not None and said != self._sent
        is_refused = view.progress == "refused"
        self.button.setEnabled(said is not None and too_long <= 0 and (is_changed or is_refused))
        self.button.setText(self.tr("File again") if view.progress == "filed" else self.tr("File"))
        words, role = self._words(said, is_changed=is_changed), "small"
        if too_long > 0:
            words, role = self.tr("The note is too long by %n character(s).", "", too_long), "red"
        elif is_refused and not is_changed:
            role = "red"
        self.state.setText(words)
        set_role(self.state, "role", role)
        seal = {
            "kept": self.tr("The server's seal on this session is right. Your receipt is kept on this computer."),
            "wrong": self.tr("The server's seal on this session is wrong. Please tell your organisation."),
            "other_key": self.tr(
                "The server sealed this session with another key than before. Please ask your organisation why."
            ),
            "not_kept": self.tr("The server's seal is right, but your receipt could not be kept on this computer."),
        }.get(view.seal or "", "")
        self.seal.setText(seal)
        self.seal.setVisible(bool(seal))
        set_role(self.seal, "role", "red" if view.seal in ("wrong", "other_key") else "small")

    def _words(self, said: tuple[str, str, str] | None, *, is_changed: bool) -> str:
        progress = self._view.progress
        if progress == "filed" and not is_changed:
            return self.tr("Filed. You can change it for 24 hours after the end of the session.")
        if progress == "refused" and not is_changed:
            return error_sentence(self._view.trouble, audience="agent")
        if progress in ("sending", "waiting") and not is_changed:
            return self.tr("It is sent when the server can be reached. Until then it is kept in this window only.")
        if said is None:
            return self.tr("Choose what it was about and how it went. The note can stay empty.")
        return self.tr("Not filed yet. What you write here is kept in this window only.")

    def _retranslate(self) -> None:
        self._category_caption.setText(self.tr("What was it about?"))
        self.category.setAccessibleName(self._category_caption.text())
        self._result_caption.setText(self.tr("How did it go?"))
        names: dict[SessionResult, str] = {
            "solved": self.tr("Solved"),
            "partly": self.tr("Partly solved"),
            "unsolved": self.tr("Not solved"),
            "passed_on": self.tr("Passed on to somebody else"),
        }
        for result, button in self.result_buttons.items():
            button.setText(names[result])
        self._note_caption.setText(self.tr("Note for your organisation; the person does not see it"))
        self.note.setAccessibleName(self._note_caption.text())
        self._fill_choices(is_new_language=True)
        self._show_state()
