"""Says of a Qt key event what the agent's own layout makes of the key."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from agent_console.domain.keymap import KeySource
from agent_console.view_models.key_typing import Stroke

_MODIFIER = Qt.KeyboardModifier
_SHORTCUT = _MODIFIER.ControlModifier | _MODIFIER.AltModifier | _MODIFIER.MetaModifier
_NAMED_FROM = 0x0100_0000  # from here on Qt numbers keys that print nothing
_PRINTS = {
    # What AltGr is told as, on systems without a modifier of its own for it.
    KeySource.WINDOWS: _MODIFIER.ControlModifier | _MODIFIER.AltModifier,
    KeySource.MACOS: _MODIFIER.AltModifier,
}


def stroke_of(event: QKeyEvent, usage: int, source: KeySource, *, is_repeat: bool) -> Stroke:
    """Describe a press.

    Args:
        event: the press.
        usage: HID usage of its key.
        source: the system Qt runs on.
        is_repeat: the key is held, as far as the caller knows better than Qt.
    """
    held = event.modifiers() & _SHORTCUT
    text = event.text()
    is_altgr = held == _PRINTS.get(source) and bool(text) and text >= " "
    return Stroke(
        usage=usage,
        text=text,
        name=_name_of(event.key()),
        is_plain=not held or is_altgr,
        is_level=event.key() in (Qt.Key.Key_AltGr, Qt.Key.Key_Mode_switch),
        is_repeat=is_repeat or event.isAutoRepeat(),
    )


def _name_of(key: int) -> str:
    """The character a shortcut with this key is called by; none for Space, which lies in one place everywhere."""
    return chr(key).lower() if Qt.Key.Key_Space < key < _NAMED_FROM else ""
