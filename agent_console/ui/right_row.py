"""One right of one person: its name, its state in words, and the one thing that can be done about it."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from agent_console.ui.panel_row import PanelRow
from agent_console.ui.phrases import right_words
from agent_console.ui.plain_label import tooltip_text
from agent_console.view_models.screens import RightState
from shared.capability import Capability
from shared.ui.consent_labels import capability_label
from shared.ui.widgets import set_role

SHORTCUTS: dict[Capability, str] = {Capability.VIEW: "Ctrl+Shift+S", Capability.CONTROL: "Ctrl+Shift+M"}
"""See the Screen, use Mouse and keyboard: ask for it, or give it back."""

_MS_PER_S = 1_000
_MS_PER_MIN = 60_000


class RightRow(PanelRow):
    """Signals `asked` or `given_back` when it is acted on, `reason_wanted` when there has to be a reason first."""

    asked = Signal()
    given_back = Signal()
    reason_wanted = Signal()

    def __init__(self, capability: Capability, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.capability = capability
        self._state: RightState = "off"
        self._cover = "none"
        self._may_ask = self._is_unsaid = False
        self._left_ms: int | None = None
        self._is_idle_end = False
        self.button.clicked.connect(self.act)
        self._retranslate()

    @property
    def state_text(self) -> str:
        """The state in words."""
        return self._words.text()

    def show_state(
        self,
        state: RightState,
        *,
        may_ask: bool,
        is_unsaid: bool = False,
        left_ms: int | None,
        is_idle_end: bool = False,
        cover: str = "none",
    ) -> None:
        """Show the state.

        Args:
            state: of the right.
            may_ask: the button may ask for it now.
            is_unsaid: but not before a reason is written, by the organisation's rules.
            left_ms: how long a right that is on still lasts, if it ends by itself.
            is_idle_end: it ends then because it is not used.
            cover: why what is on is held back, as the picture is covered or the person busy; `none` if not.
        """
        told = (state, may_ask, is_unsaid, left_ms, is_idle_end, cover)
        if told != (self._state, self._may_ask, self._is_unsaid, self._left_ms, self._is_idle_end, self._cover):
            self._state, self._may_ask, self._is_unsaid, self._left_ms, self._is_idle_end, self._cover = told
            self._retranslate()

    def act(self) -> None:
        """Ask for the right, or give it back when it is on."""
        if self._state == "on":
            self.given_back.emit()
        elif self._may_ask and self._is_unsaid:
            self.reason_wanted.emit()
        elif self._may_ask:
            self.asked.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        name = capability_label(self.capability)
        words = right_words(self._state, self._cover)
        if self._state == "on" and self._cover != "hand":  # that comes and goes; the rows below stay where they are
            words = f"{words} · {self._left_words()}"
        if self._may_ask and self._is_unsaid:
            words = self.tr("Write below why you ask, then you can")
        self._name.setText(name)
        self._words.setText(words)
        is_on = self._state == "on"
        is_waiting = self._state == "asked" or (is_on and self._cover in ("asking", "paused", "hand"))
        set_role(self._words, "role", "amber_small" if is_waiting else "on" if is_on else "small")
        self.button.setText(self.tr("Give back") if is_on else self.tr("Ask"))
        self.button.setEnabled(is_on or (self._may_ask and not self._is_unsaid))
        self.button.setAccessibleName(f"{self.button.text()}: {name}")
        self.button.setAccessibleDescription(words)
        keys = SHORTCUTS.get(self.capability)
        self.button.setToolTip(tooltip_text(f"{self.button.text()} ({keys})" if keys else self.button.text()))

    def _left_words(self) -> str:
        if self._left_ms is None:
            return self.tr("until the session ends")
        if self._left_ms <= _MS_PER_MIN:
            left = self.tr("{seconds} s left").format(seconds=-(-self._left_ms // _MS_PER_S))
        else:
            left = self.tr("{minutes} min left").format(minutes=-(-self._left_ms // _MS_PER_MIN))
        return self.tr("{left} if not used").format(left=left) if self._is_idle_end else left
