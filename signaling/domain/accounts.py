"""Who the people of the server are, what each role may do, and what a good account looks like."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.protocol import limits
from shared.protocol import signaling_messages as wire

PASSWORD_MIN_CHARS = 15  # NIST SP 800-63B-4 and ASVS 5.0 6.2.1 for passwords used alone
PASSWORD_MIN_DIFFERENT = 5  # fewer different characters are one key held down, or two tapped in turn
_CONTROL_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class Role(StrEnum):
    """What a signed-in person is to the server."""

    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"
    AUDITOR = "auditor"


ROLE_MAY: dict[Role, frozenset[type]] = {
    Role.AGENT: frozenset({wire.Claim, wire.Attach, wire.Relay, wire.CloseSession}),
    Role.LEAD: frozenset({wire.Claim, wire.Attach, wire.Relay, wire.CloseSession}),
    Role.ADMIN: frozenset(),
    Role.AUDITOR: frozenset(),
}
"""The exact allow table: which messages a signed-in role may send. What is missing is `not_allowed`.

Somebody who runs the server or reads its record has no business on anybody's screen, so neither can claim a code.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person's account as the server keeps it. `password_hash` is a PHC string and never leaves the server."""

    account_id: int
    email: str
    name: str
    role: Role
    organisation: str
    created_on: date
    is_disabled: bool
    password_hash: str

    def __repr__(self) -> str:
        return f"Account({self.agent_id}, {self.role}, is_disabled={self.is_disabled})"

    @property
    def agent_id(self) -> str:
        """The name the account goes by on the wire and in the record; stays when the person's name changes."""
        return f"agent:{self.account_id}"

    def card(self, default_organisation: str) -> wire.AgentCard:
        """What an assisted person is shown about this agent."""
        return wire.AgentCard(
            agent_id=self.agent_id,
            name=self.name,
            organisation=self.organisation or default_organisation,
            domain=self.email.rpartition("@")[2],
            account_created_on=self.created_on.isoformat(),
        )


def clean_name(text: str) -> str | None:
    """Return a person's or organisation's name ready to be shown to strangers, or None when nothing is left of it.

    Control and bidirectional-override characters are taken out, runs of spaces become one, at most 80 characters.
    """
    plain = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text)
        if character.isspace() or unicodedata.category(character) not in _CONTROL_CATEGORIES
    )
    name = " ".join(plain.split())
    return name if name and len(name) <= limits.NAME_MAX_CHARS else None


def password_problem(password: str, *, email: str = "") -> str | None:
    """Say why a new password cannot be used, or None when it can.

    Args:
        password: as it was typed.
        email: the normalized address it is for.

    Returns:
        `too_short`, `too_long`, `repeats` (a few letters, or a word written again and again: as many guesses as what
        is repeated), or `is_email` (it holds the address, which everybody knows).
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
    return None


def _period_of(text: str) -> int:
    """The length of the shortest piece which, written again and again and cut off somewhere, gives the text."""
    return next(
        (period for period in range(1, len(text)) if text[period:] == text[:-period]),
        len(text),
    )
