"""Everything about one person: the picture or what stands in its place, the line, and the panel beside it."""

from dataclasses import replace
from itertools import pairwise
from threading import Lock

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from agent_console.ui.clip_notice import ClipNotices
from agent_console.ui.curtain_panel import CurtainPanel
from agent_console.ui.dirty_bridge import DirtyRect
from agent_console.ui.full_screen_bar import FullScreenBar
from agent_console.ui.line_bar import LineBar
from agent_console.ui.line_graph import LineGraph
from agent_console.ui.notice_bar import NoticeAction, NoticeBar
from agent_console.ui.panel_wiring import wire_panel
from agent_console.ui.phrases import curtain_words, end_words, ended_words, line_words, trouble_words
from agent_console.ui.remote_view import RemoteView
from agent_console.ui.reply_shelf import ReplyShelf
from agent_console.ui.side_panel import SidePanel
from agent_console.ui.unread_hint import UnreadHint
from agent_console.view_models.curtain import Curtain, curtain_of, shows_last_picture
from agent_console.view_models.drawing import TOOLS
from agent_console.view_models.elapsed import elapsed_since
from agent_console.view_models.key_typing import KeyboardMode
from agent_console.view_models.keyboard_hint import NOT_ARRIVING, keyboard_hint
from agent_console.view_models.line_history import LineHistory
from agent_console.view_models.line_words import LineWord, judge_tab
from agent_console.view_models.right_time import EndingRight, ending_right
from agent_console.view_models.screens import ConsoleIntents, CursorView, PictureSurface, TabView
from agent_console.view_models.special_keys import SpecialKeys, changes_of
from agent_console.view_models.tab_marks import has_control, may_ask, may_draw
from shared.capability import Capability
from shared.session.clip import ClipProblem
from shared.ui.clip_reader import ClipReader
from shared.ui.consent_labels import capability_label


