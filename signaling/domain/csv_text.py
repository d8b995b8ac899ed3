"""One line of a table for other programs: CSV as RFC 4180 has it, in which no cell can become a formula."""

import csv
import io
from collections.abc import Iterable

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_line(cells: Iterable[str | float | None]) -> str:
    """The cells as one line with its CR LF; numbers as they are, None as an empty cell.

    A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection): names and
    reasons come from strangers, and whoever opens the file trusts it.
    """
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow([_guard(cell) for cell in cells])
    return stream.getvalue()


def _guard(cell: str | float | None) -> str | float:
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
