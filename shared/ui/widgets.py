"""The parts every window is made of; each reads the theme's tokens and says its name to a screen reader."""

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from shared.ui.icons import IconName, make_icon, paint_icon
from shared.ui.plain_text import keep_end_together
from shared.ui.push_button import PushButton
from shared.ui.theme import current_tokens

TextRole = Literal["body", "title", "heading", "strong", "muted", "small", "amber", "red", "quote"]
ButtonKind = Literal["plain", "primary", "danger", "link"]
BannerKind = Literal["amber", "red", "info"]
InkRole = Literal["text", "muted", "accent", "amber", "red"]

_RING_PX = 2
_ICON_GAP_PX = 6
_BANNER_ICONS: dict[BannerKind, IconName] = {"amber": "warning", "red": "warning", "info": "info"}


def set_role(widget: QWidget, name: str, value: str) -> None:
    """Set a property the style sheet chooses by, and have the style look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def ink_colour(role: InkRole) -> str:
    """The colour in force for an icon of this role."""
    c = current_tokens().colours
    return {"text": c.text, "muted": c.muted, "accent": c.accent_text, "amber": c.amber_text, "red": c.red_text}[role]


class Label(QLabel):
    """Words, always shown as plain text, wrapped unless told otherwise. A wrapped title leaves no last word alone."""

    def __init__(
        self,
        text: str = "",
        role: TextRole = "body",
        *,
        wraps: bool = True,
        keeps_end: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._keeps_end = keeps_end or (role == "title" and wraps)
        self._words = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        self.setText(text)
        self.set_text_role(role)
        if wraps:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def setText(self, text: str) -> None:
        """Show other words; a screen reader gets them as they were given."""
        self._words = text
        super().setText(keep_end_together(text) if self._keeps_end else text)
        if self._keeps_end:
            self.setAccessibleName(text)

    def text(self) -> str:
        """The words as they were given."""
        return self._words

    def set_text_role(self, role: TextRole) -> None:
        """Choose size and colour by what the words are for."""
        set_role(self, "role", role)


class ScrolledColumn(QWidget):
    """What a `QScrollArea` scrolls. Its height follows from its width alone: no bar appears while the words fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scrolled")

    def minimumSizeHint(self) -> QSize:
        """None: Qt would ask how high the words are in the narrowest column there could be."""
        return QSize(1, 1)


def paint_focus_ring(widget: QWidget, *, radius_px: float) -> None:
    """Draw the ring around a widget that has the keyboard; call at the end of its `paintEvent`."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(current_tokens().colours.focus), _RING_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = _RING_PX / 2
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(inset, inset, -inset, -inset), radius_px, radius_px)
    painter.end()


class Button(PushButton):
    """A button of one of four kinds with a focus ring that stands off its edge."""

    def __init__(
        self,
        text: str = "",
        kind: ButtonKind = "plain",
        *,
        icon: IconName | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name: IconName | None = icon
        self._icon_look: tuple[str, bool] | None = None
        set_role(self, "kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._refresh_icon()

    def set_icon_name(self, icon: IconName | None) -> None:
        """Show another icon before the words, or none."""
        self._icon_name, self._icon_look = icon, None
        self._refresh_icon()

    def _refresh_icon(self) -> None:
        if self._icon_name is None:
            return
        c = current_tokens().colours
        ink = {"primary": c.on_accent, "danger": c.on_red, "link": c.accent_text}.get(self.property("kind"), c.text)
        ink = ink if self.isEnabled() else c.muted
        look = (ink, bool(self.text()))
        if look == self._icon_look:
            return
        self._icon_look = look
        side_px = round(current_tokens().sizes.body_pt * 1.3)
        gap_px = _ICON_GAP_PX if self.text() else 0
        self.setIconSize(QSize(side_px + gap_px, side_px))
        self.setIcon(make_icon(self._icon_name, ink, side_px, gap_px=gap_px))

    def setText(self, text: str) -> None:
        """New words; the icon keeps its distance from them."""
        super().setText(text)
        self._refresh_icon()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the enabled state."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange, QEvent.Type.EnabledChange):
            self._refresh_icon()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button, then the ring."""
        super().paintEvent(event)
        if self.hasFocus():
            paint_focus_ring(self, radius_px=current_tokens().sizes.radius_px + 3)


class PrimaryButton(Button):
    """The one main button of a page."""

    def __init__(self, text: str = "", *, icon: IconName | None = None, parent: QWidget | None = None) -> None:
        super().__init__(text, "primary", icon=icon, parent=parent)


class DangerButton(Button):
    """Stop. Nothing else is red."""

    def __init__(self, text: str = "", *, icon: IconName | None = None, parent: QWidget | None = None) -> None:
        super().__init__(text, "danger", icon=icon, parent=parent)


