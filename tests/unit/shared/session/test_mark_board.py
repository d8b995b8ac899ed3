from shared.protocol.limits import MARK_LINE_MAX_POINTS, MARKS_MAX, MARKS_POINTS_MAX
from shared.session.mark_board import FADE_MS, Mark, MarkBoard


def _mark(mark_id: int = 1, *, tool="pen", is_fading: bool = False, changed_ms: int = 0, points=((1, 1),)) -> Mark:
    return Mark(
        mark_id=mark_id, tool=tool, colour=0, is_fading=is_fading, points=points, changed_ms=changed_ms
    )  # fmt: skip


def test_mark_board_same_number_takes_the_place_and_comes_on_top():
    board = MarkBoard()
    board.draw(_mark(1))
    board.draw(_mark(2))
    board.draw(_mark(1, points=((5, 5),)))
    assert [(mark.mark_id, mark.points) for mark in board.marks] == [(2, ((1, 1),)), (1, ((5, 5),))]


def test_mark_board_too_many_lets_the_oldest_go():
    board = MarkBoard()
    for number in range(MARKS_MAX + 3):
        board.draw(_mark(number))
    assert [mark.mark_id for mark in board.marks] == list(range(3, MARKS_MAX + 3))


def test_mark_board_line_goes_on_up_to_its_limit():
    board = MarkBoard()
    board.draw(_mark(1))
    assert board.extend(1, ((2, 2), (3, 3)), 50)
    assert board.marks[0].points == ((1, 1), (2, 2), (3, 3))
    assert board.marks[0].changed_ms == 50
    assert not board.extend(1, ((9, 9),) * (MARK_LINE_MAX_POINTS - 2), 60)
    assert len(board.marks[0].points) == 3
    assert not board.extend(2, ((1, 1),), 60)


def test_mark_board_only_a_line_goes_on():
    board = MarkBoard()
    board.draw(_mark(1, tool="box"))
    assert not board.extend(1, ((2, 2),), 0)


def test_mark_board_what_fades_goes_in_time_and_the_rest_stays():
    board = MarkBoard()
    board.draw(_mark(1, is_fading=True, changed_ms=0))
    board.draw(_mark(2, is_fading=True, changed_ms=1_000))
    board.draw(_mark(3))
    assert not board.expire(FADE_MS - 1)
    assert board.expire(FADE_MS)
    assert [mark.mark_id for mark in board.marks] == [2, 3]
    board.extend(2, ((4, 4),), FADE_MS)
    assert not board.expire(FADE_MS + 1_000)
    assert board.expire(2 * FADE_MS)
    assert board.clear()
    assert not board.clear()


def test_mark_board_too_many_points_let_the_oldest_go():
    board = MarkBoard()
    for number in range(MARKS_POINTS_MAX // MARK_LINE_MAX_POINTS):
        board.draw(_mark(number, points=((1, 1),) * MARK_LINE_MAX_POINTS))
    assert len(board.marks) == MARKS_POINTS_MAX // MARK_LINE_MAX_POINTS
    board.draw(_mark(99))
    assert board.marks[0].mark_id == 1
    board.draw(_mark(98, points=((1, 1),) * (MARK_LINE_MAX_POINTS - 1)))
    assert board.extend(99, ((2, 2),), 0)
    assert board.marks[0].mark_id == 2
