"""The name stands beside what was drawn, whole, on the display it belongs to, and harmless."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from client.ui.mark_sheet import covered_pixels
from client.ui.name_tag import PointerPicture, add_tag
from shared.geometry import Rect
from shared.session.mark_board import Mark
from shared.ui.mark_paint import render_marks

AREA = Rect(0, 0, 1280, 800)
HOSTILE = "A\u202enna\n<b>x</b>" + "\u0300" * 500 + "n" * 500


def _alphas(image) -> set[int]:
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return set(np.unique(rows[:, 3 : image.width() * 4 : 4]).tolist())


@pytest.mark.parametrize("name", ["Ana Pop", "Александра Константинопольская", HOSTILE, ""])
@pytest.mark.parametrize("beside", [Rect(300, 300, 200, 40), Rect(1180, 740, 100, 60), Rect(0, 0, 1280, 800)])
def test_add_tag_stays_on_the_display_and_hides_nothing_of_the_mark(qtbot: QtBot, name: str, beside: Rect):
    mark = Mark(mark_id=1, tool="box", colour=0, is_fading=False, points=((0, 0), (1, 1)), changed_ms=0)
    image = render_marks((mark,), beside.width, beside.height, Rect(0, 0, beside.width, beside.height))
    larger, place = add_tag(image, beside, beside, AREA, name=name, stroke=5)
    assert (larger.width(), larger.height()) == (place.width, place.height)
    assert place.intersect(AREA) == place
    assert place.intersect(beside) == beside
    assert _alphas(larger) <= {0, 255}
    assert covered_pixels(larger).sum() > covered_pixels(image).sum()
    assert larger.width() <= max(beside.width, 24 * 40)


@pytest.mark.parametrize("tip", [(640, 400), (0, 0), (1279, 799), (1279, 0), (0, 799)])
def test_pointer_points_there_and_its_name_stays_on_the_display(qtbot: QtBot, tip: tuple[int, int]):
    pictures = PointerPicture()
    image, place = pictures.at(*tip, AREA, "Ana Pop", 5)
    assert place.intersect(AREA) == place
    assert (image.width(), image.height()) == (place.width, place.height)
    assert place.contains(*tip)
    assert covered_pixels(image)[tip[1] - place.y, tip[0] - place.x]
    again, _ = pictures.at(*tip, AREA, "Ana Pop", 5)
    assert again == image