class LinkButton(Button):
    """A quiet button that looks like words."""

    def __init__(self, text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(text, "link", parent=parent)


class Icon(QWidget):
    """A drawn icon beside words that say the same; a screen reader passes over it."""

    def __init__(
        self, name: IconName, ink: InkRole = "text", side_px: int = 24, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name: IconName = name
        self._ink: InkRole = ink
        self.setFixedSize(side_px, side_px)

    def show_icon(self, name: IconName, ink: InkRole) -> None:
        """Draw another one."""
        if (name, ink) != (self._name, self._ink):
            self._name, self._ink = name, ink
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Stroke it in the colour in force."""
        painter = QPainter(self)
        paint_icon(painter, self._name, QRectF(self.rect()), ink_colour(self._ink))
        painter.end()


class Badge(QWidget):
    """A round badge with a person's initials."""

    def __init__(self, initials: str = "", side_px: int = 56, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._initials = initials
        self.setFixedSize(side_px, side_px)

    def set_initials(self, initials: str) -> None:
        """At most two letters fit."""
        if initials != self._initials:
            self._initials = initials
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A disc in the accent's pale ground, letters in the accent."""
        c = current_tokens().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(c.accent), 1.5))
        painter.setBrush(QColor(c.accent_soft))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        font = QFont(QApplication.font())
        font.setPixelSize(round(self.height() * 0.36))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(c.accent_text))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._initials)
        painter.end()


class Banner(QFrame):
    """A line of words with an icon on a tinted card: a warning, a trouble, or something good to know."""

    def __init__(self, kind: BannerKind = "info", text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        s = current_tokens().sizes
        self._icon = Icon("info", side_px=round(s.body_pt * 1.6), parent=self)
        self.label = Label(text, parent=self)
        self._column = QVBoxLayout()
        self._column.setSpacing(s.gap_px // 2)
        self._column.addWidget(self.label)
        row = QHBoxLayout(self)
        row.setContentsMargins(s.pad_px, s.pad_px * 3 // 4, s.pad_px, s.pad_px * 3 // 4)
        row.setSpacing(s.pad_px * 3 // 4)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._column, 1)
        self.show_text(kind, text)

    def show_text(self, kind: BannerKind, text: str) -> None:
        """Say something else; the frame takes the colour of its kind."""
        if self.property("card") != kind:
            set_role(self, "card", kind)
            # The words take their colour from the frame around them; the style does not look at those by itself.
            self.label.style().unpolish(self.label)
            self.label.style().polish(self.label)
        inks: dict[BannerKind, InkRole] = {"amber": "amber", "red": "red", "info": "muted"}
        self._icon.show_icon(_BANNER_ICONS[kind], inks[kind])
        self.label.setText(text)
        self.setAccessibleName(text)

    def add_action(self, button: QPushButton) -> None:
        """Put a button under the words."""
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


class Card(QFrame):
    """A raised ground for things that belong together; `body` is its layout."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        s = current_tokens().sizes
        set_role(self, "card", "plain")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(s.pad_px, s.pad_px, s.pad_px, s.pad_px)
        self.body.setSpacing(s.gap_px // 2)


class Switch(QCheckBox):
    """A check box that looks like a switch: word and position say the state, colour only repeats it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Track, gap, words, and the height of a target."""
        words = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text())
        track = self._track_width()
        return QSize(track + 12 + words.width() + 16, max(current_tokens().sizes.target_px, words.height() + 8))

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()

    def _track_width(self) -> int:
        return self.fontMetrics().height() * 2

    def hitButton(self, pos) -> bool:  # noqa: ANN001  Qt calls it with a QPoint
        """The whole of it is the target."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Track with a knob, then the words."""
        c = current_tokens().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self._track_width()
        height = width * 0.56
        track = QRectF(8, (self.height() - height) / 2, width, height)
        is_on = self.isChecked()
        painter.setPen(QPen(QColor(c.accent if is_on else c.control_line), 1.5))
        painter.setBrush(QColor(c.accent if is_on else c.surface))
        painter.drawRoundedRect(track, height / 2, height / 2)
        knob = height - 6
        left = track.right() - knob - 3 if is_on else track.left() + 3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.on_accent if is_on else c.control_line))
        painter.drawEllipse(QRectF(left, track.top() + 3, knob, knob))
        painter.setPen(QColor(c.text if self.isEnabled() else c.muted))
        words = QRectF(track.right() + 12, 0, self.width() - track.right() - 12, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic, self.text())
        painter.end()
        if self.hasFocus():
            paint_focus_ring(self, radius_px=current_tokens().sizes.radius_px)
