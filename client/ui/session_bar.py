"""The bar: who sees you, what they may do, and the ways to stop it; always on top, never hidden."""

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from client.ui.bar_message import BarMessage
from client.ui.copied_button import CopiedButton
from client.ui.helper_card import helper_name
from client.ui.messages_button import MessagesButton
from client.ui.move_grip import MoveGrip
from client.ui.remembered_corner import RememberedCorner
from client.ui.screen_geometry import corner_positions, monitor_of_window
from client.ui.screen_words import screens_words
from client.ui.session_words import (
    headline,
    headlines_in_turn,
    line_words,
    notice_sentence,
    record_sentence,
    session_state,
)
from client.ui.time_left import ending_right, ending_sentence, long_right_words, right_words
from client.view_models.screen_choices import screen_choices
from client.view_models.screens import ClientIntents, SessionView
from shared.capability import Capability
from shared.clock import Clock
from shared.ui.icons import IconName
from shared.ui.theme import current_tokens
from shared.ui.time_text import duration_words
from shared.ui.widgets import Badge, Banner, Button, DangerButton, Icon, InkRole, Label, Switch

_TICK_MS, _INSET_PX = 1_000, 16
_RESUME_AFTER_MS = 600
"""A double click on Pause, or a key that reached the button during it, must not end the pause it began."""
_WORDS_END_PX = 8  # words have no ring around them, as the buttons below have
_HOUR_MS, _LONG_HOURS_MS = 3_600_000, (42_480_000,)  # 11 hours 48 minutes
_LONG_TIMES_MS = (48_000, 2_880_000)  # as long as words for a time below an hour become
_WIDEST_PX = 16_777_215  # Qt's own word for no limit
_STATE_ICONS: dict[str, tuple[IconName, InkRole]] = {
    "asking": ("eye_closed", "muted"),
    "paused": ("pause", "muted"),
    "stalled": ("link_broken", "red"),
    "hand": ("mouse", "muted"),
    "control": ("mouse", "amber"),
    "view": ("eye", "amber"),
    "nothing": ("eye_closed", "muted"),
}
SEEN_STATES = frozenset({"view", "hand", "control"})
"""The states in which somebody really sees the screen: everything amber hangs on these."""


def _row_width(widgets: list[QWidget], gap_px: int) -> int:
    """How wide these are side by side."""
    return sum(max(widget.sizeHint().width(), widget.minimumWidth()) + gap_px for widget in widgets)


