"""What every test shares: Qt without a screen by default, and real X desks on request."""

import gc
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings
from Xlib.display import Display

from tests.desk.accessibility import AccessibleDesk
from tests.desk.display import VirtualDisplay
from tests.desk.person import Person

pytest_plugins = ["tests.hostile.report"]

# Qt reads this once, before the first window; a program started at a virtual desk gets its own.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Two cores shared by everything: a slow example is no failure here, the benches measure time.
settings.register_profile("project", deadline=None, max_examples=100)
settings.load_profile("project")


def pytest_collection_finish() -> None:
    """What is there by now stays: looking it through after each test of a window would take longer than the test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_window_ends_in_the_middle(request: pytest.FixtureRequest) -> Iterator[None]:
    """Windows in reference cycles are ended between tests of windows, as `GarbageWatch` does it between events:
    Python would do it in whatever thread allocates, or in the midst of what Qt does with them.
    """
    if "qapp" not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(scope="session")
def virtual_display() -> Iterator[VirtualDisplay]:
    """One desk for the whole run, 1280 x 800, with openbox and an accessibility bus; leave it as you found it."""
    with VirtualDisplay() as display:
        yield display


@pytest.fixture
def server(virtual_display: VirtualDisplay) -> Iterator[Any]:
    """A connection of the test's own to that desk, to look at what its X server believes."""
    display = Display(virtual_display.name)
    yield display
    display.close()


@pytest.fixture
def make_display() -> Iterator[Callable[..., VirtualDisplay]]:
    """Make desks of one's own, with the arguments of `VirtualDisplay`; all are gone after the test."""
    displays: list[VirtualDisplay] = []

    def make(**arguments: Any) -> VirtualDisplay:
        display = VirtualDisplay(**arguments)
        display.__enter__()
        displays.append(display)
        return display

    yield make
    for display in reversed(displays):
        display.close()


@pytest.fixture
def person(virtual_display: VirtualDisplay) -> Iterator[Person]:
    """Somebody who sits at `virtual_display`."""
    with Person(virtual_display.name) as somebody:
        yield somebody


@pytest.fixture
def accessible_desk(virtual_display: VirtualDisplay) -> Iterator[AccessibleDesk]:
    """What a screen reader sees on `virtual_display`."""
    with AccessibleDesk(virtual_display) as desk:
        yield desk
