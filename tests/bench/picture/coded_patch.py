"""A number as sixteen black and white cells: read back rightly from a lossy picture, or not at all."""

from dataclasses import dataclass
from typing import Any

import numpy as np

CELL_PX = 8
NUMBER_BITS, CHECK_BITS = 10, 6
NUMBERS = 1 << NUMBER_BITS
"""Numbers come round after that many; at 60 a second that is 17 s, far longer than any picture takes."""

_SPREAD = 0x9E3779B1  # odd, so that neighbours get checks that have little in common
_ALWAYS_SET = 0b10  # an all black or all white patch is no number


@dataclass(frozen=True, slots=True)
class PatchShape:
    """How the sixteen cells lie, row by row."""

    columns: int
    rows: int

    @property
    def width_px(self) -> int:
        return self.columns * CELL_PX

    @property
    def height_px(self) -> int:
        return self.rows * CELL_PX


SQUARE = PatchShape(4, 4)
LINE = PatchShape(8, 2)  # as high as a line of text


def cells_of(number: int) -> list[bool]:
    """Sixteen cells, True is white: the number modulo `NUMBERS`, then its check."""
    number %= NUMBERS
    word = number << CHECK_BITS | _check_of(number)
    return [bool(word >> bit & 1) for bit in reversed(range(NUMBER_BITS + CHECK_BITS))]


def pixels_of(number: int, shape: PatchShape) -> Any:
    """The patch as BGRX pixels, an array of height x width x 4 bytes."""
    cells = np.array(cells_of(number), np.uint8).reshape(shape.rows, shape.columns) * 255
    grey = cells.repeat(CELL_PX, axis=0).repeat(CELL_PX, axis=1)
    return np.repeat(grey[:, :, None], 4, axis=2)


def read_number(pixels: Any, shape: PatchShape) -> int | None:
    """The number a picture of the patch shows, however washed out; None between two pictures or for anything else.

    Args:
        pixels: height x width x at least 3 channels; only the middle of each cell counts.
        shape: as it was drawn.
    """
    grey = pixels[:, :, :3].mean(axis=2)
    cells = grey.reshape(shape.rows, CELL_PX, shape.columns, CELL_PX)[:, 2:-2, :, 2:-2].mean(axis=(1, 3))
    word = 0
    for cell in cells.reshape(-1):
        word = word << 1 | int(cell > 127)
    number, check = word >> CHECK_BITS, word & (1 << CHECK_BITS) - 1
    return number if check == _check_of(number) else None


def _check_of(number: int) -> int:
    spread = ((number + 1) * _SPREAD >> 13) & (1 << CHECK_BITS) - 1
    # One cell always white, one always black.
    return spread & ~1 | _ALWAYS_SET
