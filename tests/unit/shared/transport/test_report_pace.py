"""Reports go out with news, or every five seconds."""

from shared.transport.report_pace import RESTING_INTERVAL_MS, ReportPace


def test_first_report_is_due():
    assert ReportPace().is_due(0, 0)


def test_report_with_news_is_due_at_once():
    pace = ReportPace()
    pace.is_due(7, 1_000)

    assert pace.is_due(8, 1_001)


def test_report_without_news_waits_for_five_seconds():
    pace = ReportPace()
    pace.is_due(7, 1_000)

    assert not pace.is_due(7, 1_000 + RESTING_INTERVAL_MS - 1)
    assert pace.is_due(7, 1_000 + RESTING_INTERVAL_MS)
    assert not pace.is_due(7, 1_001 + RESTING_INTERVAL_MS)
