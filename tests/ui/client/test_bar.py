"""The bar and the frame that are there for as long as somebody sees."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from client.ui.main_window import ClientWindows
from client.view_models.screens import RightView, SessionView, Trouble
from shared.capability import Capability
from tests.ui.client.samples import (
    CONTROL,
    ENDED,
    LEFT,
    NOW_MS,
    RIGHT,
    VIEW,
    VIEWS,
    RecordingIntents,
    StillClock,
    question,
    right,
    session,
)


def test_bar_with_several_screens_says_which_and_offers_another(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    windows.render(session(rights=(VIEW,), monitors=(LEFT,), shared_ids=(1,)))
    assert windows.bar.screens_button.isHidden()
    windows.render(session(rights=(VIEW,), monitors=(LEFT, RIGHT), shared_ids=(1, 2), notice="screen_new"))
    assert windows.bar.detail.text().startswith("All screens · ")
    assert "Another screen was connected" in windows.bar.notice.accessibleName() or windows.bar.notice.isVisible()
    windows.bar.screens_button.click()
    assert "choose_screens" in intents.names()
    windows.render(session(rights=(VIEW,), monitors=(LEFT, RIGHT), shared_ids=(1, 2), is_paused=True))
    assert windows.bar.screens_button.isHidden(), "nothing is shown, so there is nothing to change"


def test_bar_main_window_hides_while_live_and_returns_for_a_question(windows: ClientWindows, qtbot: QtBot) -> None:
    windows.render(VIEWS["code_checking"])
    assert windows.main.isVisible()
    windows.render(session(rights=(VIEW,)))
    assert not windows.main.isVisible()
    assert windows.bar.isVisible()
    windows.render(session(rights=(VIEW,), question=question(Capability.CONTROL)))
    assert windows.main.isVisible()
    assert windows.bar.isVisible()
    assert windows.main.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    windows.render(ENDED)
    assert not windows.bar.isVisible()
    assert not windows.main.windowFlags() & Qt.WindowType.WindowStaysOnTopHint


@pytest.mark.parametrize(
    ("view", "words", "is_framed"),
    [
        (session(), "Ana Pop is connected and sees nothing", False),
        (session(rights=(VIEW,)), "Ana Pop sees your screen", True),
        (session(rights=(VIEW, CONTROL)), "Ana Pop sees your screen and uses your mouse and keyboard", True),
        (session(rights=(VIEW, CONTROL), is_paused=True), "Paused: Ana Pop sees nothing and can do nothing", False),
        (
            session(rights=(VIEW,), is_stalled=True),
            "The connection is silent: Ana Pop can do nothing just now",
            False,
        ),
        (
            session(rights=(VIEW,), question=question(Capability.CONTROL)),
            "Ana Pop waits for your answer and sees nothing meanwhile",
            False,
        ),
    ],
)
def test_bar_says_who_sees_and_the_frame_agrees(
    windows: ClientWindows, view: SessionView, words: str, *, is_framed: bool
) -> None:
    windows.render(view)

    assert windows.bar.headline.text() == words
    assert all(strip.isVisible() == is_framed for strip in windows.frame.strips)


def test_bar_panic_keys_and_time_are_written_on_it(windows: ClientWindows) -> None:
    windows.render(session(rights=(VIEW,), line="sharp"))

    assert windows.bar.detail.text() == "12 minutes · picture sharp · Ctrl+Alt+End stops everything"


def test_bar_switch_takes_the_right_back(windows: ClientWindows, intents: RecordingIntents) -> None:
    windows.render(session(rights=(VIEW, CONTROL)))
    windows.bar.switches[Capability.CONTROL].click()
    windows.render(session(rights=(VIEW,)))

    assert intents.calls[-1][0] == "take_back" or ("take_back", Capability.CONTROL) in intents.calls
    assert list(windows.bar.switches) == [Capability.VIEW]


def test_bar_pause_and_resume(windows: ClientWindows, intents: RecordingIntents, clock: StillClock) -> None:
    windows.render(session(rights=(VIEW,)))
    windows.bar.pause_button.click()
    windows.render(session(rights=(VIEW,), is_paused=True))
    assert windows.bar.pause_button.text() == "Resume"
    windows.bar.pause_button.click()
    assert intents.names() == ["pause"], "a double click on Pause is Pause"
    clock.now_ms += 600
    windows.bar.pause_button.click()

    assert intents.names() == ["pause", "resume"]


def test_bar_enter_that_is_held_down_presses_nothing(windows: ClientWindows, intents: RecordingIntents) -> None:
    windows.render(session(rights=(VIEW,)))
    windows.bar.activateWindow()
    windows.bar.pause_button.setFocus()
    for is_repeated in (True, True, False, True):
        kind, key, no = QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(windows.bar, QKeyEvent(kind, key, no, "", is_repeated))

    assert intents.names() == ["pause"]


def test_bar_cannot_be_closed_hidden_or_minimised(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    windows.render(session(rights=(VIEW,)))
    event = QCloseEvent()
    QApplication.sendEvent(windows.bar, event)
    assert not event.isAccepted()
    assert intents.names() == ["stop"]
    windows.bar.hide()
    qtbot.waitUntil(windows.bar.isVisible)
    windows.bar.showMinimized()
    qtbot.waitUntil(lambda: not windows.bar.isMinimized())


def test_bar_moves_by_keys_within_the_screen_and_remembers_its_corner(
    make_windows: Callable[..., ClientWindows], qtbot: QtBot
) -> None:
    first = make_windows()
    first.render(session(rights=(VIEW,)))
    for _ in range(60):
        QTest.keyClick(first.bar.grip, Qt.Key.Key_Left)
        QTest.keyClick(first.bar.grip, Qt.Key.Key_Down)
    area = first.bar.screen().availableGeometry()
    assert area.contains(first.bar.geometry())
    assert first.bar.x() < area.center().x()
    assert first.bar.y() > area.center().y()

    second = make_windows()
    second.render(session(rights=(VIEW,)))
    QApplication.processEvents()
    assert second.bar._corner.name == "bottom_left"
    assert second.bar.pos() == QPoint(area.left() + 16, area.bottom() + 1 - second.bar.height() - 16)


def test_bar_notice_and_record_trouble_are_sentences(windows: ClientWindows) -> None:
    windows.render(session(rights=(VIEW,), notice="control_ended_idle"))
    assert windows.bar.notice.label.text() == "Not used for a while, so it was switched off: Mouse and keyboard."
    windows.render(session(rights=(VIEW,), record_trouble=Trouble(code="server_unreachable", fields={"host": "h"})))
    assert "nothing new can be allowed" in windows.bar.trouble.label.text()
    assert "Try again" not in windows.bar.trouble.label.text()


def test_bar_keeps_its_width_while_the_time_counts(windows: ClientWindows, qtbot: QtBot, clock: StillClock) -> None:
    windows.render(session(rights=(VIEW, CONTROL)))
    widths: set[int] = set()
    for seconds in (1, 8, 48, 60, 61, 48 * 60):
        clock.now_ms = NOW_MS + seconds * 1_000
        windows.bar._on_tick()
        widths.add(windows.bar.sizeHint().width())
    assert len(widths) == 1


def test_own_windows_are_reported_whenever_they_move(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    windows.render(session(rights=(VIEW,)))

    def last() -> list[tuple[int, int, int, int]]:
        return next(value[0] for name, value in reversed(intents.calls) if name == "set_own_windows")

    qtbot.waitUntil(lambda: len(last()) == 5)

    def is_moved() -> bool:
        # The bar returns to its corner while its size is still settling.
        windows.bar.move(40, 60)
        return any(rect[:2] == (40, 60) for rect in last())

    qtbot.waitUntil(is_moved)
    windows.render(ENDED)
    qtbot.waitUntil(lambda: len(last()) == 1)


def _ending(left_ms: int, **changes: Any) -> RightView:
    return RightView(
        capability=Capability.CONTROL, since_mono_ms=NOW_MS - 60_000, ends_at_mono_ms=NOW_MS + left_ms, **changes
    )


def test_bar_says_that_the_helper_waits_for_the_persons_hand(windows: ClientWindows) -> None:
    windows.render(session(rights=(VIEW, CONTROL)))
    size = windows.bar.size()
    windows.render(session(rights=(VIEW, CONTROL), is_hand_busy=True))
    assert windows.bar.headline.text() == "You are using the mouse or keyboard: Ana Pop waits"
    assert all(strip.isVisible() for strip in windows.frame.strips), "the screen is still seen"
    assert windows.bar.size() == size, "nothing moves from under the pointer that is being used"


def test_bar_offers_control_while_it_is_off_and_the_screen_is_seen(
    windows: ClientWindows, intents: RecordingIntents
) -> None:
    windows.render(session())
    assert windows.bar.offer_button.isHidden()
    windows.render(session(rights=(VIEW, CONTROL)))
    assert windows.bar.offer_button.isHidden()
    windows.render(session(rights=(VIEW,), is_paused=True))
    assert windows.bar.offer_button.isHidden()
    windows.render(session(rights=(VIEW,)))
    assert windows.bar.offer_button.isVisible()
    windows.bar.offer_button.click()
    assert ("offer", Capability.CONTROL) in intents.calls


def test_bar_shows_how_long_control_lasts_and_keeps_its_size(windows: ClientWindows, clock: StillClock) -> None:
    windows.render(session(rights=(VIEW, _ending(28 * 60_000))))
    switch = windows.bar.switches[Capability.CONTROL]
    assert switch.accessibleName() == "Mouse and keyboard: on, 28 minutes left"
    size = windows.bar.size()
    for _ in range(20):
        clock.now_ms += 60_000
        windows.bar._on_tick()
        assert windows.bar.size() == size
    assert switch.accessibleName() == "Mouse and keyboard: on, 8 minutes left"
    assert windows.bar.time_button.isHidden()


def test_bar_gives_more_time_in_one_click_once_the_end_is_near(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock
) -> None:
    windows.render(session(rights=(VIEW, _ending(61_000))))
    assert windows.bar.time_button.isHidden()
    assert windows.bar.notice.isHidden()
    clock.now_ms += 1_000
    windows.bar._on_tick()
    assert windows.bar.time_button.isVisible()
    assert windows.bar.notice.accessibleName() == "In less than a minute this is switched off: Mouse and keyboard."
    windows.bar.time_button.click()
    assert ("give_time", Capability.CONTROL) in intents.calls
    clock.now_ms = NOW_MS
    windows.render(session(rights=(VIEW, _ending(28 * 60_000))))
    assert windows.bar.time_button.isHidden()
    assert windows.bar.notice.isHidden()


def test_question_does_not_open_under_the_bar(windows: ClientWindows):
    windows.render(session(rights=(VIEW,)))
    windows.render(session(rights=(VIEW,), question=question(Capability.CONTROL)))
    QApplication.processEvents()
    assert windows.main.isVisible()
    assert not windows.bar.frameGeometry().intersects(windows.main.frameGeometry())


def test_question_on_a_low_screen_leaves_the_bar_as_much_as_it_can(windows: ClientWindows):
    rights = (VIEW, CONTROL, right(Capability.CLIPBOARD_TO_USER), right(Capability.CLIPBOARD_FROM_USER))
    windows.render(session(rights=rights))
    windows.render(session(rights=rights, question=question(Capability.FILE_TO_USER)))
    QApplication.processEvents()
    area = windows.main.screen().availableGeometry()
    assert windows.bar.geometry().center().x() >= area.center().x()
    assert windows.main.frameGeometry().left() == area.left(), "who asks stands at the left"


def test_window_of_files_does_not_open_under_the_messages(windows: ClientWindows):
    windows.render(session(rights=(VIEW,)))
    windows.bar.messages_button.click()
    QApplication.processEvents()
    windows.transfers.bring()
    QApplication.processEvents()
    assert windows.messages.isVisible()
    assert windows.transfers.isVisible()
    assert windows.transfers.geometry().topLeft() != windows.messages.geometry().topLeft()
    assert not windows.transfers.frameGeometry().intersects(windows.bar.frameGeometry())
