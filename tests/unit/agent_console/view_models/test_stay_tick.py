import pytest

from agent_console.view_models.stay_tick import is_ticked_for


@pytest.mark.parametrize(
    ("stays_for", "typed", "is_ticked"),
    [
        ("ana@example.org", "ana@example.org", True),
        ("ana@example.org", " Ana@Example.ORG ", True),
        ("ana@example.org", "ion@example.org", False),
        ("ana@example.org", "ana@", False),
        ("ana@example.org", "", False),
        ("", "", False),
        ("", "ana@example.org", False),
        ("no address", "no address either", False),
    ],
)
def test_tick_is_for_the_address_that_chose_it(stays_for: str, typed: str, is_ticked: bool):
    assert is_ticked_for(stays_for, typed) is is_ticked
