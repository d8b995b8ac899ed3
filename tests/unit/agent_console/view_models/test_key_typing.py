"""What each press becomes over there, in the three modes."""

from hypothesis import given
from hypothesis import strategies as st

from agent_console.view_models.key_capture import LetGo, SendKey
from agent_console.view_models.key_typing import KeyboardMode, KeyTyping, SendText, Stroke, TypingStep

CTRL, SHIFT, ALT, META, RIGHT_CTRL, RIGHT_ALT = 0xE0, 0xE1, 0xE2, 0xE3, 0xE4, 0xE6
CYRILLIC_ES = "\N{CYRILLIC SMALL LETTER ES}"
A, C, ONE, END, CAPS, KP7, HOME = 0x04, 0x06, 0x1E, 0x4D, 0x39, 0x5F, 0x4A


def _typing(mode: KeyboardMode = KeyboardMode.AUTOMATIC) -> KeyTyping:
    typing = KeyTyping()
    typing.set_mode(mode)
    return typing


def _down(usage: int) -> SendKey:
    return SendKey(usage, is_down=True)


def _up(usage: int) -> SendKey:
    return SendKey(usage, is_down=False)


def _letter(usage: int, text: str, *, is_repeat: bool = False) -> Stroke:
    return Stroke(usage=usage, text=text, name=text.lower(), is_repeat=is_repeat)


def _chord(usage: int, name: str) -> Stroke:
    return Stroke(usage=usage, text="\x01", name=name, is_plain=False)


def test_text_is_what_was_printed_and_has_no_up() -> None:
    typing = _typing()
    assert typing.press(_letter(A, "ф")) == [SendText("ф")]
    assert typing.press(_letter(A, "ф", is_repeat=True)) == [SendText("ф", is_repeat=True)]
    assert typing.release(A) == []
    assert typing.held == frozenset()


def test_shift_that_only_made_a_capital_stays_at_home() -> None:
    typing = _typing()
    assert typing.press(Stroke(usage=SHIFT)) == []
    assert typing.press(_letter(A, "A")) == [SendText("A")]
    assert typing.release(A) == []
    assert typing.release(SHIFT) == []


def test_altgr_that_only_made_a_sign_stays_at_home() -> None:
    typing = _typing()
    assert typing.press(Stroke(usage=RIGHT_ALT, is_level=True)) == []
    assert typing.press(_letter(0x08, "€")) == [SendText("€")]
    assert typing.release(RIGHT_ALT) == []


def test_shift_goes_over_for_a_key_that_prints_nothing_and_comes_back_for_text() -> None:
    typing = _typing()
    typing.press(Stroke(usage=SHIFT))
    assert typing.press(Stroke(usage=END)) == [_down(SHIFT), _down(END)]
    assert typing.release(END) == [_up(END)]
    assert typing.press(_letter(A, "A")) == [_up(SHIFT), SendText("A")]
    typing.release(A)
    assert typing.press(Stroke(usage=END)) == [_down(SHIFT), _down(END)]
    assert typing.release(END) == [_up(END)]
    assert typing.release(SHIFT) == [_up(SHIFT)]


def test_shift_goes_over_for_a_click() -> None:
    typing = _typing()
    typing.press(Stroke(usage=SHIFT))
    assert typing.touch_pointer() == [_down(SHIFT)]
    assert typing.release(SHIFT) == [_up(SHIFT)]


def test_shift_tapped_alone_is_a_tap_over_there() -> None:
    typing = _typing()
    typing.press(Stroke(usage=SHIFT))
    assert typing.release(SHIFT) == [_down(SHIFT), _up(SHIFT)]


def test_keys_that_print_nothing_go_by_their_place_once() -> None:
    typing = _typing()
    assert typing.press(Stroke(usage=0x28, text="\r")) == [_down(0x28)]
    assert typing.press(Stroke(usage=0x28, text="\r", is_repeat=True)) == []
    assert typing.release(0x28) == [_up(0x28)]


def test_shortcut_is_the_letter_of_the_agents_layout_with_the_modifier_held() -> None:
    typing = _typing()
    assert typing.press(Stroke(usage=CTRL)) == [_down(CTRL)]
    assert typing.press(_chord(0x14, "a")) == [SendText("a")]  # the key of Q, on a French keyboard
    assert typing.release(0x14) == []
    assert typing.release(CTRL) == [_up(CTRL)]


def test_shortcut_under_a_layout_without_latin_letters_is_the_letter_of_the_place() -> None:
    typing = _typing()
    typing.press(Stroke(usage=CTRL))
    assert typing.press(_chord(C, CYRILLIC_ES)) == [SendText("c")]  # the first is Cyrillic
    typing.set_mode(KeyboardMode.CHARACTERS)
    typing.press(Stroke(usage=CTRL))
    assert typing.press(_chord(C, CYRILLIC_ES)) == [SendText(CYRILLIC_ES)]


def test_shortcut_with_a_digit_goes_by_place() -> None:
    typing = _typing()
    typing.press(Stroke(usage=CTRL))
    assert typing.press(_chord(ONE, "&")) == [_down(ONE)]
    assert typing.release(ONE) == [_up(ONE)]


