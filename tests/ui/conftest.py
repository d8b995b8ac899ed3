"""What every test of a window shares: the windows of the test before are really gone, and its fingers off the mouse."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QMouseEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

FURTHEST_BUTTON, PLAIN = Qt.MouseButton.ExtraButton24, Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def _gone_with_the_test() -> Iterator[None]:
    """`deleteLater` waits for an event loop, which no test runs: unasked, every window ever made stays and is painted,
    translated and styled again with each new one.
    """
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class _Witness(QWindow):
    """Is told with a press which buttons are down besides."""

    held = Qt.MouseButton.NoButton

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.held = event.buttons() & ~event.button()


@pytest.fixture(scope="session")
def witness(qapp: QApplication) -> _Witness:
    """The same for all tests."""
    witness = _Witness()
    witness.resize(20, 20)
    return witness


@pytest.fixture(autouse=True)
def _no_button_is_down(witness: _Witness) -> None:
    """QTest has one mouse for the whole run. What a test leaves down is down in all that come after, no press is the
    first one any more, and Qt gives each release to whatever lies below instead of to what was pressed.

    Asked before a test and not after it, for by then its windows are half gone.
    """
    QTest.mousePress(witness, FURTHEST_BUTTON, PLAIN, QPoint(1, 1))
    QTest.mouseRelease(witness, FURTHEST_BUTTON, PLAIN, QPoint(1, 1))
    assert witness.held == Qt.MouseButton.NoButton, f"the test before this one left {witness.held} down"
