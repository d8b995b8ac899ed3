from agent_console.view_models.keyboard_hint import KeyboardHint, keyboard_hint


def test_keyboard_hint_names_who_has_the_keyboard() -> None:
    assert keyboard_hint(has_control=True, is_captured=True) is KeyboardHint.CAPTURED
    assert keyboard_hint(has_control=True, is_captured=False) is KeyboardHint.FREE
    assert keyboard_hint(has_control=False, is_captured=False) is KeyboardHint.NONE
    assert keyboard_hint(has_control=False, is_captured=True) is KeyboardHint.NONE


def test_hint_person_at_work_comes_before_who_has_the_keyboard():
    assert keyboard_hint(has_control=True, is_captured=True, is_person_active=True) is KeyboardHint.PERSON
    assert keyboard_hint(has_control=False, is_captured=False, is_person_active=True) is KeyboardHint.NONE


def test_hint_a_tool_that_only_points_is_said_to_point():
    assert keyboard_hint(has_control=True, is_captured=False, tool="pointer") is KeyboardHint.POINTING
    assert keyboard_hint(has_control=False, is_captured=False, tool="pen") is KeyboardHint.DRAWING
    assert (
        keyboard_hint(has_control=False, is_captured=False, is_person_active=True, tool="box") is KeyboardHint.DRAWING
    )