class SessionPage(QWidget):
    """Renders one `TabView` after another and turns what the agent does into intents.

    Signals `closing_wanted()` when an ended tab is to go, `full_screen_toggled()`, `panel_toggled()`, and
    `painted(ms)` after each paint of the picture.
    """

    closing_wanted = Signal()
    full_screen_toggled = Signal()
    panel_toggled = Signal()
    painted = Signal(float)

    def __init__(
        self,
        view: TabView,
        intents: ConsoleIntents,
        now_mono_ms: int,
        shelf: ReplyShelf,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._intents = intents
        self._is_asking_to_end = self._is_full_screen = False
        self._clipboard_words = ""
        self._clip_reader = ClipReader(self)
        self._clips = ClipNotices(lambda: intents.forget_clip(view.tab_id), self._say_of_clipboard, self)
        self._elapsed = ""
        self._now_mono_ms = now_mono_ms

        self.notice = NoticeBar()
        self.remote = RemoteView(view.tab_id, intents)
        self.curtain = CurtainPanel()
        self.panel = SidePanel(shelf)
        self.line = LineBar()
        self._history = LineHistory()
        self.graph = LineGraph(self._history)
        self.graph.hide()
        room = self._build()
        self.over = FullScreenBar(room)
        self.unread = UnreadHint(room)
        self.remote.capture_changed.connect(self._show_keyboard)
        self.remote.picture_resized.connect(self._show_curtain)
        self.remote.zoom_changed.connect(self._show_scale)
        self.remote.pointer_at.connect(lambda _x, y: self.over.note_pointer(y))
        self.remote.painted.connect(self.painted)
        self.curtain.acted.connect(self._on_curtain_acted)
        self.panel.asked.connect(self._on_asked)
        self.panel.reason_said.connect(self._show_curtain)
        self.panel.reason_said.connect(self._show_notice)
        wire_panel(self.panel, intents, view.tab_id)
        self.panel.clip.send_wanted.connect(self.send_clipboard)
        self.panel.end_wanted.connect(self.want_end)
        self.panel.draw.attach(self.remote.drawing)
        self.panel.draw.tool_taken.connect(lambda: self.remote.setFocus(Qt.FocusReason.OtherFocusReason))
        self.remote.drawing.changed.connect(self._show_keyboard)
        self.over.leave_wanted.connect(self.full_screen_toggled)
        self.over.end_wanted.connect(self.want_end)
        self.line.keyboard.mode_wanted.connect(self.set_keyboard_mode)
        self.line.keyboard.keys_wanted.connect(self.press_special)
        self.line.keyboard.clipboard_wanted.connect(self.type_clipboard)
        self.line.graph_toggled.connect(self.toggle_graph)
        self.line.zoom_stepped.connect(self.remote.zoom_by)
        self.line.scale_toggled.connect(self.toggle_scale)
        self.line.full_screen_toggled.connect(self.full_screen_toggled)
        self.line.panel_toggled.connect(self.panel_toggled)
        self._show_all(now_mono_ms)

    def _build(self) -> QWidget:
        """Lay everything out; returns the room the picture lies in."""
        # With its parent from the start: a stack without one would show its first widget as a window of its own.
        middle = QWidget()
        middle.installEventFilter(self)
        stack = QStackedLayout(middle)
        stack.setStackingMode(QStackedLayout.StackingMode.StackAll)
        stack.addWidget(self.remote)
        stack.addWidget(self.curtain)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.notice)
        left.addWidget(middle, 1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self.graph)
        column.addWidget(self.line)
        return middle

    @property
    def view(self) -> TabView:
        """What is shown."""
        return self._view

    def show_view(self, view: TabView, now_mono_ms: int) -> None:
        """Show another view of the same person."""
        before, self._view = self._view, view
        if view.stage == "ended" and before.stage != "ended":
            self._is_asking_to_end = False
        if before == replace(view, stats=before.stats):  # about once a second, with nothing else new
            self._show_line()
        else:
            self._show_all(now_mono_ms)
            if view.typed is not None and before.typed is None and self.isVisible():
                self.notice.focus_main()  # so that Escape stops it

    def _show_all(self, now_mono_ms: int) -> None:
        view, self._now_mono_ms = self._view, now_mono_ms
        self.remote.set_control(is_on=has_control(view))
        self.remote.drawing.show_state(
            may_draw=may_draw(view),
            is_seen=view.stage == "live" and view.cover != "no_view",
            clear_count=view.clear_count,
        )
        stops = self.panel.stops
        self.panel.show_view(view, now_mono_ms)
        if self.panel.stops != stops:
            self._order_stops()
        self._show_curtain()
        self._show_keyboard()
        self._show_line()
        self._show_unread()
        self._show_notice()
        self._show_elapsed(now_mono_ms)

    def tick(self, now_mono_ms: int) -> None:
        """A second has passed."""
        was_ending, self._now_mono_ms = ending_right(self._view, self._now_mono_ms), now_mono_ms
        self._show_elapsed(now_mono_ms)
        self.panel.tick(now_mono_ms)
        if ending_right(self._view, now_mono_ms) != was_ending:
            self._show_notice()

    def note_second(self) -> None:
        """Remember how the line is; once a second also in the back, so that the graph has its minute."""
        words = judge_tab(self._view)
        self._history.note(self._view.stats if words and LineWord.SILENT not in words else None)
        self.graph.refresh()

    def toggle_graph(self) -> None:
        """Show or hide the last minute of the line."""
        self.graph.setVisible(self.graph.isHidden())
        self.line.show_graph(is_shown=not self.graph.isHidden())

    def attach_picture(self, surface: PictureSurface, lock: Lock) -> None:
        """Paint from this surface from now on."""
        self.remote.attach(surface, lock)
        self._show_curtain()

    def picture_changed(self, rects: list[DirtyRect]) -> None:
        """These parts of the picture are new."""
        self.remote.mark_dirty(rects)

    def show_cursor(self, cursor: CursorView) -> None:
        """The pointer over there looks different, or was moved."""
        self.remote.show_cursor(cursor)

    def let_go(self) -> None:
        """The agent looks elsewhere: nothing may stay held over there."""
        self.remote.let_go()

    def set_frame(self, *, is_full_screen: bool, has_panel: bool) -> None:
        """Follow the window: full screen has the picture alone, and the panel if it was asked for there."""
        self._is_full_screen = is_full_screen
        self.panel.setVisible(has_panel)
        self.line.setVisible(not is_full_screen)
        self.line.show_switches(has_panel=has_panel)
        self.remote.set_bars(has_bars=not is_full_screen)
        self.over.set_on(is_on=is_full_screen)

    def set_keyboard_mode(self, mode: KeyboardMode) -> None:
        """Have the keys of this tab become something else over there."""
        self.remote.set_keyboard_mode(mode)
        self._show_keyboard()

    def next_keyboard_mode(self) -> None:
        """The next of the three, around the end."""
        modes = list(KeyboardMode)
        self.set_keyboard_mode(modes[(modes.index(self.remote.keyboard_mode) + 1) % len(modes)])

    def press_special(self, keys: SpecialKeys) -> None:
        """Press a combination over there and let go of it."""
        for usage, is_down in changes_of(keys):
            self._intents.key_changed(self._view.tab_id, usage, is_down=is_down)
        self.remote.setFocus(Qt.FocusReason.OtherFocusReason)

    def type_clipboard(self) -> None:
        """Type the text of the clipboard here, if it is not too long for that."""
        if not self._clips.may_type(self._view):
            self._show_notice()
            return
        self.remote.let_go()
        self._clip_reader.read_text(self._type_text)

    def _type_text(self, text: str | ClipProblem) -> None:
        if not has_control(self._view):
            return
        self._clipboard_words = self._clips.typing_problem(text)
        if not self._clipboard_words and isinstance(text, str):
            self._intents.type_text(self._view.tab_id, text)
        self._show_notice()
        self.notice.focus_main()

    def send_clipboard(self) -> None:
        """Put what is copied here on the person's clipboard, or say why that cannot be now."""
        if self._clips.may_send(self._view):
            self._clip_reader.read(lambda found: self._intents.send_clip(self._view.tab_id, found))
        self._show_notice()

    def draw(self, what: str) -> None:
        """Take this drawing tool in hand or put it down; `clear` takes everything away that was drawn."""
        layer = self.remote.drawing
        if what == "clear":
            layer.clear()
            return
        layer.choose_tool(next(tool for tool in TOOLS if tool == what))
        if layer.tool is not None:
            self.remote.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def toggle_scale(self) -> None:
        """The whole picture, or its actual size when that is what is shown."""
        self.remote.set_zoom(1.0 if self.remote.zoom is None else None)

    def focus_default(self) -> None:
        """Put the keyboard where the next step is: asking to see, else the picture."""
        row = self.panel.right_row(Capability.VIEW)
        if self.curtain.isVisible() and self.curtain.button.isVisible() and self.curtain.button.isEnabled():
            self.curtain.button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif row is not None and row.button.isVisible() and row.button.isEnabled() and self.curtain.isVisible():
            row.button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.remote.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What lies over the picture follows the size of its room."""
        if event.type() == QEvent.Type.Resize:
            self.over.place()
            self.unread.place()
        return super().eventFilter(watched, event)

    def want_end(self) -> None:
        """End the session: asks once while it is live, ends at once otherwise, closes the tab when it is over."""
        if self._view.stage == "ended":
            self.closing_wanted.emit()
        elif self._view.stage == "live" and not self._is_asking_to_end:
            self._is_asking_to_end = True
            self._show_notice()
            self.notice.focus_main()
        else:
            self._end()

    def _end(self) -> None:
        self._is_asking_to_end = False
        self._show_notice()
        self._intents.end(self._view.tab_id)

    def _stay(self) -> None:
        self._is_asking_to_end = False
        self._show_notice()
        self.remote.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show_curtain()
            self._show_keyboard()
            self._show_line()
            self._show_notice()

    def _stop_typing(self) -> None:
        self._intents.type_text(self._view.tab_id, "")

    def _say_of_clipboard(self, words: str) -> None:
        self._clipboard_words = words
        self._show_notice()

    def _forget_clipboard_words(self) -> None:
        self._say_of_clipboard("")
        self.remote.setFocus(Qt.FocusReason.OtherFocusReason)

    def _order_stops(self) -> None:
        stops = (self.remote, *self.over.buttons, self.curtain.button, *self.panel.stops, *self.line.buttons)
        # The keyboard walks as the eye does, although rows of the panel come later than what stands below them.
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _on_asked(self, capability: Capability, reason: str) -> None:
        self._intents.ask_for(self._view.tab_id, capability, reason)

    def _on_curtain_acted(self) -> None:
        if self._view.stage == "ended":
            self.closing_wanted.emit()
        else:
            self.panel.ask_for(Capability.VIEW)

    def _show_curtain(self) -> None:
        view = self._view
        curtain = curtain_of(view, has_picture=self.remote.has_picture)
        is_veil = shows_last_picture(curtain) and self.remote.has_picture
        if curtain is Curtain.ENDED:
            # What went wrong says more than that something did.
            words = trouble_words(view.trouble) if view.trouble is not None else end_words(view.end_reason)
            self.curtain.say(words, "", action=self.tr("Close tab"))
        elif curtain is not Curtain.NONE:
            is_unsaid = Capability.VIEW in self.panel.unsaid
            title, detail = curtain_words(curtain, is_unsaid=is_unsaid)
            asks = curtain in (Curtain.NO_VIEW, Curtain.REFUSED)
            self.curtain.say(
                title,
                detail,
                action=self.tr("Ask to see the screen") if asks else "",
                is_action_enabled=may_ask(view, Capability.VIEW) and not is_unsaid,
                is_veil=is_veil,
            )
        self.remote.set_shown(is_shown=curtain is Curtain.NONE or is_veil)
        self.curtain.setVisible(curtain is not Curtain.NONE)
        if curtain is not Curtain.NONE:
            self.curtain.raise_()
        self.over.raise_()
        self.over.set_stays(stays=curtain is not Curtain.NONE)

    def _show_unread(self) -> None:
        talk = self._view.talk
        message_id = 0 if self.panel.chat.isVisible() else talk.newest_unread_id
        self.unread.show_message(message_id, self._view.title, talk.newest_unread)

    def _show_keyboard(self) -> None:
        is_captured = self.remote.is_captured
        self.line.keyboard.show_state(self.remote.keyboard_mode, self._view.os_family)
        tool = self.remote.drawing.tool
        hint = keyboard_hint(self._view, is_captured=is_captured, tool=tool)
        refused = self._view.refused
        self.line.show_hint(hint, refused_count=refused.count if refused is not None else 0)
        is_busy = is_captured or tool is not None or hint in NOT_ARRIVING
        self.over.show_keys(self.line.short_hint_text, is_captured=is_busy)

    def _show_line(self) -> None:
        words = line_words(judge_tab(self._view), self._view.stats)
        accessible = self.tr("The line: {words}").format(words=words) if words else ""
        self.line.show_line(words, accessible)
        self.over.show_line(words, accessible)

    def _show_scale(self) -> None:
        self.line.show_scale(self.remote.view.scale, is_fitted=self.remote.zoom is None)

    def _show_elapsed(self, now_mono_ms: int) -> None:
        view = self._view
        if view.stage != "ended":  # a session that is over lasts no longer
            self._elapsed = elapsed_since(view.started_at_mono_ms, now_mono_ms)
        self.over.show_person(view.title, self._elapsed)

    def _show_notice(self) -> None:
        ending = ending_right(self._view, self._now_mono_ms)
        if self._is_asking_to_end:
            self.notice.say(
                self.tr("End this session? The person will see that you have left."),
                tone="amber",
                actions=(
                    NoticeAction(self.tr("End session"), self._end, is_main=True),
                    NoticeAction(self.tr("Stay"), self._stay),
                ),
            )
        elif self._view.typed is not None:
            done, total = map(QLocale().toString, self._view.typed)
            self.notice.say(
                self.tr("Typing your clipboard: {done} of {total} characters").format(done=done, total=total),
                actions=(NoticeAction(self.tr("Stop typing"), self._stop_typing, is_main=True, takes_escape=True),),
            )
        elif self._clipboard_words:
            self.notice.say(
                self._clipboard_words,
                tone="amber",
                actions=(
                    NoticeAction(self.tr("Close"), self._forget_clipboard_words, is_main=True, takes_escape=True),
                ),
            )
        elif (said := self._clips.find(self._view, is_ending=ending is not None)) is not None:
            self.notice.say(said.words, tone=said.tone, actions=said.actions)
        elif self._view.trouble is not None:
            self.notice.say(trouble_words(self._view.trouble), tone="red")
        elif self._view.picture_trouble is not None:
            self.notice.say(trouble_words(self._view.picture_trouble), tone="amber")
        elif ending is not None:
            self._show_ending(ending)
        elif self._view.ended_right is not None:
            self.notice.say(ended_words(self._view.ended_right), tone="amber")
        else:
            self.notice.clear()

    def _show_ending(self, ending: EndingRight) -> None:
        name = capability_label(ending.capability)
        if ending.is_idle:
            words = self.tr("Not used for a while, so it ends in less than a minute: {right}.")
            self.notice.say(words.format(right=name), tone="amber")
            return
        ask = NoticeAction(
            self.tr("Ask for more time"),
            lambda: self._intents.ask_for_time(self._view.tab_id, ending.capability, self.panel.use_reason()),
        )
        if ending.capability in self.panel.unsaid:
            ask = NoticeAction(self.tr("Write why you ask"), self.panel.focus_reason)
        words = self.tr("Its time is over in less than a minute: {right}.")
        self.notice.say(words.format(right=name), tone="amber", actions=(ask,))
