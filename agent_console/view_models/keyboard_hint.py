"""Says who has the keyboard, so that the row under the picture can always tell how to get it back."""

from enum import StrEnum

from agent_console.view_models.drawing import DrawingTool


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
    DRAWING = "drawing"
    """They stay here: a drawing tool has the mouse until Escape."""
    POINTING = "pointing"
    """The same with the tool that only points: nothing is drawn."""


def keyboard_hint(
    *, has_control: bool, is_captured: bool, is_person_active: bool = False, tool: DrawingTool | None = None
) -> KeyboardHint:
    """Decide; without control, and while a drawing tool is in hand, nothing is ever captured."""
    if tool is not None:
        return KeyboardHint.POINTING if tool == "pointer" else KeyboardHint.DRAWING
    if not has_control:
        return KeyboardHint.NONE
    if is_person_active:
        return KeyboardHint.PERSON
    return KeyboardHint.CAPTURED if is_captured else KeyboardHint.FREE
