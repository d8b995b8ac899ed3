"""The snapshot of our own windows."""

from client.domain.own_windows import OwnWindows, OwnWindowsSnapshot
from shared.geometry import Rect


def test_own_windows_new_is_empty() -> None:
    assert OwnWindows().snapshot == OwnWindowsSnapshot()
    assert not OwnWindows().snapshot.covers(0, 0)


def test_own_windows_replaced_covers_its_pixels_only() -> None:
    windows = OwnWindows()
    windows.replace([Rect(10, 20, 5, 5)], is_focused=True)
    windows.replace([Rect(30, 20, 5, 5), Rect(100, 0, 10, 10)], is_focused=False)
    assert windows.snapshot.covers(30, 20)
    assert windows.snapshot.covers(34, 24)
    assert not windows.snapshot.covers(35, 24)
    assert not windows.snapshot.covers(10, 20)
    assert windows.snapshot.covers(105, 5)
    assert not windows.snapshot.is_focused


def test_own_windows_snapshot_taken_does_not_change() -> None:
    windows = OwnWindows()
    before = windows.snapshot
    windows.replace([Rect(0, 0, 5, 5)], is_focused=True)
    assert before == OwnWindowsSnapshot()
