"""Every shortcut of the window in one place, for binding and for the list the agent can look up."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from agent_console.ui.clip_section import SEND_KEYS
from agent_console.ui.plain_label import PlainLabel
from shared.ui.i18n import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class Shortcut:
    """The keys, what they do in words, the action in `ConsoleWindow`, and unlisted keys.

    What stands behind a colon is handed to the action.
    """

    keys: str
    words: str
    action: str
    also: str = ""


SHORTCUTS = (
    Shortcut("Ctrl+N", QT_TRANSLATE_NOOP("console", "Type a code"), "focus_code"),
    Shortcut("Ctrl+Tab", QT_TRANSLATE_NOOP("console", "Next tab"), "next_tab"),
    Shortcut("Ctrl+Shift+Tab", QT_TRANSLATE_NOOP("console", "Previous tab"), "previous_tab"),
    Shortcut("Ctrl+Shift+S", QT_TRANSLATE_NOOP("console", "Ask to see the screen, or give it back"), "ask_view"),
    Shortcut(
        "Ctrl+Shift+M", QT_TRANSLATE_NOOP("console", "Ask for mouse and keyboard, or give them back"), "ask_control"
    ),
    Shortcut("Ctrl+R", QT_TRANSLATE_NOOP("console", "Write why you ask"), "focus_reason"),
    Shortcut("Ctrl+T", QT_TRANSLATE_NOOP("console", "Write a message"), "focus_chat"),
    Shortcut("Ctrl+P", QT_TRANSLATE_NOOP("console", "Go to the picture"), "focus_picture"),
    Shortcut(
        "Ctrl+Shift+K",
        QT_TRANSLATE_NOOP("console", "What your keys become: automatic, characters, keys"),
        "next_keyboard_mode",
    ),
    Shortcut("Ctrl+Shift+V", QT_TRANSLATE_NOOP("console", "Type the clipboard as keys"), "type_clipboard"),
    Shortcut(SEND_KEYS, QT_TRANSLATE_NOOP("console", "Put what you copied on their clipboard"), "send_clipboard"),
    Shortcut("Ctrl+0", QT_TRANSLATE_NOOP("console", "Whole picture or actual size"), "toggle_scale"),
    # Where plus needs Shift, people press the key and mean plus.
    Shortcut("Ctrl++", QT_TRANSLATE_NOOP("console", "Larger"), "zoom_in", also="Ctrl+="),
    Shortcut("Ctrl+-", QT_TRANSLATE_NOOP("console", "Smaller"), "zoom_out"),
    Shortcut("Ctrl+Shift+P", QT_TRANSLATE_NOOP("console", "Point at something on their screen"), "draw:pointer"),
    Shortcut("Ctrl+Shift+A", QT_TRANSLATE_NOOP("console", "Draw an arrow"), "draw:arrow"),
    Shortcut("Ctrl+Shift+B", QT_TRANSLATE_NOOP("console", "Draw a box"), "draw:box"),
    Shortcut("Ctrl+Shift+D", QT_TRANSLATE_NOOP("console", "Draw freehand"), "draw:pen"),
    Shortcut("Ctrl+Shift+X", QT_TRANSLATE_NOOP("console", "Clear the drawing"), "draw:clear"),
    Shortcut("F11", QT_TRANSLATE_NOOP("console", "Full screen"), "toggle_full_screen"),
    Shortcut("Ctrl+B", QT_TRANSLATE_NOOP("console", "Show or hide the panel"), "toggle_panel"),
    Shortcut("Ctrl+G", QT_TRANSLATE_NOOP("console", "Show or hide the last minute of the line"), "toggle_graph"),
    Shortcut("Ctrl+Shift+W", QT_TRANSLATE_NOOP("console", "End the session"), "end_session"),
    Shortcut("Ctrl+W", QT_TRANSLATE_NOOP("console", "Close an ended tab"), "close_ended"),
    Shortcut("F1", QT_TRANSLATE_NOOP("console", "This list"), "show_shortcuts"),
)
NUMBERED_TABS = 9
TAB_KEYS_WORDS = QT_TRANSLATE_NOOP("console", "Go to tab 1 to 9")
WHEEL_KEYS = QT_TRANSLATE_NOOP("console", "Ctrl and the wheel")
WHEEL_WORDS = QT_TRANSLATE_NOOP("console", "Larger or smaller, around the pointer, while the keyboard is here")
RELEASE_KEYS = QT_TRANSLATE_NOOP("console", "Right Ctrl, Ctrl+Alt+Shift")
RELEASE_WORDS = QT_TRANSLATE_NOOP("console", "Bring the keyboard back from the picture")


def bind_shortcuts(window: QWidget, go_to_tab: Callable[[int], None]) -> None:
    """Have the window act on every shortcut.

    Args:
        window: has a method for each action.
        go_to_tab: takes the number of a tab, from 1.
    """
    for entry in SHORTCUTS:
        name, _, argument = entry.action.partition(":")
        act = getattr(window, name)
        shortcut = QShortcut(window)
        shortcut.setKeys([QKeySequence(keys) for keys in (entry.keys, entry.also) if keys])
        shortcut.activated.connect(partial(act, argument) if argument else act)
    for number in range(1, NUMBERED_TABS + 1):
        shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), window)
        shortcut.activated.connect(partial(go_to_tab, number))


class ShortcutsDialog(QDialog):
    """Lists all keys in the language spoken now."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        say = QCoreApplication.translate
        self.setWindowTitle(self.tr("Keys"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        rows = [(entry.keys, say("console", entry.words)) for entry in SHORTCUTS]
        rows.insert(3, ("Ctrl+1 … Ctrl+9", say("console", TAB_KEYS_WORDS)))
        rows.append((say("console", WHEEL_KEYS), say("console", WHEEL_WORDS)))
        rows.append((say("console", RELEASE_KEYS), say("console", RELEASE_WORDS)))
        for row, (keys, words) in enumerate(rows):
            grid.addWidget(PlainLabel(keys, role="strong"), row, 0)
            grid.addWidget(PlainLabel(words), row, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        column.addLayout(grid)
        column.addWidget(buttons)
