"""Makes, reads and shows pairing codes: nameplate, secret digits, and one digit that catches slips of the tongue.

A code is digits only, because people read it over the telephone in any language. Its length says how it divides,
so nothing else has to travel with it:

    12 to 15 digits    nameplate of 3 to 6,  8 secret digits (26.6 bits), check digit
    16 to 19 digits    nameplate of 3 to 6, 12 secret digits (39.9 bits), check digit

The check digit is Damm's (H. M. Damm, "Total anti-symmetrische Quasigruppen", 2004): it catches every single wrong
digit and every swap of two neighbours. It is worked out on the agent's machine, so a slip costs no guess.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

NAMEPLATE_MIN_DIGITS = 3
NAMEPLATE_MAX_DIGITS = 6
SECRET_DIGITS = 8
LONG_SECRET_DIGITS = 12  # where policy asks, or after three failures
TYPED_MAX_CHARS = 100  # generous to separators; bounds the work on a pasted novel

_CHECK_DIGITS = 1
_GROUP_DIGITS = 3
# Spaces of every width, hyphens and dashes, dots: what people and word processors put between groups.
_SEPARATORS = frozenset(
    " \t\r\n.\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
) | (frozenset("-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u200b\u2060\ufeff"))
_DIGITS = frozenset("0123456789")
# A totally anti-symmetric quasigroup of order ten with a zero diagonal; row: digit so far, column: next digit.
_DAMM_ROWS = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


class CodeProblem(StrEnum):
    """What is wrong with a typed code."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_DIGITS = "not_digits"
    CHECK_DIGIT = "check_digit"


@dataclass(frozen=True, slots=True)
class PairingCode:
    """A code in its parts; only the nameplate may ever leave this machine except by voice.

    Attributes:
        nameplate: 3 to 6 digits the server knows the slot by.
        secret: 8 or 12 digits.
    """

    nameplate: str
    secret: str = field(repr=False)

    @property
    def digits(self) -> str:
        """The whole code without separators, check digit included."""
        body = self.nameplate + self.secret
        return body + damm_digit(body)

    def __str__(self) -> str:
        return f"PairingCode({self.nameplate})"


def make_code(
    nameplate: str, secret_digits: int = SECRET_DIGITS, *, randbelow: Callable[[int], int] = secrets.randbelow
) -> PairingCode:
    """Make the code for a nameplate, here on the assisted person's machine.

    Args:
        nameplate: as the server allocated it.
        secret_digits: 8, or 12.
        randbelow: draws an unguessable number from 0 up to below its argument.

    Raises:
        ValueError: the nameplate or the number of digits is not one of those; a fault of the caller or the server.
    """
    if not is_nameplate(nameplate) or secret_digits not in {SECRET_DIGITS, LONG_SECRET_DIGITS}:
        raise ValueError("no such code can be made")
    return PairingCode(nameplate, "".join(str(randbelow(10)) for _ in range(secret_digits)))


def parse_code(text: str) -> PairingCode | CodeProblem:
    """Read a code as somebody typed or pasted it, with any spaces, dashes and dots between the digits."""
    if len(text) > TYPED_MAX_CHARS:
        return CodeProblem.TOO_LONG
    digits = "".join(character for character in text if character not in _SEPARATORS)
    if not _DIGITS.issuperset(digits):
        return CodeProblem.NOT_DIGITS
    if len(digits) < NAMEPLATE_MIN_DIGITS + SECRET_DIGITS + _CHECK_DIGITS:
        return CodeProblem.TOO_SHORT
    if len(digits) > NAMEPLATE_MAX_DIGITS + LONG_SECRET_DIGITS + _CHECK_DIGITS:
        return CodeProblem.TOO_LONG
    if not is_checked(digits):
        return CodeProblem.CHECK_DIGIT
    is_short = len(digits) <= NAMEPLATE_MAX_DIGITS + SECRET_DIGITS + _CHECK_DIGITS
    secret_digits = SECRET_DIGITS if is_short else LONG_SECRET_DIGITS
    cut = len(digits) - secret_digits - _CHECK_DIGITS
    return PairingCode(digits[:cut], digits[cut:-_CHECK_DIGITS])


def format_code(code: PairingCode) -> str:
    """Show a code in groups of three; what is left over makes the last groups four long, so no digit stands alone."""
    digits = code.digits
    groups = len(digits) // _GROUP_DIGITS
    longer = len(digits) % _GROUP_DIGITS
    shown, start = [], 0
    for number in range(groups):
        size = _GROUP_DIGITS + (number >= groups - longer)
        shown.append(digits[start : start + size])
        start += size
    return " ".join(shown)


def is_nameplate(text: str) -> bool:
    """Whether the text is 3 to 6 plain digits."""
    return NAMEPLATE_MIN_DIGITS <= len(text) <= NAMEPLATE_MAX_DIGITS and _DIGITS.issuperset(text)


def damm_digit(digits: str) -> str:
    """The check digit for a run of digits."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM_ROWS[interim][int(digit)])
    return str(interim)


def is_checked(digits: str) -> bool:
    """Whether the last digit is the right check digit for those before it."""
    return damm_digit(digits) == "0"
