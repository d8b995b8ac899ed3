"""What can be chosen, how each stands to the window, and what is marked at first."""

import pytest

from client.view_models.screen_choices import choice_to_offer, screen_choices
from client.view_models.screens import MonitorChoice


def monitor(number: int, x: int, y: int, width: int = 1_000, height: int = 800) -> MonitorChoice:
    return MonitorChoice(
        monitor_id=number, name="", width_px=width, height_px=height, is_primary=number == 1, x_px=x, y_px=y
    )


MIDDLE = monitor(1, 0, 0)


def test_choices_one_display_is_no_more_than_itself():
    (only,) = screen_choices((MIDDLE,), 1)
    assert (only.monitor_ids, only.place) == ((1,), "here")


@pytest.mark.parametrize(
    ("x", "y", "place"),
    [(1_000, 0, "right"), (1_000, 500, "right"), (-1_000, -700, "left"), (0, 800, "below"), (200, -800, "above")],
)
def test_choices_say_where_the_other_display_is(x, y, place):
    choices = screen_choices((MIDDLE, monitor(2, x, y)), 1)
    assert [choice.place for choice in choices] == ["here", place, "elsewhere"]
    assert choices[-1].monitor_ids == (1, 2)


def test_choices_without_knowing_where_the_window_is_say_no_place():
    assert {choice.place for choice in screen_choices((MIDDLE, monitor(2, 1_000, 0)), None)} == {"elsewhere"}


def test_choices_mirrored_displays_have_no_direction():
    assert [choice.place for choice in screen_choices((MIDDLE, monitor(2, 0, 0)), 1)][1] == "elsewhere"


def test_choices_all_is_not_offered_when_no_viewer_would_take_that_picture():
    choices = screen_choices((MIDDLE, monitor(2, 16_000, 0)), 1)
    assert [choice.monitor_ids for choice in choices] == [(1,), (2,)]


@pytest.mark.parametrize(
    ("wanted", "shown", "offered"),
    [((), (), (2,)), ((1,), (), (1,)), ((), (1, 2), (1, 2)), ((1,), (1, 2), (1,)), ((9,), (), (2,))],
)
def test_offer_is_what_was_asked_for_else_what_is_shown_else_the_one_with_the_window(wanted, shown, offered):
    choices = screen_choices((MIDDLE, monitor(2, 1_000, 0)), 2)
    choice = choice_to_offer(choices, wanted_ids=wanted, shown_ids=shown)
    assert choice is not None
    assert choice.monitor_ids == offered


def test_offer_of_nothing_is_nothing():
    assert choice_to_offer((), wanted_ids=(), shown_ids=()) is None
