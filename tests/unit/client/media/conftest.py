"""A small virtual display for the tests that read one."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.desk.bare_server import bare_server


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with bare_server(640, 400) as (name, _):
        yield name


@pytest.fixture
def fill(display) -> Iterator[Callable[..., None]]:
    """Fills a rectangle of the display with a colour, at once."""
    from Xlib import X
    from Xlib import display as xdisplay

    connection = xdisplay.Display(display)
    screen = connection.screen()
    window = screen.root.create_window(
        0, 0, 640, 400, 0, screen.root_depth, X.InputOutput, background_pixel=0x102030, override_redirect=True
    )
    window.map()
    gc = window.create_gc()
    connection.sync()

    def draw(x: int, y: int, width: int, height: int, colour: int) -> None:
        gc.change(foreground=colour)
        window.fill_rectangle(gc, x, y, width, height)
        connection.sync()

    yield draw
    connection.close()


@pytest.fixture
def monitors_of() -> Callable[[str], Any]:
    from client.media.monitors import MonitorBook

    return lambda name: MonitorBook(name).refresh()
