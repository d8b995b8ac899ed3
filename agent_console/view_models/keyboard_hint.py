"""Says who has the keyboard, so that the row under the picture can always tell how to get it back."""

from enum import StrEnum

from agent_console.view_models.drawing import DrawingTool
from agent_console.view_models.screens import TabView
from agent_console.view_models.tab_marks import has_control


class KeyboardHint(StrEnum):
    """Where typed keys go while this tab is looked at."""

    NONE = "none"
    """Control is off: they stay here and nothing needs saying."""
    FREE = "free"
    """Control is on; they stay here until the picture is clicked."""
    CAPTURED = "captured"
    """They all go to the other computer, except for the release keys."""
    PERSON = "person"
    """The person uses their own mouse or keyboard, and what is done here does not arrive."""
    OWN_WINDOW = "own_window"
    """What was pressed a moment ago fell on a window that is the person's alone."""
    UNTYPABLE = "untypable"
    """A character that was typed a moment ago has no key over there."""
    RESERVED_KEYS = "reserved_keys"
    """The keys pressed a moment ago are the person's alone."""
    DRAWING = "drawing"
    """They stay here: a drawing tool has the mouse until Escape."""
    POINTING = "pointing"
    """The same with the tool that only points: nothing is drawn."""


NOT_ARRIVING = frozenset(
    {KeyboardHint.PERSON, KeyboardHint.OWN_WINDOW, KeyboardHint.UNTYPABLE, KeyboardHint.RESERVED_KEYS}
)
"""What was done here did not take effect there: that is seen before anything else."""


def keyboard_hint(view: TabView, *, is_captured: bool, tool: DrawingTool | None = None) -> KeyboardHint:
    """Decide; without control, and while a drawing tool is in hand, nothing is ever captured."""
    if tool is not None:
        return KeyboardHint.POINTING if tool == "pointer" else KeyboardHint.DRAWING
    if not has_control(view):
        return KeyboardHint.NONE
    if view.is_person_active:
        return KeyboardHint.PERSON
    if view.refused is not None:
        return KeyboardHint(view.refused.reason)
    return KeyboardHint.CAPTURED if is_captured else KeyboardHint.FREE
