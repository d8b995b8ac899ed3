from threading import Thread

from pytestqt.qtbot import QtBot

from agent_console.ui.dirty_bridge import RECTS_MAX, DirtyBridge, DirtyRect, merge_rects


def test_merge_rects_drops_repeats_and_empty_ones() -> None:
    assert merge_rects([(0, 0, 4, 4), (0, 0, 4, 4), (9, 9, 0, 4)]) == [(0, 0, 4, 4)]


def test_merge_rects_too_many_become_the_box_around_them() -> None:
    rects = [(10 * n, 5 * n, 8, 8) for n in range(RECTS_MAX + 1)]
    assert merge_rects(rects) == [(0, 0, 10 * RECTS_MAX + 8, 5 * RECTS_MAX + 8)]


def test_dirty_bridge_posts_from_threads_arrive_once_a_turn_and_whole(qtbot: QtBot) -> None:
    delivered: list[tuple[int, list[DirtyRect]]] = []
    bridge = DirtyBridge(lambda tab_id, rects: delivered.append((tab_id, rects)))
    threads = [Thread(target=lambda n=n: [bridge.post(n % 2, [(n, k, 1, 1)]) for k in range(10)]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert delivered == []  # nothing crosses before the Qt thread turns
    qtbot.waitUntil(lambda: bool(delivered))
    assert sorted(tab_id for tab_id, _ in delivered) == [0, 1]
    assert sorted(delivered[0][1] + delivered[1][1]) == [(n, k, 1, 1) for n in range(4) for k in range(10)]


def test_dirty_bridge_flood_is_held_in_bounded_memory(qtbot: QtBot) -> None:
    delivered: list[list[DirtyRect]] = []
    bridge = DirtyBridge(lambda _tab_id, rects: delivered.append(rects))
    for n in range(5000):
        bridge.post(1, [(n, 0, 1, 1)])
        assert len(bridge._dirty[1]) <= RECTS_MAX
    qtbot.waitUntil(lambda: bool(delivered))
    assert len(delivered) == 1
    left, right = delivered[0][0][0], max(x + width for x, _, width, _ in delivered[0])
    assert (left, right) == (0, 5000)


def test_dirty_bridge_delivers_again_after_each_turn(qtbot: QtBot) -> None:
    delivered: list[list[DirtyRect]] = []
    bridge = DirtyBridge(lambda _tab_id, rects: delivered.append(rects))
    for n in range(3):
        bridge.post(7, [(n, n, 2, 2)])
        qtbot.waitUntil(lambda n=n: len(delivered) == n + 1)
    assert delivered == [[(0, 0, 2, 2)], [(1, 1, 2, 2)], [(2, 2, 2, 2)]]


def test_dirty_bridge_forgotten_tab_delivers_nothing(qtbot: QtBot) -> None:
    delivered: list[int] = []
    bridge = DirtyBridge(lambda tab_id, _rects: delivered.append(tab_id))
    bridge.post(1, [(0, 0, 1, 1)])
    bridge.post(2, [(0, 0, 1, 1)])
    bridge.forget(1)
    qtbot.waitUntil(lambda: bool(delivered))
    assert delivered == [2]
