from agent_console.view_models.full_screen import has_left_bar, hint_side, is_touching_top


def test_hint_goes_to_the_other_side_when_the_pointer_comes_near_and_stays_there() -> None:
    assert hint_side("top", 300, 1000) == "top"
    assert hint_side("top", 40, 1000) == "bottom"
    assert hint_side("bottom", 40, 1000) == "bottom"
    assert hint_side("bottom", 500, 1000) == "bottom"
    assert hint_side("bottom", 990, 1000) == "top"


def test_bar_comes_at_the_very_edge_and_goes_well_below_itself() -> None:
    assert is_touching_top(0)
    assert not is_touching_top(2)
    assert not has_left_bar(60, 40)
    assert has_left_bar(100, 40)
