"""The picture in its view: what a click hits, what is painted and when, how sizes and places follow."""

from threading import Event, Thread

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from agent_console.media.canvas import Canvas
from agent_console.ui.dirty_bridge import DirtyBridge
from agent_console.ui.main_window import ConsoleWindow
from agent_console.ui.remote_view import RemoteView
from agent_console.view_models.screens import PictureSurface
from shared.geometry import Rect
from shared.ui.theme import current_tokens
from tests.ui.agent_console.recorder import DrawnSurface, RecordedIntents, tab
from tests.ui.agent_console.remote_acts import place_of


def _colour(remote: RemoteView, x_px: int, y_px: int) -> str:
    return remote.viewport().grab().toImage().pixelColor(place_of(remote, x_px, y_px)).name()


def test_remote_view_click_captures_and_goes_over_at_its_place(
    qtbot: QtBot, remote: RemoteView, intents: RecordedIntents
) -> None:
    qtbot.mouseClick(remote.viewport(), Qt.MouseButton.LeftButton, pos=place_of(remote, 0, 0))
    qtbot.mouseClick(remote.viewport(), Qt.MouseButton.RightButton, pos=place_of(remote, 639, 399))
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
    qtbot.mouseClick(remote.viewport(), Qt.MouseButton.LeftButton, pos=place_of(remote, 9, 9))
    qtbot.mouseDClick(remote.viewport(), Qt.MouseButton.LeftButton, pos=place_of(remote, 9, 9))
    qtbot.mouseRelease(remote.viewport(), Qt.MouseButton.LeftButton, pos=place_of(remote, 9, 9))
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
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=place_of(remote, 100, 100))
    qtbot.mouseMove(port, QPoint(1, place_of(remote, 0, 100).y()))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=QPoint(1, place_of(remote, 0, 100).y()))
    assert intents.calls[-2:] == [("pointer_moved", 1, 51, 16466), ("button_changed", 1, 1, False)]


def test_remote_view_wheel_turns_down_and_right_positive(remote: RemoteView, intents: RecordedIntents) -> None:
    place = QPointF(place_of(remote, 50, 50))
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
    # In one paint or, after a rest, in two: never anything beside what changed, and nothing twice.
    assert watch.covered in (
        [QRect(place_of(remote, 8, 8), place_of(remote, 39, 23))],
        [QRect(place_of(remote, x, 8), place_of(remote, x + 15, 23)) for x in (8, 24)],
    )


def test_remote_view_paints_at_once_after_a_rest_and_gathers_while_things_move(
    qtbot: QtBot, remote: RemoteView, window: ConsoleWindow, surface: DrawnSurface
) -> None:
    watch = _PaintWatch(remote.viewport())
    QApplication.processEvents()
    qtbot.wait(20)
    watch.covered.clear()
    window.picture_changed(1, [surface.fill(8, 8, 16, 16, "#ffffff")])
    assert len(watch.covered) == 1  # nobody asked the event loop
    window.picture_changed(1, [surface.fill(24, 8, 16, 16, "#ffffff")])
    window.picture_changed(1, [surface.fill(40, 8, 16, 16, "#ffffff")])
    assert len(watch.covered) == 1
    QApplication.processEvents()
    assert len(watch.covered) == 2


def test_remote_view_paints_ground_around_the_picture_and_an_edge_while_captured(
    qtbot: QtBot, remote: RemoteView, window: ConsoleWindow, surface: DrawnSurface
) -> None:
    colours = current_tokens().colours
    port, lies = remote.viewport(), remote.view.picture
    assert lies.y > 10  # there is ground above it
    window.activateWindow()
    remote.clearFocus()
    QApplication.processEvents()

    def colours_now() -> list[str]:
        image = port.grab().toImage()
        places = QPoint(0, lies.y // 2), QPoint(lies.x + 5, lies.y - 1), QPoint(lies.x, lies.y)
        return [image.pixelColor(place).name() for place in places]

    ground, picture = QColor(colours.sunken).name(), "#336699"
    assert colours_now() == [ground, ground, picture]
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=place_of(remote, 100, 100))
    assert remote.is_captured
    window.picture_changed(1, [surface.fill(0, 0, 1, 1, "#ffcc00")])  # at the ground's border
    QApplication.processEvents()
    assert colours_now() == [QColor(colours.accent).name(), ground, "#ffcc00"]


def test_remote_view_tells_of_each_paint_once(
    qtbot: QtBot, remote: RemoteView, window: ConsoleWindow, surface: DrawnSurface
) -> None:
    watch = _PaintWatch(remote.viewport())
    told: list[int] = []
    remote.painted.connect(lambda _: told.append(len(watch.covered)))
    QApplication.processEvents()
    qtbot.wait(20)
    watch.covered.clear()
    told.clear()
    window.picture_changed(1, [surface.fill(8, 8, 16, 16, "#ffffff")])
    assert told == [1]
    window.picture_changed(1, [surface.fill(24, 8, 16, 16, "#ffffff")])
    assert told == [1]
    QApplication.processEvents()
    assert told == [1, 2]


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
