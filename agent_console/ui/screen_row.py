"""The displays of the assisted computer, one row each, and a button to ask for those that are not shown."""

from PySide6.QtCore import QEvent, QLocale, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from agent_console.ui.foreign_text import shown_text
from agent_console.ui.panel_row import PanelRow
from agent_console.view_models.screens import RemoteMonitor, TabView

MONITOR_NAME_MAX_CHARS = 40
_NO_NAMES = frozenset({"default", "screen"})  # what X servers call a display whose name they do not know
_TIMES = "\u00a0\u00d7\u00a0"  # a size stays on one line


class _ScreenRow(PanelRow):
    """One display, or all of them: its name, what is known of it, and the button."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button.clicked.connect(self.wanted)

    @property
    def text(self) -> str:
        """What it says."""
        return " · ".join(part for part in (self._name.text(), self._words.text()) if part)

    def say(self, name: str, words: str, action: str, *, is_shown: bool, may_ask: bool) -> None:
        """Show a display; its button is away while it is the one that is seen."""
        self._name.setText(name)
        self._words.setText(words)
        self.button.setText(action)
        self.button.setAccessibleName(f"{action}: {name}")
        self.button.setAccessibleDescription(words)
        self.button.setEnabled(may_ask)
        self.button.setVisible(not is_shown)


class ScreenList(QWidget):
    """Signals `wanted(monitor_ids)` when the agent would like to see others than now."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: TabView | None = None
        self._is_unsaid = False
        self._rows: dict[tuple[int, ...], _ScreenRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """Where the keyboard stops."""
        return tuple(row.button for row in self._rows.values())

    @property
    def texts(self) -> tuple[str, ...]:
        """What the rows say, from top to bottom."""
        return tuple(row.text for row in self._rows.values())

    def show_view(self, view: TabView, *, is_unsaid: bool = False) -> None:
        """Show the displays of this view; `is_unsaid` while rules want a reason first, and none is written."""
        self._view, self._is_unsaid = view, is_unsaid
        sets: list[tuple[int, ...]] = [(monitor.monitor_id,) for monitor in view.monitors]
        if len(sets) > 1:
            sets.append(tuple(sorted(monitor.monitor_id for monitor in view.monitors)))
        for gone in [ids for ids in self._rows if ids not in sets]:
            row = self._rows.pop(gone)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, ids in enumerate(sets):
            if ids not in self._rows:
                row = self._rows[ids] = _ScreenRow()
                row.wanted.connect(lambda ids=ids: self.wanted.emit(ids))
                self._column.insertWidget(place, row)
        self._rows = {ids: self._rows[ids] for ids in sets}
        for ids, row in self._rows.items():
            self._say(row, ids, view)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._view is not None:
            self.show_view(self._view, is_unsaid=self._is_unsaid)

    def _say(self, row: _ScreenRow, ids: tuple[int, ...], view: TabView) -> None:
        is_shown = ids == view.shared_ids
        known = {monitor.monitor_id: monitor for monitor in view.monitors}
        parts: list[str] = []
        first, *others = ids
        if others:
            name = self.tr("All screens")
        else:
            # By its number: the person's window calls it so, and the two talk to each other.
            name = self.tr("Screen {number}").format(number=first)
            parts = self._details(known[first])
        if is_shown:
            held = {"asking": self.tr("on hold during the question"), "paused": self.tr("on hold, paused")}
            parts.append(held.get(view.cover, self.tr("shown")))
        may_ask = view.cover == "none" and bool(view.shared_ids) and view.screens_state != "asked"
        if may_ask and self._is_unsaid:
            may_ask = False
            parts.append(self.tr("write above why you ask"))
        row.say(name, " · ".join(parts), self.tr("Ask"), is_shown=is_shown, may_ask=may_ask)

    def _details(self, monitor: RemoteMonitor) -> list[str]:
        locale = QLocale()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        size = f"{locale.toString(monitor.width_px)}{_TIMES}{locale.toString(monitor.height_px)}"
        name = shown_text(monitor.name, MONITOR_NAME_MAX_CHARS)
        if name.lower() in _NO_NAMES:
            name = ""
        return [part for part in (name, size) if part]
