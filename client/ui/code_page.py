"""Page 2: the code to read aloud, how long it lives, and that nobody can see anything yet."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from client.ui.code_display import CodeDisplay
from client.ui.helper_card import HelperCardPanel, helper_name
from client.ui.page import Page
from client.view_models.screens import ClientIntents, CodeStage, CodeView
from shared.clock import Clock
from shared.ui.error_text import error_sentence, passes_by_itself
from shared.ui.theme import current_tokens
from shared.ui.time_text import countdown_digits
from shared.ui.widgets import Banner, Button, Card, Label

_TICK_MS = 250
_COPIED_MS = 2_000


class CodePage(Page):
    """Shows the code; nothing reaches the clipboard before Copy is pressed."""

    def __init__(self, intents: ClientIntents, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._intents = intents
        self._clock = clock
        self._view = CodeView(stage=CodeStage.CONNECTING)
        s = current_tokens().sizes
        self.title = Label(role="title")
        self.trouble = Banner("red")
        self.again_button = Button()
        self.trouble.add_action(self.again_button)
        self.long_code = Banner("amber")
        self.card = Card()
        self.code = CodeDisplay()
        self.copy_button = Button(icon="copy")
        self.remaining = Label(role="muted", wraps=False)
        self.helper = HelperCardPanel()
        self.stage = Label(role="strong")
        self.promise = Label(role="muted")
        self.new_button = Button()
        self.end_button = Button()

        under = QHBoxLayout()
        under.setSpacing(s.gap_px)
        under.addStretch(1)
        under.addWidget(self.copy_button)
        under.addWidget(self.remaining)
        under.addStretch(1)
        self.card.body.addWidget(self.code)
        self.card.body.addLayout(under)
        for widget in (self.title, self.trouble, self.long_code, self.card, self.helper, self.stage, self.promise):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.buttons.addWidget(self.new_button)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.end_button)
        self.escape_button = self.end_button

        self.copy_button.clicked.connect(self._copy)
        self.new_button.clicked.connect(intents.make_new_code)
        self.again_button.clicked.connect(intents.make_new_code)
        self.end_button.clicked.connect(intents.go_home)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._show_remaining)
        self._into_sight = QTimer(self)
        self._into_sight.setSingleShot(True)
        self._into_sight.setInterval(0)
        self._into_sight.timeout.connect(lambda: self.show_part(self.code))
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(_COPIED_MS)
        self._copied.timeout.connect(self._show_copy)
        self.retranslate()

    def render_view(self, view: CodeView) -> None:
        """Show how far pairing has come."""
        is_new_code = view.code != self._view.code
        if is_new_code:
            self._copied.stop()
        self._view = view
        if view.code is not None and view.stage is not CodeStage.CHECKING:
            self._tick.start()
        else:
            self._tick.stop()
        self.retranslate()
        if is_new_code and view.code is not None:
            # On a small screen a warning above it must not push out of sight what is to be read aloud.
            self._into_sight.start()

    def retranslate(self) -> None:
        """Every word of the page."""
        view = self._view
        has_code = view.code is not None
        is_checking = view.stage is CodeStage.CHECKING
        self.card.setVisible(has_code and not is_checking)
        self.code.set_code(view.code or "")
        self.code.set_spoken_prefix(self.tr("The code:"))
        self.helper.setVisible(is_checking and view.helper is not None)
        self.trouble.setVisible(view.trouble is not None)
        if view.trouble is not None:
            colour = "amber" if has_code or is_checking else "red"
            self.trouble.show_text(colour, error_sentence(view.trouble.code, view.trouble.fields))
        # While a code is shown a new try comes by itself, and this button would drop the code.
        self.again_button.setVisible(not has_code and not is_checking)
        self.again_button.setText(self.tr("Try again"))
        self.long_code.setVisible(view.offers_long_code)
        if view.offers_long_code:
            self.long_code.show_text(
                "amber",
                self.tr(
                    "The code was wrong three times. Is it really your helper on the phone? "
                    "If you are not sure, press End. The new code is longer and safer."
                ),
            )
        name = helper_name(view.helper) if view.helper is not None else ""
        if is_checking:
            self.title.setText(self.tr("Connecting"))
            if view.helper is not None:
                self.helper.show_helper(view.helper, self._clock.utc_now().date())
                self.stage.setText(self.tr("{name} has entered the code.").replace("{name}", name))
            else:
                self.stage.setText(self.tr("Your helper has entered the code."))
        elif has_code and view.stage is CodeStage.AWAY:
            self.title.setText(self.tr("Please wait a moment"))
            self.stage.setText(self.tr("Waiting for the server…"))
        elif has_code:
            self.title.setText(self.tr("Read this code to your helper"))
            self.stage.setText(self.tr("Waiting for your helper…"))
        elif view.trouble is not None:
            self.title.setText(self.tr("There is no code yet"))
            passes = passes_by_itself(view.trouble.code)
            self.stage.setText(self.tr("The program keeps trying by itself.") if passes else "")
        else:
            self.title.setText(self.tr("Getting a code…"))
            self.stage.setText(self.tr("This takes a few seconds."))
        self.promise.setText(self.tr("Nobody can see anything yet."))
        self.new_button.setText(self.tr("New code"))
        self.new_button.setVisible(has_code and view.stage is CodeStage.WAITING)
        self.end_button.setText(self.tr("End"))
        self._show_copy()
        self._show_remaining()

    def heading(self) -> str:
        """What the page is about."""
        return self.title.text()

    def focus_first(self) -> None:
        """Where the keyboard is when the page opens."""
        target = self.copy_button if self._view.code is not None else self.end_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_copy(self) -> None:
        is_copied = self._copied.isActive()
        self.copy_button.set_icon_name("check" if is_copied else "copy")
        self.copy_button.setText(self.tr("Copied") if is_copied else self.tr("Copy"))
        self.copy_button.setAccessibleName(
            self.tr("The code was copied") if is_copied else self.tr("Copy the code to the clipboard")
        )

    def _show_remaining(self) -> None:
        left = countdown_digits(self._view.expires_at_mono_ms - self._clock.monotonic_ms())
        self.remaining.setText(self.tr("{time} left").replace("{time}", left))

    def _copy(self) -> None:
        if self._view.code is not None:
            QGuiApplication.clipboard().setText(self._view.code)
            self._copied.start()
            self._show_copy()
