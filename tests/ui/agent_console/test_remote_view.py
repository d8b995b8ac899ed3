from collections.abc import Iterator
from threading import Event, Thread

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from agent_console.media.canvas import Canvas
from agent_console.ui import remote_input
from agent_console.ui.dirty_bridge import DirtyBridge
from agent_console.ui.held_keys import HeldKeys
from agent_console.ui.main_window import ConsoleWindow
from agent_console.ui.remote_view import RemoteView
from agent_console.view_models.screens import PictureSurface
from shared.geometry import Rect
from tests.desk.bare_server import bare_server
from tests.desk.display import VirtualDisplay
from tests.desk.person import Person
from tests.ui.agent_console.recorder import CONTROL, VIEW, DrawnSurface, RecordedIntents, tab

# X keycodes: evdev codes plus 8.
KEY_A, KEY_TAB, KEY_F4, LEFT_ALT, RIGHT_CTRL, LEFT_SHIFT = 38, 23, 70, 64, 105, 50
USAGE_A, USAGE_TAB, USAGE_F4, USAGE_LEFT_ALT = 0x04, 0x2B, 0x3D, 0xE2


@pytest.fixture
def surface() -> DrawnSurface:
    return DrawnSurface(640, 400, "#336699")


@pytest.fixture
def real_keys(monkeypatch: pytest.MonkeyPatch, virtual_display: VirtualDisplay) -> Iterator[None]:
    """Which keys are down is asked of a real display, as when Qt is on one."""
    keys = HeldKeys(virtual_display.name)
    monkeypatch.setattr(remote_input, "held_keys", lambda: keys)
    yield
    keys.close()


@pytest.fixture
def remote(window: ConsoleWindow, surface: DrawnSurface) -> RemoteView:
    """A shown, controlled picture of 640 x 400."""
    window.show_tab(tab(1))
    window.attach_picture(1, surface, surface.lock)
    page = window.page(1)
    assert page is not None
    QApplication.processEvents()
    return page.remote


def _key(remote: RemoteView, scan_code: int, *, is_down: bool, repeats: bool = False, stamp: int = 0) -> None:
    kind = QEvent.Type.KeyPress if is_down else QEvent.Type.KeyRelease
    key = {KEY_TAB: Qt.Key.Key_Tab, KEY_F4: Qt.Key.Key_F4}.get(scan_code, Qt.Key.Key_A)
    event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, scan_code, 0, 0, "", repeats)
    event.setTimestamp(stamp)
    QCoreApplication.sendEvent(remote, event)


def _at(remote: RemoteView, x_px: int, y_px: int) -> QPoint:
    """Widget position of a pixel of the picture, shown unscaled at density 1."""
    lies = remote.view.picture
    assert (lies.width, lies.height) == (640, 400)
    return QPoint(lies.x + x_px, lies.y + y_px)


def _colour(remote: RemoteView, x_px: int, y_px: int) -> str:
    return remote.viewport().grab().toImage().pixelColor(_at(remote, x_px, y_px)).name()


def test_remote_view_click_captures_and_goes_over_at_its_place(
    qtbot: QtBot, remote: RemoteView, intents: RecordedIntents
) -> None:
    qtbot.mouseClick(remote.viewport(), Qt.MouseButton.LeftButton, pos=_at(remote, 0, 0))
    qtbot.mouseClick(remote.viewport(), Qt.MouseButton.RightButton, pos=_at(remote, 639, 399))
    assert remote.is_captured
    assert intents.calls == [
        ("pointer_moved", 1, 51, 82),
        ("button_changed", 1, 1, True),
        ("button_changed", 1, 1, False),
        ("pointer_moved", 1, 65484, 65453),
        ("button_changed", 1, 3, True),
        ("button_changed", 1, 3, False),
    ]


