"""The snapshot of our own windows."""

from client.domain.own_windows import OwnWindows, OwnWindowsSnapshot
from shared.geometry import Rect


def test_own_windows_new_is_empty() -> None:
    assert OwnWindows().snapshot == OwnWindowsSnapshot()
    assert not OwnWindows().snapshot.covers(0, 0)


def test_own_windows_placed_covers_its_pixels_only() -> None:
    windows = OwnWindows()
    windows.place(1, Rect(10, 20, 5, 5))
    windows.place(2, Rect(100, 0, 10, 10))
    windows.place(1, Rect(30, 20, 5, 5))
    assert windows.snapshot.covers(30, 20)
    assert windows.snapshot.covers(34, 24)
    assert not windows.snapshot.covers(35, 24)
    assert not windows.snapshot.covers(10, 20)
    assert windows.snapshot.covers(105, 5)
    assert windows.snapshot.window_ids == {1, 2}


def test_own_windows_removed_loses_place_and_focus() -> None:
    windows = OwnWindows()
    windows.place(1, Rect(0, 0, 5, 5))
    windows.focus(1)
    assert windows.snapshot.is_focused
    windows.remove(1)
    assert windows.snapshot == OwnWindowsSnapshot()
    windows.remove(1)


def test_own_windows_removed_keeps_focus_of_another() -> None:
    windows = OwnWindows()
    windows.place(1, Rect(0, 0, 5, 5))
    windows.focus(2)
    windows.remove(1)
    assert windows.snapshot.is_focused
    windows.focus(None)
    assert not windows.snapshot.is_focused


def test_own_windows_snapshot_taken_does_not_change() -> None:
    windows = OwnWindows()
    before = windows.snapshot
    windows.place(1, Rect(0, 0, 5, 5))
    assert before.rects == ()
