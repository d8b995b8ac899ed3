from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from agent_console.domain.person_state import EndedRight
from agent_console.ui.main_window import ConsoleWindow
from agent_console.view_models.screens import SignInView, Trouble
from shared.ui.i18n import install_language
from tests.ui.agent_console.recorder import CONTROL, SIGNED_IN, VIEW, DrawnSurface, ManualClock, RecordedIntents, tab

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def _four(window: ConsoleWindow) -> None:
    for tab_id in (11, 12, 13, 14):
        window.show_tab(tab(tab_id, title=f"{tab_id} \N{HORIZONTAL ELLIPSIS}"))


def test_window_new_tab_comes_to_the_front_and_old_ones_stay(window: ConsoleWindow) -> None:
    _four(window)
    assert window.workspace.tabs.count() == 4
    assert window.current_tab_id == 14


def test_window_tab_keys_move_between_tabs(qtbot: QtBot, window: ConsoleWindow) -> None:
    _four(window)
    qtbot.keyClick(window, Qt.Key.Key_Tab, CTRL)
    assert window.current_tab_id == 11
    qtbot.keyClick(window, Qt.Key.Key_3, CTRL)
    assert window.current_tab_id == 13
    qtbot.keyClick(window, Qt.Key.Key_Backtab, CTRL | SHIFT)
    assert window.current_tab_id == 12
    qtbot.keyClick(window, Qt.Key.Key_9, CTRL)
    assert window.current_tab_id == 12


