"""How good a picture of text is: PSNR, and the share of characters a text recogniser reads otherwise."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

EXACT_DB = 99.0
"""Stands for infinity: not one bit is different."""

ENLARGE = 3  # the recogniser was made for print at 300 dots an inch, screens have 96
_TIMEOUT_S = 60
_NO_PADDING = np.uint32(0x00FFFFFF)


def equal(one: Any, other: Any) -> bool:
    """Whether two BGRX pictures, contiguous and of one shape, show the same; the fourth byte shows nothing."""
    return not np.any((one.view(np.uint32) ^ other.view(np.uint32)) & _NO_PADDING)


def psnr_db(one: Any, other: Any) -> float:
    """Peak signal to noise over red, green and blue of two BGRX pictures of one shape; `EXACT_DB` when equal."""
    difference = one[:, :, :3].astype(np.float64) - other[:, :, :3]
    mean_square = float(np.mean(difference * difference))
    return EXACT_DB if mean_square == 0 else min(EXACT_DB, 10 * float(np.log10(255 * 255 / mean_square)))


def can_recognise() -> bool:
    """Whether tesseract is installed."""
    return shutil.which("tesseract") is not None


def recognised(pixels: Any) -> str:
    """The text tesseract reads in a BGRX picture, blanks made one. Raises `subprocess.TimeoutExpired`."""
    from PIL import Image

    image = Image.fromarray(np.ascontiguousarray(pixels[:, :, 2::-1]))
    image = image.convert("L").resize((image.width * ENLARGE, image.height * ENLARGE), Image.Resampling.LANCZOS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.png"
        image.save(path)
        done = subprocess.run(
            ["tesseract", str(path), "-", "-l", "eng", "--psm", "6"],
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_S,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # its threads wait for each other by spinning
        )
    return " ".join(done.stdout.split())


def character_error(wanted: str, found: str) -> float:
    """Edits (insert, remove, replace) from one text to the other for each wanted character; at most 1."""
    if not wanted:
        return 0.0 if not found else 1.0
    row = list(range(len(found) + 1))
    for index, letter in enumerate(wanted, 1):
        diagonal, row[0] = row[0], index
        for column, other in enumerate(found, 1):
            diagonal, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, diagonal + (letter != other)),
            )
    return min(1.0, row[-1] / len(wanted))
