"""Asks before something is lost: people who are connected, and sessions that are not filed."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject

from agent_console.ui.notice_bar import NoticeAction
from agent_console.ui.page_switch import FILING_PAGE
from agent_console.ui.session_page import SessionPage
from agent_console.ui.workspace import Workspace

Act = Callable[[], None]


class LeaveGuard(QObject):
    """Each question is asked once and in place; nothing happens until it is answered."""

    def __init__(self, workspace: Workspace, pages: Callable[[], Iterable[SessionPage]], bring: Act) -> None:
        """Take where to ask, the open tabs, and what brings the header with the question into sight."""
        super().__init__(workspace)
        self._workspace = workspace
        self._pages = pages
        self._bring = bring

    @property
    def live(self) -> list[SessionPage]:
        """The tabs whose person is connected."""
        return [page for page in self._pages() if page.view.stage in ("verified", "live")]

    @property
    def unfiled(self) -> list[SessionPage]:
        """The tabs whose session the server has no word about; what was written of it is in this window only."""
        return [page for page in self._pages() if page.view.filing.is_missing]

    def sign_out(self, leave: Act) -> None:
        """Sign out, at once or when the agent insists."""
        count = len(self.live)
        words = self.tr("End %n session(s) and sign out", "", count) if count else self.tr("Sign out without filing")
        self._ask_unless_nothing_is_lost(words, leave)

    def close(self, leave: Act) -> None:
        """Close the window, at once or when the agent insists."""
        count = len(self.live)
        words = self.tr("End %n session(s) and close", "", count) if count else self.tr("Close without filing")
        self._ask_unless_nothing_is_lost(words, leave)

    def close_tab(self, page: SessionPage, close: Act) -> None:
        """Close the tab of a session that is over; asks when it is not filed."""
        if not page.view.filing.is_missing:
            close()
            return

        def file() -> None:
            self._workspace.stop_asking()
            page.panel.switch.show_page(FILING_PAGE)
            page.panel.filing.focus_first()

        self._ask(
            self.tr("This session is not filed yet. Without its tab it cannot be filed any more."),
            NoticeAction(self.tr("File it"), file, is_main=True),
            NoticeAction(self.tr("Close without filing"), self._then(close)),
        )

    def _ask_unless_nothing_is_lost(self, words: str, leave: Act) -> None:
        live, unfiled = len(self.live), len(self.unfiled)
        sentences: list[str] = []
        if live:
            sentences.append(self.tr("%n session(s) still open. They end when you leave.", "", live))
        if unfiled:
            sentences.append(self.tr("%n session(s) not filed yet: what you wrote about them is lost.", "", unfiled))
        if not sentences:
            leave()
            return
        self._ask(
            " ".join(sentences),
            NoticeAction(words, self._then(leave), is_main=True),
            NoticeAction(self.tr("Stay"), self._workspace.stop_asking),
        )

    def _then(self, act: Act) -> Act:
        def go() -> None:
            self._workspace.stop_asking()
            act()

        return go

    def _ask(self, words: str, *actions: NoticeAction) -> None:
        self._bring()
        self._workspace.ask(words, actions)
