"""When a picture was broken too often."""

from agent_console.domain.picture_faults import CALM_AFTER_MS, FAULT_WINDOW_MS, FAULTS_MAX, PictureFaults


def test_faults_one_now_and_then_end_nothing():
    faults = PictureFaults()
    assert not faults.is_recent(0)
    assert not any(faults.note(step * FAULT_WINDOW_MS) for step in range(3 * FAULTS_MAX))


def test_faults_many_at_once_are_too_much():
    faults = PictureFaults()
    told = [faults.note(1_000 + step) for step in range(FAULTS_MAX)]
    assert told == [False] * (FAULTS_MAX - 1) + [True]


def test_faults_are_told_of_for_a_moment():
    faults = PictureFaults()
    faults.note(1_000)
    assert faults.is_recent(1_000)
    assert not faults.is_recent(1_000 + CALM_AFTER_MS)
