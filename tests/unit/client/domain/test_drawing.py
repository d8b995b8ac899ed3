"""What an agent may draw, when it is shown, and when it is gone."""

import pytest
from msgspec import structs

from client.domain.drawing import AWAY_MS, POINTER_REST_MS
from shared.capability import Capability
from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.protocol import peer_messages as peer
from shared.protocol.limits import (
    MARK_LINE_MAX_POINTS,
    MARK_POINTS_MAX,
    MARKS_BURST_MAX,
    MARKS_LENGTH_MAX,
    MARKS_MAX,
    POINTERS_BURST_MAX,
    POINTERS_PER_S,
)
from shared.session import events as ev
from shared.session.mark_board import FADE_MS
from tests.fakes.flow_ports import MONITOR
from tests.fakes.home import Home
from tests.fakes.statements import said_in

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL
POINTS = [peer.MarkPoint(100, 200), peer.MarkPoint(300, 400)]


def draw(mark_id: int = 1, *, clear_count: int = 0, is_fading: bool = False, **changes) -> peer.MarkDraw:
    fields = {"tool": "pen", "colour": 1, "points": POINTS, **changes}
    return peer.MarkDraw(clear_count=clear_count, mark_id=mark_id, is_fading=is_fading, **fields)


def point(seq: int, *, x: int = 7, is_shown: bool = True) -> peer.MarkPointer:
    return peer.MarkPointer(seq=seq, x=x, y=9, is_shown=is_shown)


@pytest.fixture
def home() -> Home:
    return Home().to_bound().allow(VIEW)


def ids(home: Home) -> list[int]:
    return [mark.mark_id for mark in home.controller.desks.drawing.marks]


def cleared(home: Home) -> list[int]:
    return [message.clear_count for message in home.peer.sent_of(peer.MarksCleared)]


def test_drawing_without_control_is_shown_over_the_shared_screen(home: Home):
    home.hear(draw())
    home.hear(peer.MarkExtend(clear_count=0, mark_id=1, points=[peer.MarkPoint(5, 6)]))
    (mark,) = home.controller.desks.drawing.marks
    assert (mark.tool, mark.colour, mark.points) == ("pen", 1, ((100, 200), (300, 400), (5, 6)))
    assert home.controller.desks.drawing.areas == (Rect(0, 0, 1920, 1080),)
    assert CONTROL not in home.on


def test_drawing_before_the_right_to_see_ends_the_session():
    home = Home().to_bound()
    with pytest.raises(ProtocolError, match="right_never_given"):
        home.hear(draw())


def test_drawing_is_hidden_by_a_pause_and_comes_back(home: Home):
    home.hear(draw())
    home.hear(point(1))
    home.controller.dispatch(ev.PausePressed())
    assert ids(home) == []
    assert home.controller.desks.drawing.pointer is None
    home.controller.dispatch(ev.ResumePressed())
    home.commit()
    assert ids(home) == [1]
    assert cleared(home) == []


def test_drawing_is_hidden_while_a_question_is_open_and_while_the_line_is_silent(home: Home):
    home.hear(draw())
    home.ask(CONTROL, request_id=5)
    assert ids(home) == []
    home.say(is_allowed=False)
    home.commit()
    assert ids(home) == [1]
    home.pass_time(3_100)
    assert home.machine.consent.is_stalled
    assert ids(home) == []


def test_drawing_that_crosses_a_pause_is_gone_on_both_sides(home: Home):
    home.hear(draw(1))
    home.controller.dispatch(ev.PausePressed())
    home.hear(draw(2))
    assert cleared(home) == [1]
    home.controller.dispatch(ev.ResumePressed())
    home.commit()
    assert ids(home) == []
    home.hear(draw(3, clear_count=1))
    assert ids(home) == [3]


def test_drawing_goes_with_the_right_to_see(home: Home):
    home.hear(draw())
    home.controller.dispatch(ev.RightTakenBack(capability=VIEW))
    home.commit()
    assert cleared(home) == [1]
    home.allow(VIEW)
    assert ids(home) == []


def test_drawing_goes_when_the_screens_are_others(home: Home):
    home.hear(draw())
    home.picture.displays = (structs.replace(MONITOR, width_px=1280),)
    home.pass_time(100)
    assert ids(home) == []
    assert cleared(home) == [1]


