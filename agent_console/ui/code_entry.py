"""The field for a pairing code: groups digits while one types, and says at once when a digit cannot be right."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from agent_console.ui.plain_label import PlainLabel
from agent_console.view_models.code_entry import CODE_MAX_DIGITS, CODE_MIN_DIGITS, digits_of, may_be_whole, regroup
from agent_console.view_models.retyping import typed_anew
from agent_console.view_models.screens import Trouble
from shared.ui.error_text import error_sentence
from shared.ui.push_button import PushButton
from shared.ui.theme import code_font, current_tokens
from shared.ui.widgets import set_role

CheckCode = Callable[[str], str | None]
"""Takes the digits typed so far; returns the code of the problem, or None for a code that can be sent."""

_WRONG_AND_LONG = "check_digit_long"
"""Longer than a usual code, and wrong: nobody can tell which of the two was the slip."""

_PAUSE_MS = 700
"""A longer code is wrong until its last digit: nothing is said while the agent is still typing."""


class CodeEntry(QWidget):
    """Field, button and a line of feedback. Signals `submitted(digits)` with a code that passed the check.

    Args:
        check_code: the local check, such as the check digit; nothing is sent for it.
        is_large: for the empty window, where the code is all there is to do.
    """

    submitted = Signal(str)
    problem_changed = Signal(str)

    def __init__(self, check_code: CheckCode, *, is_large: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check_code = check_code
        self._is_large = is_large
        self._is_busy = False
        self._problem: str | None = None
        self._trouble: Trouble | None = None
        self._told: Trouble | None = None
        self._is_answer_due = False
        self._refused_text = ""

        self.field = QLineEdit()
        self.field.setMaxLength(CODE_MAX_DIGITS * 4)  # room for dashes and spaces of a pasted code
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.field.textEdited.connect(self._on_edited)
        self.field.returnPressed.connect(self.submit)
        self.button = PushButton()
        self.button.clicked.connect(self.submit)
        if is_large:
            self.button.setProperty("kind", "primary")
            self.button.setProperty("scale", "large")
        self._feedback = PlainLabel(role="red", wraps=True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._judge)

        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        if is_large:
            column.addWidget(self._feedback)
        self.apply_look()
        self._retranslate()

    @property
    def problem_text(self) -> str:
        """What is wrong with what is typed, as a sentence; empty when nothing is known to be."""
        if self._trouble is not None:
            return error_sentence(self._trouble.code, self._trouble.fields, audience="agent")
        if self._problem == _WRONG_AND_LONG:
            return self.tr("There are too many digits, or one is wrong. Please compare with what the person reads.")
        return error_sentence(self._problem, audience="agent") if self._problem else ""

    def show_state(self, *, is_busy: bool, trouble: Trouble | None) -> None:
        """Follow the account: busy while a code is on its way; cleared once one has led to a session."""
        was_busy, self._is_busy = self._is_busy, is_busy
        # The same view comes again when something else in it is new: what was said of the last code is not news then.
        is_answer = not is_busy and (was_busy or self._is_answer_due or trouble != self._told)
        self._told = trouble
        if is_busy:
            self._trouble = None
        elif is_answer:
            self._is_answer_due = False
            self._trouble = trouble
            self._refused_text = self.field.text() if trouble is not None else ""
        if was_busy and not is_busy:
            if trouble is None:
                self.field.clear()
            elif self.field.hasFocus():
                self.field.selectAll()
        self.field.setReadOnly(is_busy)
        self._say()

    def focus_field(self) -> None:
        """Put the cursor into the field, ready to type over what is there."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def submit(self) -> None:
        """Send the code when it can be one; else say why not."""
        if self._is_busy:
            return
        self._pause.stop()  # it would judge anew, and kindly: as if somebody were still typing
        digits = digits_of(self.field.text())
        self._trouble = None
        self._problem = self._find_problem(digits)
        self._say()
        if self._problem is None:
            self._is_answer_due = True
            self.submitted.emit(digits)
            return
        # Only a whole code is typed anew; where digits are missing, the next ones belong behind these.
        self._refused_text = self.field.text() if len(digits) >= CODE_MIN_DIGITS else ""
        self.field.setFocus()

    def apply_look(self) -> None:
        """Take type sizes from the theme."""
        sizes = current_tokens().sizes
        font = code_font(sizes.code_pt if self._is_large else sizes.body_pt)
        self.field.setFont(font)
        # Fifteen places hold the usual code of twelve digits in four groups; a long one scrolls by a little.
        width_px = QFontMetrics(font).horizontalAdvance("0" * 16) + 2 * sizes.pad_px
        self.field.setMinimumWidth(width_px)
        if self._is_large:
            self.field.setProperty("scale", "large")
        else:
            self.field.setFixedWidth(width_px)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.field.setPlaceholderText(self.tr("Code"))
        self.field.setAccessibleName(self.tr("Code the person reads to you"))
        self.field.setToolTip(self.tr("Type the code the person reads to you (Ctrl+N)"))
        self._say()

    def _on_edited(self, text: str) -> None:
        cursor = self.field.cursorPosition()
        fresh = typed_anew(self._refused_text, text, cursor)
        self._refused_text = ""
        replaced = (fresh, len(fresh)) if fresh is not None and digits_of(fresh) else (text, cursor)
        grouped, cursor = regroup(*replaced)
        if grouped != text:
            with QSignalBlocker(self.field):
                self.field.setText(grouped)
                self.field.setCursorPosition(cursor)
        self._problem = None
        self._trouble = None
        self._pause.start()
        self._say()

    def _judge(self) -> None:
        digits = digits_of(self.field.text())
        self._problem = self._find_problem(digits) if len(digits) >= CODE_MIN_DIGITS else None
        self._say()

    def _find_problem(self, digits: str) -> str | None:
        problem = self._check_code(digits)
        return _WRONG_AND_LONG if problem == "check_digit" and len(digits) > CODE_MIN_DIGITS else problem

    def _say(self) -> None:
        text = self.problem_text
        digits = digits_of(self.field.text())
        is_good = may_be_whole(digits) and self._check_code(digits) is None
        set_role(self.field, "state", "bad" if text else "good" if is_good else "")
        self.field.setAccessibleDescription(text)
        self.button.setText(self.tr("Connecting…") if self._is_busy else self.tr("Connect"))
        self.button.setEnabled(not self._is_busy and bool(digits))
        if self._feedback.text() != text:
            self._feedback.setText(text)
            self.problem_changed.emit(text)
