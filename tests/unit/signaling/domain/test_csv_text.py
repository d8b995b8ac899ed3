import csv
import io

import pytest

from signaling.domain.csv_text import csv_line


def test_cells_come_back_as_they_were_and_lines_end_as_the_rfc_has_it():
    cells = ["Ana Pop", 'say "yes"', "a,b", "two\nlines", "Țurcanu Жанна", 12, 3.5, None]
    line = csv_line(cells)
    assert line.endswith("\r\n")
    assert next(csv.reader(io.StringIO(line, newline=""))) == [
        "Ana Pop", 'say "yes"', "a,b", "two\nlines", "Țurcanu Жанна", "12", "3.5", "",
    ]  # fmt: skip


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_can_become_a_formula(start: str):
    text = f"{start}HYPERLINK(1)"
    assert next(csv.reader(io.StringIO(csv_line([text]), newline=""))) == [f"'{text}"]


def test_numbers_stay_numbers_below_zero_too():
    assert csv_line([-5, -0.5, "5-1"]) == "-5,-0.5,5-1\r\n"
