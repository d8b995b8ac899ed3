"""Which new password will do: long, and nothing an attacker with a list of everybody's passwords tries first."""

import unicodedata

from zxcvbn import zxcvbn

from shared.protocol import limits

PASSWORD_MIN_CHARS = 15  # NIST SP 800-63B-4 and ASVS 5.0 6.2.1 for passwords used alone
PASSWORD_MIN_DIFFERENT = 5  # fewer different characters are one key held down, or two tapped in turn
GUESSES_LOG10_MIN = 8.0
"""A hundred million guesses, at most 1 920 a day through our limits from one address: 140 years of them."""

_ESTIMATED_MAX_CHARS = 72  # what the estimator takes; the rest can only make it harder
_OWN_WORDS = ["alongside", "helpdesk", "support"]


def password_problem(password: str, *, email: str = "") -> str | None:
    """Say why a new password cannot be used, or None when it can.

    Args:
        password: as it was typed.
        email: the normalized address it is for.

    Returns:
        `too_short`, `too_long`, `repeats` (a few letters, or a word written again and again: as many guesses as what
        is repeated), `is_email` (it holds the address, which everybody knows), or `guessable` (made of passwords and
        words that stand in every attacker's list, in the estimate of D. Wheeler's zxcvbn, USENIX Security 2016).
    """
    if len(password) < PASSWORD_MIN_CHARS:
        return "too_short"
    if len(password) > limits.PASSWORD_MAX_CHARS:
        return "too_long"
    folded = unicodedata.normalize("NFKC", password).casefold()
    if len(set(folded)) < PASSWORD_MIN_DIFFERENT or _period_of(folded) <= len(folded) * 2 // 3:
        return "repeats"
    if email and email in folded:
        return "is_email"
    known = [*_OWN_WORDS, email, *email.replace("@", ".").split(".")]
    estimate = zxcvbn(folded[:_ESTIMATED_MAX_CHARS], user_inputs=[word for word in known if word])
    return "guessable" if estimate["guesses_log10"] < GUESSES_LOG10_MIN else None


def _period_of(text: str) -> int:
    """The length of the shortest piece which, written again and again and cut off somewhere, gives the text."""
    return next(
        (period for period in range(1, len(text)) if text[period:] == text[:-period]),
        len(text),
    )
