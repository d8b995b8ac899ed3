from hypothesis import given
from hypothesis import strategies as st

from agent_console.view_models.key_capture import KeyCapture, LetGo, SendKey

LEFT_CTRL, LEFT_SHIFT, LEFT_ALT, RIGHT_CTRL, RIGHT_SHIFT = 0xE0, 0xE1, 0xE2, 0xE4, 0xE5
KEY_A, F4 = 0x04, 0x3D


def _play(capture: KeyCapture, changes: str) -> list[object]:
    """`+A -A` presses and releases A; each name is one of the constants above."""
    names = {
        "A": KEY_A,
        "F4": F4,
        "LC": LEFT_CTRL,
        "LS": LEFT_SHIFT,
        "LA": LEFT_ALT,
        "RC": RIGHT_CTRL,
        "RS": RIGHT_SHIFT,
    }
    steps: list[object] = []
    for change in changes.split():
        steps += capture.change(names[change[1:]], is_down=change[0] == "+")
    return steps


def _sent(*pairs: tuple[int, bool]) -> list[object]:
    return [SendKey(usage, is_down) for usage, is_down in pairs]


def test_key_capture_ordinary_keys_go_over() -> None:
    steps = _play(KeyCapture(), "+LA +F4 -F4 -LA")
    assert steps == _sent((LEFT_ALT, True), (F4, True), (F4, False), (LEFT_ALT, False))


def test_key_capture_right_ctrl_tapped_alone_lets_go_and_sends_nothing() -> None:
    assert _play(KeyCapture(), "+RC -RC") == [LetGo()]


def test_key_capture_right_ctrl_with_another_key_is_a_modifier() -> None:
    steps = _play(KeyCapture(), "+RC +A -A -RC")
    assert steps == _sent((RIGHT_CTRL, True), (KEY_A, True), (KEY_A, False), (RIGHT_CTRL, False))


def test_key_capture_right_ctrl_with_a_click_is_a_modifier() -> None:
    capture = KeyCapture()
    _play(capture, "+RC")
    assert capture.touch_pointer() == [SendKey(RIGHT_CTRL, is_down=True)]
    assert _play(capture, "-RC") == _sent((RIGHT_CTRL, False))


def test_key_capture_chord_tapped_alone_lets_go() -> None:
    for keys in ("+LC +LA +LS -LS", "+LS +LC +LA -LC", "+LA +RC +RS -LA"):
        assert _play(KeyCapture(), keys)[-1] == LetGo(), keys


def test_key_capture_chord_with_another_key_goes_over_whole() -> None:
    steps = _play(KeyCapture(), "+LC +LA +LS +A -A -LS -LA -LC")
    assert LetGo() not in steps
    assert len(steps) == 8


def test_key_capture_chord_built_around_a_held_key_is_no_tap() -> None:
    assert LetGo() not in _play(KeyCapture(), "+A +LC +LA +LS -A -LS -LA -LC")


def test_key_capture_chord_with_a_click_is_no_tap() -> None:
    capture = KeyCapture()
    _play(capture, "+LC +LA +LS")
    assert capture.touch_pointer() == []
    assert LetGo() not in _play(capture, "-LS -LA -LC")


def test_key_capture_after_a_spoilt_chord_the_next_tap_works() -> None:
    capture = KeyCapture()
    _play(capture, "+LC +LA +LS +A -A -LS -LA -LC")
    assert _play(capture, "+LC +LA +LS -LS")[-1] == LetGo()


def test_key_capture_repeated_press_and_unknown_release_are_dropped() -> None:
    assert _play(KeyCapture(), "-A +A +A -A -A") == _sent((KEY_A, True), (KEY_A, False))


def test_key_capture_forget_holds_nothing() -> None:
    capture = KeyCapture()
    _play(capture, "+LC +A")
    assert capture.held == {LEFT_CTRL, KEY_A}
    capture.forget()
    assert not capture.held
    assert _play(capture, "-A") == []


@given(st.lists(st.tuples(st.sampled_from([LEFT_CTRL, LEFT_SHIFT, LEFT_ALT, RIGHT_CTRL, KEY_A, F4]), st.booleans())))
def test_key_capture_what_was_sent_is_always_what_is_held(changes: list[tuple[int, bool]]) -> None:
    capture = KeyCapture()
    down: set[int] = set()
    for usage, is_down in changes:
        for step in capture.change(usage, is_down=is_down):
            if isinstance(step, LetGo):
                capture.forget()
                down.clear()
            elif step.is_down:
                assert step.usage not in down
                down.add(step.usage)
            else:
                down.remove(step.usage)
        assert capture.held == down
