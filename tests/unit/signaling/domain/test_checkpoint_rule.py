import pytest

from signaling.domain.checkpoint_rule import is_checkpoint_due


@pytest.mark.parametrize(
    ("new_events", "is_session_closed", "waited_ms", "is_due"),
    [
        (0, False, None, False),
        (0, True, 90_000, False),
        (1, False, None, True),
        (1, False, 59_999, False),
        (1, False, 60_000, True),
        (999, False, 10, False),
        (1_000, False, 10, True),
        (1, True, 0, True),
    ],
)
def test_checkpoint_is_due(new_events, is_session_closed, waited_ms, is_due):
    found = is_checkpoint_due(new_events=new_events, is_session_closed=is_session_closed, waited_ms=waited_ms)
    assert found is is_due
