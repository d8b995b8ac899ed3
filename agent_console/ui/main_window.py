"""The console's window: sign-in, then a tab a person; renders the views it gets, passes on what the agent wants."""

from collections.abc import Callable
from functools import partial
from threading import Lock

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from agent_console.ui.code_entry import CheckCode
from agent_console.ui.console_style import build_console_stylesheet
from agent_console.ui.dirty_bridge import DirtyRect
from agent_console.ui.foreign_text import shown_text
from agent_console.ui.leave_guard import LeaveGuard
from agent_console.ui.reply_shelf import NoReplyStore, ReplyShelf, ReplyStore
from agent_console.ui.session_page import SessionPage
from agent_console.ui.shortcut_table import ShortcutsDialog, bind_shortcuts
from agent_console.ui.side_panel import SidePanel
from agent_console.ui.sign_in_page import SignInPage
from agent_console.ui.tab_strip import TITLE_MAX_CHARS, TabFace
from agent_console.ui.workspace import Workspace
from agent_console.view_models.elapsed import elapsed_since
from agent_console.view_models.screens import (
    AccountView,
    ConsoleIntents,
    CursorView,
    PictureSurface,
    SignedInView,
    SignInView,
    TabView,
)
from agent_console.view_models.tab_marks import is_news, mark_of
from shared.capability import Capability
from shared.clock import Clock
from shared.ui.theme import current_theme, current_tokens

_TICK_MS = 1000
_TITLE_BAR_PX = 40
OnPainted = Callable[[int, float], None]
"""Takes a tab id and how long its picture took to paint, in milliseconds; called on the Qt thread."""


