from shared.allowance import Allowance


def test_allowance_burst_is_allowed_and_one_more_is_not():
    allowance = Allowance(per_s=10, burst_max=3)
    assert [allowance.take(1_000) for _ in range(4)] == [True, True, True, False]


def test_allowance_fills_with_time_but_never_beyond_the_burst():
    allowance = Allowance(per_s=10, burst_max=3)
    for _ in range(3):
        allowance.take(0)
    assert allowance.take(100)
    assert not allowance.take(101)
    assert [allowance.take(60_000) for _ in range(4)] == [True, True, True, False]


def test_allowance_clock_that_goes_back_gives_nothing():
    allowance = Allowance(per_s=1_000, burst_max=1)
    assert allowance.take(5_000)
    assert not allowance.take(0)


def test_allowance_what_is_refused_costs_nothing():
    allowance = Allowance(per_s=10, burst_max=1)
    assert allowance.take(0)
    assert not any(allowance.take(1) for _ in range(50))
    assert allowance.take(101)
