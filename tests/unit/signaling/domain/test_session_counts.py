from signaling.domain.session_counts import Tally, sum_up


def test_means_are_of_those_of_whom_it_is_known():
    tally = Tally(sessions=9, helped=5, waits=4, wait_ms=100_000, ended=2, duration_ms=90_000, solved=3, partly=1)
    assert (tally.mean_wait_s, tally.mean_duration_s, tally.filed) == (25, 45, 4)
    assert Tally(rated_1=1, rated_5=3).mean_rating == 4
    assert Tally(rated_1=1, rated_5=3).rated == 4


def test_of_nobody_nothing_is_said():
    nobody = Tally()
    assert (nobody.mean_wait_s, nobody.mean_duration_s, nobody.mean_rating) == (None, None, None)


def test_tallies_add_up_field_by_field():
    assert sum_up([Tally(sessions=1, rated_5=2), Tally(sessions=4, reported=1)]) == Tally(
        sessions=5, rated_5=2, reported=1
    )
    assert sum_up([]) == Tally()
