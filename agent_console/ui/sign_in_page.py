"""The first page: who the agent is, on which server."""

from urllib.parse import urlsplit

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QSpacerItem, QVBoxLayout, QWidget

from agent_console.ui.browser_panel import BrowserPanel
from agent_console.ui.foreign_text import shown_text
from agent_console.ui.language_box import LanguageButton
from agent_console.ui.phrases import keyring_words, trouble_words
from agent_console.ui.plain_label import PlainLabel
from agent_console.view_models.retyping import typed_anew
from agent_console.view_models.screens import SignInView
from agent_console.view_models.stay_tick import is_ticked_for
from shared.ui.check_box import CheckBox
from shared.ui.push_button import PushButton
from shared.ui.widgets import ScrolledColumn

_EMAIL_MAX_CHARS = 254
_PASSWORD_MAX_CHARS = 256
_SECOND_FACTOR_MAX_CHARS = 40
_SERVER_MAX_CHARS = 200
_COLUMN_PX = 432
_GAPS_PX = (12, 12, 12, 4)  # before the password, the box, the button, the other button
_BOX_TEXT_PX = 36  # where the words of a check box begin
_SERVER_AWAY = frozenset({"server_unreachable", "server_silent", "server_refused", "certificate_invalid"})


def _server_name(url: str) -> str:
    """The part of an address people know a server by: host and port, or all of it when it has none."""
    try:
        return urlsplit(url).netloc or url
    except ValueError:
        return url


