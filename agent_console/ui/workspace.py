"""What a signed-in agent works in: tabs and the code field on top, one person's page or an invitation below."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from agent_console.ui.code_entry import CheckCode, CodeEntry
from agent_console.ui.foreign_text import shown_text
from agent_console.ui.language_box import add_language_actions
from agent_console.ui.notice_bar import NoticeAction, NoticeBar
from agent_console.ui.plain_label import PlainLabel, button_text
from agent_console.ui.tab_strip import TabStrip
from agent_console.view_models.screens import SignedInView
from shared.ui.push_button import PushButton

_NAME_MAX_CHARS = 28
_CARD_MAX_CHARS = 80
_HEADER_PX = 44
_EMPTY_COLUMN_PX = 520


class Workspace(QWidget):
    """Signals `code_submitted(digits)`, `sign_out_wanted()`, `shortcuts_wanted()`."""

    code_submitted = Signal(str)
    sign_out_wanted = Signal()
    shortcuts_wanted = Signal()

    def __init__(self, check_code: CheckCode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: SignedInView | None = None
        self.tabs = TabStrip()
        self.code = CodeEntry(check_code, is_large=False)
        self.empty_code = CodeEntry(check_code, is_large=True)
        for entry in (self.code, self.empty_code):
            entry.submitted.connect(self.code_submitted)
        self.code.problem_changed.connect(self._show_notice)
        self._menu_button = PushButton()
        self._menu_button.setProperty("kind", "flat")
        self._menu = QMenu(self._menu_button)
        self._menu_button.setMenu(self._menu)
        self._header = QFrame()
        self._header.setProperty("bar", "header")
        self.notice = NoticeBar()
        self._question: tuple[str, tuple[NoticeAction, ...]] | None = None
        self.pages = QStackedWidget()
        self._empty = self._build_empty()
        self.pages.addWidget(self._empty)
        self._build()
        self.show_emptiness(is_empty=True)
        self._retranslate()

    def _build(self) -> None:
        self.tabs.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._header.setFixedHeight(_HEADER_PX)
        top = QHBoxLayout(self._header)
        top.setContentsMargins(4, 0, 8, 0)
        top.setSpacing(8)
        top.addWidget(self.tabs, 1, Qt.AlignmentFlag.AlignBottom)
        top.addWidget(self.code)
        top.addWidget(self._menu_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self.notice)
        column.addWidget(self.pages, 1)

    def _build_empty(self) -> QWidget:
        page = QWidget()
        self._empty_title = PlainLabel(role="title", wraps=True)
        self._empty_detail = PlainLabel(role="muted", wraps=True)
        self._empty_keys = PlainLabel(role="small", wraps=True)
        block = QWidget()
        block.setFixedWidth(_EMPTY_COLUMN_PX)
        inner = QVBoxLayout(block)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        inner.addWidget(self._empty_title)
        inner.addWidget(self._empty_detail)
        inner.addSpacing(12)
        inner.addWidget(self.empty_code)
        inner.addSpacing(12)
        inner.addWidget(self._empty_keys)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(block)
        middle.addStretch(1)
        column = QVBoxLayout(page)
        column.addStretch(2)
        column.addLayout(middle)
        column.addStretch(3)
        return page

    @property
    def code_in_use(self) -> CodeEntry:
        """The code field one can see: the large one while there is no tab."""
        return self.empty_code if self.pages.currentWidget() is self._empty else self.code

    def show_view(self, view: SignedInView) -> None:
        """Show who is signed in and how it stands with the server and the last code."""
        self._view = view
        for entry in (self.code, self.empty_code):
            entry.show_state(is_busy=view.is_claiming, trouble=view.code_trouble)
        name = shown_text(view.name, _NAME_MAX_CHARS)
        self._menu_button.setText(f"{button_text(name)} ▾")
        self._menu_button.setAccessibleName(self.tr("Menu of {name}").format(name=name))
        self._show_notice()

    def ask(self, text: str, actions: tuple[NoticeAction, ...]) -> None:
        """Put a question to the agent above the pages."""
        self._question = (text, actions)
        self._show_notice()
        self.notice.focus_main()

    def stop_asking(self) -> None:
        """The question is answered or pointless."""
        self._question = None
        self._show_notice()

    def show_emptiness(self, *, is_empty: bool) -> None:
        """Invite to type a code while there is no tab."""
        self.tabs.setVisible(not is_empty)
        self.code.setVisible(not is_empty)
        if is_empty:
            self.pages.setCurrentWidget(self._empty)
        self._header_stretch(is_empty=is_empty)

    def set_header_visible(self, *, is_visible: bool) -> None:
        """Full screen leaves the picture and its line alone."""
        self._header.setVisible(is_visible)

    def apply_look(self) -> None:
        """Take type sizes from the theme."""
        self.code.apply_look()
        self.empty_code.apply_look()
        self.tabs.update()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _header_stretch(self, *, is_empty: bool) -> None:
        layout = self._header.layout()
        if isinstance(layout, QHBoxLayout):
            layout.setAlignment(self._menu_button, Qt.AlignmentFlag.AlignRight if is_empty else Qt.AlignmentFlag(0))

    def _show_notice(self) -> None:
        if self._question is not None:
            self.notice.say(self._question[0], tone="amber", actions=self._question[1])
        elif self._view is not None and not self._view.is_connected:
            # Before what is wrong with a code: no other one could be used now either.
            self.notice.say(
                self.tr("The server cannot be reached; we keep trying. Open sessions go on, new codes have to wait."),
                tone="amber",
            )
        elif not self.code.isHidden() and self.code.problem_text:
            self.notice.say(self.code.problem_text, tone="red")
        else:
            self.notice.clear()

    def _fill_menu(self) -> None:
        self._menu.clear()
        if self._view is not None:
            card = self._menu.addAction(button_text(shown_text(self._view.organisation, _CARD_MAX_CHARS)))
            card.setEnabled(False)
            self._menu.addSeparator()
        add_language_actions(self._menu)
        self._menu.addSeparator()
        self._menu.addAction(self.tr("Keys"), self.shortcuts_wanted.emit)
        self._menu.addAction(self.tr("Sign out"), self.sign_out_wanted.emit)

    def _retranslate(self) -> None:
        self._menu.aboutToShow.connect(self._fill_menu, Qt.ConnectionType.UniqueConnection)
        self._empty_title.setText(self.tr("Type the code the person reads to you"))
        self._empty_detail.setText(
            self.tr("They get it in their program with “I asked for help”. It works once, for ten minutes.")
        )
        self._empty_keys.setText(self.tr("Ctrl+N takes you to this field from everywhere. F1 lists all keys."))
        self.tabs.setAccessibleName(self.tr("People you are helping"))
        self.tabs.retranslate()
        if self._view is not None:
            self.show_view(self._view)
