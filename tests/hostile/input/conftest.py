"""A desk for hostile agents."""

from collections.abc import Iterator

import pytest

from tests.desk.display import VirtualDisplay


@pytest.fixture(scope="module")
def desk() -> Iterator[VirtualDisplay]:
    with VirtualDisplay(has_accessibility=False) as display:
        yield display
