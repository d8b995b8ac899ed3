"""What has to be said anew after a loss."""

from hypothesis import given
from hypothesis import strategies as st

from client.media.in_flight import InFlight, Lost, gather
from shared.geometry import Rect

AREA = Rect(0, 0, 300, 200)
RECTS = st.lists(
    st.builds(Rect, st.integers(0, 250), st.integers(0, 150), st.integers(1, 50), st.integers(1, 50)), max_size=12
)


def pixels(rects) -> set[tuple[int, int]]:
    return {(x, y) for rect in rects for x in range(rect.x, rect.right_px) for y in range(rect.y, rect.bottom_px)}


@given(RECTS)
def test_gather_covers_everything_once_and_stays_inside(rects):
    found = gather(AREA, rects)
    assert pixels(rects) <= pixels(found) <= pixels([AREA])
    assert sum(rect.area_px for rect in found) == len(pixels(found))


def test_lost_after_names_only_what_came_later():
    flight = InFlight(AREA)
    flight.note_sent(1, [AREA], has_video=False, is_key=True)
    flight.note_ack(1)
    flight.note_sent(2, [Rect(0, 0, 10, 10)], has_video=False, is_key=False)
    flight.note_sent(3, [Rect(100, 100, 10, 10)], has_video=False, is_key=False)
    assert flight.lost_after(2) == Lost(2, (Rect(96, 96, 32, 32),), has_video=False)
    lost = flight.lost_after(1)
    assert lost is not None
    assert pixels([Rect(0, 0, 10, 10), Rect(100, 100, 10, 10)]) <= pixels(lost.rects)


def test_lost_after_a_key_update_that_is_lost_itself_needs_everything():
    flight = InFlight(AREA)
    flight.note_sent(1, [AREA], has_video=True, is_key=True)
    flight.note_sent(2, [Rect(0, 0, 10, 10)], has_video=False, is_key=False)
    assert flight.lost_after(0) is None
    assert flight.lost_after(1) is not None


def test_lost_after_remembers_that_the_chain_of_coded_pictures_is_broken():
    flight = InFlight(AREA)
    flight.note_sent(5, [Rect(0, 0, 10, 10)], has_video=True, is_key=False)
    lost = flight.lost_after(4)
    assert lost is not None
    assert lost.has_video


def test_resync_that_is_lost_too_still_stands_for_what_it_replaced():
    flight = InFlight(AREA)
    flight.note_sent(5, [Rect(0, 0, 10, 10)], has_video=True, is_key=False)
    lost = flight.lost_after(4)
    assert lost is not None
    flight.note_resync(6, lost, [Rect(200, 100, 5, 5)], has_video=False)
    again = flight.lost_after(4)
    assert again is not None
    assert again.has_video
    assert pixels([Rect(0, 0, 10, 10), Rect(200, 100, 5, 5)]) <= pixels(again.rects)


def test_acknowledged_updates_are_forgotten():
    flight = InFlight(AREA)
    for number in range(1, 1_000):
        flight.note_sent(number, [Rect(0, 0, 10, 10)], has_video=False, is_key=number == 1)
        flight.note_ack(number - 1)
    assert len(flight._painted) == 1
