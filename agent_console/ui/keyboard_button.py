"""The button that says what the agent's keys become over there, and the menu behind it."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from agent_console.ui.plain_label import tooltip_text
from agent_console.view_models.key_typing import KeyboardMode
from agent_console.view_models.special_keys import CONSOLE_KEYS, SPECIAL_KEYS, SpecialKeys, is_withheld
from shared.ui.push_button import PushButton

MODE_KEYS, CLIPBOARD_KEYS = "Ctrl+Shift+K", "Ctrl+Shift+V"


class KeyboardButton(PushButton):
    """Shows; the page decides.

    Signals `mode_wanted(mode)`, `keys_wanted(special_keys)` and `clipboard_wanted()`.
    """

    mode_wanted = Signal(object)
    keys_wanted = Signal(object)
    clipboard_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "flat")
        self._mode = KeyboardMode.AUTOMATIC
        self._os_family = ""
        self._is_short = False
        menu = QMenu(self)
        group = QActionGroup(self)
        self._modes: dict[KeyboardMode, QAction] = {}
        for mode in KeyboardMode:
            action = self._modes[mode] = QAction(group)
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, mode=mode: self.mode_wanted.emit(mode))
            menu.addAction(action)
        menu.addSeparator()
        self._clipboard = menu.addAction("")
        self._clipboard.triggered.connect(self.clipboard_wanted)
        menu.addSeparator()
        self._keys = [(keys, self._add_keys(menu, keys)) for keys in SPECIAL_KEYS]
        self._consoles = menu.addMenu("")
        for keys in CONSOLE_KEYS:
            self._add_keys(self._consoles, keys)
        self.setMenu(menu)
        self._retranslate()

    def show_state(self, mode: KeyboardMode, os_family: str) -> None:
        """Say what a press becomes, and know the system over there."""
        if (mode, os_family) != (self._mode, self._os_family):
            self._mode, self._os_family = mode, os_family
            self._retranslate()

    def set_short(self, *, is_short: bool) -> None:
        """Whether there is room for few words only."""
        if is_short != self._is_short:
            self._is_short = is_short
            self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _add_keys(self, menu: QMenu, keys: SpecialKeys) -> QAction:
        action = menu.addAction(keys.name)
        action.triggered.connect(lambda: self.keys_wanted.emit(keys))
        return action

    def _retranslate(self) -> None:
        names_of_mode = {
            KeyboardMode.AUTOMATIC: (self.tr("Keyboard: automatic"), self.tr("Automatic")),
            KeyboardMode.CHARACTERS: (self.tr("Keyboard: characters"), self.tr("Characters")),
            KeyboardMode.KEYS: (self.tr("Keyboard: keys"), self.tr("Keys")),
        }
        words = {
            KeyboardMode.AUTOMATIC: self.tr("Automatic: text as you type it, shortcuts as shortcuts"),
            KeyboardMode.CHARACTERS: self.tr("Characters: always what your keys print, in shortcuts too"),
            KeyboardMode.KEYS: self.tr("Keys: by their place on the keyboard, for games"),
        }
        for mode, action in self._modes.items():
            action.setText(words[mode])
            action.setChecked(mode is self._mode)
        self._clipboard.setText(self.tr("Type the clipboard as keys") + f"\t{CLIPBOARD_KEYS}")
        names = {
            "Super": self.tr("Windows key (Super)"),
            "Print Screen": self.tr("Print Screen"),
            "Caps Lock": self.tr("Caps Lock over there"),
            "Num Lock": self.tr("Num Lock over there"),
        }
        for keys, action in self._keys:
            withheld = is_withheld(keys, self._os_family)
            action.setEnabled(not withheld)
            name = names.get(keys.name, keys.name)
            action.setText(
                self.tr("{keys}: Windows takes it only from the person's own keyboard").format(keys=name)
                if withheld
                else name
            )
        self._consoles.setTitle(self.tr("Ctrl+Alt+F1 to F12, may leave the desktop"))
        long, short = names_of_mode[self._mode]
        self.setText(short if self._is_short else long)
        self.setAccessibleName(long)
        self.setAccessibleDescription(self.tr("What your keys become over there, and special keys"))
        self.setToolTip(tooltip_text(f"{self.accessibleDescription()} ({MODE_KEYS})"))
