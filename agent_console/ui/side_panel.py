"""What the agent knows about one person and may ask of them, beside the picture."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from agent_console.ui.chat_page import ChatPage
from agent_console.ui.clip_section import ClipSection
from agent_console.ui.draw_panel import DrawPanel
from agent_console.ui.files_section import FilesSection
from agent_console.ui.filing_page import FilingPage
from agent_console.ui.foreign_text import shown_text
from agent_console.ui.mark_glyph import MarkGlyph
from agent_console.ui.page_switch import ABOUT_PAGE, CHAT_PAGE, FILING_PAGE, PageSwitch
from agent_console.ui.phrases import mark_words
from agent_console.ui.plain_label import PlainLabel, tooltip_text
from agent_console.ui.reply_shelf import ReplyShelf
from agent_console.ui.right_row import RightRow
from agent_console.ui.screen_row import ScreenList
from agent_console.view_models.code_entry import group_digits
from agent_console.view_models.right_time import left_ms
from agent_console.view_models.screens import TabView
from agent_console.view_models.tab_marks import mark_of, may_ask, right_state, rights_to_show
from agent_console.view_models.unsaid import unsaid_rights
from shared.capability import Capability
from shared.protocol.limits import REASON_MAX_CHARS
from shared.ui.file_drop import dropped_paths
from shared.ui.push_button import PushButton

PANEL_WIDTH_PX = 304
PROBLEM_MAX_CHARS = 500
TITLE_MAX_CHARS = 80
_SETTLE_MS = 150  # a list with names has its height only once it was laid out


class SidePanel(QFrame):
    """Renders a tab's view.

    Signals `asked(capability, reason)`, `screens_wanted(monitor_ids, reason)`, `given_back(capability)`,
    `files_chosen(paths, reason)`, `files_asked(reason)`, `reason_said()` when there is one now or none any more,
    `end_wanted()`; what is said and read comes from `chat`,
    what is filed from `filing`.
    """

    asked = Signal(object, str)
    screens_wanted = Signal(object, str)
    given_back = Signal(object)
    files_chosen = Signal(object, str)
    files_asked = Signal(str)
    reason_said = Signal()
    end_wanted = Signal()

    def __init__(self, shelf: ReplyShelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "panel")
        self.setFixedWidth(PANEL_WIDTH_PX)
        self._view: TabView | None = None
        self._now_mono_ms = 0
        self._shown_transfers = 0
        self._used_reason = ""
        self.unsaid: frozenset[Capability] = frozenset()
        """Rights that cannot be asked for before a reason is written; the organisation's rules want one."""
        self._rows: dict[Capability, RightRow] = {}

        self._glyph = MarkGlyph()
        self._title = PlainLabel(role="heading", wraps=True)
        self._state = PlainLabel(role="muted", wraps=True)
        self._words_caption = PlainLabel(role="small", wraps=True)
        self._words = PlainLabel(role="code")
        self._problem_caption = PlainLabel(role="small")
        self._problem = PlainLabel(wraps=True)
        self._problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._rights_caption = PlainLabel(role="small")
        self._rights = QVBoxLayout()
        self._rights.setSpacing(8)
        self.clip = ClipSection()
        self._reason_caption = PlainLabel(role="small", wraps=True)
        self.reason = QLineEdit()
        self.reason.setMaxLength(REASON_MAX_CHARS)
        self.reason.textChanged.connect(self._look_at_reason)
        self._reason_caption.setBuddy(self.reason)
        self._reason_full = PlainLabel(role="small", wraps=True)
        self._monitors_caption = PlainLabel(role="small")
        self._monitors = ScreenList()
        self._monitors.wanted.connect(lambda monitor_ids: self.screens_wanted.emit(monitor_ids, self.use_reason()))
        self.chat = ChatPage(shelf)
        self.filing = FilingPage()
        self.pages = QStackedWidget()
        self.switch = PageSwitch(self.pages.setCurrentIndex)
        self.draw = DrawPanel()
        self.files = FilesSection()
        self.files.files_chosen.connect(lambda paths: self.files_chosen.emit(paths, self.use_reason()))
        self.files.files_asked.connect(lambda: self.files_asked.emit(self.use_reason()))
        self.setAcceptDrops(True)
        self.end_button = PushButton()
        self.end_button.setProperty("kind", "end")
        self.end_button.clicked.connect(self.end_wanted)
        self._build()
        self._retranslate()

    def _build(self) -> None:
        state_row = QHBoxLayout()
        state_row.setSpacing(8)
        state_row.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignVCenter)
        state_row.addWidget(self._state, 1)
        body = QWidget()
        body.setObjectName("scrolled")
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 16, 16, 8)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addLayout(state_row)
        for gap_px, parts in (
            (12, (self._words_caption, self._words)),
            (12, (self._problem_caption, self._problem)),
            (16, (self._rights_caption,)),
        ):
            column.addSpacing(gap_px)
            for part in parts:
                column.addWidget(part)
        column.addLayout(self._rights)
        column.addWidget(self.clip)
        column.addSpacing(8)
        column.addWidget(self._reason_caption)
        column.addWidget(self.reason)
        column.addWidget(self._reason_full)
        column.addWidget(self.draw)
        column.addSpacing(16)
        column.addWidget(self._monitors_caption)
        column.addWidget(self._monitors)
        column.addSpacing(16)
        column.addWidget(self.files)
        column.addStretch(1)
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.files.incoming.grown.connect(lambda: QTimer.singleShot(0, self, self._show_newest))
        self.pages.addWidget(scroll)
        self.pages.addWidget(self.chat)
        self.pages.addWidget(self.filing)
        outer.addWidget(self.switch)
        outer.addWidget(self.pages, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.addWidget(self.end_button)
        outer.addLayout(foot)

    def show_view(self, view: TabView, now_mono_ms: int) -> None:
        """Show another view; what was typed as a reason stays until a question went out with it."""
        before, self._view, self._now_mono_ms = self._view, view, now_mono_ms
        if before is not None and view.reasons_sent != before.reasons_sent:
            self._drop_used_reason()
        self._render(view)
        is_just_over = view.stage == "ended" and (before is None or before.stage != "ended")
        if is_just_over and view.filing.is_missing:
            self.switch.show_page(FILING_PAGE)

    def tick(self, now_mono_ms: int) -> None:
        """Let the remaining minutes run."""
        self._now_mono_ms = now_mono_ms
        if self._view is not None:
            self._show_rights(self._view)

    def ask_for(self, capability: Capability) -> None:
        """Ask, or give back, as the right's own button would."""
        if capability in self._rows:
            self._rows[capability].act()

    def use_reason(self) -> str:
        """What is written as a reason, for a question that is about to be asked."""
        self._used_reason = self.reason.text().strip()
        return self._used_reason

    def focus_reason(self) -> None:
        """Put the keyboard into the field for the reason, whichever page is in front."""
        self.switch.show_page(ABOUT_PAGE)
        self.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_chat(self) -> None:
        """Put the keyboard into the field for a message."""
        self.switch.show_page(CHAT_PAGE)
        self.chat.composer.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the keyboard stops, from top to bottom."""
        rows = (row.button for row in self._rows.values())
        about = (*rows, self.clip.button, self.reason, *self.draw.stops, *self._monitors.buttons, *self.files.stops)
        return *self.switch.buttons, *about, *self.chat.stops, *self.filing.stops, self.end_button

    def right_row(self, capability: Capability) -> RightRow | None:
        """The row of one right."""
        return self._rows.get(capability)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere on the panel."""
        if self.files.may_send and dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put what was dropped to the person."""
        paths = dropped_paths(event.mimeData())
        if paths and self.files.may_send:
            event.acceptProposedAction()
            self.files_chosen.emit(paths, self.use_reason())

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _look_at_reason(self) -> None:
        if self._view is not None and unsaid_rights(self._view, self.reason.text()) != self.unsaid:
            self._render(self._view)
            self.reason_said.emit()
        else:
            self._show_reason_full()

    def _render(self, view: TabView) -> None:
        self.unsaid = unsaid_rights(view, self.reason.text())
        self._name_reason(view)
        self._show_reason_full()
        self.switch.show_unread(view.talk.unread_count)
        self.chat.show_view(view)
        self.switch.show_filing(is_possible=view.filing.progress != "none")
        self.filing.show_view(view)
        mark = mark_of(view)
        self._title.setText(shown_text(view.title, TITLE_MAX_CHARS))
        self._glyph.show_mark(mark)
        self._state.setText(mark_words(mark))
        has_words = bool(view.verified_words) and view.stage != "ended"
        self._words.setText(group_digits(view.verified_words))
        self._words.setAccessibleName(" ".join(view.verified_words))
        for part in (self._words, self._words_caption):
            part.setVisible(has_words)
        problem = shown_text(view.problem, PROBLEM_MAX_CHARS, keeps_lines=True)
        self._problem.setText(problem)
        caption = self._problem_caption.text()
        self._problem.setAccessibleName(f"{caption}: {problem}")
        for part in (self._problem, self._problem_caption):
            part.setVisible(bool(problem))
        self._show_rights(view)
        self.clip.show_view(view)
        self._monitors.show_view(view, is_unsaid=Capability.VIEW in self.unsaid)
        has_more = len(view.transfers) > self._shown_transfers
        self._shown_transfers = len(view.transfers)
        self.files.show_view(view, self.unsaid)
        if has_more:
            # Once it has its place: what was just begun must not stand below the edge.
            QTimer.singleShot(_SETTLE_MS, self, self._show_newest)
        for part in (self._monitors, self._monitors_caption):
            part.setVisible(bool(view.monitors) and view.stage != "ended")
        is_over = view.stage == "ended"
        for part in (self._rights_caption, self._reason_caption, self.reason, self.draw, *self._rows.values()):
            part.setVisible(not is_over)
        # What is over needs no red button; the tab is closed by the one in the middle of the page.
        self.end_button.setVisible(not is_over)
        self.end_button.setText(self.tr("End session"))
        self.end_button.setToolTip(tooltip_text(f"{self.end_button.text()} (Ctrl+Shift+W)"))

    def _show_reason_full(self) -> None:
        # The field takes no more, and the person would read a sentence that breaks off.
        is_over = self._view is not None and self._view.stage == "ended"
        length = len(self.reason.text().encode("utf-16-le")) // 2  # as Qt counts
        is_full = length >= self.reason.maxLength() and not is_over
        words = self.tr("No more than {most} characters fit here.").format(most=self.reason.maxLength())
        self._reason_full.setText(words if is_full else "")
        self._reason_full.setVisible(is_full)
        self.reason.setAccessibleDescription(self._reason_full.text())

    def _drop_used_reason(self) -> None:
        # Under a later question it would be a reason for something else; what was typed since is for that one.
        if self.reason.text().strip() == self._used_reason:
            self.reason.clear()

    def _show_newest(self) -> None:
        self._scroll.ensureWidgetVisible(self.files.newest, 0, 12)

    def _show_rights(self, view: TabView) -> None:
        for capability in rights_to_show(view):
            row = self._rows.get(capability)
            if row is None:
                row = RightRow(capability)
                row.asked.connect(lambda capability=capability: self.asked.emit(capability, self.use_reason()))
                row.reason_wanted.connect(self.focus_reason)
                row.given_back.connect(lambda capability=capability: self.given_back.emit(capability))
                self._rows[capability] = row
                self._rights.addWidget(row)
            is_busy = view.is_person_active and view.cover == "none" and capability is Capability.CONTROL
            row.show_state(
                right_state(view, capability),
                may_ask=may_ask(view, capability),
                is_unsaid=capability in self.unsaid,
                left_ms=left_ms(view, capability, self._now_mono_ms),
                is_idle_end=capability in view.rights_end_idle,
                cover="hand" if is_busy else view.cover,
            )

    def _name_reason(self, view: TabView) -> None:
        words = self.tr("Why you ask, shown with the question")
        if view.needs_reason:
            words = self.tr("Why you ask, shown with the question. Your organisation's rules want it.")
        self._reason_caption.setText(words)
        self.reason.setAccessibleName(words)

    def _retranslate(self) -> None:
        self._words_caption.setText(self.tr("The person sees these digits with every question"))
        self._problem_caption.setText(self.tr("The person wrote"))
        self._rights_caption.setText(self.tr("What you may do"))
        self.reason.setPlaceholderText(self.tr("to look at the printer settings"))
        why = self.tr("Why you ask")
        self.reason.setToolTip(tooltip_text(f"{why} (Ctrl+R)"))
        self._monitors_caption.setText(self.tr("Screens"))
        self.setAccessibleName(self.tr("About this person"))
        if self._view is not None:
            self._render(self._view)
