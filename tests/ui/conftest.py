"""What every test of a window shares: the windows of the test before are really gone."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent


@pytest.fixture(autouse=True)
def _gone_with_the_test() -> Iterator[None]:
    """`deleteLater` waits for an event loop, which no test runs: unasked, every window ever made stays and is painted,
    translated and styled again with each new one.
    """
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
