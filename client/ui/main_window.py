"""All windows of the assisted person: renders whichever view arrives, forwards what the person wants."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from client.ui.amber_frame import AmberFrame
from client.ui.code_page import CodePage
from client.ui.ended_page import ChoosePath, EndedPage, ask_save_path
from client.ui.exposure import CoverCheck, make_cover_check
from client.ui.focus_return import make_focus_return
from client.ui.home_page import HomePage
from client.ui.mark_overlay import MarkOverlay
from client.ui.messages_window import MessagesWindow
from client.ui.own_windows import OwnWindowsReporter
from client.ui.page import Page
from client.ui.question_page import QuestionPage
from client.ui.report_page import ReportPage
from client.ui.screen_geometry import PhysicalRect, room_beside, screen_of_monitor
from client.ui.session_bar import SEEN_STATES, SessionBar
from client.ui.session_words import session_state
from client.ui.transfers_window import TransfersWindow
from client.view_models.drawing import DrawingView
from client.view_models.screens import ClientIntents, ClientView, CodeView, EndedView, HomeView, SessionView
from shared.clock import Clock
from shared.ui.error_text import error_sentence
from shared.ui.file_drop import FileDrop
from shared.ui.i18n import available_languages, current_language, install_language
from shared.ui.theme import current_tokens
from shared.ui.widgets import LinkButton

_PROGRAM_NAME = "Alongside"
_GIVE_BACK_MS = 60
_HEIGHT_MIN_PX, _FRAME_PX = 320, 32
_LOWEST_SCREEN_PX = 720  # 768 with a panel: every question is made to fit there


class LanguageRow(QWidget):
    """The three languages, each by its own name; choosing one changes every window at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, LinkButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addStretch(1)
        small = f"QPushButton {{ font-size: {current_tokens().sizes.small_pt}pt; }}"
        for language in available_languages():
            button = LinkButton(language.own_name)
            button.setStyleSheet(small)
            button.setCheckable(True)
            button.clicked.connect(lambda _is_on=False, code=language.code: self._choose(code))
            group.addButton(button)
            row.addWidget(button)
            self.buttons[language.code] = button
        row.addStretch(1)
        self._mark()

    def _choose(self, code: str) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            install_language(app, code, is_remembered=True)

    def _mark(self) -> None:
        for code, button in self.buttons.items():
            button.setChecked(code == current_language())

    def changeEvent(self, event: QEvent) -> None:
        """Mark the language now spoken."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._mark()


class MainWindow(QWidget):
    """Holds the pages; shown one at a time."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.stack = QStackedWidget()
        self.languages = LanguageRow()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        column.addWidget(self.stack, 1)
        column.addWidget(self.languages)
        self.setWindowTitle(_PROGRAM_NAME)
        # Heights are known only after Qt has polished what became visible: once more, when it has.
        self._fit_soon = QTimer(self)
        self._fit_soon.setSingleShot(True)
        self._fit_soon.setInterval(0)
        self._fit_soon.timeout.connect(self._fit_again)
        self._fitted_height = 0
        self._placed_at: QPoint | None = None
        self.taken: Callable[[], QRect] = QRect
        """Where the bar is, which must not hide who asks; an empty rectangle when it is not shown."""

    def add_page(self, page: Page) -> None:
        """Take a page in; the window follows its height while it is shown."""
        self.stack.addWidget(page)
        page.height_changed.connect(self._fit_soon.start)

    def show_page(self, page: Page, *, has_languages: bool) -> None:
        """Turn to a page and take the height it needs, as far as the screen allows."""
        self.languages.setVisible(has_languages)
        self.stack.setCurrentWidget(page)
        self._retitle()
        self.fit()
        self._fit_soon.start()

    def _retitle(self) -> None:
        page = self.stack.currentWidget()
        heading = page.heading() if isinstance(page, Page) else ""
        self.setWindowTitle(" | ".join(part for part in (heading, _PROGRAM_NAME) if part))

    def changeEvent(self, event: QEvent) -> None:
        """A new language: the pages say themselves anew, then the title follows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            QTimer.singleShot(0, self, self._retitle)

    def fit(self) -> None:
        """Take the height at which nothing scrolls, at most that of the screen; keep a greater width."""
        page = self.stack.currentWidget()
        if not isinstance(page, Page):
            return
        s = current_tokens().sizes
        width = s.column_px + 2 * s.margin_px
        extra = self.languages.sizeHint().height() + 8 if self.languages.isVisibleTo(self) else 8
        wanted = page.ideal_height(width) + extra
        available = self._room(width, wanted + _FRAME_PX)
        frame = self.frameGeometry().height() - self.geometry().height()
        limit = available.height() - max(frame, _FRAME_PX)
        self.setMinimumSize(QSize(min(width, available.width()), min(_HEIGHT_MIN_PX, limit)))
        self.resize(max(min(width, available.width()), self.width() if self.isVisible() else 0), min(wanted, limit))

        self._fitted_height = self.height()

    def _fit_again(self) -> None:
        """Follow the words, unless the person has given the window a height of their own."""
        if not self.isVisible() or self.height() == self._fitted_height:
            self.fit()
        if self.isVisible() and self.pos() == self._placed_at and self.taken().intersects(self.frameGeometry()):
            self.place_in_the_middle()

    def place_in_the_middle(self) -> None:
        """Where the eye is first, and never under the bar, which lies over every window."""
        frame = self.frameGeometry()
        available = self._room(frame.width(), frame.height())
        frame.moveCenter(available.center())
        taken = self.taken()
        if taken.intersects(frame):
            # No room beside it on so low a screen: then as far to the side as can be, so that who asks can be read.
            is_right = taken.center().x() >= available.center().x()
            frame.moveLeft(available.left() if is_right else available.right() + 1 - frame.width())
        self.move(max(available.left(), frame.left()), max(available.top(), frame.top()))
        self._placed_at = self.pos()

    def _room(self, width_px: int, wanted_px: int) -> QRect:
        """Beside the bar, unless words would have to scroll there that fit on the lowest screen there is."""
        available = self.screen().availableGeometry()
        return room_beside(available, self.taken(), width_px, min(wanted_px, _LOWEST_SCREEN_PX))

    def closeEvent(self, event: QCloseEvent) -> None:
        """What closing means depends on the page: the owner decides."""
        event.ignore()
        self.closed.emit()


class ClientWindows(QObject):
    """The one object the composition root needs: `render` shows a view, `quit_requested` says the person is done."""

    quit_requested = Signal()

    def __init__(
        self,
        intents: ClientIntents,
        clock: Clock,
        *,
        cover: CoverCheck | None = None,
        choose_path: ChoosePath = ask_save_path,
        parent: QObject | None = None,
    ) -> None:
        """Build every window; none is shown before the first view.

        Args:
            intents: takes what the person wants.
            clock: for countdowns and dates.
            cover: how to find out whether a stranger's window lies over ours; the system's best when None.
            choose_path: asks where to save the receipt.
            parent: owner of this object.
        """
        super().__init__(parent)
        self._intents = intents
        self._view: ClientView | None = None
        self.main = MainWindow()
        self.home = HomePage(intents, self._quit)
        self.code = CodePage(intents, clock)
        self.question = QuestionPage(intents, clock, cover or make_cover_check())
        self.ended = EndedPage(intents, clock, choose_path)
        self.report = ReportPage(intents)
        self._is_reporting = False
        self.ended.report_wanted.connect(self._open_report)
        self.report.back_wanted.connect(self._leave_report)
        self._pages: list[Page] = [self.home, self.code, self.question, self.ended, self.report]
        for page in self._pages:
            self.main.add_page(page)
        self.bar = SessionBar(intents, clock)
        self.main.taken = lambda: self.bar.frameGeometry() if self.bar.isVisible() else QRect()
        self.messages = MessagesWindow(intents)
        self.messages.report_wanted.connect(self._stop_and_report)
        self.bar.messages_wanted.connect(self._toggle_messages)
        self.messages.shown_changed.connect(lambda: self.bar.set_messages_open(are_open=self.messages.isVisible()))
        self.messages.moved.connect(self.bar.raise_)
        self.transfers = TransfersWindow(intents)
        self.transfers.taken = lambda: self._taken_by(self.bar, self.messages)
        self.bar.files_wanted.connect(self.transfers.bring)
        self._focus_return = make_focus_return()
        self._give_back_soon = QTimer(self)
        self._give_back_soon.setSingleShot(True)
        self._give_back_soon.setInterval(_GIVE_BACK_MS)
        self._give_back_soon.timeout.connect(self._focus_return.give_back)
        self.own_windows = OwnWindowsReporter(self._report, self)
        self.frame = AmberFrame(self.own_windows.watch)
        self.overlay = MarkOverlay(intents.set_overlay, clock, self)
        for window in (self.main, self.bar, self.messages, self.transfers):
            self.own_windows.watch(window)
        for window in (self.main, self.bar, self.transfers):
            FileDrop(window, self._may_choose_files).dropped.connect(intents.choose_files)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            # Qt may hear of another layout of the displays before the flow does, or after it.
            app.screenAdded.connect(self._watch_screen)
            app.screenRemoved.connect(self._follow_screens)
            for screen in app.screens():
                self._watch_screen(screen)
        self.main.closed.connect(self._on_main_closed)

    def render(self, view: ClientView) -> None:
        """Show this view; call on the Qt thread."""
        is_new_kind = type(view) is not type(self._view)
        self._view = view
        if isinstance(view, SessionView):
            self._is_reporting = self._is_reporting and not is_new_kind
            self._render_session(view)
            return
        self._leave_session()
        page: Page
        if isinstance(view, HomeView):
            self.home.render_view(view)
            page = self.home
        elif isinstance(view, CodeView):
            self.code.render_view(view)
            page = self.code
        else:
            self.ended.render_view(view)
            self.report.render_view(view)
            page = self.report if self._is_reporting and view.helper is not None else self.ended
        self.main.show_page(page, has_languages=True)
        self._show_main(is_on_top=False)
        if is_new_kind:
            page.focus_first()

    def render_drawing(self, view: DrawingView) -> None:
        """Show what the helper points at and draws; call on the Qt thread."""
        self.overlay.render_view(view)

    def close_all(self) -> None:
        """Take every window away without asking; for the end of the program."""
        self._leave_session()
        self.main.hide()

    def _render_session(self, view: SessionView) -> None:
        self.bar.render_view(view)
        self.transfers.render_view(view)
        self._render_frame(view)
        self.messages.render_view(view)
        if view.question is None:
            self.question.clear()
            if self.main.isVisible():
                self.main.hide()
                # After the window manager has seen ours go; before that it would choose for itself once more.
                self._give_back_soon.start()
            return
        if not self.main.isVisible() or not self.main.isActiveWindow():
            self._focus_return.remember(self._own_ids())
        is_new = self.question.render_question(
            view.helper,
            view.question,
            # The one piece of news that bears on the answer; all others stand on the bar.
            error_sentence(view.notice) if view.notice == "code_contested" else "",
        )
        self.main.show_page(self.question, has_languages=False)
        if is_new or not self.main.isVisible():
            self._show_main(is_on_top=True)
            self.question.focus_first()

    def _stop_and_report(self) -> None:
        """Something is wrong now: first nobody sees or does anything any more, then we ask."""
        self._is_reporting = True
        self._intents.stop()

    def _open_report(self) -> None:
        self._is_reporting = True
        self._turn_page(self.report)

    def _leave_report(self) -> None:
        self._is_reporting = False
        self._turn_page(self.ended)

    def _turn_page(self, page: EndedPage | ReportPage) -> None:
        if isinstance(self._view, EndedView):
            self.main.show_page(page, has_languages=True)
            page.focus_first()

    def _may_choose_files(self) -> bool:
        view = self._view
        return isinstance(view, SessionView) and (view.may_send_files or self.question.sending.is_wanted)

    def _toggle_messages(self) -> None:
        if self.messages.isVisible():
            self.messages.put_away()
        else:
            self.messages.open_for_writing(self._taken_by(self.bar, self.transfers))

    @staticmethod
    def _taken_by(*windows: QWidget) -> list[QRect]:
        return [window.frameGeometry() for window in windows if window.isVisible()]

    def _own_ids(self) -> set[int]:
        handles = (widget.windowHandle() for widget in QApplication.topLevelWidgets())
        return {int(handle.winId()) for handle in handles if handle is not None}

    def _render_frame(self, view: SessionView) -> None:
        if session_state(view) not in SEEN_STATES:
            self.frame.hide()
            return
        found = [screen_of_monitor(monitor) for monitor in view.shared_monitors]
        screens = [screen for screen in found if screen is not None]
        if not screens and len(QGuiApplication.screens()) == 1:
            screens = [QGuiApplication.primaryScreen()]
        self.frame.show_around(screens, self.bar.windowTitle())

    def _watch_screen(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._follow_screens)
        self._follow_screens()

    def _follow_screens(self) -> None:
        if isinstance(self._view, SessionView):
            self._render_frame(self._view)

    def _leave_session(self) -> None:
        self.question.clear()
        self.bar.dismiss()
        self.messages.dismiss()
        self.transfers.dismiss()
        self.frame.hide()
        self.overlay.render_view(DrawingView())

    def _show_main(self, *, is_on_top: bool) -> None:
        has_flag = bool(self.main.windowFlags() & Qt.WindowType.WindowStaysOnTopHint)
        if has_flag != is_on_top:
            self.main.hide()
            self.main.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, is_on_top)
        if not self.main.isVisible():
            self.main.place_in_the_middle()
            self.main.show()
        if is_on_top:
            self.main.raise_()
            self.main.activateWindow()

    def _report(self, rects: list[PhysicalRect], is_focused: bool) -> None:
        self._intents.set_own_windows(rects, is_focused=is_focused)
        self.overlay.follow_own_windows(rects)

    def _on_main_closed(self) -> None:
        if isinstance(self._view, SessionView):
            self._intents.stop()
        elif isinstance(self._view, CodeView):
            self._intents.go_home()
            self._quit()
        else:
            self._quit()

    def _quit(self) -> None:
        # Later: the button that asked must not be gone while it is still being pressed.
        QTimer.singleShot(0, self, self.quit_requested.emit)
