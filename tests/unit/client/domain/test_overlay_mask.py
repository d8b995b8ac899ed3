import numpy as np

from client.domain.overlay_mask import OverlayMask, Stamp
from shared.geometry import Rect


def _stamp(x: int = 0) -> Stamp:
    return Stamp.of(Rect(x, 0, 10, 10), np.ones((10, 10), np.bool_))


def test_overlay_mask_what_is_replaced_is_to_be_read_anew_once():
    mask, told = OverlayMask(), []
    mask.on_released = lambda: told.append(mask.stamps)
    first, second = _stamp(), _stamp(50)
    mask.replace((first, second))
    assert (mask.stamps, mask.has_released, told) == ((first, second), False, [])
    mask.replace((second,))
    assert told == [(second,)], "told once it is uncovered"
    assert mask.has_released
    assert mask.take_released() == [first.rect]
    assert (mask.take_released(), mask.has_released) == ([], False)


def test_overlay_mask_many_releases_become_one_box():
    mask = OverlayMask()
    for number in range(40):
        mask.replace((_stamp(number),))
    mask.replace(())
    released = mask.take_released()
    assert len(released) <= 17
    assert min(rect.x for rect in released) == 0
    assert max(rect.right_px for rect in released) == 49
