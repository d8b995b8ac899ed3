"""How long a right lasts, in words."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from client.ui.time_left import ending_sentence, left_words, long_right_words, right_words
from client.view_models.screens import HelperCard, RightView, SessionView
from shared.capability import Capability
from shared.ui.i18n import install_language

ANA = HelperCard(name="Ana", organisation="", domain="", account_created_on="2021-03-04")
VIEW = RightView(capability=Capability.VIEW, since_mono_ms=0, ends_at_mono_ms=None)
CONTROL = RightView(capability=Capability.CONTROL, since_mono_ms=0, ends_at_mono_ms=1_800_000)
IDLE = RightView(capability=Capability.CONTROL, since_mono_ms=0, ends_at_mono_ms=1_800_000, is_idle_end=True)


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> Iterator[None]:
    install_language(qapp, "en")
    yield
    install_language(qapp, "en")


@pytest.mark.parametrize(
    ("left_ms", "words"),
    [
        (300_000, "5 minutes"),
        (299_000, "5 minutes"),
        (60_001, "2 minutes"),
        (60_000, "1 minute"),
        (51_001, "52 seconds"),
        (0, "1 second"),
    ],
)
def test_left_words_are_rounded_up(left_ms: int, words: str) -> None:
    assert left_words(left_ms) == words


def test_right_words_say_how_long_and_why() -> None:
    assert right_words(VIEW, 0) == "See the screen: on"
    assert right_words(CONTROL, 0) == "Mouse and keyboard: on, 30 minutes left"
    assert right_words(IDLE, 1_500_000) == "Mouse and keyboard: on, 5 minutes left if not used"
    assert long_right_words(VIEW) == []
    assert "28 minutes" in long_right_words(IDLE)[1]


def test_ending_sentence_comes_in_the_last_minute() -> None:
    view = SessionView(helper=ANA, started_at_mono_ms=0, rights=(VIEW, CONTROL))
    assert ending_sentence(view, 1_739_999) == ""
    assert ending_sentence(view, 1_740_000) == "In less than a minute this is switched off: Mouse and keyboard."
    idle = SessionView(helper=ANA, started_at_mono_ms=0, rights=(IDLE,))
    assert ending_sentence(idle, 1_790_000).startswith("Not used for a while")
