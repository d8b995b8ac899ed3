"""What each page says and does, without a real screen."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from client.ui.main_window import ClientWindows
from client.view_models.screens import CodeStage, CodeView, HomeView, SessionView, Trouble
from shared.capability import Capability
from shared.ui.i18n import current_language
from tests.ui.client.conftest import EyesOpen
from tests.ui.client.samples import (
    ANA,
    CONTROL,
    ENDED,
    LEFT,
    NEW,
    NOW_MS,
    RIGHT,
    VIEW,
    VIEWS,
    RecordingIntents,
    StillClock,
    question,
    session,
)


def show(windows: ClientWindows, view: object, qtbot: QtBot) -> None:
    windows.render(view)
    window = windows.main if windows.main.isVisible() else windows.bar
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def wake(windows: ClientWindows, clock: StillClock) -> None:
    windows.question._observe()
    clock.now_ms += 3_000
    windows.question._observe()


# --- home ---


def test_home_enter_in_the_field_presses_nothing(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    show(windows, HomeView(), qtbot)
    with qtbot.assertNotEmitted(windows.quit_requested, wait=50):
        QTest.keyClicks(windows.home.problem_field, "no sound")
        QTest.keyClick(windows.home.problem_field, Qt.Key.Key_Return)

    assert intents.names() == []
    assert windows.home.end_button.hasFocus()


def test_home_end_is_the_default_and_leaves(windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot) -> None:
    show(windows, HomeView(), qtbot)
    windows.home.setFocus()
    with qtbot.waitSignal(windows.quit_requested):
        QTest.keyClick(windows.home, Qt.Key.Key_Return)

    assert windows.home.end_button.isDefault()
    assert intents.names() == []


def test_home_asked_for_help_takes_the_words_along(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    show(windows, HomeView(), qtbot)
    windows.home.problem_field.setText("  no sound ")
    windows.home.asked_button.click()

    assert ("ask_for_help", "no sound") in intents.calls


def test_home_new_view_keeps_what_was_typed(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, HomeView(), qtbot)
    windows.home.problem_field.setText("half a sen")
    windows.render(HomeView(trouble=Trouble(code="wrong_code")))

    assert windows.home.problem_field.text() == "half a sen"
    assert windows.home.trouble.isVisible()


def test_home_language_row_changes_everything_at_once(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, HomeView(), qtbot)
    windows.main.languages.buttons["ru"].click()
    QApplication.processEvents()

    assert current_language() == "ru"
    assert windows.home.title.text() == "Получить помощь"
    assert windows.code.promise.text() == "Пока никто ничего не видит."
    assert windows.main.languages.buttons["ru"].isChecked()


# --- code ---


def test_code_is_spelled_digit_by_digit_for_a_screen_reader(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, VIEWS["code_waiting"], qtbot)

    assert windows.code.code.accessibleName() == "The code: 4 1 7, 3 8 2, 9 1 5, 6 0 4"
    assert windows.code.remaining.text() == "9:41 left"


def test_code_reaches_the_clipboard_only_on_press(windows: ClientWindows, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("mine")
    show(windows, VIEWS["code_waiting"], qtbot)
    assert QGuiApplication.clipboard().text() == "mine"

    windows.code.copy_button.click()

    assert QGuiApplication.clipboard().text() == "417382915604"
    assert windows.code.copy_button.text() == "Copied"
    qtbot.waitUntil(lambda: windows.code.copy_button.text() == "Copy", timeout=4_000)


def test_code_countdown_follows_the_clock(windows: ClientWindows, clock: StillClock, qtbot: QtBot) -> None:
    show(windows, VIEWS["code_waiting"], qtbot)
    clock.now_ms += 10 * 60_000

    qtbot.waitUntil(lambda: windows.code.remaining.text() == "0:00 left")


def test_code_buttons_forward_what_is_wanted(windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot) -> None:
    show(windows, VIEWS["code_unreachable"], qtbot)
    windows.code.again_button.click()
    show(windows, VIEWS["code_waiting"], qtbot)
    windows.code.new_button.click()
    QTest.keyClick(windows.code, Qt.Key.Key_Escape)

    assert intents.names() == ["make_new_code", "make_new_code", "go_home"]


def test_code_trouble_names_the_server_and_promises_nobody_sees(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, VIEWS["code_unreachable"], qtbot)

    assert "help.contoso.example" in windows.code.trouble.label.text()
    assert windows.code.again_button.isVisible()
    assert windows.code.promise.text() == "Nobody can see anything yet."
    assert not windows.code.card.isVisible()


def test_code_checking_hides_the_used_code_and_shows_who(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, CodeView(stage=CodeStage.CHECKING, code="417382915604", helper=ANA), qtbot)

    assert not windows.code.card.isVisible()
    assert windows.code.stage.text() == "Ana Pop has entered the code."


def test_code_closing_the_window_gives_up_and_quits(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    show(windows, VIEWS["code_waiting"], qtbot)
    with qtbot.waitSignal(windows.quit_requested):
        windows.main.close()

    assert intents.names() == ["go_home"]


# --- question ---


def test_question_enter_and_escape_mean_no(windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot) -> None:
    show(windows, session(question=question(prompt_id=1)), qtbot)
    QTest.keyClick(windows.question, Qt.Key.Key_Escape)
    show(windows, session(question=question(prompt_id=2)), qtbot)
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
        "That press seems to come from a program, not from your mouse or keyboard. Please press again."
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


def test_code_shown_while_the_server_is_away_stays_and_offers_no_other(windows: ClientWindows, qtbot: QtBot) -> None:
    away = Trouble(code="code_waits", fields={"host": "help.example"})
    view = CodeView(stage=CodeStage.AWAY, code="417382915604", expires_at_mono_ms=NOW_MS + 60_000, trouble=away)
    show(windows, view, qtbot)
    page = windows.code
    assert (page.title.text(), page.stage.text()) == ("Please wait a moment", "Waiting for the server…")
    assert page.card.isVisible()
    assert not page.again_button.isVisible()
    assert not page.new_button.isVisible()


def test_code_is_in_sight_on_a_small_screen_whatever_is_said_above_it(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, VIEWS["code_connecting"], qtbot)
    windows.main.setMinimumHeight(200)
    windows.main.resize(528, 352)
    windows.main.setMaximumHeight(352)
    windows.render(VIEWS["code_changed"])
    code = windows.code.code
    qtbot.waitUntil(lambda: code.visibleRegion().boundingRect() == code.rect())


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


def test_window_title_says_what_the_page_asks(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, session(question=question()), qtbot)
    assert windows.main.windowTitle() == "Ana Pop asks to see your screen. | Alongside"
    windows.render(HomeView())
    assert windows.main.windowTitle() == "Get help | Alongside"
    windows.main.languages.buttons["ru"].click()
    qtbot.waitUntil(lambda: windows.main.windowTitle() == "Получить помощь | Alongside")


def test_question_closing_the_window_is_stop(windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot) -> None:
    show(windows, session(question=question()), qtbot)
    windows.main.close()

    assert intents.names() == ["stop"]
    assert windows.main.isVisible()


HOSTILE = '<img src="http://evil.example/x"><b>Bank</b>\u202e & \x1b[2J'


def test_every_label_shows_hostile_text_as_it_is(windows: ClientWindows, qtbot: QtBot) -> None:
    helper = replace(ANA, name=HOSTILE, organisation=HOSTILE, domain=HOSTILE)
    monitors = (replace(LEFT, name=HOSTILE), replace(RIGHT, name="A & B"))
    show(windows, session(helper=helper, question=question(reason=HOSTILE, monitors=monitors)), qtbot)
    windows.render(session(helper=helper, rights=(VIEW,)))
    windows.render(replace(ENDED, helper=helper))

    labels = [label for top in QApplication.topLevelWidgets() for label in top.findChildren(QLabel)]
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
    assert "<b>Bank</b>" in windows.question.question.text()
    assert not any("\u202e" in label.text() or "\x1b" in label.text() for label in labels)
    # The names of connectors say nothing to a person, and might say anything.
    assert windows.question.monitors.button(0).text() == "Screen 1"


# --- bar and frame ---


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
    assert second.bar._corner == "bottom_left"
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


# --- ended ---


def test_ended_tells_what_was_allowed_in_local_words(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, ENDED, qtbot)

    assert windows.ended.title.text() == "Ana Pop can no longer see or use your computer."
    assert windows.ended.totals.text().splitlines() == [
        "Could see the screen: 19 minutes",
        "Could use the mouse and keyboard: 6 minutes (allowed 2 times)",
    ]
    assert windows.ended.proof.text() == "The server has confirmed this record."


def test_ended_receipt_is_saved_beside_its_signatures(
    make_windows: Callable[..., ClientWindows], tmp_path: Path, qtbot: QtBot
) -> None:
    proposals: list[Path] = []

    def choose(parent: QWidget, title: str, proposed: Path) -> Path:
        proposals.append(proposed)
        return tmp_path / proposed.name

    windows = make_windows(choose_path=choose)
    show(windows, ENDED, qtbot)
    windows.main.languages.buttons["ru"].click()
    QApplication.processEvents()
    windows.ended.save_button.click()

    text = (tmp_path / "receipt-2026-11-22-1202.txt").read_text(encoding="utf-8")
    assert proposals[0].name == "receipt-2026-11-22-1202.txt"
    assert "Помощник: Ana Pop" in text
    assert "Разрешалось видеть экран: 19 минут" in text
    assert "receipt-2026-11-22-1202.json" in text
    assert (tmp_path / "receipt-2026-11-22-1202.json").read_text(encoding="utf-8") == ENDED.receipt_json
    assert "receipt-2026-11-22-1202.txt" in windows.ended.save_result.label.text()

    windows.ended.save_button.click()
    assert "уже есть" in windows.ended.save_result.label.text()
    assert (tmp_path / "receipt-2026-11-22-1202.txt").read_text(encoding="utf-8") == text


def test_ended_save_dialog_given_up_says_nothing(make_windows: Callable[..., ClientWindows], qtbot: QtBot) -> None:
    windows = make_windows(choose_path=lambda parent, title, proposed: None)
    show(windows, ENDED, qtbot)
    windows.ended.save_button.click()

    assert not windows.ended.save_result.isVisible()


def test_ended_close_leaves_the_receipt(windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot) -> None:
    show(windows, ENDED, qtbot)
    QTest.keyClick(windows.ended, Qt.Key.Key_Escape)

    assert intents.names() == ["go_home"]


def test_banner_that_changes_its_kind_changes_the_colour_of_its_words(windows: ClientWindows, qtbot: QtBot) -> None:
    unreachable = Trouble(code="server_unreachable", fields={"host": "help.example"})
    show(windows, CodeView(stage=CodeStage.CONNECTING, trouble=unreachable), qtbot)
    label = windows.code.trouble.label
    red = label.palette().windowText().color()
    changed = Trouble(code="code_changed")
    show(windows, CodeView(stage=CodeStage.WAITING, code="417382915604", trouble=changed), qtbot)
    assert label.palette().windowText().color() != red
