"""The window of messages: what happened and what both wrote, and a field to write in."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QMoveEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from client.ui.helper_card import helper_name
from client.ui.remembered_corner import RememberedCorner
from client.ui.screen_geometry import corner_positions, free_corner
from client.ui.story_words import story_sentence
from client.view_models.screens import ClientIntents, SessionView
from shared.session.story import StoryEntry
from shared.ui.composer import Composer
from shared.ui.talk_stream import TalkStream
from shared.ui.theme import current_tokens
from shared.ui.widgets import LinkButton, PrimaryButton

_SIZE = QSize(420, 460)
_INSET_PX = 16
_FRAME_PX = 32  # what a window manager adds above, before it has said so
_HAND_PX = 48  # a window manager's frame moves a window by less
_SETTLE_MS = 400


class MessagesWindow(QWidget):
    """Stays above others as the bar does, but never above Stop, and takes the keyboard only when it is wanted.

    Signals `shown_changed()` when it came or went, `moved()`, and `report_wanted()` when something is wrong now.
    """

    shown_changed = Signal()
    moved = Signal()
    report_wanted = Signal()

    def __init__(self, intents: ClientIntents) -> None:
        kind = Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint | Qt.WindowType.CustomizeWindowHint
        super().__init__(None, kind | Qt.WindowType.WindowTitleHint | Qt.WindowType.WindowCloseButtonHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._view: SessionView | None = None
        self._is_wanted = False
        self._corner = RememberedCorner("messages_corner", "bottom_right")
        self._placed_at = QPoint()
        s = current_tokens().sizes
        self.stream = TalkStream(self._sentence, self._is_before_the_eyes)
        self.composer = Composer(PrimaryButton())
        column = QVBoxLayout(self)
        column.setContentsMargins(s.pad_px, s.pad_px // 2, s.pad_px // 2, s.pad_px // 2)
        column.setSpacing(s.gap_px // 2)
        column.addWidget(self.stream, 1)
        column.addWidget(self.composer)
        self.report_button = LinkButton()
        column.addWidget(self.report_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.report_button.clicked.connect(self.report_wanted)
        self.composer.sent.connect(intents.say)
        self.stream.read.connect(intents.note_read)
        self._moved_by_hand = QTimer(self)
        self._moved_by_hand.setSingleShot(True)
        self._moved_by_hand.setInterval(_SETTLE_MS)
        self._moved_by_hand.timeout.connect(self._remember_corner)

    def render_view(self, view: SessionView) -> None:
        """Show this stream. It steps aside while the person has a question to answer, and comes back afterwards."""
        self._view = view
        self._retitle()
        is_in_the_way = view.question is not None
        if self._is_wanted and self.isHidden() is not is_in_the_way:
            self.setVisible(not is_in_the_way)
        if self.isVisible():
            self._show_talk()

    def open_for_writing(self, taken: Sequence[QRect]) -> None:
        """The person wants to write: come up beside our other windows, with the keyboard in the field."""
        self._is_wanted = True
        if self._view is None or self._view.question is not None:
            return
        if self.isHidden():
            self._place(taken)
            self.show()
        self._show_talk()
        self.raise_()
        self.activateWindow()
        self.composer.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        """Close it; what was begun stays in the field."""
        self._is_wanted = False
        self.hide()

    def dismiss(self) -> None:
        """The session is over: nothing of it is kept for the next one."""
        self.put_away()
        self._view = None
        self.composer.field.clear()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that it is there."""
        super().showEvent(event)
        self.shown_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it is gone."""
        super().hideEvent(event)
        self.shown_changed.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing it ends nothing."""
        event.ignore()
        self.put_away()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts it away."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
            return
        super().keyPressEvent(event)

    def moveEvent(self, event: QMoveEvent) -> None:
        """Tell, and look later whether it was a hand."""
        super().moveEvent(event)
        self.moved.emit()
        self._moved_by_hand.start()

    # --- inside

    def _show_talk(self) -> None:
        if self._view is not None:
            self.stream.show_items(self._view.talk.items, helper_name(self._view.helper))
            self.composer.show_talk(self._view.talk)

    def _sentence(self, entry: StoryEntry) -> str:
        return story_sentence(entry, helper_name(self._view.helper)) if self._view is not None else ""

    def _retitle(self) -> None:
        if self._view is not None:
            title = self.tr("Messages with {name}").replace("{name}", helper_name(self._view.helper))
            self.setWindowTitle(f"{title} | Alongside")
            self.stream.setAccessibleName(title)
            self.report_button.setText(self.tr("Something is wrong: stop, and tell us"))

    def _is_before_the_eyes(self) -> bool:
        handle = self.windowHandle()
        return self.isVisible() and not self.isMinimized() and handle is not None and handle.isExposed()

    def _place(self, taken: Sequence[QRect]) -> None:
        """Its own corner, or another one where something of ours already is."""
        area = self.screen().availableGeometry()
        # Where the words are long it is wider, and has to know that before it takes its place.
        room = area.size() - QSize(2 * _INSET_PX, 2 * _INSET_PX + _FRAME_PX)
        size = _SIZE.expandedTo(self.minimumSizeHint()).boundedTo(room)
        self.resize(size)
        whole = QSize(size.width(), size.height() + _FRAME_PX)
        corners = corner_positions(area, whole.width(), whole.height(), _INSET_PX)
        own = self._corner.find(corners)
        self._placed_at = free_corner(corners, own, whole, taken)
        self.move(self._placed_at)

    def _remember_corner(self) -> None:
        if not self.isVisible() or (self.pos() - self._placed_at).manhattanLength() < _HAND_PX:
            return
        frame = self.frameGeometry()
        area = self.screen().availableGeometry()
        self._corner.keep(self.pos(), corner_positions(area, frame.width(), frame.height(), _INSET_PX))
        self._placed_at = self.pos()
