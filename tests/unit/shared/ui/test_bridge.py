"""Values from other threads arrive on the Qt thread, the newest of them, and never queue up."""

import threading

from pytestqt.qtbot import QtBot

from shared.ui.bridge import LatestValueBridge


def test_bridge_value_of_another_thread_arrives_on_the_qt_thread(qtbot: QtBot) -> None:
    arrived: list[tuple[int, bool]] = []
    bridge: LatestValueBridge[int] = LatestValueBridge(
        lambda value: arrived.append((value, threading.current_thread() is threading.main_thread()))
    )
    sender = threading.Thread(target=bridge.post, args=(7,))
    sender.start()
    sender.join()

    qtbot.waitUntil(lambda: arrived == [(7, True)])


def test_bridge_busy_qt_thread_gets_only_the_newest(qtbot: QtBot) -> None:
    arrived: list[int] = []
    bridge: LatestValueBridge[int] = LatestValueBridge(arrived.append)
    for value in range(1_000):
        bridge.post(value)
    assert arrived == []

    qtbot.waitUntil(lambda: arrived == [999])


def test_bridge_flood_from_threads_ends_with_the_last_value(qtbot: QtBot) -> None:
    arrived: list[int] = []
    bridge: LatestValueBridge[int] = LatestValueBridge(arrived.append)
    senders = [
        threading.Thread(target=lambda start=start: [bridge.post(start + value) for value in range(500)])
        for start in (0, 1_000)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    bridge.post(-1)

    qtbot.waitUntil(lambda: bool(arrived) and arrived[-1] == -1)
    assert len(arrived) <= 1_001
