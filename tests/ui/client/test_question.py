"""Questions: what they say, when a yes counts, and that everything else is a no."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from client.ui.main_window import ClientWindows
from client.view_models.typing_guard import REST_MS
from shared.capability import Capability
from tests.ui.client.acts import show, wake
from tests.ui.client.conftest import EyesOpen
from tests.ui.client.samples import (
    LEFT,
    NEW,
    RIGHT,
    VIEW,
    RecordingIntents,
    StillClock,
    question,
    session,
)


def test_question_enter_and_escape_mean_no(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock, qtbot: QtBot
) -> None:
    show(windows, session(question=question(prompt_id=1)), qtbot)
    clock.now_ms += REST_MS
    QTest.keyClick(windows.question, Qt.Key.Key_Escape)
    show(windows, session(question=question(prompt_id=2)), qtbot)
    clock.now_ms += REST_MS
    QTest.keyClick(windows.question, Qt.Key.Key_Return)

    answers = [arguments[:2] for name, arguments in intents.calls if name == "answer"]
    assert answers == [(1, False), (2, False)]


def test_question_enter_on_awake_allow_is_still_no(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock, qtbot: QtBot
) -> None:
    show(windows, session(question=question()), qtbot)
    wake(windows, clock)
    windows.question.allow_button.setFocus()
    QTest.keyClick(windows.question.allow_button, Qt.Key.Key_Return)

    assert [arguments[1] for name, arguments in intents.calls if name == "answer"] == [False]


def test_question_allow_sleeps_until_seen_for_three_seconds(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock, qtbot: QtBot
) -> None:
    show(windows, session(question=question(monitors=(LEFT,))), qtbot)
    windows.question._observe()
    assert windows.question.allow_button.text() == "Allow (3)"
    clock.now_ms += 2_999
    windows.question._observe()
    assert not windows.question.allow_button.isEnabled()
    QTest.mouseClick(windows.question.allow_button, Qt.MouseButton.LeftButton)
    QTest.keyClick(windows.question.allow_button, Qt.Key.Key_Space)
    assert intents.names() == []

    clock.now_ms += 1
    windows.question._observe()
    assert windows.question.allow_button.text() == "Allow"
    QTest.mouseClick(windows.question.allow_button, Qt.MouseButton.LeftButton)

    assert ("answer", (1, True, (LEFT.monitor_id,), 3_000)) in intents.calls


def test_question_covered_for_a_moment_starts_the_time_anew(
    windows: ClientWindows, clock: StillClock, cover: EyesOpen, qtbot: QtBot
) -> None:
    show(windows, session(question=question()), qtbot)
    windows.question._observe()
    clock.now_ms += 2_900
    cover.covered = True
    windows.question._observe()
    cover.covered = False
    windows.question._observe()
    clock.now_ms += 200
    windows.question._observe()

    assert not windows.question.allow_button.isEnabled()
    assert windows.question.allow_button.text() == "Allow (3)"


def test_question_covered_at_the_very_click_is_not_allowed(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock, cover: EyesOpen, qtbot: QtBot
) -> None:
    show(windows, session(question=question()), qtbot)
    wake(windows, clock)
    cover.covered = True
    windows.question.allow_button.click()

    assert intents.names() == []


def test_question_other_words_under_the_same_number_sleep_again(
    windows: ClientWindows, clock: StillClock, qtbot: QtBot
) -> None:
    show(windows, session(question=question(Capability.VIEW)), qtbot)
    wake(windows, clock)
    assert windows.question.allow_button.isEnabled()
    windows.render(session(question=question(Capability.CONTROL)))

    assert not windows.question.allow_button.isEnabled()


def test_question_same_question_again_keeps_the_time(windows: ClientWindows, clock: StillClock, qtbot: QtBot) -> None:
    asked = question()
    show(windows, session(question=asked), qtbot)
    wake(windows, clock)
    windows.render(session(question=asked, is_stalled=True))
    windows.question._observe()

    assert windows.question.allow_button.isEnabled()


def test_question_is_answered_once(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock, qtbot: QtBot
) -> None:
    show(windows, session(question=question()), qtbot)
    wake(windows, clock)
    windows.question.allow_button.click()
    windows.question.allow_button.click()
    assert intents.names() == ["answer"]

    windows.question.deny_button.click()
    windows.question.deny_button.click()
    answers = [arguments[1] for name, arguments in intents.calls if name == "answer"]
    assert answers == [True, False], "a no is not held back by a yes that is on its way"


@pytest.mark.parametrize("way", ["mouse", "enter", "escape", "accessibility"])
def test_question_after_a_refused_yes_waits_again_says_why_and_takes_a_no_at_once(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock, qtbot: QtBot, way: str
) -> None:
    show(windows, session(question=question(monitors=(LEFT, RIGHT))), qtbot)
    wake(windows, clock)
    page = windows.question
    page.monitors.button(1).setChecked(True)
    before = page.deny_button.geometry()
    page.allow_button.click()

    windows.render(session(question=question(monitors=(LEFT, RIGHT), refused_yeses=1)))
    page._observe()
    assert page.allow_button.text() == "Allow (3)"
    assert page.remaining.text() == (
        "That press seems to come from a program, not from your hand. Please press again."
    )
    assert page.monitors.checkedId() == 1, "what was chosen stays chosen"
    assert page.deny_button.geometry() == before, "no button moves under the pointer"

    if way == "mouse":
        QTest.mouseClick(page.deny_button, Qt.MouseButton.LeftButton)
    elif way == "accessibility":
        interface = QAccessible.queryAccessibleInterface(page.deny_button)
        interface.actionInterface().doAction("Press")
    else:
        QTest.keyClick(page, Qt.Key.Key_Return if way == "enter" else Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: [arguments[1] for name, arguments in intents.calls if name == "answer"] == [True, False])


def test_question_after_a_refused_yes_can_be_allowed_once_it_woke_again(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock, qtbot: QtBot
) -> None:
    show(windows, session(question=question()), qtbot)
    wake(windows, clock)
    windows.question.allow_button.click()
    windows.render(session(question=question(refused_yeses=1)))
    wake(windows, clock)
    windows.question.allow_button.click()
    assert [arguments[1] for name, arguments in intents.calls if name == "answer"] == [True, True]


def test_question_says_when_somebody_else_tried_the_code(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, session(question=question(), notice="code_contested"), qtbot)
    assert windows.question.notice.isVisible()
    assert "Somebody has tried to use your code a second time" in windows.question.notice.label.text()
    windows.render(session(question=question()))
    assert not windows.question.notice.isVisible()


def test_question_button_order_changes(windows: ClientWindows, qtbot: QtBot) -> None:
    orders = set()
    for number in range(40):
        windows.render(session(question=question(prompt_id=number)))
        orders.add(windows.question.buttons.indexOf(windows.question.allow_button))

    assert orders == {0, 1}


def test_question_scrolled_out_of_sight_does_not_wake(
    windows: ClientWindows, clock: StillClock, qtbot: QtBot
) -> None:
    monitors = (LEFT, RIGHT)
    show(windows, session(helper=NEW, question=question(reason="x" * 80, monitors=monitors)), qtbot)
    windows.main.setMinimumHeight(200)
    windows.main.resize(528, 260)
    QApplication.processEvents()
    bar = windows.question._scroll.verticalScrollBar()
    bar.setValue(0)
    wake(windows, clock)
    assert not windows.question.allow_button.isEnabled()

    windows.question.show_part(windows.question.question)
    bar.setValue(windows.question.question.y())
    wake(windows, clock)
    assert windows.question.allow_button.isEnabled()


def test_question_chosen_monitor_goes_back(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock, qtbot: QtBot
) -> None:
    show(windows, session(question=question(monitors=(LEFT, RIGHT))), qtbot)
    windows.question.monitors.button(1).click()
    wake(windows, clock)
    windows.question.allow_button.click()

    assert [arguments[2] for name, arguments in intents.calls if name == "answer"] == [(RIGHT.monitor_id,)]


def test_question_all_screens_can_be_chosen_with_the_keyboard_alone(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock, qtbot: QtBot
) -> None:
    show(windows, session(question=question(monitors=(LEFT, RIGHT))), qtbot)
    first = windows.question.monitors.button(0)
    assert (first.text(), first.isChecked()) == ("Screen 1", True)
    first.setFocus()
    for _ in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    chosen = windows.question.monitors.checkedButton()
    assert chosen.text() == "All screens"
    wake(windows, clock)
    windows.question.allow_button.click()
    assert [arguments[2] for name, arguments in intents.calls if name == "answer"] == [(1, 2)]


def test_question_of_the_agent_for_another_screen_names_and_marks_it(windows: ClientWindows, qtbot: QtBot) -> None:
    asked = question(monitors=(LEFT, RIGHT), wanted_ids=(2,), shown_ids=(1,))
    show(windows, session(rights=(VIEW,), question=asked), qtbot)
    assert windows.question.question.text() == "Ana Pop asks to see something else: Screen 2."
    assert windows.question.monitors.checkedId() == 1


def test_question_of_the_person_is_awake_at_once_and_can_be_left(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock, qtbot: QtBot
) -> None:
    own = question(monitors=(LEFT, RIGHT), cause="person", shown_ids=(2,), wake_ms=0)
    show(windows, session(rights=(VIEW,), question=own), qtbot)
    assert windows.question.question.text() == "Which screen should Ana Pop see?"
    assert windows.question.monitor_label.isHidden(), "the title asks it already"
    assert windows.question.deny_button.text() == "Cancel"
    wake(windows, clock)
    assert windows.question.allow_button.text() == "Show"
    windows.question.monitors.button(0).click()
    windows.question.allow_button.click()
    assert [arguments[1:3] for name, arguments in intents.calls if name == "answer"] == [(True, (1,))]


def test_question_after_a_screen_was_unplugged_says_so(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, session(question=question(monitors=(RIGHT,), cause="screen_gone")), qtbot)
    assert "no longer there" in windows.question.question.text()


def test_question_control_carries_no_monitor(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock, qtbot: QtBot
) -> None:
    show(windows, session(rights=(VIEW,), question=question(Capability.CONTROL)), qtbot)
    assert not windows.question._monitor_box.isVisible()
    wake(windows, clock)
    windows.question.allow_button.click()

    assert [arguments[1:3] for name, arguments in intents.calls if name == "answer"] == [(True, ())]


def test_question_shows_who_asks_and_warns_of_new_accounts(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, session(question=question()), qtbot)
    card = windows.question.helper
    assert (card.name.text(), card.organisation.text()) == ("Ana Pop", "Contoso Support")
    assert card.checked_by.text() == "checked by help.contoso.example"
    assert not card.new_account.isVisible()

    windows.render(session(helper=NEW, question=question(prompt_id=5)))
    assert card.new_account.isVisible()


def test_question_buttons_stay_where_they_are_when_the_hint_changes(
    windows: ClientWindows, clock: StillClock, cover: EyesOpen, qtbot: QtBot
) -> None:
    cover.covered = True
    show(windows, session(question=question()), qtbot)
    QApplication.processEvents()
    before = windows.question.allow_button.mapToGlobal(QPoint(0, 0))
    cover.covered = False
    wake(windows, clock)
    QApplication.processEvents()

    assert windows.question.allow_button.mapToGlobal(QPoint(0, 0)) == before


def test_question_closing_the_window_is_stop(windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot) -> None:
    show(windows, session(question=question()), qtbot)
    windows.main.close()

    assert intents.names() == ["stop"]
    assert windows.main.isVisible()


def test_question_is_not_answered_by_what_the_person_was_typing(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock, qtbot: QtBot
) -> None:
    show(windows, session(question=question()), qtbot)
    page = windows.question
    for key in (Qt.Key.Key_A, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space):
        QTest.keyClick(page.deny_button, key)
        clock.now_ms += REST_MS - 1
    assert intents.names() == []
    clock.now_ms += 1
    QTest.keyClick(page.deny_button, Qt.Key.Key_Space)
    assert [arguments[1] for name, arguments in intents.calls if name == "answer"] == [False]


def test_question_the_person_brought_about_to_give_control_waits_like_any_other(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock, qtbot: QtBot
) -> None:
    show(windows, session(rights=(VIEW,), question=question(Capability.CONTROL, cause="person")), qtbot)
    page = windows.question
    page._observe()
    assert page.question.text() == "Allow Ana Pop to use your mouse and keyboard?"
    assert (page.deny_button.text(), page.allow_button.text()) == ("Cancel", "Allow (3)")
    wake(windows, clock)
    assert page.allow_button.text() == "Allow"