def test_shortcut_with_shift_keeps_shift() -> None:
    typing = _typing()
    typing.press(Stroke(usage=SHIFT))
    assert typing.press(Stroke(usage=CTRL)) == [_down(SHIFT), _down(CTRL)]
    assert typing.press(_chord(A, "a")) == [SendText("a")]
    assert typing.release(CTRL) == [_up(CTRL)]
    assert typing.press(_letter(A, "A")) == [_up(SHIFT), SendText("A")]
    assert typing.release(SHIFT) == []


def test_right_ctrl_with_a_letter_is_a_shortcut_and_alone_brings_the_keyboard_back() -> None:
    typing = _typing()
    assert typing.press(Stroke(usage=RIGHT_CTRL)) == []
    assert typing.press(_chord(C, "c")) == [_down(RIGHT_CTRL), SendText("c")]
    assert typing.release(RIGHT_CTRL) == [_up(RIGHT_CTRL)]
    typing.press(Stroke(usage=RIGHT_CTRL))
    assert typing.release(RIGHT_CTRL) == [LetGo()]


def test_ctrl_alt_shift_still_brings_the_keyboard_back() -> None:
    for order in ((CTRL, ALT, SHIFT), (SHIFT, CTRL, ALT), (ALT, SHIFT, CTRL)):
        typing = _typing()
        is_plain = True
        for usage in order:
            typing.press(Stroke(usage=usage, is_plain=is_plain))
            is_plain = is_plain and usage == SHIFT
        assert typing.release(SHIFT) == [LetGo()], order


def test_right_alt_that_is_alt_here_is_the_left_one_there() -> None:
    typing = _typing()
    assert typing.press(Stroke(usage=RIGHT_ALT)) == [_down(ALT)]
    assert typing.release(RIGHT_ALT) == [_up(ALT)]


def test_altgr_told_as_ctrl_and_alt_is_lifted_for_its_character() -> None:
    """As Windows has it: two keys go over before it is known what they were for."""
    typing = _typing()
    typing.press(Stroke(usage=CTRL))
    typing.press(Stroke(usage=RIGHT_ALT, is_plain=False))
    assert typing.press(_letter(0x08, "€")) == [_up(CTRL), _up(ALT), SendText("€")]
    assert typing.release(RIGHT_ALT) == []
    assert typing.release(CTRL) == []


def test_locks_stay_at_home_and_the_keypad_steers_whatever_num_lock_is_there() -> None:
    typing = _typing()
    assert typing.press(Stroke(usage=CAPS)) == []
    assert typing.press(Stroke(usage=KP7)) == [_down(HOME)]
    assert typing.release(KP7) == [_up(HOME)]
    assert typing.press(_letter(KP7, "7")) == [SendText("7")]


def test_keys_mode_sends_places_only() -> None:
    typing = _typing(KeyboardMode.KEYS)
    assert typing.press(Stroke(usage=SHIFT)) == [_down(SHIFT)]
    assert typing.press(_letter(A, "A")) == [_down(A)]
    assert typing.press(_letter(A, "A", is_repeat=True)) == []
    assert typing.press(Stroke(usage=CAPS)) == [_down(CAPS)]
    assert typing.release(A) == [_up(A)]
    assert typing.commit("é") == []


def test_commit_of_a_dead_key_lifts_shift() -> None:
    typing = _typing()
    typing.press(Stroke(usage=SHIFT))
    typing.press(Stroke(usage=END))
    assert typing.commit("Ê中") == [_up(SHIFT), SendText("Ê"), SendText("中")]


_PLACES = st.sampled_from([CTRL, SHIFT, ALT, META, RIGHT_CTRL, RIGHT_ALT, A, C, ONE, END, KP7])
_PRESSES = st.builds(
    lambda usage, is_down, prints, is_level: (usage, is_down, prints, is_level),
    _PLACES,
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@given(presses=st.lists(_PRESSES, max_size=60), mode=st.sampled_from(KeyboardMode))
def test_downs_and_ups_over_there_always_match_what_is_believed_held(
    presses: list[tuple[int, bool, bool, bool]], mode: KeyboardMode
) -> None:
    """Whatever is pressed: nothing goes down twice or up unheld, no text meets a Shift, and all up here is all up there."""
    typing = _typing(mode)
    here: set[int] = set()
    there: set[int] = set()

    def take(steps: list[TypingStep]) -> None:
        is_plain = not here & {CTRL, ALT, META, RIGHT_CTRL}
        for step in steps:
            if isinstance(step, LetGo):
                there.clear()
                typing.forget()
            elif isinstance(step, SendKey):
                assert (step.usage in there) is not step.is_down
                (there.add if step.is_down else there.discard)(step.usage)
            elif is_plain:
                assert not there & {SHIFT, RIGHT_ALT}

    for usage, is_down, prints, is_level in presses:
        if is_down and usage not in here:
            is_plain = not here & {CTRL, ALT, META, RIGHT_CTRL}
            text = "x" if prints and usage in (A, C, ONE, KP7) and is_plain else ""
            stroke = Stroke(
                usage=usage, text=text, name="x", is_plain=is_plain, is_level=is_level and usage == RIGHT_ALT
            )
            steps = typing.press(stroke)
            take(steps)
            here.add(usage)
        elif not is_down and usage in here:
            here.discard(usage)
            take(typing.release(usage))
        assert typing.held == there
    for usage in sorted(here):
        here.discard(usage)
        take(typing.release(usage))
    assert there == set()
