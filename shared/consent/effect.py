"""What the consent rules want done; whoever drives them carries it out, in order."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from shared.capability import Capability
from shared.ids import PromptId

AnswerOutcome = Literal["granted", "denied", "unavailable", "reason_needed"]


class ConsentMark(StrEnum):
    """The kinds of entry consent leaves in the record."""

    ASKED = "asked"
    GRANTED = "granted"
    DENIED = "denied"
    REVOKED = "revoked"
    EXPIRED = "expired"
    PAUSED = "paused"
    RESUMED = "resumed"
    SUSPICIOUS = "suspicious"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Write this to the journal and the server.

    For GRANTED the right opens only once the driver calls `grant_recorded` with the same `prompt_id`.
    """

    mark: ConsentMark
    outcome: Literal["ok", "denied", "failed"]
    capability: Capability | None = None
    prompt_id: PromptId | None = None
    data: dict[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TellAgent:
    """Answer the agent's request."""

    request_id: int
    capability: Capability
    outcome: AnswerOutcome


@dataclass(frozen=True, slots=True)
class ApplyRights:
    """What may be done now has changed: read `ConsentMachine.rights` and make it so."""


ConsentEffect = Record | TellAgent | ApplyRights
