import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from client.domain.overlay_mask import Stamp
from client.ui.overlay_stamps import GRACE_MS, RUNS_MAX, StampBook, cut_out, in_few_runs, runs_of
from shared.geometry import Rect


def _stamp() -> Stamp:
    return Stamp.of(Rect(0, 0, 1, 1), np.ones((1, 1), np.bool_))


def test_stamp_book_keeps_what_was_replaced_for_a_moment():
    book, first, second = StampBook(), _stamp(), _stamp()
    book.put("marks", first, 0)
    assert (book.stamps, book.is_settled) == ((first,), True)
    book.put("marks", second, 10)
    assert set(book.stamps) == {first, second}
    assert not book.expire(10 + GRACE_MS - 1)
    assert book.expire(10 + GRACE_MS)
    assert (book.stamps, book.is_settled) == ((second,), True)
    book.put("marks", None, 500)
    assert book.stamps == (second,)
    assert book.expire(500 + GRACE_MS)
    assert book.stamps == ()


@given(hnp.arrays(np.bool_, st.tuples(st.integers(1, 12), st.integers(1, 12))))
def test_runs_are_exactly_what_is_covered(covers):
    painted = np.zeros_like(covers, dtype=np.int64)
    last = (-1, -1)
    for x, y, width, height in runs_of(covers).tolist():
        assert height == 1
        assert (y, x) > last
        last = (y, x + width)
        painted[y, x : x + width] += 1
    assert (painted == covers).all()


def test_cut_out_leaves_our_own_windows_free():
    covers = np.ones((10, 20), np.bool_)
    cut_out(covers, Rect(100, 100, 20, 10), [Rect(90, 90, 15, 15), Rect(118, 0, 900, 900), Rect(0, 0, 5, 5)])
    assert not covers[:5, :5].any()
    assert not covers[:, 18:].any()
    assert covers[5:, :18].all()
    assert covers[:5, 5:18].all()


def test_in_few_runs_keeps_what_a_hand_draws_and_bounds_what_none_does():
    line = np.eye(500, dtype=np.bool_)
    assert in_few_runs(line) is line
    speckled = np.zeros((1_000, 1_000), np.bool_)
    speckled[:, ::2] = True
    coarse = in_few_runs(speckled)
    assert len(runs_of(coarse)) <= RUNS_MAX
    assert coarse[speckled].all(), "nothing that is drawn is lost"
