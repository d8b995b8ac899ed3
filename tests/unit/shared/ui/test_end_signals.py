"""A signal wakes Qt, is told once, and says what the program should exit with."""

import os
import signal
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from shared.ui.end_signals import EndSignals

_ALL = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture
def signals(qtbot: QtBot) -> Iterator[EndSignals]:
    del qtbot
    # In a shell's background, or under `nohup`, some of them are ignored, and stay so.
    before = {number: signal.signal(number, signal.SIG_DFL) for number in _ALL}
    signals = EndSignals()
    yield signals
    signals.close()
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_end_signals_each_wakes_qt_and_says_the_exit_status(
    qtbot: QtBot, signals: EndSignals, name: str, status: int
) -> None:
    with qtbot.waitSignal(signals.asked, timeout=5_000):
        os.kill(os.getpid(), getattr(signal, name))
    assert signals.exit_code == status


def test_end_signals_an_impatient_second_one_is_not_told_again(qtbot: QtBot, signals: EndSignals) -> None:
    told: list[bool] = []
    signals.asked.connect(lambda: told.append(True))
    os.kill(os.getpid(), signal.SIGINT)
    qtbot.waitUntil(lambda: told == [True])
    os.kill(os.getpid(), signal.SIGTERM)
    qtbot.wait(50)
    assert told == [True]
    assert signals.exit_code == 130


def test_end_signals_what_was_ignored_stays_ignored(qtbot: QtBot) -> None:
    del qtbot
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        signals = EndSignals()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        signals.close()
    finally:
        signal.signal(signal.SIGHUP, before)


def test_end_signals_closed_give_everything_back(qtbot: QtBot) -> None:
    del qtbot
    before = [signal.getsignal(number) for number in _ALL]
    EndSignals().close()
    assert [signal.getsignal(number) for number in _ALL] == before
    assert signal.set_wakeup_fd(-1) == -1
