"""A press counts where it began, and only there; the keyboard of a button that sleeps goes to no other button."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from shared.ui.push_button import PushButton

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
PLACE = QPoint(150, 150)
CLEAR_OF_IT = QPoint(20, 20)


class Sheet(QWidget):
    """One button around PLACE, and how often it was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(300, 300)
        self.clicks = 0
        self.button = PushButton(self)
        self.button.setGeometry(100, 130, 100, 40)
        self.button.clicked.connect(self._count)

    def _count(self) -> None:
        self.clicks += 1


@pytest.fixture
def sheet(qtbot: QtBot) -> Sheet:
    sheet = Sheet()
    qtbot.addWidget(sheet)
    sheet.show()
    return sheet


def press(sheet: Sheet, place: QPoint = PLACE) -> None:
    QTest.mousePress(sheet.windowHandle(), LEFT, PLAIN, place)


def release(sheet: Sheet, place: QPoint = PLACE) -> None:
    QTest.mouseRelease(sheet.windowHandle(), LEFT, PLAIN, place)


def test_button_that_moves_away_under_the_pointer_is_clicked(sheet: Sheet):
    press(sheet)
    sheet.button.move(100, 20)
    release(sheet)
    assert sheet.clicks == 1


def test_button_that_has_gone_stays_down_while_the_pointer_is_still_there(sheet: Sheet):
    press(sheet)
    sheet.button.move(100, 20)
    QTest.mouseMove(sheet.windowHandle(), PLACE + QPoint(1, 1))
    assert sheet.button.isDown()
    release(sheet, PLACE + QPoint(1, 1))
    assert sheet.clicks == 1


def test_window_that_the_program_hears_late_has_moved_is_clicked(sheet: Sheet):
    press(sheet)  # where the window already was, and Qt does not know yet
    sheet.move(sheet.pos() + QPoint(90, 90))
    release(sheet)
    assert sheet.clicks == 1


def test_window_that_grew_to_the_left_under_the_pointer_is_clicked(sheet: Sheet):
    sheet.move(200, 200)
    handle = sheet.windowHandle()
    pointer = handle.mapToGlobal(PLACE)
    press(sheet)
    sheet.move(120, 200)
    sheet.button.move(180, 130)
    release(sheet, handle.mapFromGlobal(pointer))
    assert sheet.clicks == 1


def test_pointer_taken_off_the_button_cancels(sheet: Sheet):
    press(sheet)
    QTest.mouseMove(sheet.windowHandle(), CLEAR_OF_IT)
    release(sheet, CLEAR_OF_IT)
    assert sheet.clicks == 0


def test_pointer_taken_to_where_the_button_has_gone_cancels(sheet: Sheet):
    press(sheet)
    sheet.button.move(0, 0)
    QTest.mouseMove(sheet.windowHandle(), CLEAR_OF_IT)
    release(sheet, CLEAR_OF_IT)
    assert sheet.clicks == 0


def test_button_hidden_or_asleep_under_the_pointer_is_not_clicked(sheet: Sheet):
    for change in (sheet.button.setVisible, sheet.button.setEnabled):
        press(sheet)
        change(False)
        release(sheet)
        change(True)
    assert sheet.clicks == 0


def test_button_that_slept_while_pressed_is_pressed_where_it_is_now(sheet: Sheet):
    press(sheet)
    sheet.button.setEnabled(False)
    release(sheet)
    sheet.button.setEnabled(True)
    sheet.button.move(0, 0)
    press(sheet, CLEAR_OF_IT)
    release(sheet, CLEAR_OF_IT)
    assert sheet.clicks == 1


def test_next_press_is_looked_for_where_the_button_went(sheet: Sheet):
    press(sheet)
    sheet.button.move(0, 0)
    release(sheet)
    press(sheet)
    release(sheet)
    assert sheet.clicks == 1


class Form(QWidget):
    """A field, then three buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit()
        names = ("one", "two", "three")
        self.buttons = [PushButton(name) for name in names]
        column = QVBoxLayout(self)
        for part in (self.field, *self.buttons):
            column.addWidget(part)
        self.clicked: list[str] = []
        for name, button in zip(names, self.buttons, strict=True):
            button.clicked.connect(lambda _=False, name=name: self.clicked.append(name))


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    form = Form()
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    return form


@pytest.mark.parametrize("how", ["sleeps", "goes"])
def test_keyboard_of_a_button_that_sleeps_or_goes_is_on_no_other_button(form: Form, how: str):
    second = form.buttons[1]
    second.clicked.connect(lambda: second.setEnabled(False) if how == "sleeps" else second.hide())
    second.setFocus()
    for _ in range(2):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Space)
    assert form.clicked == ["two"]
    assert form.field.hasFocus()


def test_keyboard_goes_nowhere_when_there_are_only_buttons(form: Form):
    form.field.setEnabled(False)
    form.buttons[1].setFocus()
    form.buttons[1].setEnabled(False)
    assert form.focusWidget() is None


def test_tab_goes_from_button_to_button_as_ever(form: Form):
    form.buttons[0].setFocus()
    QTest.keyClick(form.buttons[0], Qt.Key.Key_Tab)
    assert form.buttons[1].hasFocus()
    QTest.keyClick(form.buttons[1], Qt.Key.Key_Backtab)
    assert form.buttons[0].hasFocus()
