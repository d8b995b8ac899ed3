from dataclasses import replace

import pytest

from agent_console.domain.person_state import RefusedPresses
from agent_console.view_models.keyboard_hint import NOT_ARRIVING, KeyboardHint, keyboard_hint
from agent_console.view_models.screens import TabView
from shared.capability import Capability
from shared.protocol.peer_messages import InputRefusal

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL
FREE = TabView(tab_id=1, title="417", stage="live", cover="none", rights={VIEW: "on", CONTROL: "on"})
WATCHING = replace(FREE, rights={VIEW: "on"})


def busy(view: TabView) -> TabView:
    return replace(view, is_person_active=True)


def test_keyboard_hint_names_who_has_the_keyboard() -> None:
    assert keyboard_hint(FREE, is_captured=True) is KeyboardHint.CAPTURED
    assert keyboard_hint(FREE, is_captured=False) is KeyboardHint.FREE
    assert keyboard_hint(WATCHING, is_captured=False) is KeyboardHint.NONE
    assert keyboard_hint(WATCHING, is_captured=True) is KeyboardHint.NONE


def test_hint_person_at_work_comes_before_who_has_the_keyboard() -> None:
    assert keyboard_hint(busy(FREE), is_captured=True) is KeyboardHint.PERSON
    assert keyboard_hint(busy(WATCHING), is_captured=False) is KeyboardHint.NONE


@pytest.mark.parametrize("reason", ["own_window", "untypable", "reserved_keys"])
def test_hint_says_why_what_was_pressed_did_nothing(reason: InputRefusal) -> None:
    refused = RefusedPresses(reason=reason, count=1)
    hint = keyboard_hint(replace(FREE, refused=refused), is_captured=True)
    assert hint == reason
    assert hint in NOT_ARRIVING
    assert keyboard_hint(replace(WATCHING, refused=refused), is_captured=False) is KeyboardHint.NONE
    assert keyboard_hint(replace(busy(FREE), refused=refused), is_captured=True) is KeyboardHint.PERSON


def test_hint_a_tool_that_only_points_is_said_to_point() -> None:
    assert keyboard_hint(FREE, is_captured=False, tool="pointer") is KeyboardHint.POINTING
    assert keyboard_hint(WATCHING, is_captured=False, tool="pen") is KeyboardHint.DRAWING
    assert keyboard_hint(busy(WATCHING), is_captured=False, tool="box") is KeyboardHint.DRAWING
