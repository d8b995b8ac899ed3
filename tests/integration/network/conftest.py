"""A display, and our two real ends with a bad line between them."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.desk.bare_server import bare_server
from tests.netlink.far_picture import Desk, FarPicture
from tests.netlink.namespaces import BadLine, NoNamespacesError


@pytest.fixture(scope="module")
def line() -> Iterator[BadLine]:
    try:
        with BadLine(seed=11) as made:
            yield made
    except NoNamespacesError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with bare_server(1280, 720) as (name, _):
        yield name


@pytest.fixture
def desk(display) -> Iterator[Desk]:
    made = Desk(display)
    made.fill_with_text()
    yield made
    made.close()


@pytest.fixture
def show(line, display, desk) -> Iterator[Callable[..., FarPicture]]:
    """Connects across a line like that and shows the display; returns when the first picture is there exactly."""
    with contextlib.ExitStack() as stack:

        def make(**conditions: Any) -> FarPicture:
            line.set(**{"loss_ratio": 0.0, "loss_burst": 1.0, "reorder_ratio": 0.0, "rate_kbps": 0.0} | conditions)
            picture = FarPicture(line, display)
            stack.callback(picture.close)
            picture.sender.show()
            assert picture.settles(60)
            return picture

        yield make
