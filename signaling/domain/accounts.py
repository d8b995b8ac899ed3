"""Who the people of the server are, and what each role may do."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.audit.event import Actor
from shared.blank_letters import BLANK_LETTERS
from shared.protocol import limits
from shared.protocol import record_messages as record
from shared.protocol import signaling_messages as wire

_CONTROL_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class Role(StrEnum):
    """What a signed-in person is to the server."""

    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"
    AUDITOR = "auditor"


_HELP = frozenset({wire.Claim, wire.Attach, wire.Relay, wire.CloseSession})
_FILE = frozenset({record.ListCategories, record.FileSession})
_LEAVE = frozenset({wire.SignOut})

ROLE_MAY: dict[Role, frozenset[type]] = {
    Role.AGENT: _HELP | _FILE | _LEAVE,
    Role.LEAD: _HELP | _FILE | _LEAVE,
    Role.ADMIN: _LEAVE,
    Role.AUDITOR: _LEAVE,
}
"""The exact allow table: which messages a signed-in role may send. What is missing is `not_allowed`.

Somebody who runs the server or reads its record has no business on anybody's screen, so neither can claim a code.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person's account as the server keeps it.

    `password_hash` is a PHC string, empty when none was chosen yet; it never leaves the server.
    """

    account_id: int
    email: str
    name: str
    role: Role
    organisation: str
    created_on: date
    is_disabled: bool
    password_hash: str
    has_second_factor: bool = False

    def __repr__(self) -> str:
        return f"Account({self.agent_id}, {self.role}, is_disabled={self.is_disabled})"

    @property
    def agent_id(self) -> str:
        """The name the account goes by on the wire and in the record; stays when the person's name changes."""
        return f"agent:{self.account_id}"

    @property
    def has_password(self) -> bool:
        """Whether they have chosen one; nobody signs in to an account without."""
        return bool(self.password_hash)

    @property
    def actor(self) -> Actor:
        """Who did something, as the record names them."""
        return Actor(kind="agent", id=self.agent_id)

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
        " " if character.isspace() or character in BLANK_LETTERS else character
        for character in unicodedata.normalize("NFC", text)
        if character.isspace() or unicodedata.category(character) not in _CONTROL_CATEGORIES
    )
    name = " ".join(plain.split())
    return name if name and len(name) <= limits.NAME_MAX_CHARS else None
