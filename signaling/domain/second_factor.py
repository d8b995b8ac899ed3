"""What a person shows besides the password: a code of the moment from their phone, or one of ten kept on paper.

Codes of the moment are TOTP (RFC 6238) with the numbers every authenticator app knows: SHA-1, six digits, 30 s.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from enum import StrEnum

from pyotp import random_base32
from pyotp.totp import TOTP

STEP_S = 30
DIGITS = 6
STEPS_ACCEPTED = 2
"""The current one and the one before, for a code that was typed while it changed (RFC 6238 section 5.2)."""

RECOVERY_CODES = 10
_RECOVERY_GROUPS, _RECOVERY_GROUP_CHARS = 4, 6
_RECOVERY_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
"""Thirty signs nobody mistakes for another: 24 of them hold 117 bits, so a plain hash is enough (ASVS 5.0 6.5.2)."""

_NOT_ALNUM = re.compile(r"[\s-]+")


class FactorMethod(StrEnum):
    """What stood beside the password, as the record names it."""

    TOTP = "totp"
    RECOVERY = "recovery"


class FactorProblem(StrEnum):
    """Why what was typed does not count."""

    WRONG = "wrong"
    REUSED = "reused"
    """It was right, and was used before: whoever looked over a shoulder gains nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFactor:
    """A second factor that was just made; shown to its person once, and never again.

    Attributes:
        secret: base32, what an authenticator app is given.
        recovery_codes: each good for one sign-in, when the phone is lost.
    """

    secret: str
    recovery_codes: tuple[str, ...]

    def __repr__(self) -> str:
        return "NewFactor()"


def make_factor() -> NewFactor:
    """Make a secret of 160 bits (RFC 4226 section 4) and ten recovery codes."""
    codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
    return NewFactor(secret=random_base32(), recovery_codes=codes)


def setup_uri(secret: str, *, email: str, server: str) -> str:
    """The `otpauth:` address an authenticator app reads from a picture; `server` is what it lists the code under."""
    return TOTP(secret, digits=DIGITS, interval=STEP_S).provisioning_uri(name=email, issuer_name=server)


def normalize_code(text: str) -> str:
    """A code as it is compared: spaces and dashes are for the eyes, and so are capitals."""
    return _NOT_ALNUM.sub("", text).casefold()


def is_totp_shaped(code: str) -> bool:
    """Whether a normalized code looks like one of the moment, and not like one from paper."""
    return len(code) == DIGITS and code.isascii() and code.isdigit()


def totp_step(secret: str, code: str, *, now_unix_s: int, last_step: int) -> int | FactorProblem:
    """Check a code of the moment.

    Args:
        secret: base32.
        code: normalized.
        now_unix_s: the server's clock.
        last_step: the step of the last code that was taken; it and what came before are used up.

    Returns:
        The step it belongs to, to be kept as the last one; or why it does not count.
    """
    maker = TOTP(secret, digits=DIGITS, interval=STEP_S)
    current = now_unix_s // STEP_S
    found: int | None = None
    for step in range(current - STEPS_ACCEPTED + 1, current + 1):
        # Every one is compared, and in constant time: how long it takes says nothing.
        if hmac.compare_digest(maker.generate_otp(step).encode(), code.encode()):
            found = step
    if found is None:
        return FactorProblem.WRONG
    return found if found > last_step else FactorProblem.REUSED


def recovery_hash(code: str) -> bytes:
    """What is kept of a recovery code: SHA-256 of it as it is compared."""
    return hashlib.sha256(normalize_code(code).encode()).digest()


def _recovery_code() -> str:
    groups = (
        "".join(secrets.choice(_RECOVERY_ALPHABET) for _ in range(_RECOVERY_GROUP_CHARS))
        for _ in range(_RECOVERY_GROUPS)
    )
    return "-".join(groups)
