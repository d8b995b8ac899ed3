"""A display, and our two real ends with a bad line between them."""

import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

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
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1280x720x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        number = pipe.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(5)


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
