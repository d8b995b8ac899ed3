from agent_console.media.soft_area import SoftArea
from shared.geometry import Rect


def test_soft_area_grows_with_video_and_shrinks_with_exact_pixels() -> None:
    area = SoftArea()
    area.resize(100, 80)
    area.paint(Rect(0, 0, 100, 80), is_exact=True)
    assert area.count_px() == 0
    area.paint(Rect(10, 10, 40, 20), is_exact=False)
    area.paint(Rect(20, 10, 40, 20), is_exact=False)
    assert area.count_px() == 50 * 20
    area.paint(Rect(0, 0, 20, 80), is_exact=True)
    assert area.count_px() == 40 * 20
    area.paint(Rect(20, 10, 40, 20), is_exact=True)
    assert area.count_px() == 0


def test_soft_area_new_canvas_is_exact() -> None:
    area = SoftArea()
    area.resize(10, 10)
    area.paint(Rect(0, 0, 10, 10), is_exact=False)
    area.resize(20, 5)
    assert area.count_px() == 0
    area.paint(Rect(15, 0, 5, 5), is_exact=False)
    assert area.count_px() == 25


def test_soft_area_moves_along_with_the_pixels() -> None:
    area = SoftArea()
    area.resize(100, 100)
    area.move(Rect(0, 0, 50, 50), 50, 50)
    assert area.count_px() == 0
    area.paint(Rect(0, 0, 100, 30), is_exact=False)
    area.move(Rect(0, 20, 100, 30), 0, 0)  # over itself, as scrolling does
    assert area.count_px() == 100 * 50
    area.move(Rect(0, 0, 100, 50), 0, 50)
    assert area.count_px() == 0
