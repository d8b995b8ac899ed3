"""The hand of an agent becomes marks here at once, and the same marks over there in few messages."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent_console.view_models.drawing import DRAW_INTERVAL_MS, POINTER_KEEP_MS, TOOLS, Drawer
from client.domain.drawing import DrawingDesk
from shared.protocol import codec
from shared.protocol import peer_messages as peer
from shared.protocol.limits import MARK_LENGTH_MAX, MARK_LINE_MAX_POINTS, MARKS_BURST_MAX
from shared.session.mark_board import FADE_MS


def _sizes(messages: list[Any]) -> list[tuple[str, int]]:
    return [(type(message).__name__, len(getattr(message, "points", ()))) for message in messages]


def test_drawer_without_a_tool_draws_nothing():
    drawer = Drawer()
    assert drawer.press((1, 1), 0) + drawer.move((9, 9), 10) + drawer.release(20) == []
    assert not drawer.needs_ticks


def test_drawer_line_is_seen_at_once_and_told_now_and_then():
    drawer = Drawer()
    drawer.choose("pen", 0)
    drawer.press((0, 0), 1_000)
    told: list[Any] = []
    for step in range(1, 61):
        told += drawer.move((step * 200, 0), 1_000 + step * 10)
        assert drawer.marks[0].points[-1] == (step * 200, 0), "zero latency"
    told += drawer.release(1_610)
    assert sum(count for _, count in _sizes(told)) == 61
    assert [name for name, _ in _sizes(told)] == ["MarkDraw"] + ["MarkExtend"] * (len(told) - 1)
    assert len(told) <= 600 / DRAW_INTERVAL_MS + 2


def test_drawer_line_leaves_out_what_nobody_sees():
    drawer = Drawer()
    drawer.choose("pen", 0)
    drawer.press((0, 0), 0)
    for step in range(50):
        drawer.move((step, 0), step)
    assert drawer.marks[0].points == ((0, 0),)


def test_drawer_line_that_is_full_goes_on_as_another():
    drawer = Drawer()
    drawer.choose("pen", 0)
    told = drawer.press((0, 0), 0)
    for step in range(1, MARK_LINE_MAX_POINTS + 40):
        told += drawer.move((step * 100, 0), step)
    told += drawer.release(100_000)
    assert [len(mark.points) for mark in drawer.marks] == [MARK_LINE_MAX_POINTS, 41]
    assert drawer.marks[0].points[-1] == drawer.marks[1].points[0], "no gap between the two"


def test_drawer_box_is_told_as_its_two_corners():
    drawer = Drawer()
    drawer.choose("box", 0)
    drawer.colour, drawer.is_fading = 2, False
    drawer.press((10, 10), 0)
    told = [*drawer.move((500, 400), 60), *drawer.move((700, 500), 70), *drawer.release(80)]
    assert [(m.mark_id, m.tool, m.colour, m.is_fading) for m in told] == [(1, "box", 2, False)] * 2
    assert told[-1].points == [peer.MarkPoint(10, 10), peer.MarkPoint(700, 500)]


def test_drawer_pointer_is_told_again_while_it_rests_and_taken_away_when_it_leaves():
    drawer = Drawer()
    drawer.choose("pointer", 0)
    first = drawer.move((5, 5), 1_000)
    assert [(m.seq, m.x, m.y, m.is_shown) for m in first] == [(1, 5, 5, True)]
    assert drawer.move((6, 5), 1_001) == []
    assert [m.x for m in drawer.tick(1_040)] == [6], "what waited"
    assert drawer.needs_ticks
    assert drawer.tick(1_050) == []
    assert [m.seq for m in drawer.tick(1_040 + POINTER_KEEP_MS)] == [3]
    assert [m.is_shown for m in drawer.leave(2_100)] == [False]
    assert not drawer.needs_ticks
    drawer.move((5, 5), 3_000)
    assert [m.is_shown for m in drawer.choose("pen", 3_001)] == [False]


def test_drawer_what_fades_goes_here_too():
    drawer = Drawer()
    drawer.choose("arrow", 0)
    drawer.press((1, 1), 0)
    drawer.move((9_000, 1), 100)
    drawer.release(200)
    assert drawer.needs_ticks
    drawer.tick(100 + FADE_MS - 1)
    assert len(drawer.marks) == 1
    drawer.tick(100 + FADE_MS)
    assert drawer.marks == ()
    assert not drawer.needs_ticks


def test_drawer_cleared_over_there_drops_what_is_in_hand_and_counts_on():
    drawer = Drawer()
    drawer.choose("pen", 0)
    drawer.press((1, 1), 0)
    assert drawer.take_cleared(1)
    assert not drawer.take_cleared(1)
    assert drawer.marks == ()
    assert drawer.move((9_000, 9_000), 100) + drawer.release(200) == []
    drawer.press((1, 1), 300)
    assert [m.clear_count for m in drawer.release(400)] == [1]


def test_drawer_clears_both_sides():
    drawer = Drawer()
    drawer.choose("pen", 0)
    drawer.press((1, 1), 0)
    assert [type(m) for m in drawer.clear()] == [peer.MarksClear]
    assert drawer.marks == ()


class _Nobody:
    def send(self, _message: Any) -> None:
        raise AssertionError("the person cleared nothing")


_ACTS = st.one_of(
    st.tuples(st.just("choose"), st.sampled_from([*TOOLS, None])),
    st.tuples(st.just("press"), st.tuples(st.integers(0, 65_535), st.integers(0, 65_535))),
    st.tuples(st.just("move"), st.tuples(st.integers(0, 65_535), st.integers(0, 65_535))),
    st.tuples(st.just("release"), st.none()),
    st.tuples(st.just("clear"), st.none()),
    st.tuples(st.just("leave"), st.none()),
    st.tuples(st.just("wait"), st.integers(0, 400)),
)


@given(st.lists(_ACTS, max_size=120), st.booleans())
def test_both_sides_end_with_the_same_marks_whatever_the_hand_does(acts, is_fading: bool):
    drawer, desk, now_ms = Drawer(), DrawingDesk(_Nobody()), 1_000
    drawer.is_fading = is_fading
    desk._is_seen = True
    counted = 0

    def carry(messages: list[Any]) -> None:
        nonlocal counted
        for message in messages:
            data = codec.encode_peer(message)
            assert len(data) <= 2_048
            counted += not isinstance(message, peer.MarkPointer)
            desk.handle(codec.decode_from_agent(data, peer.CHANNEL_OF[type(message)]), now_ms)

    for name, value in acts:
        now_ms += value if name == "wait" else 20
        match name:
            case "choose":
                carry(drawer.choose(value, now_ms))
            case "press":
                carry(drawer.press(value, now_ms))
            case "move":
                carry(drawer.move(value, now_ms))
            case "release":
                carry(drawer.release(now_ms))
            case "clear":
                carry(drawer.clear())
            case "leave":
                carry(drawer.leave(now_ms))
            case _:
                carry(drawer.tick(now_ms))
        desk.tick(now_ms)
    carry(drawer.release(now_ms))
    desk.tick(now_ms)
    drawer.tick(now_ms)
    assert counted <= MARKS_BURST_MAX
    plain = [(mark.mark_id, mark.tool, mark.points) for mark in drawer.marks]
    there = [(mark.mark_id, mark.tool, mark.points) for mark in desk.marks]
    if is_fading:
        assert set(plain) <= set(there), "over there it may live a moment longer, by the way it was told"
    else:
        assert plain == there
    if drawer.tool != "pointer":
        assert desk.pointer is None


def test_drawer_interrupted_while_it_stays_loses_no_point():
    drawer = Drawer()
    drawer.is_fading = False
    drawer.choose("pen", 0)
    drawer.press((0, 0), 1_000)
    told = [*drawer.move((500, 0), 1_060), *drawer.move((900, 0), 1_070)]
    drawer.pause()
    told += drawer.tick(9_000)
    assert sum(count for _, count in _sizes(told)) == 3
    assert drawer.tick(9_100) == []


def test_drawer_line_that_goes_too_far_goes_on_as_another():
    drawer = Drawer()
    drawer.choose("pen", 0)
    drawer.press((0, 0), 0)
    for step in range(1, 40):
        drawer.move(((step % 2) * 65_535, 0), step)
    assert len(drawer.marks) > 1
    assert all(mark.length <= MARK_LENGTH_MAX for mark in drawer.marks)
