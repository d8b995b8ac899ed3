"""Reference cycles are collected in the Qt thread only, between events: a window must not be ended anywhere else."""

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_EVERY_MS = 1_000
"""How long a cycle may lie about; what is in none goes at once, as always."""


class GarbageWatch(QObject):
    """Takes automatic collection from Python, which does it in whatever thread allocates, and does it on a timer.

    Make it on the Qt thread, after the imports and before the first window: what is there by then stays for as long
    as the program runs, and is not looked through any more.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.collect()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_EVERY_MS)

    def close(self) -> None:
        """Give collection back to Python."""
        self._timer.stop()
        gc.enable()

    def _look(self) -> None:
        """Collect the oldest generation whose turn it is, by Python's own thresholds."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return
