"""A window that hangs in a reference cycle ends in the Qt thread, never where something else happens to allocate."""

import gc
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from shared.ui.garbage import GarbageWatch


class Held(QObject):
    """Hangs in a cycle with itself, as a widget does whose signal is connected to a lambda that names it."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def make_cycle() -> list[int]:
    """Drop a cycle; the list gets the number of the thread in which it was ended."""
    ended_in: list[int] = []
    held = Held()
    weakref.finalize(held, lambda: ended_in.append(threading.get_ident()))
    return ended_in


def allocate_elsewhere() -> int:
    """Make many containers in another thread, more than Python's thresholds; returns its number."""
    numbers: list[int] = []

    def work() -> None:
        numbers.append(threading.get_ident())
        for _ in range(200):
            kept = [[] for _ in range(1_000)]
            kept.clear()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return numbers[0]


@contextmanager
def watching() -> Iterator[GarbageWatch]:
    watch = GarbageWatch()
    try:
        yield watch
    finally:
        watch.close()


def test_without_the_watch_a_foreign_thread_ends_the_object(qapp: object):
    gc.enable()
    gc.collect()
    ended_in = make_cycle()
    assert ended_in == []
    assert allocate_elsewhere() in ended_in


def test_with_the_watch_the_qt_thread_ends_it(qtbot: QtBot):
    with watching():
        ended_in = make_cycle()
        allocate_elsewhere()
        assert ended_in == []
        kept = [[] for _ in range(2_000)]  # somebody has to allocate: by Python's own measure it is time then
        qtbot.waitUntil(lambda: bool(ended_in), timeout=10_000)
        assert kept
    assert ended_in == [threading.get_ident()]


def test_close_gives_collection_back(qapp: object):
    with watching():
        assert not gc.isenabled()
        assert gc.get_freeze_count() > 0
    assert gc.isenabled()
