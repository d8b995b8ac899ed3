"""Allow wakes only after an unbroken look."""

from hypothesis import given
from hypothesis import strategies as st

from client.view_models.wake_gate import WakeGate


def test_wake_gate_clear_for_long_enough_wakes() -> None:
    gate = WakeGate(wake_ms=3_000)
    gate.observe(1_000, is_clear=True)

    assert not gate.is_awake(3_999)
    assert gate.remaining_ms(3_999) == 1
    assert gate.is_awake(4_000)
    assert gate.shown_ms(4_500) == 3_500


def test_wake_gate_never_seen_never_wakes() -> None:
    gate = WakeGate(wake_ms=0)

    assert not gate.is_awake(10_000)
    assert gate.shown_ms(10_000) == 0


def test_wake_gate_covered_in_between_starts_anew() -> None:
    gate = WakeGate(wake_ms=3_000)
    gate.observe(0, is_clear=True)
    gate.observe(2_900, is_clear=False)
    gate.observe(2_950, is_clear=True)

    assert not gate.is_awake(3_100)
    assert gate.is_awake(5_950)


@given(st.lists(st.tuples(st.integers(min_value=0, max_value=2_000), st.booleans()), max_size=60))
def test_wake_gate_awake_only_after_an_unbroken_time(steps: list[tuple[int, bool]]) -> None:
    gate = WakeGate(wake_ms=3_000)
    now = 0
    clear_since: int | None = None
    for step, is_clear in steps:
        now += step
        gate.observe(now, is_clear=is_clear)
        clear_since = (now if clear_since is None else clear_since) if is_clear else None
        assert gate.is_awake(now) == (clear_since is not None and now - clear_since >= 3_000)