class SignInPage(QWidget):
    """The page with address and password, and the way past both through the browser.

    Signals `submitted(email, password, second_factor, stays)`, `browser_wanted(stays)` and `browser_given_up()`, and
    `retry_wanted()` to reach the server before.
    """

    submitted = Signal(str, str, str, bool)
    browser_wanted = Signal(bool)
    browser_given_up = Signal()
    retry_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = SignInView(server_url="")
        self._refused_password = ""
        self._stay_choice: bool | None = None
        self._language = LanguageButton()
        self._title = PlainLabel(role="title")
        self._server = PlainLabel(role="muted", wraps=True)
        self._email_caption = PlainLabel()
        self.email = QLineEdit()
        self.email.setMaxLength(_EMAIL_MAX_CHARS)
        self.email.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly)
        self._password_caption = PlainLabel()
        self.password = QLineEdit()
        self.password.setMaxLength(_PASSWORD_MAX_CHARS)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.show_password = CheckBox()
        self._factor_caption = PlainLabel()
        self._factor_caption.setContentsMargins(0, 8, 0, 0)
        self.second_factor = QLineEdit()
        self.second_factor.setMaxLength(_SECOND_FACTOR_MAX_CHARS)
        self.second_factor.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText)
        self._factor_hint = PlainLabel(role="muted", wraps=True)
        self.stay = CheckBox()
        self._stay_hint = PlainLabel(role="muted", wraps=True)
        self._stay_hint.setContentsMargins(_BOX_TEXT_PX, 0, 0, 0)
        self._trouble = QFrame()
        self._trouble.setProperty("card", "red")
        self._trouble_label = PlainLabel(wraps=True)
        self.button = PushButton()
        self.button.setProperty("kind", "primary")
        self.browser_button = PushButton()
        self.browser = BrowserPanel()
        # Side by side in one column, not in a widget of their own: that would cut their sentences on a low screen.
        self._form = (
            self._email_caption,
            self.email,
            self._password_caption,
            self.password,
            self.show_password,
            self.stay,
            self._stay_hint,
            self.button,
            self.browser_button,
        )
        self._gaps = [QSpacerItem(0, height_px) for height_px in _GAPS_PX]
        self._build()
        self.show_password.toggled.connect(self._on_show_password)
        self.email.returnPressed.connect(self._on_email_return)
        self.password.returnPressed.connect(self.submit)
        self.second_factor.returnPressed.connect(self.submit)
        self.second_factor.textChanged.connect(self._on_typed)
        self.stay.clicked.connect(self._on_stay_clicked)
        self.button.clicked.connect(self._on_button)
        self.browser_button.clicked.connect(lambda: self.browser_wanted.emit(self._stays))
        self.browser.given_up.connect(self.browser_given_up)
        self.email.textChanged.connect(self._on_typed)
        self.password.textEdited.connect(self._on_password_edited)
        self.password.textChanged.connect(self._on_typed)
        self._retranslate()

    def _build(self) -> None:
        card = self._build_card()
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        whole = ScrolledColumn()
        around = QVBoxLayout(whole)
        around.setContentsMargins(0, 0, 0, 0)
        around.addStretch(2)
        around.addLayout(middle)
        around.addStretch(3)
        # On a low screen the sentences of a refused code and of a keyring together are higher than the window.
        rolling = QScrollArea()
        rolling.setWidgetResizable(True)
        rolling.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rolling.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rolling.setWidget(whole)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 16, 24, 24)
        outer.addWidget(self._language, 0, Qt.AlignmentFlag.AlignRight)
        outer.addWidget(rolling, 1)
        for before, after in (
            (self.email, self.password),
            (self.password, self.show_password),
            (self.show_password, self.second_factor),
            (self.second_factor, self.stay),
            (self.stay, self.button),
            (self.button, self.browser_button),
            (self.browser_button, self._language),
        ):
            QWidget.setTabOrder(before, after)

    def _build_card(self) -> QFrame:
        trouble_row = QHBoxLayout(self._trouble)
        trouble_row.setContentsMargins(12, 8, 12, 8)
        trouble_row.addWidget(self._trouble_label)
        card = QFrame()
        card.setProperty("bar", "card")
        card.setFixedWidth(_COLUMN_PX)
        column = QVBoxLayout(card)
        column.setContentsMargins(32, 28, 32, 32)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self._server)
        column.addSpacing(16)
        column.addWidget(self._trouble)
        column.addSpacing(8)
        column.addWidget(self.browser)
        column.addWidget(self._email_caption)
        column.addWidget(self.email)
        column.addItem(self._gaps[0])
        column.addWidget(self._password_caption)
        column.addWidget(self.password)
        column.addWidget(self.show_password, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._factor_caption)
        column.addWidget(self.second_factor)
        column.addWidget(self._factor_hint)
        column.addItem(self._gaps[1])
        column.addWidget(self.stay, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._stay_hint)
        column.addItem(self._gaps[2])
        column.addWidget(self.button)
        column.addItem(self._gaps[3])
        column.addWidget(self.browser_button)
        self._email_caption.setBuddy(self.email)
        self._password_caption.setBuddy(self.password)
        self._factor_caption.setBuddy(self.second_factor)
        return card

    @property
    def trouble_text(self) -> str:
        """The sentence shown above the fields."""
        return self._trouble_label.text()

    def show_view(self, view: SignInView) -> None:
        """Show another view; what was typed stays, except that a fresh page takes the known address."""
        before, self._view = self._view, view
        if view.email and not self.email.text():
            self.email.setText(view.email)
        self._render()
        if before.browser is not None and view.browser is None and not self.isHidden():
            self.focus_first()
        if view.asks_second_factor and not view.is_busy and before != view and not self.isHidden():
            # A code that was refused, or is over by now: the next one is typed in its place.
            self.second_factor.clear()
            self.second_factor.setFocus()
        elif before.is_busy and not view.is_busy and view.trouble is not None and not self.isHidden():
            self.password.setFocus()
            self.password.selectAll()
            # A server that is away has not looked at it.
            self._refused_password = "" if self._offers_again else self.password.text()

    def focus_first(self) -> None:
        """Put the cursor where typing starts."""
        (self.password if self.email.text() else self.email).setFocus()

    def forget_password(self) -> None:
        """Clear the password and the code, and hide the letters again; the box goes back to what is remembered."""
        self.password.clear()
        self.second_factor.clear()
        self._stay_choice = None
        self.show_password.setChecked(False)

    def submit(self) -> None:
        """Sign in with what is typed, once every field that shows holds something."""
        if self._view.is_busy or self._view.browser is not None:
            return
        if self._is_filled:
            code = self.second_factor.text().strip() if self._view.asks_second_factor else ""
            self.submitted.emit(self.email.text().strip(), self.password.text(), code, self._stays)
        else:
            next(field for field in self._fields if not self._is_given(field)).setFocus()

    @property
    def _stays(self) -> bool:
        return self.stay.isEnabled() and self.stay.isChecked()

    @property
    def _fields(self) -> tuple[QLineEdit, ...]:
        fields = (self.email, self.password)
        return (*fields, self.second_factor) if self._view.asks_second_factor else fields

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    @property
    def _offers_again(self) -> bool:
        return self._view.trouble is not None and self._view.trouble.code in _SERVER_AWAY

    def _on_button(self) -> None:
        if self._offers_again and not self._is_filled:
            self.retry_wanted.emit()
        else:
            self.submit()

    @property
    def _is_filled(self) -> bool:
        return all(self._is_given(field) for field in self._fields)

    def _is_given(self, field: QLineEdit) -> bool:
        # A password may be made of spaces.
        return bool(field.text() if field is self.password else field.text().strip())

    def _on_email_return(self) -> None:
        if self.password.text():
            self.submit()
        else:
            self.password.setFocus()

    def _on_show_password(self, is_shown: bool) -> None:
        self.password.setEchoMode(QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password)

    def _on_password_edited(self, text: str) -> None:
        """The first character after a refusal begins a new password, also where a click has undone the selection."""
        fresh = typed_anew(self._refused_password, text, self.password.cursorPosition())
        self._refused_password = ""
        if fresh is not None:
            self.password.setText(fresh)

    def _on_stay_clicked(self, is_ticked: bool) -> None:
        self._stay_choice = is_ticked

    def _on_typed(self, _text: str) -> None:
        self._enable()

    def _enable(self) -> None:
        is_busy = self._view.is_busy
        self.email.setReadOnly(is_busy)
        self.password.setReadOnly(is_busy)
        self.second_factor.setReadOnly(is_busy)
        self.button.setEnabled(not is_busy and (self._is_filled or self._offers_again))
        self.browser_button.setEnabled(not is_busy)
        self.stay.setEnabled(self._view.keyring == "ready" and not is_busy)
        # What an agent chose here counts for their address alone: the next one at this computer chooses anew.
        is_wanted = is_ticked_for(self._view.stays_for, self.email.text())
        is_wanted = is_wanted if self._stay_choice is None else self._stay_choice
        self.stay.setChecked(is_wanted and self._view.keyring in {"ready", "looking"})

    def _render(self) -> None:
        view = self._view
        server = shown_text(_server_name(view.server_url), _SERVER_MAX_CHARS)
        self._server.setText(self.tr("Server: {server}").format(server=server))
        self._trouble_label.setText(trouble_words(view.trouble) if view.trouble else "")
        self._trouble.setVisible(view.trouble is not None)
        self._trouble.setAccessibleName(self._trouble_label.text())
        for part in self._form:
            part.setVisible(view.browser is None)
        for gap, height_px in zip(self._gaps, _GAPS_PX, strict=True):
            gap.changeSize(0, height_px if view.browser is None else 0)
        self.browser.setVisible(view.browser is not None)
        self.browser.show_view(view.browser)
        for part in (self._factor_caption, self.second_factor, self._factor_hint):
            part.setVisible(view.asks_second_factor and view.browser is None)
        self._stay_hint.setText(keyring_words(view.keyring))
        self.stay.setAccessibleDescription(self._stay_hint.text())
        # The sentence for an unreachable server says to press Try again, so there must be such a button.
        idle = self.tr("Try again") if self._offers_again else self.tr("Sign in")
        self.button.setText(self.tr("Signing in…") if view.is_busy else idle)
        self._enable()

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Sign in to help people"))
        self._email_caption.setText(self.tr("E-mail address"))
        self.email.setAccessibleName(self.tr("E-mail address"))
        self._password_caption.setText(self.tr("Password"))
        self.password.setAccessibleName(self.tr("Password"))
        self.show_password.setText(self.tr("Show the password"))
        self._factor_caption.setText(self.tr("Code"))
        self.second_factor.setAccessibleName(self.tr("Code"))
        self._factor_hint.setText(
            self.tr("The six digits your authenticator app shows now, or one of your recovery codes.")
        )
        self.stay.setText(self.tr("Stay signed in on this computer"))
        self.browser_button.setText(self.tr("Sign in with your browser"))
        self._render()
