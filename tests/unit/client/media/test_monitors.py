"""The displays and their numbers, also on a real X server with several monitors."""

import pytest

from client.media.capture import CaptureFailedError
from client.media.monitors import FoundMonitor, MonitorBook, read_monitors
from shared.geometry import Rect
from shared.protocol.limits import MONITORS_MAX
from tests.desk.monitors import Monitors


class System:
    """What the system lists, as the test wants it."""

    def __init__(self, *found: FoundMonitor):
        self.found = found

    def __call__(self, _display: str | None) -> tuple[FoundMonitor, ...]:
        return tuple(self.found)


def found(key: str, x: int = 0, *, is_primary: bool = False) -> FoundMonitor:
    return FoundMonitor(key=key, name=key, area=Rect(x, 0, 800, 600), is_primary=is_primary)


def numbers(book: MonitorBook) -> dict[str, int]:
    return {monitor.name: monitor.monitor_id for monitor in book.refresh()}


def test_list_monitors_numbers_from_one_and_knows_the_primary_one(display, monitors_of):
    (monitor,) = monitors_of(display)
    assert (monitor.monitor_id, monitor.width_px, monitor.height_px, monitor.is_primary) == (1, 640, 400, True)


# python-xlib leaves the sockets of a refused connection to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_list_monitors_without_a_screen_is_refused(monitors_of):
    with pytest.raises(CaptureFailedError):
        monitors_of(":9999")


def test_read_monitors_of_a_real_server_one_after_the_other(display):
    with Monitors(display) as monitors:
        monitors.split(left=Rect(0, 0, 300, 400), right=Rect(300, 0, 340, 400))
        assert [(item.name, item.area, item.is_primary) for item in read_monitors(display)] == [
            ("LEFT-1", Rect(0, 0, 300, 400), True),
            ("RIGHT-1", Rect(300, 0, 340, 400), False),
        ]
        monitors.unplug("RIGHT-1")
        assert [item.name for item in read_monitors(display)] == ["LEFT-1"]
        monitors.unplug("LEFT-1")


def test_book_counts_from_left_to_right():
    book = MonitorBook(read=System(found("B", 800), found("A", 0)))
    assert numbers(book) == {"A": 1, "B": 2}


def test_book_number_never_passes_to_another_display():
    system = System(found("A"), found("B", 800))
    book = MonitorBook(read=system)
    book.refresh()
    system.found = (found("B", 0),)
    assert numbers(book) == {"B": 2}, "it stands where the first one stood, and is still the second"
    system.found = (found("C", 0), found("B", 800))
    assert numbers(book) == {"B": 2, "C": 3}
    system.found = (found("A"), found("B", 800))
    assert numbers(book) == {"A": 1, "B": 2}


def test_book_after_sixteen_displays_a_number_of_one_that_is_gone_comes_again():
    system = System(found("stays"))
    book = MonitorBook(read=system)
    for number in range(MONITORS_MAX + 5):
        system.found = (found("stays"), found(f"guest {number}", 800))
        here = numbers(book)
        assert here["stays"] == 1
        assert 1 < here[f"guest {number}"] <= MONITORS_MAX


def test_book_two_displays_of_one_name_are_told_apart():
    book = MonitorBook(read=System(found("same"), found("same", 800)))
    assert [monitor.monitor_id for monitor in book.refresh()] == [1, 2]


def test_book_areas_are_those_of_the_named_ones_or_of_the_primary_one():
    book = MonitorBook(read=System(found("A"), found("B", 800, is_primary=True)))
    book.refresh()
    assert book.areas_of((1,)) == (Rect(0, 0, 800, 600),)
    assert book.areas_of(()) == (Rect(800, 0, 800, 600),)
    with pytest.raises(CaptureFailedError):
        book.areas_of((1, 3))


def test_book_that_cannot_ask_keeps_what_it_knew():
    system = System(found("A"))
    book = MonitorBook(read=system)
    before = book.refresh()

    def refuse(_display: str | None) -> tuple[FoundMonitor, ...]:
        raise CaptureFailedError

    book._read = refuse
    with pytest.raises(CaptureFailedError):
        book.refresh()
    assert book.current == before
