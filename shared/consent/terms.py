"""What an organisation's rules ask of every question and take from every yes; terms only ever get stricter."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.blank_letters import BLANK_LETTERS
from shared.capability import CAPABILITY_RULES, Capability

REASON_LETTERS_MIN = 3
"""Fewer letters are no words in any of our languages."""

_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lo"})


def says_why(reason: str) -> bool:
    """Whether a reason is more than blanks, signs and letters nobody sees; what it says no program can judge."""
    seen = (char for char in reason if unicodedata.category(char) in _LETTERS and char not in BLANK_LETTERS)
    return sum(1 for _ in seen) >= REASON_LETTERS_MIN


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentTerms:
    """Terms of one session. There is no value of any of them that allows something.

    Attributes:
        needs_reason: rights the agent must say why they ask for, before the person is asked.
        longest_ms: how long a right lasts at most from one yes; where it lasts less anyway, that counts.
    """

    needs_reason: frozenset[Capability] = frozenset()
    longest_ms: Mapping[Capability, int] = field(default_factory=dict[Capability, int])

    def and_also(self, other: "ConsentTerms") -> "ConsentTerms":
        """Both together: every reason either wants, and the shorter of two times."""
        longest_ms = dict(self.longest_ms)
        for capability, length_ms in other.longest_ms.items():
            longest_ms[capability] = min(length_ms, longest_ms.get(capability, length_ms))
        return ConsentTerms(needs_reason=self.needs_reason | other.needs_reason, longest_ms=longest_ms)

    def lack_reason(self, capability: Capability, reason: str) -> bool:
        """Whether a question about that right may not be put, for want of a reason."""
        return capability in self.needs_reason and not says_why(reason)

    def longest_of(self, capability: Capability) -> int | None:
        """How long a yes to it lasts at most, in ms; None lasts until the session ends."""
        lengths_ms = (CAPABILITY_RULES[capability].longest_ms, self.longest_ms.get(capability))
        return min((length_ms for length_ms in lengths_ms if length_ms is not None), default=None)


NO_TERMS = ConsentTerms()
"""Without rules."""