def test_window_new_tab_does_not_take_the_keyboard_out_of_a_picture(
    window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window.show_tab(tab(1))
    page = window.page(1)
    assert page is not None
    page.remote.capture()
    window.show_tab(tab(2))
    assert window.current_tab_id == 1
    assert page.remote.is_captured
    assert intents.named("release_all") == []


def test_window_switching_tabs_lets_go_of_the_one_left(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window.show_tab(tab(1))
    window.show_tab(tab(2))
    page = window.page(2)
    assert page is not None
    page.remote.capture()
    window.workspace.tabs.choose(1)
    assert intents.named("release_all") == [("release_all", 2)]
    assert not page.remote.is_captured


def test_window_tab_in_the_back_is_marked_until_it_was_looked_at(window: ConsoleWindow) -> None:
    window.show_tab(tab(1, rights={VIEW: "asked"}))
    window.show_tab(tab(2))
    window.show_tab(tab(1, rights={VIEW: "on"}))
    tabs = window.workspace.tabs
    assert "changed" in tabs.accessibleTabName(tabs.index_of(1))
    tabs.choose(1)
    assert "changed" not in tabs.accessibleTabName(tabs.index_of(1))


def test_window_tab_clock_runs_and_stops_at_the_end(window: ConsoleWindow, clock: ManualClock) -> None:
    window.show_tab(tab(1))
    tabs = window.workspace.tabs
    assert "12:34" in tabs.accessibleTabName(0)
    clock.now_ms += 6000
    window._on_tick()
    assert "12:40" in tabs.accessibleTabName(0)
    window.show_tab(tab(1, stage="ended", end_reason="user_stopped"))
    clock.now_ms += 60_000
    window._on_tick()
    assert "12:40" in tabs.accessibleTabName(0)


def test_window_last_tab_gone_invites_to_type_a_code(window: ConsoleWindow) -> None:
    window.show_tab(tab(1))
    window.remove_tab(1)
    assert window.current_tab_id is None
    assert window.workspace.empty_code.isVisible()
    assert window.workspace.empty_code.field.hasFocus()


def test_window_rights_are_asked_with_the_reason_and_given_back(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window.show_tab(tab(1, rights={VIEW: "on"}))
    qtbot.keyClick(window, Qt.Key.Key_R, CTRL)
    page = window.page(1)
    assert page is not None
    assert page.panel.reason.hasFocus()
    qtbot.keyClicks(page.panel.reason, "to <b>click</b> through the settings ")
    qtbot.keyClick(window, Qt.Key.Key_M, CTRL | SHIFT)
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL | SHIFT)
    assert intents.calls == [
        ("ask_for", 1, CONTROL, "to <b>click</b> through the settings"),
        ("give_back", 1, VIEW),
    ]


def test_window_reason_goes_with_its_question_and_with_no_later_one(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents, clock: ManualClock
) -> None:
    seeing = {"rights": {VIEW: "on"}, "may_ask_files": True}
    window.show_tab(tab(1, **seeing))
    page = window.page(1)
    assert page is not None
    reason = page.panel.reason

    def press_in_notice() -> None:
        page.notice._buttons[0].click()

    asks = {
        "ask_for": lambda: page.panel.ask_for(CONTROL),
        "ask_for_files": page.panel.files.ask_button.click,
        "ask_for_screens": lambda: page.panel._monitors.wanted.emit((2,)),
        "send_files": lambda: page.panel.files.files_chosen.emit(()),
        "ask_for_time": press_in_notice,
    }
    for count, (name, ask) in enumerate(asks.items()):
        if name == "ask_for_time":
            seeing |= {
                "rights": {VIEW: "on", CONTROL: "on"},
                "rights_end_at_mono_ms": {CONTROL: clock.now_ms + 9_000},
            }
        window.show_tab(tab(1, **seeing, reasons_sent=count))
        reason.setText(f" words for {name}")
        ask()
        assert intents.named(name)[-1][-1] == f"words for {name}"
        assert reason.text(), "not before it is known to have gone out"
        window.show_tab(tab(1, **seeing, reasons_sent=count, problem=f"news {count}"))
        assert reason.text(), "it did not: refused here"
        window.show_tab(tab(1, **seeing, reasons_sent=count + 1))
        assert reason.text() == "", name


def test_window_reason_that_is_written_after_the_question_stays(window: ConsoleWindow) -> None:
    window.show_tab(tab(1, rights={VIEW: "on"}))
    page = window.page(1)
    assert page is not None
    page.panel.reason.setText("to click")
    page.panel.ask_for(CONTROL)
    page.panel.reason.setText("to copy the address")
    window.show_tab(tab(1, rights={VIEW: "on", CONTROL: "asked"}, reasons_sent=1))
    assert page.panel.reason.text() == "to copy the address"


def test_window_right_that_is_asked_or_refused_says_so(window: ConsoleWindow) -> None:
    window.show_tab(tab(1, rights={VIEW: "on", CONTROL: "asked"}, cover="asking"))
    page = window.page(1)
    assert page is not None
    row = page.panel.right_row(CONTROL)
    assert row is not None
    assert row.state_text == "Asked, waiting for an answer"
    assert not row.button.isEnabled()
    window.show_tab(tab(1, rights={VIEW: "on", CONTROL: "refused"}))
    assert row.state_text == "Not allowed"
    assert row.button.isEnabled()


def test_window_right_that_ends_by_itself_shows_how_long_it_lasts(window: ConsoleWindow, clock: ManualClock) -> None:
    window.show_tab(tab(1))
    page = window.page(1)
    assert page is not None
    row = page.panel.right_row(CONTROL)
    assert row is not None
    assert row.state_text == "On · 28 min left"
    clock.now_ms += 5 * 60_000 + 1
    window._on_tick()
    assert row.state_text == "On · 23 min left"
    sight = page.panel.right_row(VIEW)
    assert sight is not None
    assert sight.state_text == "On · until the session ends"


def test_window_right_that_is_about_to_end_says_so_and_asks_for_more_time(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents, clock: ManualClock
) -> None:
    window.show_tab(tab(1, rights_end_at_mono_ms={CONTROL: clock.now_ms + 61_000}))
    page = window.page(1)
    assert page is not None
    assert page.notice.text == ""
    clock.now_ms += 1_000
    window._on_tick()
    assert page.notice.text == "Its time is over in less than a minute: Mouse and keyboard."
    row = page.panel.right_row(CONTROL)
    assert row is not None
    assert row.state_text == "On · 60 s left"
    page.panel.reason.setText("almost done")
    page.notice._buttons[0].click()
    assert intents.named("ask_for_time") == [("ask_for_time", 1, CONTROL, "almost done")]
    qtbot.keyClick(page.notice, Qt.Key.Key_Escape)
    assert len(intents.named("ask_for_time")) == 1, "the only action is no harmless one"
    idle = {"rights_end_at_mono_ms": {CONTROL: clock.now_ms + 30_000}, "rights_end_idle": frozenset({CONTROL})}
    window.show_tab(tab(1, **idle))
    assert page.notice.text == "Not used for a while, so it ends in less than a minute: Mouse and keyboard."
    assert row.state_text == "On · 30 s left if not used"


def test_window_says_that_the_person_is_using_mouse_and_keyboard(window: ConsoleWindow) -> None:
    window.show_tab(tab(1, is_person_active=True))
    page = window.page(1)
    assert page is not None
    assert page.line.hint_text == "The person is using the mouse or keyboard: your input does not arrive"
    row = page.panel.right_row(CONTROL)
    assert row is not None
    assert row.state_text == "On hold, the person is using it"
    window.show_tab(tab(1))
    assert page.line.hint_text == "Click the picture or press Enter on it to type there"


def test_window_says_why_a_right_ended(window: ConsoleWindow) -> None:
    ended = EndedRight(capability=CONTROL, cause="locked")
    window.show_tab(tab(1, rights={VIEW: "on"}, ended_right=ended))
    page = window.page(1)
    assert page is not None
    assert page.notice.text == "The person's screen was locked, so this is off: Mouse and keyboard."
    window.show_tab(tab(1, rights={VIEW: "on"}))
    assert page.notice.text == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cover": "asking"}, "The person is answering a question.\nNothing is shown meanwhile."),
        ({"cover": "paused"}, "The person has paused.\nNothing is shown until they go on."),
        ({"stage": "pairing"}, "Connecting to the person's computer."),
        ({"stage": "verified", "cover": "no_view", "rights": {}}, "You do not see this screen yet."),
        (
            {"stage": "verified", "cover": "no_view", "rights": {VIEW: "refused"}},
            "did not allow you to see the screen",
        ),
        ({"stage": "ended", "end_reason": "panic"}, "The person stopped everything with the keys."),
    ],
)
def test_window_cover_says_why_and_nothing_of_the_picture_shows(
    window: ConsoleWindow, changes: dict, words: str
) -> None:
    window.show_tab(tab(1))
    surface = DrawnSurface(640, 400, "#ff0000")
    window.attach_picture(1, surface, surface.lock)
    page = window.page(1)
    assert page is not None
    assert page.remote.grab().toImage().pixelColor(page.remote.rect().center()).name() == "#ff0000"
    window.show_tab(tab(1, **changes))
    assert page.curtain.isVisible()
    assert words in page.curtain.text
    image = page.remote.grab().toImage()
    reds = [
        (x, y)
        for x in range(0, image.width(), 7)
        for y in range(0, image.height(), 7)
        if image.pixelColor(x, y).name() == "#ff0000"
    ]
    assert reds == []


