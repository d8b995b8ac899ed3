"""Speed and time left: nothing at first, then steady."""

from shared.transfer.progress import Progress


def test_nothing_is_said_before_anything_is_known():
    progress = Progress(10_000)
    progress.note(100, 0.0)
    progress.note(200, 0.2)
    assert (progress.bytes_per_s, progress.left_s) == (None, None)


def test_speed_and_time_left_follow_the_line():
    progress = Progress(100_000)
    for second in range(20):
        progress.note(second * 1_000, float(second))
    assert progress.bytes_per_s == 1_000
    assert progress.left_s == 81


def test_pause_says_nothing_about_the_line():
    progress = Progress(100_000)
    for second in range(5):
        progress.note(second * 1_000, float(second))
    progress.pause()
    assert progress.bytes_per_s is None
    for second in range(100, 105):
        progress.note(4_000 + (second - 100) * 1_000, float(second))
    assert progress.bytes_per_s == 1_000


def test_more_than_all_is_all():
    progress = Progress(10)
    progress.note(50, 0.0)
    assert progress.done_bytes == 10
