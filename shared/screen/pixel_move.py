"""Copying a rectangle of a picture to another place in it, the same at both ends."""

import numpy as np
import numpy.typing as npt

from shared.screen.update import Move

_STEP_MIN_ROWS = 4
"""Below this NumPy's own copy aside is faster than many small ones."""


def move_pixels(words: npt.NDArray[np.uint32], move: Move) -> None:
    """Do a move; source and destination may overlap.

    Args:
        words: the picture, one number a pixel; shape (height, width). Holds source and destination.
        move: what goes where.
    """
    rect, dy = move.rect, move.rect.y - move.from_y
    columns, sources = slice(rect.x, rect.right_px), slice(move.from_x, move.from_x + rect.width)
    step = abs(dy)
    if not _STEP_MIN_ROWS <= step < rect.height:
        words[rect.y : rect.bottom_px, columns] = words[move.from_y : move.from_y + rect.height, sources]
        return
    # In strips that do not overlap themselves, from the end that moves on: four times as fast as a copy aside.
    tops = range(0, rect.height, step)
    for top in tops if dy < 0 else reversed(tops):
        rows = min(step, rect.height - top)
        words[rect.y + top : rect.y + top + rows, columns] = words[
            move.from_y + top : move.from_y + top + rows, sources
        ]