def test_drawing_goes_with_the_session(home: Home):
    changes = []
    home.hear(draw())
    home.controller.desks.drawing.on_changed = lambda: changes.append(ids(home))
    home.stop()
    assert changes[-1] == []


def test_drawing_person_clears_it_and_what_was_on_its_way_comes_too_late(home: Home):
    home.hear(draw(1))
    home.controller.desks.drawing.clear()
    assert ids(home) == []
    assert cleared(home) == [1]
    home.hear(draw(2, clear_count=0))
    home.hear(peer.MarkExtend(clear_count=0, mark_id=1, points=POINTS))
    assert ids(home) == []
    home.hear(draw(3, clear_count=1))
    assert ids(home) == [3]


def test_drawing_agent_clears_it(home: Home):
    home.hear(draw(1))
    home.hear(point(1))
    home.hear(peer.MarksClear())
    assert ids(home) == []
    assert home.controller.desks.drawing.pointer is not None
    assert cleared(home) == []


def test_drawing_that_fades_goes_in_time(home: Home):
    home.hear(draw(1, is_fading=True))
    home.hear(draw(2))
    home.controller.desks.drawing.tick(home.clock.now_ms + FADE_MS - 1)
    assert ids(home) == [1, 2]
    home.controller.desks.drawing.tick(home.clock.now_ms + FADE_MS)
    assert ids(home) == [2]


def test_pointer_newest_wins_and_one_nobody_speaks_of_goes(home: Home):
    home.hear(point(2, x=20))
    home.hear(point(1, x=10))
    assert home.controller.desks.drawing.pointer == (20, 9)
    home.controller.desks.drawing.tick(home.clock.now_ms + POINTER_REST_MS - 1)
    assert home.controller.desks.drawing.pointer == (20, 9)
    home.controller.desks.drawing.tick(home.clock.now_ms + POINTER_REST_MS)
    assert home.controller.desks.drawing.pointer is None
    home.hear(point(3))
    home.hear(point(4, is_shown=False))
    assert home.controller.desks.drawing.pointer is None


def _count_paintings(home: Home) -> list[tuple[int, int] | None]:
    """Where the pointer stood each time the person's screen was told to look again."""
    painted: list[tuple[int, int] | None] = []
    desk = home.controller.desks.drawing
    desk.on_changed = lambda: painted.append(desk.pointer)
    return painted


def test_pointer_that_is_told_of_without_end_is_painted_thirty_times_a_second_and_ends_nothing(home: Home):
    painted = _count_paintings(home)
    for number in range(2_000):  # two seconds of one each millisecond
        home.clock.now_ms += 1
        home.hear(point(number + 1, x=number))
    assert POINTERS_PER_S < len(painted) <= POINTERS_BURST_MAX + 2 * POINTERS_PER_S
    home.pass_time(250)
    assert painted[-1] == (1_999, 9), "the hand rests: the place it came to is shown, not one it passed"
    assert home.controller.desks.drawing.pointer == (1_999, 9)
    paintings = len(painted)
    home.pass_time(250)
    assert len(painted) == paintings, "nothing waits any more"


def test_pointer_that_is_taken_away_goes_at_once_and_nothing_comes_after_it(home: Home):
    for number in range(2 * POINTERS_BURST_MAX):
        home.hear(point(number + 1, x=number))
    home.hear(point(1_000, is_shown=False))
    assert home.controller.desks.drawing.pointer is None
    home.pass_time(1_000)
    assert home.controller.desks.drawing.pointer is None


def test_pointer_that_blinks_without_end_is_painted_no_more_often(home: Home):
    painted = _count_paintings(home)
    for number in range(2_000):
        home.clock.now_ms += 1
        home.hear(point(number + 1, x=number, is_shown=number % 2 == 0))
    shown = [place for place in painted if place is not None]
    assert len(shown) <= POINTERS_BURST_MAX + 2 * POINTERS_PER_S
    assert len(painted) <= 2 * len(shown)


def test_drawing_more_than_a_hand_can_ends_the_session(home: Home):
    for number in range(MARKS_BURST_MAX):
        home.hear(draw(number))
    assert len(ids(home)) == MARKS_MAX
    with pytest.raises(ProtocolError, match="mark_flood"):
        home.hear(draw(999))