class SessionBar(QWidget):
    """Closing it by any means is Stop; minimising or hiding it does not work.

    Signals `messages_wanted()` and `files_wanted()` when the person wants to see messages, or files.
    """

    messages_wanted = Signal()
    files_wanted = Signal()

    def __init__(self, intents: ClientIntents, clock: Clock) -> None:
        super().__init__(
            None,
            Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint,
        )
        self._intents = intents
        self._clock = clock
        self._paused_at_ms = -_RESUME_AFTER_MS
        self._view: SessionView | None = None
        self._may_hide = True
        self._drag_from: QPoint | None = None
        # It must not take the keyboard from what the person and the helper are working in.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._corner = RememberedCorner("session_bar_corner", "top_right")
        s = current_tokens().sizes
        # Wide type would make the bar cover what the helper is to see.
        self.setStyleSheet(f"QWidget {{ font-size: {s.small_pt - 1}pt; }}")
        self.grip = MoveGrip(self._move_by, self)
        self.icon = Icon("eye", "amber", side_px=32)
        self.badge = Badge(side_px=40)
        self.headline = Label(role="strong", wraps=False)
        self.detail = Label(role="small", wraps=False)
        self.rights = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.switches: dict[Capability, Switch] = {}
        self.notice, self.trouble = Banner("info"), Banner("red")
        self.time_button = Button()
        self.offer_button = Button()
        self.clear_button = Button()
        self.screens_button = Button()
        self.messages_button = MessagesButton()
        self.message = BarMessage()
        self._are_messages_open = False
        self.copied_button = CopiedButton(intents)
        self.files_button = Button()
        self.pause_button = Button(icon="pause")
        self.stop_button = DangerButton(icon="stop")

        self._low = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._offer_buttons = (
            self.time_button, self.copied_button, self.offer_button,
            self.clear_button, self.screens_button, self.files_button,
        )  # fmt: skip
        self._stop_buttons = (self.messages_button, self.pause_button, self.stop_button)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._offers, self._stops = QHBoxLayout(), QHBoxLayout()
        self._lay_out()
        self.time_button.clicked.connect(self._give_time)
        self.offer_button.clicked.connect(lambda: intents.offer(Capability.CONTROL))
        self.clear_button.clicked.connect(intents.clear_drawing)
        self.screens_button.clicked.connect(intents.choose_screens)
        self.messages_button.clicked.connect(self.messages_wanted)
        self.message.answer_wanted.connect(self.messages_wanted)
        self.files_button.clicked.connect(self.files_wanted)
        self.pause_button.clicked.connect(self._toggle_pause)
        self.stop_button.clicked.connect(intents.stop)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._on_tick)

    def _lay_out(self) -> None:
        s = current_tokens().sizes
        words = QVBoxLayout()
        words.setSpacing(0)
        words.setContentsMargins(0, 0, _WORDS_END_PX, 0)
        words.addWidget(self.headline)
        words.addWidget(self.detail)
        top = QHBoxLayout()
        top.setSpacing(s.gap_px // 2)
        for widget in (self.grip, self.icon, self.badge):
            top.addWidget(widget)
        top.addLayout(words, 1)
        self.rights.setSpacing(s.gap_px // 2)
        for row, widgets in ((self._offers, self._offer_buttons), (self._stops, self._stop_buttons)):
            row.setSpacing(s.gap_px // 2)
            row.addStretch(1)
            for button in widgets:
                row.addWidget(button)
        self._buttons.setSpacing(s.gap_px // 2)
        self._buttons.addLayout(self._offers, 1)
        self._buttons.addLayout(self._stops)
        self._low.setSpacing(s.gap_px // 2)
        self._low.addLayout(self.rights)
        self._low.setAlignment(self.rights, Qt.AlignmentFlag.AlignLeft)
        self._low.addLayout(self._buttons, 1)
        grid = QGridLayout(self)
        grid.setContentsMargins(*[s.pad_px // 2] * 4)
        grid.setSpacing(s.label_gap_px)
        grid.addLayout(top, 0, 0)
        grid.addWidget(self.notice, 1, 0)
        grid.addWidget(self.trouble, 2, 0)
        grid.addLayout(self._low, 3, 0)
        # Below, so that what is pressed in a hurry stays where it is when a message comes.
        grid.addWidget(self.message, 4, 0)
        grid.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)

    def render_view(self, view: SessionView) -> None:
        """Show the bar with this state."""
        self._view = view
        self._list_rights(view)
        self.retranslate()
        self.update()  # the ground says whether somebody sees
        if not self.isVisible():
            self._may_hide = False
            self.adjustSize()
            self._go_to_corner()  # before it shows: a press aimed at a bar that jumps would hit what lies under it
            self.show()
            self.stop_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._tick.start()

    def dismiss(self) -> None:
        """The session is over: the only way the bar goes away."""
        self._tick.stop()
        self._view = None
        self._may_hide = True
        self.hide()

    def retranslate(self) -> None:
        """Every word of the bar."""
        view = self._view
        if view is None:
            return
        state = session_state(view)
        self.headline.setText(headline(view))
        self.setWindowTitle(self.headline.text())
        self.badge.set_initials(view.helper.initials)
        self.headline.set_text_role("amber" if state in SEEN_STATES else "strong")
        self.icon.show_icon(*_STATE_ICONS[state])
        for switch in self.switches.values():
            switch.setAccessibleDescription(self.tr("Switch off to take this back at once."))
        self.grip.setAccessibleName(self.tr("Move this bar with the arrow keys"))
        self.grip.setToolTip(self.tr("Drag to move"))
        self.time_button.setText(self.tr("Give more time"))
        self.offer_button.setText(self.tr("Allow mouse and keyboard"))
        self.offer_button.setVisible(state == "view")
        self.copied_button.show_view(view)
        self.clear_button.setText(self.tr("Clear drawing"))
        self.clear_button.setVisible(state in SEEN_STATES and view.has_drawing)
        self.screens_button.setText(self.tr("Show another screen"))
        self.screens_button.setVisible(state in SEEN_STATES and len(view.monitors) > 1)
        self.files_button.setText(self.tr("Files"))
        self.pause_button.setText(self.tr("Resume") if view.is_paused else self.tr("Pause"))
        self.pause_button.set_icon_name("play" if view.is_paused else "pause")
        self.stop_button.setText(self.tr("Stop"))
        self._show_message(view)
        trouble = record_sentence(view)
        self.trouble.setVisible(bool(trouble))
        self.trouble.show_text("red", trouble)
        self._show_times()
        self._show_detail()

    def _show_times(self) -> None:
        """How long each right still lasts, and that one is about to end."""
        view, now_ms = self._view, self._clock.monotonic_ms()
        if view is None:
            return
        for right in view.rights:
            self._name_switch(self.switches[right.capability], right_words(right, now_ms), long_right_words(right))
        ending = "" if view.question is not None else ending_sentence(view, now_ms)
        notice = ending or notice_sentence(view)
        self.notice.setVisible(bool(notice))
        self.notice.show_text("amber" if ending else "info", notice)
        self.time_button.setVisible(bool(ending) and not view.is_paused and not view.is_stalled)

    def _name_switch(self, switch: Switch, words: str, longest: list[str]) -> None:
        """Name it, with room for the longest name it will have, so that nothing beside it moves as time passes."""
        widths = []
        for text in (*longest, words):
            switch.setText(text.replace("&", "&&"))
            widths.append(switch.sizeHint().width())
        switch.setMinimumWidth(max(widths))
        switch.setAccessibleName(words)

    def set_messages_open(self, *, are_open: bool) -> None:
        """Whether the window of messages is there: then nothing of them need be said here."""
        self._are_messages_open = are_open
        if self._view is not None:
            self._show_message(self._view)

    def _show_message(self, view: SessionView) -> None:
        self.messages_button.show_unread(view.talk.unread_count)
        text = "" if self._are_messages_open else view.talk.newest_unread
        self.message.show_message(helper_name(view.helper), text)

    def _show_detail(self) -> None:
        view = self._view
        if view is None:
            return
        parts = [
            self._screen_words(view),
            duration_words(self._clock.monotonic_ms() - view.started_at_mono_ms),
            line_words(view),
        ]
        if view.panic_keys:
            parts.append(self.tr("{keys} stops everything").replace("{keys}", view.panic_keys))
        self.detail.setText(" · ".join(part for part in parts if part))
        self._fit_width(self._widest_detail_px(parts))

    def _widest_detail_px(self, parts: list[str]) -> int:
        """Room for the longest length of time, so that the bar does not change its width while the time counts."""
        metrics = self.detail.fontMetrics()
        is_long = self._view is not None and self._clock.monotonic_ms() - self._view.started_at_mono_ms >= _HOUR_MS
        texts = [
            " · ".join(part for part in (parts[0], duration_words(length_ms), *parts[2:]) if part)
            for length_ms in (_LONG_HOURS_MS if is_long else _LONG_TIMES_MS)
        ]
        return max(metrics.horizontalAdvance(text) for text in (self.detail.text(), *texts))

    def _screen_words(self, view: SessionView) -> str:
        """Which screens are seen; empty where there is only one to see."""
        if session_state(view) not in SEEN_STATES or len(view.monitors) < 2:  # noqa: PLR2004 - one is no choice
            return ""
        return screens_words(view.shared_ids, screen_choices(view.monitors, monitor_of_window(self, view.monitors)))

    def _fit_width(self, detail_px: int) -> None:
        """Break into more rows where one would not fit: Stop must never hang over the edge of the screen."""
        s = current_tokens().sizes
        gap = s.gap_px // 2
        room = self.screen().availableGeometry().width() - 2 * _INSET_PX - s.pad_px
        metrics = self.headline.fontMetrics()
        turns = (self.headline.text(),) if self._view is None else headlines_in_turn(self._view)
        headline_px = max(metrics.horizontalAdvance(text) for text in turns)
        words = max(headline_px, detail_px) + _WORDS_END_PX + 2 * gap
        beside = _row_width([self.grip, self.icon, self.badge], gap)
        rights = _row_width([*self.switches.values()], gap)
        offers, stops = (
            _row_width([button for button in row if not button.isHidden()], gap)
            for row in (self._offer_buttons, self._stop_buttons)
        )
        direction = QBoxLayout.Direction
        is_high = rights + offers + stops > room
        self._low.setDirection(direction.TopToBottom if is_high else direction.LeftToRight)
        self.rights.setDirection(direction.TopToBottom if rights > room else direction.LeftToRight)
        self._buttons.setDirection(direction.TopToBottom if offers + stops > room else direction.LeftToRight)
        # With no right to take back the buttons have the whole row.
        for row in (self._offers, self._stops):
            row.setStretch(0, 1 if self.switches else 0)
            for place in range(1, row.count()):
                row.setStretch(place, 0 if self.switches else 1)
        wraps = beside + words > room
        for label in (self.headline, self.detail):
            label.setWordWrap(wraps)
            label.setMinimumWidth(room - beside if wraps else detail_px if label is self.detail else headline_px)
            label.setMaximumWidth(room - beside if wraps else _WIDEST_PX)

    def _on_tick(self) -> None:
        self._show_times()
        self._show_detail()
        # Another always-on-top window may have come above; taking the place again costs nothing when it has not.
        self.raise_()

    def _list_rights(self, view: SessionView) -> None:
        wanted = [right.capability for right in view.rights]
        for capability in [known for known in self.switches if known not in wanted]:
            switch = self.switches.pop(capability)
            self.rights.removeWidget(switch)
            switch.hide()
            switch.deleteLater()
        previous: QWidget = self.grip
        for capability in wanted:
            if capability not in self.switches:
                switch = Switch(parent=self)
                switch.clicked.connect(lambda _is_on=False, right=capability: self._take_back(right))
                self.switches[capability] = switch
                self.rights.addWidget(switch)
            switch = self.switches[capability]
            switch.setChecked(True)
            QWidget.setTabOrder(previous, switch)
            previous = switch
        for button in (*self._offer_buttons, *self._stop_buttons):
            QWidget.setTabOrder(previous, button)
            previous = button
        QWidget.setTabOrder(previous, self.message.answer_button)

    def _take_back(self, capability: Capability) -> None:
        # Only the flow switches it off for good: the next view carries what is really allowed.
        self._intents.take_back(capability)

    def _give_time(self) -> None:
        right = None if self._view is None else ending_right(self._view, self._clock.monotonic_ms())
        if right is not None:
            self._intents.give_time(right.capability)

    def _toggle_pause(self) -> None:
        now_ms = self._clock.monotonic_ms()
        if self._view is None or not self._view.is_paused:
            self._paused_at_ms = now_ms
            self._intents.pause()
        elif now_ms - self._paused_at_ms >= _RESUME_AFTER_MS:
            self._intents.resume()

    # --- place ---

    def _corners(self) -> dict[str, QPoint]:
        return corner_positions(self.screen().availableGeometry(), self.width(), self.height(), _INSET_PX)

    def _go_to_corner(self) -> None:
        self.move(self._corner.find(self._corners()))

    def _move_by(self, step: QPoint) -> None:
        corners = self._corners()
        first, last = corners["top_left"], corners["bottom_right"]
        target = self.pos() + step
        self.move(min(max(target.x(), first.x()), last.x()), min(max(target.y(), first.y()), last.y()))
        self._corner.keep(self.pos(), corners)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag anywhere that is not a control."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag_from = event.globalPosition().toPoint() - self.pos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self._drag_from is not None:
            self.move(event.globalPosition().toPoint() - self._drag_from)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Stay inside the screen and remember the corner for next time."""
        if self._drag_from is not None:
            self._drag_from = None
            self._move_by(QPoint(0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other words, another size: keep the corner."""
        super().resizeEvent(event)
        if self.isVisible() and self._drag_from is None:
            self._go_to_corner()

    # --- never hidden ---

    def changeEvent(self, event: QEvent) -> None:
        """Come back from being minimised; speak a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.WindowStateChange and self.isMinimized():
            QTimer.singleShot(0, self, self.showNormal)

    def hideEvent(self, event: QHideEvent) -> None:
        """Come back when something else hid it."""
        super().hideEvent(event)
        if not self._may_hide:
            QTimer.singleShot(0, self, self._show_again)

    def _show_again(self) -> None:
        if not self._may_hide:
            self.show()
            self.raise_()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing is Stop: at once, with the receipt."""
        if not self._may_hide:
            event.ignore()
            self._intents.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard."""
        if event.isAutoRepeat():
            return  # a key that lies on the keyboard, or that was pressed in another window, decides nothing here
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, Button):
            focused.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A ground with an edge that shows on every wallpaper: amber while somebody sees."""
        c = current_tokens().colours
        is_seen = self._view is not None and session_state(self._view) in SEEN_STATES
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(c.amber_soft if is_seen else c.surface))
        painter.setPen(QPen(QColor(c.amber if is_seen else c.control_line), 2))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
