from client.view_models.typing_guard import REST_MS, TypingGuard


def test_guard_takes_no_key_before_the_hands_have_rested() -> None:
    guard = TypingGuard()
    guard.begin(0)
    now_ms = 0
    for _ in range(20):
        now_ms += REST_MS - 1
        assert not guard.takes(now_ms)
    now_ms += REST_MS
    assert guard.takes(now_ms)
    assert guard.takes(now_ms), "from then on every key"


def test_guard_without_a_question_takes_everything() -> None:
    assert TypingGuard().takes(0)
