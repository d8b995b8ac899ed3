"""What Qt says of a press, in our words."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from agent_console.domain.keymap import KeySource
from agent_console.ui.key_stroke import stroke_of
from agent_console.view_models.key_typing import Stroke

NONE, CTRL, ALT, SHIFT, META, KEYPAD = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.MetaModifier,
    Qt.KeyboardModifier.KeypadModifier,
)
CYRILLIC_ES = 0x0421


def _stroke(
    key: int, modifiers: Qt.KeyboardModifier, text: str, source: KeySource = KeySource.X11, *, repeats: bool = False
) -> Stroke:
    event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text, repeats)
    return stroke_of(event, 4, source, is_repeat=False)


def test_stroke_of_a_letter() -> None:
    assert _stroke(Qt.Key.Key_A, SHIFT, "A") == Stroke(usage=4, text="A", name="a")
    assert _stroke(Qt.Key.Key_A, NONE, "a", repeats=True).is_repeat


@pytest.mark.parametrize("modifier", [CTRL, ALT, META, CTRL | SHIFT])
def test_stroke_of_a_shortcut_has_the_letter_of_the_layout(modifier: Qt.KeyboardModifier) -> None:
    stroke = _stroke(Qt.Key.Key_C, modifier, "\x03")
    assert (stroke.name, stroke.is_plain) == ("c", False)
    assert _stroke(CYRILLIC_ES, modifier, "").name == chr(CYRILLIC_ES).lower()


@pytest.mark.parametrize(
    "key",
    [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_F4, Qt.Key.Key_Left, Qt.Key.Key_Control, Qt.Key.Key_unknown],
)
def test_stroke_of_a_key_without_a_letter_has_no_name(key: Qt.Key) -> None:
    assert _stroke(key, CTRL, "").name == ""


def test_stroke_of_altgr() -> None:
    assert _stroke(Qt.Key.Key_AltGr, NONE, "").is_level
    assert not _stroke(Qt.Key.Key_Alt, NONE, "").is_level


def test_stroke_printed_with_altgr_is_plain_also_where_it_is_told_as_ctrl_and_alt() -> None:
    assert _stroke(Qt.Key.Key_At, CTRL | ALT, "@", KeySource.WINDOWS).is_plain
    assert not _stroke(Qt.Key.Key_At, CTRL | ALT, "@", KeySource.X11).is_plain
    assert not _stroke(Qt.Key.Key_Q, CTRL | ALT, "\x11", KeySource.WINDOWS).is_plain
    assert _stroke(Qt.Key.Key_At, ALT, "@", KeySource.MACOS).is_plain


def test_stroke_on_the_keypad_is_what_num_lock_made_of_it() -> None:
    assert _stroke(Qt.Key.Key_7, KEYPAD, "7").text == "7"
    assert _stroke(Qt.Key.Key_Home, KEYPAD, "").text == ""
