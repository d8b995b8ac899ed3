"""Everything in the console's window can be reached with Tab alone, and a screen reader has a name for it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QTabBar, QWidget

from agent_console.ui.main_window import ConsoleWindow
from agent_console.ui.remote_view import RemoteView
from agent_console.view_models.screens import SignInView, Trouble
from tests.ui.agent_console.recorder import SIGNED_IN, VIEW, tab


def _walk(window: QWidget) -> list[QWidget]:
    """Press Tab until the focus is back where it began."""
    first = window.focusWidget()
    assert first is not None
    seen = [first]
    for _ in range(60):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused is first:
            return seen
        seen.append(focused)
    raise AssertionError(f"Tab never came back: {seen[-5:]}")


def _name(widget: QWidget) -> str:
    """What a screen reader calls it."""
    return (widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")).strip()


def _operable(window: QWidget) -> set[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QTabBar, RemoteView)
    return {
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, kinds)
        and widget.isVisible()
        and widget.isEnabled()
        and not isinstance(widget.parent(), (QTabBar, QLineEdit))
    }


@pytest.mark.parametrize("scene", ["sign_in", "empty", "live", "seeing", "no_view", "ended", "asking_to_end"])
def test_window_tab_key_alone_reaches_everything_and_everything_has_a_name(
    blank_window: ConsoleWindow, scene: str
) -> None:
    window = blank_window
    if scene == "sign_in":
        window.show_account(
            SignInView(server_url="https://help.example", email="ana@x.example", trouble=Trouble(code="rate_limited"))
        )
        window.sign_in.password.setText("x")
        window.sign_in.email.setFocus()
    else:
        window.show_account(SIGNED_IN)
    if scene == "live":
        window.show_tab(tab(1))
        window.show_tab(tab(2))
    elif scene == "seeing":
        window.show_tab(tab(1, rights={VIEW: "on"}))
    elif scene == "no_view":
        window.show_tab(tab(1, stage="verified", cover="no_view", rights={}))
    elif scene == "ended":
        window.show_tab(tab(1, stage="ended", end_reason="user_stopped"))
    elif scene == "asking_to_end":
        window.show_tab(tab(1))
        window.end_session()
    QApplication.processEvents()
    walked = _walk(window)
    assert _operable(window) <= set(walked)
    if scene == "no_view":
        assert [_name(widget) for widget in walked[:13]] == [
            "Ask to see the screen",
            "Rights",
            "Messages",
            "Ask: See the screen",
            "Ask: Put on the clipboard",
            "Ask: Get what is copied",
            "Why you ask, shown with the question",
            "End session",
            "Actual size",
            "Full screen",
            "Hide panel",
            "People you are helping",
            "Code the person reads to you",
        ]
    assert len(walked) == len(set(walked))
    for widget in walked:
        assert _name(widget), widget
