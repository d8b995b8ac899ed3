"""How screens are called."""

import pytest
from PySide6.QtWidgets import QApplication

from client.ui.screen_words import choice_words, screens_words
from client.view_models.screen_choices import ScreenChoice, screen_choices
from client.view_models.screens import MonitorChoice

LEFT = MonitorChoice(monitor_id=1, name="", width_px=800, height_px=600, is_primary=True)
RIGHT = MonitorChoice(monitor_id=2, name="", width_px=800, height_px=600, is_primary=False, x_px=800)
THIRD = MonitorChoice(monitor_id=4, name="", width_px=800, height_px=600, is_primary=False, y_px=600)
CHOICES = screen_choices((LEFT, RIGHT, THIRD), 1)


def test_choices_in_words(qapp: QApplication) -> None:
    assert [choice_words(choice) for choice in CHOICES] == [
        "Screen 1 (the one with this window)",
        "Screen 2 (right)",
        "Screen 4 (below)",
        "All screens",
    ]
    assert choice_words(ScreenChoice(monitor_ids=(3,), place="elsewhere")) == "Screen 3"


@pytest.mark.parametrize(
    ("ids", "words"),
    [((2,), "Screen 2 (right)"), ((1, 2, 4), "All screens"), ((1, 4), "Screens 1, 4"), ((9,), "Screen 9")],
)
def test_any_set_in_words(qapp: QApplication, ids: tuple[int, ...], words: str) -> None:
    assert screens_words(ids, CHOICES) == words
