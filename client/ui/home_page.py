"""Page 1: what is the problem, and was it you who wanted help."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from client.ui.page import Page
from client.view_models.screens import ClientIntents, HomeView
from shared.protocol.limits import PROBLEM_MAX_CHARS
from shared.ui.error_text import error_sentence
from shared.ui.theme import current_tokens
from shared.ui.widgets import Banner, Button, Label, PrimaryButton


class _ProblemField(QLineEdit):
    """Enter goes on to the buttons: a habit must not press one of them."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
            return
        super().keyPressEvent(event)


class HomePage(Page):
    """The start. **End** is the main button on purpose: who was talked into this should leave by habit."""

    def __init__(self, intents: ClientIntents, on_quit: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._intents = intents
        self._view = HomeView()
        s = current_tokens().sizes
        self.title = Label(role="title")
        self.trouble = Banner("red")
        self.earlier = Banner("info")
        self.kept_hint = Label(role="small")
        self.problem_label = Label(keeps_end=True)
        self.problem_field = _ProblemField()
        self.problem_field.setMaxLength(PROBLEM_MAX_CHARS)
        self.problem_label.setBuddy(self.problem_field)
        self.warning = Banner("amber")
        self.end_button = PrimaryButton()
        self.asked_button = Button()

        self.body.addWidget(self.title)
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.earlier)
        field = QVBoxLayout()
        field.setSpacing(s.label_gap_px)
        field.addWidget(self.problem_label)
        field.addWidget(self.problem_field)
        field.addWidget(self.kept_hint)
        self.body.addLayout(field)
        self.body.addWidget(self.warning)
        self.body.addStretch(1)
        self.buttons.addWidget(self.end_button)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.asked_button)
        self.default_button = self.end_button
        self.end_button.setDefault(True)

        self.end_button.clicked.connect(on_quit)
        self.asked_button.clicked.connect(self._ask)
        self.retranslate()

    def render_view(self, view: HomeView) -> None:
        """Show the start, with why one is here again if there is a reason."""
        if view.problem != self._view.problem:
            self.problem_field.setText(view.problem)
        self._view = view
        self.retranslate()

    def retranslate(self) -> None:
        """Every word of the page."""
        self.title.setText(self.tr("Get help"))
        self.problem_label.setText(self.tr("What is the problem? (you can leave this empty)"))
        self.problem_field.setAccessibleName(self.problem_label.text())
        self.kept_hint.setText(
            self.tr("Your helper reads this, and it is kept with the record of the session at their organisation.")
        )
        self.problem_field.setAccessibleDescription(self.kept_hint.text())
        self._show_earlier()
        self.warning.show_text(
            "amber",
            self.tr(
                "Did someone call you and ask you to open this program? "
                "A bank, the police or Microsoft never does that."
            ),
        )
        self.end_button.setText(self.tr("End"))
        self.asked_button.setText(self.tr("I asked for help"))
        trouble = self._view.trouble
        self.trouble.setVisible(trouble is not None)
        if trouble is not None:
            self.trouble.show_text("red", error_sentence(trouble.code, trouble.fields))

    def _show_earlier(self) -> None:
        state = self._view.earlier_report
        self.earlier.setVisible(state is not None)
        if state == "kept":
            self.earlier.show_text("info", self.tr("Your report about the last session has arrived now."))
        elif state == "refused":
            words = self.tr(
                "Your report about the last session came too late for the server. Please tell the people who run it "
                "yourself."
            )
            self.earlier.show_text("red", words)
        elif state == "waiting":
            words = self.tr("Your report about the last session is still to be sent. We try by ourselves.")
            self.earlier.show_text("amber", words)

    def heading(self) -> str:
        """What the page is about."""
        return self.title.text()

    def focus_first(self) -> None:
        """Where the keyboard is when the page opens."""
        self.problem_field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        self._intents.ask_for_help(self.problem_field.text().strip())