def test_remote_view_double_click_is_two_presses(qtbot: QtBot, remote: RemoteView, intents: RecordedIntents) -> None:
    qtbot.mouseClick(remote.viewport(), Qt.MouseButton.LeftButton, pos=_at(remote, 9, 9))
    qtbot.mouseDClick(remote.viewport(), Qt.MouseButton.LeftButton, pos=_at(remote, 9, 9))
    qtbot.mouseRelease(remote.viewport(), Qt.MouseButton.LeftButton, pos=_at(remote, 9, 9))
    changes = [call[3] for call in intents.named("button_changed")]
    assert changes.count(True) == changes.count(False) >= 2
    assert changes == [True, False] * (len(changes) // 2)


def test_remote_view_click_beside_the_picture_stays_here(
    qtbot: QtBot, remote: RemoteView, intents: RecordedIntents
) -> None:
    qtbot.mouseClick(remote.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert intents.calls == []
    assert not remote.is_captured


def test_remote_view_drag_over_the_edge_keeps_to_the_edge_and_lets_go(
    qtbot: QtBot, remote: RemoteView, intents: RecordedIntents
) -> None:
    port = remote.viewport()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=_at(remote, 100, 100))
    qtbot.mouseMove(port, QPoint(1, _at(remote, 0, 100).y()))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=QPoint(1, _at(remote, 0, 100).y()))
    assert intents.calls[-2:] == [("pointer_moved", 1, 51, 16466), ("button_changed", 1, 1, False)]


