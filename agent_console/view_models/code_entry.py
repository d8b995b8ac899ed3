"""Turns what the agent types as a pairing code into digits in groups, without losing the place of the cursor."""

import unicodedata

GROUP_DIGITS = 3
"""People read and hear digits best in threes; the person's own screen groups them the same way."""

CODE_MIN_DIGITS = 12
"""Three of nameplate, eight secret ones and the check digit: nothing shorter can be a code."""

CODE_MAX_DIGITS = 19
"""Six of nameplate, twelve secret ones and the check digit."""


def digits_of(text: str) -> str:
    """Keep the digits of any script as ASCII, drop everything else, and stop where they are too many for any code.

    One more than the longest code has stays, so that a code with something behind it is not cut to another code.
    """
    digits = (unicodedata.digit(character, None) for character in text)
    return "".join(str(digit) for digit in digits if digit is not None)[: CODE_MAX_DIGITS + 1]


def group_digits(digits: str) -> str:
    """Set digits in threes: `417382915604` becomes `417 382 915 604`."""
    return " ".join(digits[start : start + GROUP_DIGITS] for start in range(0, len(digits), GROUP_DIGITS))


def regroup(text: str, cursor: int) -> tuple[str, int]:
    """Group the digits of `text` anew.

    Args:
        text: what the field holds now, however it was typed or pasted.
        cursor: position in `text`, in characters.

    Returns:
        The grouped text, and the position in it behind the same digit.
    """
    grouped = group_digits(digits_of(text))
    digits_before = len(digits_of(text[:cursor]))
    gaps_before = max(0, digits_before - 1) // GROUP_DIGITS
    return grouped, min(len(grouped), digits_before + gaps_before)


def may_be_whole(digits: str) -> bool:
    """Whether the digits are as many as some code has, so that the check digit means something."""
    return CODE_MIN_DIGITS <= len(digits) <= CODE_MAX_DIGITS
