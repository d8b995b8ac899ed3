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
    found = add_tag(image, beside, [(beside, False)], AREA, name=name, stroke=5)
    assert found is not None
    larger, place = found
    assert (larger.width(), larger.height()) == (place.width, place.height)
    assert place.intersect(AREA) == place
    assert place.intersect(beside) == beside
    assert _alphas(larger) <= {0, 255}
    assert covered_pixels(larger).sum() > covered_pixels(image).sum()
    assert larger.width() <= max(beside.width, 24 * 40)


SPOT, ELSEWHERE = Rect(300, 300, 200, 40), Rect(700, 600, 50, 50)


def _place_of_tag(taken: list[Rect]) -> Rect | None:
    """Where the name goes when these two are drawn, the first of them last."""
    nothing = render_marks((), 1, 1, Rect(0, 0, 1, 1))
    spots = [(SPOT, False), (ELSEWHERE, False)]
    found = add_tag(nothing, SPOT, spots, AREA, name="Ana Pop", stroke=5, taken=taken)
    if found is None:
        return None
    rows, columns = np.nonzero(covered_pixels(found[0]))
    x, y = found[1].x + int(columns.min()), found[1].y + int(rows.min())
    return Rect(x, y, int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)


def test_name_goes_where_all_of_it_is_seen(qtbot: QtBot):
    below = _place_of_tag([])
    assert below is not None
    assert below.y >= SPOT.bottom_px
    above = _place_of_tag([Rect(250, 341, 60, 60)])
    assert above is not None
    assert above.bottom_px <= SPOT.y
    other = _place_of_tag([Rect(200, 200, 300, 300)])
    assert other is not None
    assert other.y >= ELSEWHERE.bottom_px
    corner = _place_of_tag([Rect(0, 0, 1280, 750)])
    assert corner is not None
    assert corner.bottom_px == AREA.bottom_px
    assert _place_of_tag([AREA]) is None


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