class ConsoleWindow(QWidget):
    """Everything is pushed in whole and on the Qt thread; nothing here blocks.

    Args:
        intents: what the agent wants goes there.
        check_code: local check of the digits typed so far: the code of a problem, or None.
        clock: for the clocks on the tabs.
        on_painted: told after each paint of a picture; None when nobody wants to know.
        replies: where the agent's replies are kept; None keeps them nowhere.

    Signals `closed()` once the window has really closed.
    """

    closed = Signal()

    def __init__(
        self,
        intents: ConsoleIntents,
        check_code: CheckCode,
        clock: Clock,
        on_painted: OnPainted | None = None,
        replies: ReplyStore | None = None,
    ) -> None:
        super().__init__()
        self._intents = intents
        self._clock = clock
        self._on_painted = on_painted
        self._shelf = ReplyShelf(replies or NoReplyStore(), self)
        self._pages: dict[int, SessionPage] = {}
        self._elapsed_at_end: dict[int, str] = {}
        self._news: set[int] = set()
        self._has_panel = True
        self._has_panel_in_full_screen = False
        self._may_close = False
        self._shown_account: type[AccountView] | None = None
        self._was_maximized = False

        self.setObjectName("console")
        self.setWindowTitle("Alongside")
        self.sign_in = SignInPage()
        self.workspace = Workspace(check_code)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.sign_in)
        self._stack.addWidget(self.workspace)
        self.sign_in.submitted.connect(intents.sign_in)
        self.sign_in.browser_wanted.connect(intents.sign_in_with_browser)
        self.sign_in.browser_given_up.connect(intents.give_up_browser)
        self.sign_in.retry_wanted.connect(intents.retry_server)
        self.workspace.code_submitted.connect(intents.use_code)
        self.workspace.tabs.tab_chosen.connect(self._on_tab_chosen)
        self._guard = LeaveGuard(self.workspace, self._pages.values, self._leave_full_screen)
        self.workspace.sign_out_wanted.connect(lambda: self._guard.sign_out(intents.sign_out))
        self.workspace.shortcuts_wanted.connect(self.show_shortcuts)
        bind_shortcuts(self, self._go_to_tab)
        theme = current_theme()
        if theme is not None:
            theme.changed.connect(self._apply_look)
        self._apply_look()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        room = self.screen().availableGeometry()
        # As high as the panel, where the screen is: what is below its edge nobody finds.
        self.resize(min(1280, room.width()), min(880, room.height() - _TITLE_BAR_PX))
        self.setMinimumSize(880, 520)

    # ---- what is pushed in -------------------------------------------------------------------------------------

    def show_account(self, view: AccountView) -> None:
        """Show the sign-in page, or the workspace of a signed-in agent."""
        if isinstance(view, SignInView):
            is_new = self._shown_account is not SignInView
            self._shown_account = SignInView
            self.sign_in.show_view(view)
            if is_new:
                self._leave_full_screen()
                self._stack.setCurrentWidget(self.sign_in)
                self.sign_in.focus_first()
            return
        is_new = self._shown_account is not SignedInView
        self._shown_account = SignedInView
        self._shelf.show_agent(view)
        self.workspace.show_view(view)
        if is_new:
            self.sign_in.forget_password()
            self._stack.setCurrentWidget(self.workspace)
            self.focus_code()

    def show_tab(self, view: TabView) -> None:
        """Add a tab or show another view of it. A new one comes to the front unless the agent is typing elsewhere."""
        now_mono_ms = self._clock.monotonic_ms()
        page = self._pages.get(view.tab_id)
        if page is None:
            self._add_page(view, now_mono_ms)
        else:
            if is_news(page.view, view) and view.tab_id != self.current_tab_id:
                self._news.add(view.tab_id)
            had_focus = page.isAncestorOf(self.focusWidget() or self)
            page.show_view(view, now_mono_ms)
            if had_focus and not self._is_focus_usable():
                page.focus_default()
        if view.stage == "ended" and view.tab_id not in self._elapsed_at_end:
            self._elapsed_at_end[view.tab_id] = elapsed_since(view.started_at_mono_ms, now_mono_ms)
        self._show_face(view, now_mono_ms)

    def remove_tab(self, tab_id: int) -> None:
        """Take a tab away."""
        page = self._pages.pop(tab_id, None)
        if page is None:
            return
        page.let_go()
        self._news.discard(tab_id)
        self._elapsed_at_end.pop(tab_id, None)
        self.workspace.tabs.drop(tab_id)
        self.workspace.pages.removeWidget(page)
        page.deleteLater()
        if not self._pages:
            self._tick.stop()
            self._leave_full_screen()
            self.workspace.show_emptiness(is_empty=True)
            self.focus_code()

    def attach_picture(self, tab_id: int, surface: PictureSurface, lock: Lock) -> None:
        """Paint a tab's picture from this surface, holding `lock` meanwhile."""
        if (page := self._pages.get(tab_id)) is not None:
            page.attach_picture(surface, lock)

    def picture_changed(self, tab_id: int, dirty_rects: list[DirtyRect]) -> None:
        """These parts of a tab's picture are new; nothing is painted for tabs nobody looks at."""
        if (page := self._pages.get(tab_id)) is not None:
            page.picture_changed(dirty_rects)

    def show_cursor(self, tab_id: int, cursor: CursorView) -> None:
        """The pointer over there, in that tab, looks different or was moved."""
        if (page := self._pages.get(tab_id)) is not None:
            page.show_cursor(cursor)

    # ---- what the agent does -----------------------------------------------------------------------------------

    @property
    def current_tab_id(self) -> int | None:
        """The tab in front; None while there is none."""
        page = self._current_page()
        return None if page is None else page.view.tab_id

    def page(self, tab_id: int) -> SessionPage | None:
        """The page of one tab."""
        return self._pages.get(tab_id)

    def focus_code(self) -> None:
        """Go to the code field from anywhere."""
        if self._stack.currentWidget() is self.workspace:
            self._leave_full_screen()
            self.workspace.code_in_use.focus_field()

    def next_tab(self) -> None:
        """The tab to the right, around the end."""
        self._step_tab(1)

    def previous_tab(self) -> None:
        """The tab to the left, around the end."""
        self._step_tab(-1)

    def ask_view(self) -> None:
        """Ask to see the screen, or give it back."""
        self._ask(Capability.VIEW)

    def ask_control(self) -> None:
        """Ask for mouse and keyboard, or give them back."""
        self._ask(Capability.CONTROL)

    def focus_reason(self) -> None:
        """Go to the reason field; opens the panel."""
        if (panel := self._open_panel()) is not None:
            panel.focus_reason()

    def focus_chat(self) -> None:
        """Go to the field for a message; opens the panel."""
        if (panel := self._open_panel()) is not None:
            panel.focus_chat()

    def focus_picture(self) -> None:
        """Go to the picture."""
        self._in_front(lambda page: page.remote.setFocus(Qt.FocusReason.ShortcutFocusReason))

    def next_keyboard_mode(self) -> None:
        """Have the keys become something else over there, in the tab in front."""
        self._in_front(SessionPage.next_keyboard_mode)

    def type_clipboard(self) -> None:
        """Type the clipboard over there, in the tab in front."""
        self._in_front(SessionPage.type_clipboard)

    def send_clipboard(self) -> None:
        """Put what is copied here on the person's clipboard, in the tab in front."""
        self._in_front(SessionPage.send_clipboard)

    def toggle_scale(self) -> None:
        """Whole picture or actual size."""
        self._in_front(SessionPage.toggle_scale)

    def zoom_in(self) -> None:
        """The picture larger, around its middle."""
        self._in_front(lambda page: page.remote.zoom_by(1))

    def zoom_out(self) -> None:
        """The picture smaller."""
        self._in_front(lambda page: page.remote.zoom_by(-1))

    def draw(self, what: str) -> None:
        """Take a drawing tool in hand or put it down, or clear what was drawn."""
        self._in_front(lambda page: page.draw(what))

    def toggle_graph(self) -> None:
        """Show or hide the curves of the line, in the tab in front."""
        self._in_front(SessionPage.toggle_graph)

    def toggle_panel(self) -> None:
        """Show or hide the panel, in every tab; full screen begins without it."""
        if self.isFullScreen():
            self._has_panel_in_full_screen = not self._has_panel_in_full_screen
        else:
            self._has_panel = not self._has_panel
        self._set_frames()

    def toggle_full_screen(self) -> None:
        """Full screen has the picture alone, with a bar that comes when the pointer touches the top."""
        if self.isFullScreen():
            self._leave_full_screen()
        elif self._pages:
            self._was_maximized = self.isMaximized()
            self._has_panel_in_full_screen = False
            self.workspace.set_header_visible(is_visible=False)
            self.showFullScreen()
            self._set_frames()

    def end_session(self) -> None:
        """End the session in front; asks once while it is live."""
        page = self._current_page()
        if page is not None and page.view.stage != "ended":
            page.want_end()

    def close_ended(self) -> None:
        """Close the tab in front if its session is over."""
        page = self._current_page()
        if page is not None and page.view.stage == "ended":
            self._close_tab(page.view.tab_id)

    def show_shortcuts(self) -> None:
        """List all keys."""
        dialog = ShortcutsDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    # ---- inner workings ----------------------------------------------------------------------------------------

    def _add_page(self, view: TabView, now_mono_ms: int) -> None:
        page = SessionPage(view, self._intents, now_mono_ms, self._shelf)
        tab_id = view.tab_id
        page.closing_wanted.connect(lambda: self._close_tab(tab_id))
        page.full_screen_toggled.connect(self.toggle_full_screen)
        page.panel_toggled.connect(self.toggle_panel)
        if self._on_painted is not None:
            page.painted.connect(partial(self._on_painted, tab_id))
        current = self._current_page()
        self._pages[tab_id] = page
        self.workspace.pages.addWidget(page)
        self._set_frame(page)
        is_busy_elsewhere = current is not None and current.remote.is_captured
        self.workspace.show_emptiness(is_empty=False)
        self._show_face(view, now_mono_ms)
        if is_busy_elsewhere:
            self._news.add(tab_id)
        else:
            self.workspace.tabs.choose(tab_id)
            self._on_tab_chosen(tab_id)
        if not self._tick.isActive():
            self._tick.start()

    def _open_panel(self) -> SidePanel | None:
        page = self._current_page()
        if page is not None and page.panel.isHidden():
            self.toggle_panel()
        return None if page is None else page.panel

    def _current_page(self) -> SessionPage | None:
        page = self.workspace.pages.currentWidget()
        return page if isinstance(page, SessionPage) else None

    def _in_front(self, act: Callable[[SessionPage], None]) -> None:
        page = self._current_page()
        if page is not None:
            act(page)

    def _on_tab_chosen(self, tab_id: int) -> None:
        page = self._pages.get(tab_id)
        before = self._current_page()
        if page is None:
            return
        if page is not before:
            if before is not None:
                before.let_go()
            self.workspace.pages.setCurrentWidget(page)
        self._news.discard(tab_id)
        self._show_face(page.view, self._clock.monotonic_ms())
        if not self.workspace.tabs.hasFocus():
            page.focus_default()

    def _step_tab(self, step: int) -> None:
        tabs = self.workspace.tabs
        if tabs.count():
            tabs.setCurrentIndex((tabs.currentIndex() + step) % tabs.count())

    def _go_to_tab(self, number: int) -> None:
        if number <= self.workspace.tabs.count():
            self.workspace.tabs.setCurrentIndex(number - 1)

    def _ask(self, capability: Capability) -> None:
        self._in_front(lambda page: page.panel.ask_for(capability))

    def _set_frames(self) -> None:
        for page in self._pages.values():
            self._set_frame(page)

    def _set_frame(self, page: SessionPage) -> None:
        is_full_screen = self.isFullScreen()
        has_panel = self._has_panel_in_full_screen if is_full_screen else self._has_panel
        page.set_frame(is_full_screen=is_full_screen, has_panel=has_panel)

    def _leave_full_screen(self) -> None:
        self.workspace.set_header_visible(is_visible=True)
        if self.isFullScreen():
            (self.showMaximized if self._was_maximized else self.showNormal)()
            self._set_frames()

    def _is_focus_usable(self) -> bool:
        focused = self.focusWidget()
        return focused is not None and focused.isVisible() and focused.isEnabled()

    def _show_face(self, view: TabView, now_mono_ms: int) -> None:
        elapsed = self._elapsed_at_end.get(view.tab_id)
        self.workspace.tabs.show_face(
            TabFace(
                tab_id=view.tab_id,
                title=shown_text(view.title, TITLE_MAX_CHARS),
                mark=mark_of(view),
                elapsed=elapsed_since(view.started_at_mono_ms, now_mono_ms) if elapsed is None else elapsed,
                has_news=view.tab_id in self._news or view.talk.unread_count > 0,
                is_unfiled=view.stage == "ended" and view.filing.is_missing,
            )
        )

    def _on_tick(self) -> None:
        now_mono_ms = self._clock.monotonic_ms()
        for page in self._pages.values():
            self._show_face(page.view, now_mono_ms)
            page.note_second()
        self._in_front(lambda page: page.tick(now_mono_ms))

    def _close_tab(self, tab_id: int) -> None:
        page = self._pages.get(tab_id)
        if page is not None:
            self._guard.close_tab(page, lambda: self._intents.close_tab(tab_id))

    def close_for_good(self) -> None:
        """End every session and close without asking."""
        for page in self._guard.live:
            self._intents.end(page.view.tab_id)
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once while people are connected or sessions are not filed; then let go of everything and close."""
        if not self._may_close and (self._guard.live or self._guard.unfiled):
            event.ignore()
            self._guard.close(self.close_for_good)
            return
        for page in self._pages.values():
            page.let_go()
        event.accept()
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Nothing stays held over there when the window is left; questions speak the new language when asked anew."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            for page in self._pages.values():
                page.let_go()
        elif event.type() == QEvent.Type.LanguageChange:
            self.workspace.stop_asking()

    def _apply_look(self) -> None:
        self.setStyleSheet(build_console_stylesheet(current_tokens()))
        self.workspace.apply_look()
