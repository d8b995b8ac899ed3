from agent_console.view_models.line_history import LENGTH, LineHistory
from shared.link_stats import LinkStats


def test_history_keeps_the_last_minute() -> None:
    history = LineHistory()
    for second in range(LENGTH + 10):
        history.note(LinkStats(rtt_ms=float(second), bitrate_kbps=100.0, pictures_per_s=7.0))
    assert len(history.delay_ms.values) == LENGTH
    assert (history.delay_ms.values[0], history.delay_ms.now, history.delay_ms.most) == (10.0, 69.0, 69.0)
    assert history.rate_kbps.mean == 100.0
    assert history.pictures_per_s.now == 7.0


def test_history_silence_is_a_gap_and_no_zero() -> None:
    history = LineHistory()
    history.note(LinkStats(rtt_ms=10.0))
    history.note(None)
    assert history.delay_ms.values == (10.0, None)
    assert history.delay_ms.now is None
    assert history.delay_ms.mean == 10.0


def test_history_empty_has_nothing_to_say() -> None:
    series = LineHistory().rate_kbps
    assert (series.now, series.most, series.mean) == (None, 0.0, 0.0)
