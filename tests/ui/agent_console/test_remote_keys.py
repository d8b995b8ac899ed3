"""Keys over the picture: when they go over, repeats and releases as X11 brings them, and all that lets everything go."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from agent_console.ui import remote_input
from agent_console.ui.main_window import ConsoleWindow
from agent_console.ui.remote_view import RemoteView
from shared.xcb_link import XcbLink
from tests.desk.display import VirtualDisplay
from tests.desk.person import Person
from tests.ui.agent_console.recorder import CONTROL, VIEW, RecordedIntents, tab
from tests.ui.agent_console.remote_acts import KEY_A, KEY_F4, KEY_TAB, LEFT_ALT, RIGHT_CTRL, place_of, send_key

USAGE_A, USAGE_TAB, USAGE_F4, USAGE_LEFT_ALT = 0x04, 0x2B, 0x3D, 0xE2


@pytest.fixture
def real_keys(monkeypatch: pytest.MonkeyPatch, virtual_display: VirtualDisplay) -> Iterator[None]:
    """Which keys are down is asked of a real display, as when Qt is on one."""
    keys = XcbLink(virtual_display.name)
    monkeypatch.setattr(remote_input, "held_keys", lambda: keys)
    yield
    keys.close()


def test_remote_keys_go_over_only_while_captured(remote: RemoteView, intents: RecordedIntents) -> None:
    remote.setFocus()
    send_key(remote, KEY_A, is_down=True)
    send_key(remote, KEY_A, is_down=False)
    assert intents.calls == []
    remote.capture()
    send_key(remote, KEY_A, is_down=True)
    for is_down in (False, True, False, True):
        send_key(remote, KEY_A, is_down=is_down, repeats=True)
    assert intents.calls == [("key_changed", 1, USAGE_A, True)]
    send_key(remote, KEY_A, is_down=False)
    assert intents.calls == [("key_changed", 1, USAGE_A, True), ("key_changed", 1, USAGE_A, False)]


def test_remote_keys_repeat_that_x11_does_not_mark_is_dropped_too(
    qtbot: QtBot, remote: RemoteView, intents: RecordedIntents
) -> None:
    remote.setFocus()
    remote.capture()
    for is_down, stamp in ((True, 1000), (False, 1660), (True, 1660), (False, 1700), (True, 1700), (False, 1731)):
        send_key(remote, KEY_A, is_down=is_down, stamp=stamp)
    qtbot.waitUntil(lambda: len(intents.calls) == 2)
    assert intents.calls == [("key_changed", 1, USAGE_A, True), ("key_changed", 1, USAGE_A, False)]


@pytest.mark.usefixtures("real_keys")
def test_remote_keys_second_half_of_a_repeat_is_waited_for_while_the_key_is_down(
    qtbot: QtBot, remote: RemoteView, intents: RecordedIntents, person: Person
) -> None:
    # The events come as late as on a machine that has no time for us.
    remote.setFocus()
    remote.capture()
    with person.held("a"):
        send_key(remote, KEY_A, is_down=True, stamp=1000)
        send_key(remote, KEY_A, is_down=False, stamp=1660)
        qtbot.wait(50)
        send_key(remote, KEY_A, is_down=True, stamp=1660)
        send_key(remote, KEY_A, is_down=False, stamp=1700)
        qtbot.wait(50)
        assert intents.calls == [("key_changed", 1, USAGE_A, True)]
    qtbot.waitUntil(lambda: intents.calls[1:] == [("key_changed", 1, USAGE_A, False)])


def test_remote_keys_release_in_doubt_is_settled_before_what_follows(
    qtbot: QtBot, remote: RemoteView, intents: RecordedIntents
) -> None:
    remote.setFocus()
    remote.capture()
    send_key(remote, KEY_A, is_down=True, stamp=1000)
    send_key(remote, KEY_A, is_down=False, stamp=1050)
    send_key(remote, KEY_TAB, is_down=True, stamp=1051)
    qtbot.mousePress(remote.viewport(), Qt.MouseButton.LeftButton, pos=place_of(remote, 5, 5))
    assert [call[0:1] + call[2:] for call in intents.calls] == [
        ("key_changed", USAGE_A, True),
        ("key_changed", USAGE_A, False),
        ("key_changed", USAGE_TAB, True),
        ("pointer_moved", 563, 901),
        ("button_changed", 1, True),
    ]
    qtbot.mouseRelease(remote.viewport(), Qt.MouseButton.LeftButton, pos=place_of(remote, 5, 5))


def test_remote_keys_captured_tab_and_shortcuts_go_over(
    remote: RemoteView, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    remote.setFocus()
    remote.capture()
    for scan_code in (LEFT_ALT, KEY_F4, KEY_TAB):
        send_key(remote, scan_code, is_down=True)
    for scan_code in (KEY_TAB, KEY_F4, LEFT_ALT):
        send_key(remote, scan_code, is_down=False)
    assert [call[2:] for call in intents.calls] == [
        (USAGE_LEFT_ALT, True),
        (USAGE_F4, True),
        (USAGE_TAB, True),
        (USAGE_TAB, False),
        (USAGE_F4, False),
        (USAGE_LEFT_ALT, False),
    ]
    assert remote.hasFocus()
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    override.ignore()
    QCoreApplication.sendEvent(remote, override)
    assert override.isAccepted()  # Ctrl+B is for the other computer now


def test_remote_keys_right_ctrl_alone_brings_the_keyboard_back(
    remote: RemoteView, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    page = window.page(1)
    assert page is not None
    remote.setFocus()
    assert "Click the picture" in page.line.hint_text
    remote.capture()
    assert "Right Ctrl or Ctrl+Alt+Shift" in page.line.hint_text
    send_key(remote, RIGHT_CTRL, is_down=True)
    send_key(remote, RIGHT_CTRL, is_down=False)
    assert not remote.is_captured
    assert intents.calls == [("release_all", 1)]
    assert "Click the picture" in page.line.hint_text


def test_remote_keys_enter_captures_for_those_without_a_mouse(
    qtbot: QtBot, remote: RemoteView, intents: RecordedIntents
) -> None:
    remote.setFocus()
    qtbot.keyClick(remote, Qt.Key.Key_Return)
    assert remote.is_captured
    assert intents.named("key_changed") == []  # neither half of that Enter goes over


@pytest.fixture
def held(remote: RemoteView, intents: RecordedIntents, qtbot: QtBot) -> Iterator[RemoteView]:
    """The picture with a key and a button held down over there."""
    port, place = remote.viewport(), place_of(remote, 5, 5)
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=place)
    send_key(remote, KEY_A, is_down=True)
    intents.calls.clear()
    yield remote
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=place)


def _assert_let_go_once(remote: RemoteView, intents: RecordedIntents) -> None:
    assert intents.named("release_all") == [("release_all", 1)]
    assert not remote.is_captured


def test_remote_keys_focus_elsewhere_releases_everything(
    held: RemoteView, intents: RecordedIntents, window: ConsoleWindow
) -> None:
    window.workspace.code.field.setFocus()
    _assert_let_go_once(held, intents)


def test_remote_keys_inactive_window_releases_everything(
    held: RemoteView, intents: RecordedIntents, window: ConsoleWindow, qtbot: QtBot
) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not window.isActiveWindow())
    _assert_let_go_once(held, intents)


@pytest.mark.parametrize("cover", ["asking", "paused", "stalled", "no_view"])
def test_remote_keys_cover_releases_everything_and_lets_nothing_over(
    held: RemoteView, window: ConsoleWindow, intents: RecordedIntents, qtbot: QtBot, cover: str
) -> None:
    window.show_tab(tab(1, cover=cover))
    before = len(intents.calls)
    send_key(held, KEY_A, is_down=True)
    qtbot.mouseClick(held.viewport(), Qt.MouseButton.LeftButton, pos=place_of(held, 5, 5))
    held.capture()
    assert len(intents.calls) == before
    _assert_let_go_once(held, intents)


def test_remote_keys_control_taken_back_releases_everything(
    held: RemoteView, intents: RecordedIntents, window: ConsoleWindow
) -> None:
    window.show_tab(tab(1, rights={VIEW: "on", CONTROL: "off"}))
    _assert_let_go_once(held, intents)


def test_remote_keys_other_tab_releases_everything(
    held: RemoteView, intents: RecordedIntents, window: ConsoleWindow
) -> None:
    window.show_tab(tab(2, stage="pairing"))
    window.workspace.tabs.choose(2)
    _assert_let_go_once(held, intents)


def test_remote_keys_tab_gone_releases_everything(
    held: RemoteView, intents: RecordedIntents, window: ConsoleWindow
) -> None:
    window.remove_tab(1)
    _assert_let_go_once(held, intents)


def test_remote_keys_end_of_the_session_releases_everything(
    held: RemoteView, intents: RecordedIntents, window: ConsoleWindow
) -> None:
    window.show_tab(tab(1, stage="ended", end_reason="user_stopped"))
    _assert_let_go_once(held, intents)


def test_remote_keys_without_control_nothing_goes_over(
    qtbot: QtBot, remote: RemoteView, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window.show_tab(tab(1, rights={VIEW: "on"}))
    port = remote.viewport()
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=place_of(remote, 50, 50))
    qtbot.mouseMove(port, place_of(remote, 60, 60))
    send_key(remote, KEY_A, is_down=True)
    assert intents.calls == []
    assert not remote.is_captured
