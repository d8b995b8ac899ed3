"""What came is put in the Qt thread, unless the person's hand was there before."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from client.domain.brake import Brake
from client.ui.clip_putter import ClipPutter
from shared.session.clip import Clip
from shared.session.clip_desk import PutOutcome
from tests.fakes.clips import picture_of, text_of
from tests.fakes.pictures import png


class Bench:
    """A putter with its brake, and what it said."""

    def __init__(self) -> None:
        self.brake = Brake()
        self.done: list[tuple[int, PutOutcome]] = []
        self.putter = ClipPutter(
            may_open=self.brake.unless_pressed, on_done=lambda clip_id, outcome: self.done.append((clip_id, outcome))
        )

    def put_from_another_thread(self, clip_id: int, clip: Clip) -> None:
        thread = threading.Thread(target=self.putter.put, args=(clip_id, clip))
        thread.start()
        thread.join()


@pytest.fixture
def bench(qapp: QApplication) -> Iterator[Bench]:
    QGuiApplication.clipboard().setText("mine")
    yield Bench()
    QGuiApplication.clipboard().clear()


def test_text_and_picture_are_put_and_said_to_be(bench: Bench, qtbot: QtBot):
    bench.put_from_another_thread(1, text_of("one\ntwo"))
    assert QGuiApplication.clipboard().text() == "mine", "in the Qt thread, not before"
    qtbot.waitUntil(lambda: bench.done == [(1, "put")])
    assert QGuiApplication.clipboard().text() == "one\ntwo"
    bench.put_from_another_thread(2, picture_of(5, 4))
    qtbot.waitUntil(lambda: bench.done == [(1, "put"), (2, "put")])
    assert QGuiApplication.clipboard().image().width() == 5


def test_cut_after_it_came_comes_first(bench: Bench, qtbot: QtBot):
    bench.put_from_another_thread(1, text_of("theirs"))
    bench.putter.cut()
    qtbot.waitUntil(lambda: bench.done == [(1, "ended")])
    assert QGuiApplication.clipboard().text() == "mine"


def test_hand_the_rules_have_not_heard_of_yet_comes_first(bench: Bench, qtbot: QtBot):
    bench.brake.press()
    bench.putter.cut()
    bench.put_from_another_thread(1, text_of("theirs"))
    bench.brake.release()
    qtbot.waitUntil(lambda: bench.done == [(1, "ended")])
    assert QGuiApplication.clipboard().text() == "mine"
    bench.put_from_another_thread(2, text_of("later"))
    qtbot.waitUntil(lambda: bench.done[-1] == (2, "put"))
    assert QGuiApplication.clipboard().text() == "later"


def test_picture_that_cannot_be_unfolded_leaves_what_was_there(bench: Bench, qtbot: QtBot):
    bench.put_from_another_thread(1, Clip(kind="image", data=png(3, 2), width_px=9, height_px=9))
    qtbot.waitUntil(lambda: bench.done == [(1, "refused")])
    assert QGuiApplication.clipboard().text() == "mine"
