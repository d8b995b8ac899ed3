"""The verdict on one act: may this right be used now?"""

from dataclasses import dataclass
from enum import StrEnum

from shared.consent.grant import ConsentGrant


class DenyReason(StrEnum):
    """Why a right may not be used just now."""

    NOT_GRANTED = "not_granted"
    PROMPT_OPEN = "prompt_open"
    PAUSED = "paused"
    STALLED = "stalled"
    EXPIRED = "expired"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Allowed:
    """The act is covered by this grant."""

    grant: ConsentGrant


@dataclass(frozen=True, slots=True)
class Denied:
    """The act is not covered."""

    reason: DenyReason


Verdict = Allowed | Denied
