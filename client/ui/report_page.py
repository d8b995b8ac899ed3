"""Page 6: what was wrong, in one choice and the person's own words, and what happens with it next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPlainTextEdit, QRadioButton, QVBoxLayout, QWidget

from client.ui.page import Page
from client.view_models.screens import ClientIntents, EndedView
from shared.protocol.limits import DOMAIN_MAX_CHARS, REPORT_MAX_CHARS
from shared.protocol.record_messages import ReportCause
from shared.ui.plain_text import plain_line
from shared.ui.theme import current_tokens
from shared.ui.widgets import Banner, BannerKind, Button, Label, PrimaryButton

_CAUSES: tuple[ReportCause, ...] = ("unknown_helper", "unwanted_act", "asked_for_money", "other")
_FIELD_LINES = 3


class _WordsField(QPlainTextEdit):
    """Takes as many characters as a report may have; Tab leaves it."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFixedHeight(_FIELD_LINES * self.fontMetrics().lineSpacing() + 2 * current_tokens().sizes.pad_px)
        self.textChanged.connect(self._cut)

    def _cut(self) -> None:
        text = self.toPlainText()
        if len(text) > REPORT_MAX_CHARS:
            cursor = self.textCursor()
            place = min(cursor.position(), REPORT_MAX_CHARS)
            self.setPlainText(text[:REPORT_MAX_CHARS])
            cursor.setPosition(place)
            self.setTextCursor(cursor)


class ReportPage(Page):
    """Asks what was wrong, sends it, and says what became of it. Signals `back_wanted()`."""

    back_wanted = Signal()

    def __init__(self, intents: ClientIntents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._intents = intents
        self._view: EndedView | None = None
        s = current_tokens().sizes
        self.title = Label(role="title")
        self.causes = QButtonGroup(self)
        self.cause_buttons: dict[ReportCause, QRadioButton] = {}
        self._choosing, self._writing = QWidget(), QWidget()
        column, field = QVBoxLayout(self._choosing), QVBoxLayout(self._writing)
        for layout in (column, field):
            layout.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        field.setSpacing(s.label_gap_px)
        for place, cause in enumerate(_CAUSES):
            button = QRadioButton()
            self.causes.addButton(button, place)
            self.cause_buttons[cause] = button
            column.addWidget(button)
        self.words_label = Label(keeps_end=True)
        self.words = _WordsField()
        self.words_label.setBuddy(self.words)
        field.addWidget(self.words_label)
        field.addWidget(self.words)
        self.next = Label()
        self.outcome = Banner("info")
        self.money = Banner("amber")
        self.back_button = Button()
        self.send_button = PrimaryButton()
        self.close_button = PrimaryButton()
        # What helps at once stands where the eye is, not below the edge of a low screen.
        for widget in (self.title, self._choosing, self.outcome, self.money, self._writing, self.next):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.buttons.addWidget(self.back_button)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.send_button)
        self.buttons.addWidget(self.close_button)
        self.escape_button = self.back_button
        self.causes.idToggled.connect(lambda _place, _is_on: self.retranslate())
        self.back_button.clicked.connect(self.back_wanted)
        self.send_button.clicked.connect(self._send)
        self.close_button.clicked.connect(intents.go_home)

    @property
    def cause(self) -> ReportCause | None:
        """What was chosen."""
        place = self.causes.checkedId()
        return _CAUSES[place] if place >= 0 else None

    def render_view(self, view: EndedView) -> None:
        """Show it for this session; another one begins with an empty page."""
        if self._view is None or view.started_at != self._view.started_at:
            self.words.clear()
            self.causes.setExclusive(False)
            for button in self.cause_buttons.values():
                button.setChecked(False)
            self.causes.setExclusive(True)
        self._view = view
        self.retranslate()

    def retranslate(self) -> None:
        """Every word of the page."""
        view = self._view
        if view is None:
            return
        is_asking = view.feedback.report_progress == "none"
        for widget in (self._choosing, self._writing, self.send_button):
            widget.setVisible(is_asking)
        for widget in (self.outcome, self.close_button):
            widget.setVisible(not is_asking)
        self.money.setVisible(self.cause == "asked_for_money")
        self.default_button = self.send_button if is_asking else self.close_button
        self.send_button.setEnabled(self.cause is not None)
        self.title.setText(self.tr("What was wrong?") if is_asking else self.tr("Your report"))
        for cause, text in self._cause_words().items():
            self.cause_buttons[cause].setText(text)
        self.words_label.setText(self.tr("What happened, in your own words (you can leave this empty)"))
        self.words.setAccessibleName(self.words_label.text())
        self.money.show_text(
            "amber",
            self.tr(
                "Did you tell a password, or pay something? Change the password on another device, and call your "
                "bank on the number on your card."
            ),
        )
        self._show_next(view, is_asking=is_asking)
        self.back_button.setText(self.tr("Back"))
        self.send_button.setText(self.tr("Send report"))
        self.close_button.setText(self.tr("Close"))

    def heading(self) -> str:
        """What the page is about."""
        return self.title.text()

    def focus_first(self) -> None:
        """Where the keyboard is when the page opens."""
        first = self.close_button if self.close_button.isVisibleTo(self) else self.cause_buttons[_CAUSES[0]]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _cause_words(self) -> dict[ReportCause, str]:
        return {
            "unknown_helper": self.tr("I did not know this person."),
            "unwanted_act": self.tr("They did something I did not want."),
            "asked_for_money": self.tr("They asked for money or passwords."),
            "other": self.tr("Something else."),
        }

    def _show_next(self, view: EndedView, *, is_asking: bool) -> None:
        domain = plain_line(view.helper.domain, DOMAIN_MAX_CHARS) if view.helper is not None else ""
        if is_asking:
            words = self.tr(
                "Your report and the receipt of the session go to the people who run {domain}. Your helper is "
                "not shown the report."
            )
        else:
            words = self.tr(
                "If it is urgent, call them yourself, on a number you already know: not on one your helper gave you."
            )
        self.next.setText(words.replace("{domain}", domain))
        self.outcome.show_text(*self._outcome_words(view, domain))

    def _outcome_words(self, view: EndedView, domain: str) -> tuple[BannerKind, str]:
        state = view.feedback
        match state.report_progress:
            case "kept":
                words = self.tr(
                    "Your report has arrived, with the receipt. The people who run {domain} find it marked in "
                    "their list."
                )
                return "info", words.replace("{domain}", domain)
            case "refused":
                return "red", self.tr(
                    "The server did not take your report: it takes one for 24 hours after the end of a session. "
                    "Please tell the people who run it yourself."
                )
            case "waiting" if state.is_saved:
                return "amber", self.tr(
                    "The server cannot be reached. Your report is kept on this computer, and is sent by itself "
                    "as soon as it can be, also when you start this program again. It is taken for 24 hours."
                )
            case "waiting":
                return "red", self.tr(
                    "The server cannot be reached, and your report could not be kept on this computer. Please "
                    "leave this window open until it is sent."
                )
            case _:
                return "info", self.tr("Sending…")

    def _send(self) -> None:
        cause = self.cause
        if cause is not None:
            self._intents.report(cause, self.words.toPlainText().strip())
