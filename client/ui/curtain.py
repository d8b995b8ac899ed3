"""Hides the whole screen from the helper while a dialog of ours shows what lies on this computer."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer

from client.view_models.screens import ClientIntents

GRACE_MS = 400
"""A compositor fades a closed window out for a quarter of a second, and what was below it is painted late."""


class Curtain:
    """The picture is covered for the question anyway; but the question may go, by its time or because the line fell
    silent, and the picture would come back before the dialog is closed.
    """

    def __init__(self, intents: ClientIntents) -> None:
        self._intents = intents

    @contextmanager
    def drawn(self) -> Iterator[None]:
        """Nothing is shown that was not shown before, from now until a moment after the block."""
        self._intents.draw_curtain()
        try:
            yield
        finally:
            QTimer.singleShot(GRACE_MS, self._intents.open_curtain)