def test_drawing_flood_behind_a_pause_ends_the_session_too(home: Home):
    home.controller.dispatch(ev.PausePressed())
    for _ in range(MARKS_BURST_MAX):
        home.hear(peer.MarksClear())
    with pytest.raises(ProtocolError, match="mark_flood"):
        home.hear(peer.MarksClear())


def test_drawing_line_without_end_ends_the_session(home: Home):
    home.hear(draw(1, points=[peer.MarkPoint(1, 1)] * MARK_POINTS_MAX))
    more = peer.MarkExtend(clear_count=0, mark_id=1, points=[peer.MarkPoint(1, 1)] * MARK_POINTS_MAX)
    for _ in range(MARK_LINE_MAX_POINTS // MARK_POINTS_MAX - 1):
        home.hear(more)
    with pytest.raises(ProtocolError, match="mark_too_long"):
        home.hear(more)


def test_drawing_goes_on_with_a_line_that_has_faded_without_harm(home: Home):
    home.hear(peer.MarkExtend(clear_count=0, mark_id=77, points=POINTS))
    assert ids(home) == []


def test_drawing_goes_on_record_as_counts_and_into_the_receipt(home: Home):
    home.hear(draw(1, tool="arrow"))
    home.hear(draw(1, tool="arrow"))
    home.hear(draw(2))
    home.hear(point(1))
    home.hear(point(2))
    home.stop()
    home.commit()
    assert home.controller.receipt is not None
    (event,) = [each for each in home.controller.receipt.events if each.tag == "session:drawing:summary"]
    assert said_in(event.data) == {"marks": 2, "moves": 1}
    assert home.controller.receipt.was_drawn_on


def test_receipt_of_a_session_without_a_drawing_says_nothing_of_one(home: Home):
    home.stop()
    assert home.controller.receipt is not None
    assert not home.controller.receipt.was_drawn_on


def test_drawing_line_that_crosses_the_screen_more_often_than_a_hand_does_ends_the_session(home: Home):
    there_and_back = [peer.MarkPoint(0, 0), peer.MarkPoint(65_535, 65_535)] * 9
    with pytest.raises(ProtocolError, match="mark_too_long"):
        home.hear(draw(1, points=there_and_back))
    home.hear(draw(2, points=there_and_back[:16]))
    with pytest.raises(ProtocolError, match="mark_too_long"):
        home.hear(peer.MarkExtend(clear_count=0, mark_id=2, points=there_and_back[:4]))


def test_drawing_all_together_stays_within_what_is_painted_in_a_moment(home: Home):
    for number in range(8):
        home.hear(draw(number, points=[peer.MarkPoint(0, 0), peer.MarkPoint(65_535, 0)] * 8))
    assert sum(mark.length for mark in home.controller.desks.drawing.marks) <= MARKS_LENGTH_MAX
    assert ids(home)[-1] == 7


def test_locked_desk_is_clean_until_somebody_is_back(home: Home):
    desk = home.controller.desks.drawing
    assert not desk.is_watch_needed(home.clock.monotonic_ms())
    home.hear(draw())
    home.hear(point(1))
    assert desk.is_watch_needed(home.clock.monotonic_ms())
    desk.leave_desk(home.clock.monotonic_ms())
    assert (ids(home), desk.pointer, cleared(home)) == ([], None, [1])
    home.hear(draw(2, clear_count=1))
    home.hear(point(2))
    assert (ids(home), desk.pointer) == ([], None), "nothing is drawn over the lock"
    assert cleared(home) == [1, 2], "the agent hears that it is not there"
    assert desk.is_watch_needed(home.clock.monotonic_ms()), "it is looked at until it is unlocked"
    home.clock.now_ms += AWAY_MS
    home.hear(draw(3, clear_count=2))
    home.hear(point(3))
    assert (ids(home), desk.pointer) == ([3], (7, 9))


def test_next_session_does_not_begin_at_a_locked_desk(home: Home):
    desk = home.controller.desks.drawing
    desk.leave_desk(home.clock.monotonic_ms())
    desk.forget()
    assert not desk.is_watch_needed(home.clock.monotonic_ms())