def test_window_silent_line_keeps_the_last_picture_behind_a_veil(window: ConsoleWindow) -> None:
    window.show_tab(tab(1, cover="stalled"))
    surface = DrawnSurface(640, 400, "#ff0000")
    window.attach_picture(1, surface, surface.lock)
    page = window.page(1)
    assert page is not None
    assert "The line is silent." in page.curtain.text
    colour = page.grab().toImage().pixelColor(page.remote.width() // 2, page.remote.height() * 7 // 10)
    assert colour.name() != "#ff0000"
    assert colour.red() > colour.green()


def test_window_line_is_told_in_words(window: ConsoleWindow) -> None:
    window.show_tab(tab(1))
    page = window.page(1)
    assert page is not None
    assert page.line.line_text == "sharp · 12 ms · 0.31 Mbit/s"


def test_window_end_of_a_live_session_is_asked_once(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window.show_tab(tab(1))
    qtbot.keyClick(window, Qt.Key.Key_W, CTRL | SHIFT)
    page = window.page(1)
    assert page is not None
    assert "End this session?" in page.notice.text
    assert intents.named("end") == []
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert page.notice.text == ""
    qtbot.keyClick(window, Qt.Key.Key_W, CTRL | SHIFT)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert intents.named("end") == [("end", 1)]


def test_window_end_pressed_twice_needs_no_other_key(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window.show_tab(tab(1))
    qtbot.keyClick(window, Qt.Key.Key_W, CTRL | SHIFT)
    qtbot.keyClick(window, Qt.Key.Key_W, CTRL | SHIFT)
    assert intents.named("end") == [("end", 1)]


def test_window_end_before_anything_is_live_asks_nothing(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window.show_tab(tab(1, stage="pairing"))
    qtbot.keyClick(window, Qt.Key.Key_W, CTRL | SHIFT)
    assert intents.named("end") == [("end", 1)]


def test_window_ended_tab_is_closed_by_key_and_live_one_is_not(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window.show_tab(tab(1))
    qtbot.keyClick(window, Qt.Key.Key_W, CTRL)
    assert intents.calls == []
    window.show_tab(tab(1, stage="ended", end_reason="user_stopped"))
    qtbot.keyClick(window, Qt.Key.Key_W, CTRL)
    assert intents.calls == [("close_tab", 1)]


def test_window_closing_with_people_connected_asks_once_and_ends_them(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    _four(window)
    assert not window.close()
    assert window.isVisible()
    assert "4 sessions are still open" in window.workspace.notice.text
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "End 4 sessions and close"
    with qtbot.waitSignal(window.closed):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert intents.named("end") == [("end", tab_id) for tab_id in (11, 12, 13, 14)]
    assert not window.isVisible()


def test_window_closing_without_anybody_just_closes(qtbot: QtBot, window: ConsoleWindow) -> None:
    window.show_tab(tab(1, stage="ended"))
    with qtbot.waitSignal(window.closed):
        assert window.close()


def test_window_panel_folds_in_every_tab(qtbot: QtBot, window: ConsoleWindow) -> None:
    _four(window)
    qtbot.keyClick(window, Qt.Key.Key_B, CTRL)
    assert all(not page.panel.isVisibleTo(page) for page in window._pages.values())
    qtbot.keyClick(window, Qt.Key.Key_B, CTRL)
    assert all(page.panel.isVisibleTo(page) for page in window._pages.values())


def test_window_server_gone_is_told_while_sessions_go_on(window: ConsoleWindow) -> None:
    window.show_tab(tab(1))
    window.show_account(replace(SIGNED_IN, is_connected=False))
    assert "The server cannot be reached" in window.workspace.notice.text
    window.show_account(SIGNED_IN)
    assert window.workspace.notice.text == ""


def test_window_trouble_of_a_tab_is_a_sentence(window: ConsoleWindow) -> None:
    window.show_tab(tab(1, trouble=Trouble(code="injection_unavailable")))
    page = window.page(1)
    assert page is not None
    assert "does not allow the mouse and keyboard" in page.notice.text


def test_window_language_changes_while_it_runs(window: ConsoleWindow, qapp: QApplication) -> None:
    window.show_tab(tab(1, cover="asking"))
    page = window.page(1)
    assert page is not None
    install_language(qapp, "ru")
    qapp.processEvents()
    assert "Человек отвечает на вопрос." in page.curtain.text
    assert page.line.line_text == "закрыто · 12 мс"
    install_language(qapp, "ro")
    qapp.processEvents()
    assert "Persoana răspunde la o întrebare." in page.curtain.text
    assert page.panel.end_button.text() == "Încheiați sesiunea"


HOSTILE = "<img src=\\\\evil\\x> &co <a href='x'>A" + "\u0300" * 10_000 + "na"


def test_window_hostile_text_is_shown_letter_by_letter_and_cut(window: ConsoleWindow) -> None:
    window.show_account(replace(SIGNED_IN, name=HOSTILE, organisation=HOSTILE))
    monitors = (replace(tab(1).monitors[0], name=HOSTILE),)
    window.show_tab(tab(1, title=HOSTILE, problem=HOSTILE, monitors=monitors))
    window.workspace._fill_menu()
    for label in window.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText, label.text()[:80]
        assert "\u0300" * 5 not in label.text()
        assert len(label.text()) <= 501
    page = window.page(1)
    assert page is not None
    assert "<img src=\\\\evil\\x> &co <a href='x'>\u00c0\u0300\u0300na" in page.panel._problem.text()
    for widget in [window, *window.findChildren(QWidget)]:
        assert "<img" not in widget.toolTip(), widget
    tabs = window.workspace.tabs
    assert "&lt;img" in tabs.tabToolTip(0)
    assert tabs.tabText(0).startswith("<img src=\\\\evil\\x> &&co")
    for action in window.workspace._menu.actions():
        assert "\u0300" * 5 not in action.text()


def test_window_sign_in_server_address_is_plain(blank_window: ConsoleWindow) -> None:
    blank_window.show_account(
        SignInView(server_url="<b>x</b>", trouble=Trouble(code="server_unreachable", fields={"host": "<i>y</i>"}))
    )
    page = blank_window.sign_in
    assert "<b>x</b>" in page._server.text()
    assert "<i>y</i>" in page.trouble_text
    assert page._trouble_label.textFormat() is Qt.TextFormat.PlainText


@pytest.mark.parametrize("language", ["en", "ru", "ro"])
@pytest.mark.parametrize("width_px", [880, 1024, 1366])
def test_window_release_keys_are_never_cut(
    window: ConsoleWindow, qapp: QApplication, language: str, width_px: int
) -> None:
    install_language(qapp, language)
    window.resize(width_px, 600)
    window.show_tab(tab(1))
    page = window.page(1)
    assert page is not None
    page.remote.capture()
    qapp.processEvents()
    hint = page.line._hint
    assert "Ctrl+Alt+Shift" in hint.text()
    assert hint.width() >= hint.sizeHint().width()
    assert not hint.geometry().intersects(page.line._line.geometry())


def test_window_digits_are_said_to_be_in_the_questions(window: ConsoleWindow) -> None:
    window.show_tab(tab(1))
    page = window.page(1)
    assert page is not None
    assert page.panel._words_caption.text() == "The person sees these digits with every question"