def test_remote_view_wheel_turns_down_and_right_positive(remote: RemoteView, intents: RecordedIntents) -> None:
    place = QPointF(_at(remote, 50, 50))
    for angle in (QPoint(0, -120), QPoint(0, 15), QPoint(-120, 0)):
        event = QWheelEvent(
            place,
            remote.viewport().mapToGlobal(place),
            QPoint(),
            angle,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QCoreApplication.sendEvent(remote.viewport(), event)
    assert intents.named("wheel_turned") == [
        ("wheel_turned", 1, 0, 120),
        ("wheel_turned", 1, 0, -15),
        ("wheel_turned", 1, 120, 0),
    ]


def test_remote_view_keys_go_over_only_while_captured(remote: RemoteView, intents: RecordedIntents) -> None:
    remote.setFocus()
    _key(remote, KEY_A, is_down=True)
    _key(remote, KEY_A, is_down=False)
    assert intents.calls == []
    remote.capture()
    _key(remote, KEY_A, is_down=True)
    for is_down in (False, True, False, True):
        _key(remote, KEY_A, is_down=is_down, repeats=True)
    assert intents.calls == [("key_changed", 1, USAGE_A, True)]
    _key(remote, KEY_A, is_down=False)
    assert intents.calls == [("key_changed", 1, USAGE_A, True), ("key_changed", 1, USAGE_A, False)]


def test_remote_view_repeat_that_x11_does_not_mark_is_dropped_too(
    qtbot: QtBot, remote: RemoteView, intents: RecordedIntents
) -> None:
    remote.setFocus()
    remote.capture()
    for is_down, stamp in ((True, 1000), (False, 1660), (True, 1660), (False, 1700), (True, 1700), (False, 1731)):
        _key(remote, KEY_A, is_down=is_down, stamp=stamp)
    qtbot.waitUntil(lambda: len(intents.calls) == 2)
    assert intents.calls == [("key_changed", 1, USAGE_A, True), ("key_changed", 1, USAGE_A, False)]


@pytest.mark.usefixtures("real_keys")
def test_remote_view_second_half_of_a_repeat_is_waited_for_while_the_key_is_down(
    qtbot: QtBot, remote: RemoteView, intents: RecordedIntents, person: Person
) -> None:
    # The events come as late as on a machine that has no time for us.
    remote.setFocus()
    remote.capture()
    with person.held("a"):
        _key(remote, KEY_A, is_down=True, stamp=1000)
        _key(remote, KEY_A, is_down=False, stamp=1660)
        qtbot.wait(50)
        _key(remote, KEY_A, is_down=True, stamp=1660)
        _key(remote, KEY_A, is_down=False, stamp=1700)
        qtbot.wait(50)
        assert intents.calls == [("key_changed", 1, USAGE_A, True)]
    qtbot.waitUntil(lambda: intents.calls[1:] == [("key_changed", 1, USAGE_A, False)])


def test_held_keys_of_a_display_that_is_gone_are_none() -> None:
    with bare_server(64, 64) as (name, _):
        keys = HeldKeys(name)
        with Person(name) as person, person.held("a"):
            assert keys.is_down(KEY_A)
            assert not keys.is_down(KEY_TAB)
    never = HeldKeys(name)
    for gone in (keys, never):
        assert not gone.is_down(KEY_A)
        gone.close()


def test_remote_view_release_in_doubt_is_settled_before_what_follows(
    qtbot: QtBot, remote: RemoteView, intents: RecordedIntents
) -> None:
    remote.setFocus()
    remote.capture()
    _key(remote, KEY_A, is_down=True, stamp=1000)
    _key(remote, KEY_A, is_down=False, stamp=1050)
    _key(remote, KEY_TAB, is_down=True, stamp=1051)
    qtbot.mousePress(remote.viewport(), Qt.MouseButton.LeftButton, pos=_at(remote, 5, 5))
    assert [call[0:1] + call[2:] for call in intents.calls] == [
        ("key_changed", USAGE_A, True),
        ("key_changed", USAGE_A, False),
        ("key_changed", USAGE_TAB, True),
        ("pointer_moved", 563, 901),
        ("button_changed", 1, True),
    ]


def test_remote_view_captured_tab_and_shortcuts_go_over(
    remote: RemoteView, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    remote.setFocus()
    remote.capture()
    for scan_code in (LEFT_ALT, KEY_F4, KEY_TAB):
        _key(remote, scan_code, is_down=True)
    for scan_code in (KEY_TAB, KEY_F4, LEFT_ALT):
        _key(remote, scan_code, is_down=False)
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


def test_remote_view_right_ctrl_alone_brings_the_keyboard_back(
    remote: RemoteView, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    page = window.page(1)
    assert page is not None
    remote.setFocus()
    assert "Click the picture" in page.line.hint_text
    remote.capture()
    assert "Right Ctrl or Ctrl+Alt+Shift" in page.line.hint_text
    _key(remote, RIGHT_CTRL, is_down=True)
    _key(remote, RIGHT_CTRL, is_down=False)
    assert not remote.is_captured
    assert intents.calls == [("release_all", 1)]
    assert "Click the picture" in page.line.hint_text


def test_remote_view_enter_captures_for_those_without_a_mouse(
    qtbot: QtBot, remote: RemoteView, intents: RecordedIntents
) -> None:
    remote.setFocus()
    qtbot.keyClick(remote, Qt.Key.Key_Return)
    assert remote.is_captured
    assert intents.named("key_changed") == []  # neither half of that Enter goes over


@pytest.fixture
def held(remote: RemoteView, intents: RecordedIntents, qtbot: QtBot) -> RemoteView:
    """The picture with a key and a button held down over there."""
    qtbot.mousePress(remote.viewport(), Qt.MouseButton.LeftButton, pos=_at(remote, 5, 5))
    _key(remote, KEY_A, is_down=True)
    intents.calls.clear()
    return remote


def _assert_let_go_once(remote: RemoteView, intents: RecordedIntents) -> None:
    assert intents.named("release_all") == [("release_all", 1)]
    assert not remote.is_captured


def test_remote_view_focus_elsewhere_releases_everything(
    held: RemoteView, intents: RecordedIntents, window: ConsoleWindow
) -> None:
    window.workspace.code.field.setFocus()
    _assert_let_go_once(held, intents)


def test_remote_view_inactive_window_releases_everything(
    held: RemoteView, intents: RecordedIntents, window: ConsoleWindow, qtbot: QtBot
) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not window.isActiveWindow())
    _assert_let_go_once(held, intents)


@pytest.mark.parametrize("cover", ["asking", "paused", "stalled", "no_view"])
def test_remote_view_cover_releases_everything_and_lets_nothing_over(
    held: RemoteView, window: ConsoleWindow, intents: RecordedIntents, qtbot: QtBot, cover: str
) -> None:
    window.show_tab(tab(1, cover=cover))
    before = len(intents.calls)
    _key(held, KEY_A, is_down=True)
    qtbot.mouseClick(held.viewport(), Qt.MouseButton.LeftButton, pos=_at(held, 5, 5))
    held.capture()
    assert len(intents.calls) == before
    _assert_let_go_once(held, intents)


def test_remote_view_control_taken_back_releases_everything(
    held: RemoteView, intents: RecordedIntents, window: ConsoleWindow
) -> None:
    window.show_tab(tab(1, rights={VIEW: "on", CONTROL: "off"}))
    _assert_let_go_once(held, intents)


def test_remote_view_other_tab_releases_everything(
    held: RemoteView, intents: RecordedIntents, window: ConsoleWindow
) -> None:
    window.show_tab(tab(2, stage="pairing"))
    window.workspace.tabs.choose(2)
    _assert_let_go_once(held, intents)


def test_remote_view_tab_gone_releases_everything(
    held: RemoteView, intents: RecordedIntents, window: ConsoleWindow
) -> None:
    window.remove_tab(1)
    _assert_let_go_once(held, intents)


def test_remote_view_end_of_the_session_releases_everything(
    held: RemoteView, intents: RecordedIntents, window: ConsoleWindow
) -> None:
    window.show_tab(tab(1, stage="ended", end_reason="user_stopped"))
    _assert_let_go_once(held, intents)


def test_remote_view_without_control_nothing_goes_over(
    qtbot: QtBot, remote: RemoteView, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window.show_tab(tab(1, rights={VIEW: "on"}))
    port = remote.viewport()
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=_at(remote, 50, 50))
    qtbot.mouseMove(port, _at(remote, 60, 60))
    _key(remote, KEY_A, is_down=True)
    assert intents.calls == []
    assert not remote.is_captured


def test_remote_view_paints_the_buffer_as_it_is_now(
    remote: RemoteView, window: ConsoleWindow, surface: DrawnSurface
) -> None:
    assert _colour(remote, 320, 200) == "#336699"
    rect = surface.fill(300, 180, 40, 40, "#ffcc00")
    window.picture_changed(1, [rect])
    QApplication.processEvents()
    assert _colour(remote, 320, 200) == "#ffcc00"
    assert _colour(remote, 10, 10) == "#336699"


class _PaintWatch(QObject):
    """Writes down what each paint event covers."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__()
        self.covered: list[QRect] = []
        watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.covered.append(event.region().boundingRect())
        return False


def test_remote_view_paints_only_what_changed(
    remote: RemoteView, window: ConsoleWindow, surface: DrawnSurface
) -> None:
    QApplication.processEvents()
    watch = _PaintWatch(remote.viewport())
    window.picture_changed(1, [surface.fill(8, 8, 16, 16, "#ffffff")])
    window.picture_changed(1, [surface.fill(24, 8, 16, 16, "#ffffff")])
    QApplication.processEvents()
    assert watch.covered == [QRect(_at(remote, 8, 8), _at(remote, 39, 23))]


def test_remote_view_in_the_back_paints_nothing(
    remote: RemoteView, window: ConsoleWindow, surface: DrawnSurface
) -> None:
    window.show_tab(tab(2))
    QApplication.processEvents()
    watch = _PaintWatch(remote.viewport())
    window.picture_changed(1, [surface.fill(8, 8, 16, 16, "#ffffff")])
    QApplication.processEvents()
    assert watch.covered == []


def test_remote_view_holds_the_lock_while_it_paints(
    remote: RemoteView, window: ConsoleWindow, surface: DrawnSurface
) -> None:
    taken, may_go, painted = Event(), Event(), []
    remote.painted.connect(painted.append)

    def decode() -> None:
        with surface.lock:
            taken.set()
            may_go.wait(5)

    thread = Thread(target=decode)
    thread.start()
    taken.wait(5)
    Thread(target=lambda: (may_go.wait(0.15), may_go.set())).start()
    remote.viewport().repaint()
    thread.join()
    assert painted[-1] >= 100.0  # it waited for the decoder, and says so


def test_remote_view_new_size_is_laid_out_anew(
    remote: RemoteView, window: ConsoleWindow, surface: DrawnSurface
) -> None:
    with surface.lock:
        surface.resize(2400, 1200)
    surface.fill(0, 0, 2400, 1200, "#00aa00")
    window.picture_changed(1, [(0, 0, 1, 1)])
    QApplication.processEvents()
    lies = remote.view.picture
    assert (remote.view.remote_width_px, remote.view.remote_height_px) == (2400, 1200)
    assert lies.width == remote.viewport().width()
    image = remote.viewport().grab().toImage()
    assert image.pixelColor(lies.x + lies.width // 2, lies.y + lies.height // 2).name() == "#00aa00"


def test_remote_view_actual_size_scrolls_and_maps_what_is_clicked(
    qtbot: QtBot, remote: RemoteView, window: ConsoleWindow, surface: DrawnSurface, intents: RecordedIntents
) -> None:
    with surface.lock:
        surface.resize(3000, 2000)
    window.picture_changed(1, [(0, 0, 3000, 2000)])
    window.toggle_scale()
    QApplication.processEvents()
    remote.horizontalScrollBar().setValue(700)
    remote.verticalScrollBar().setValue(500)
    surface.fill(710, 520, 1, 1, "#ff00ff")
    assert remote.viewport().grab().toImage().pixelColor(10, 20).name() == "#ff00ff"
    qtbot.mouseClick(remote.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(10, 20))
    _, _, x_norm, y_norm = intents.named("pointer_moved")[-1]
    assert (x_norm * 3000 // 65535, y_norm * 2000 // 65535) == (710, 520)


def test_remote_view_fed_by_another_thread_ends_up_with_the_last_picture(
    qtbot: QtBot, remote: RemoteView, window: ConsoleWindow, surface: DrawnSurface
) -> None:
    bridge = DirtyBridge(window.picture_changed)

    def decode() -> None:
        for step in range(200):
            row = bytes((step, step, step, 255)) * 640
            with surface.lock:
                for y in range(0, 400, 40):
                    surface.buffer[y * 2560 : (y + 1) * 2560] = row
            bridge.post(1, [(0, y, 640, 1) for y in range(0, 400, 40)])

    thread = Thread(target=decode)
    thread.start()
    qtbot.waitUntil(lambda: not thread.is_alive())
    qtbot.waitUntil(lambda: _colour(remote, 5, 360) == "#c7c7c7")
    assert [_colour(remote, 5, y) for y in range(0, 400, 40)] == ["#c7c7c7"] * 10


def test_remote_view_image_shares_the_buffer(surface: DrawnSurface) -> None:
    image = QImage(surface.buffer, 640, 400, 2560, QImage.Format.Format_RGB32)
    surface.fill(0, 0, 4, 4, "#010203")
    assert image.pixelColor(1, 1).name() == "#010203"


def test_remote_view_shows_the_canvas_that_decoding_paints_on(
    qtbot: QtBot, remote: RemoteView, window: ConsoleWindow
) -> None:
    canvas = Canvas()
    surface: PictureSurface = canvas
    window.attach_picture(1, surface, canvas.lock)
    assert not remote.has_picture  # an unpainted canvas is no picture, so the curtain stays
    assert window.page(1).curtain.isVisible()
    canvas.resize(640, 400)
    with canvas.begin() as painter:
        painter.paint(Rect(0, 0, 640, 400), np.full((400, 640, 4), (1, 2, 3, 255), np.uint8), 0, 0)
    window.picture_changed(1, [(rect.x, rect.y, rect.width, rect.height) for rect in canvas.take_dirty()])
    QApplication.processEvents()
    assert _colour(remote, 320, 200) == "#030201"
    assert not window.page(1).curtain.isVisible()
    canvas.resize(800, 600)
    window.picture_changed(1, [(0, 0, 800, 600)])
    assert remote.view.remote_width_px == 800
