"""What the assisted person has allowed, and the question that led to it."""

from dataclasses import dataclass

from shared.capability import CAPABILITY_RULES, Capability
from shared.ids import PromptId


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One question to the person, open until answered or 30 s old.

    Attributes:
        prompt_id: counts up within the session, never used twice.
        request_id: the agent's number for the same question.
        capability: the right asked for.
        reason: the agent's words, already stripped of control characters.
        asked_mono_ms: when it was put.
    """

    prompt_id: PromptId
    request_id: int
    capability: Capability
    reason: str
    asked_mono_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGrant:
    """A right that is on because the person said yes and the yes is on record.

    Attributes:
        capability: the right.
        prompt_id: the question the person answered.
        granted_mono_ms: when it opened.
        last_used_mono_ms: when it was last made use of.
        monitor_id: the display it covers; only for VIEW.
    """

    capability: Capability
    prompt_id: PromptId
    granted_mono_ms: int
    last_used_mono_ms: int
    monitor_id: int | None = None

    @property
    def ends_mono_ms(self) -> int | None:
        """The moment it ends by itself, whichever limit comes first; None lasts as long as the session."""
        rule = CAPABILITY_RULES[self.capability]
        ends = [
            start_ms + limit_ms
            for start_ms, limit_ms in (
                (self.granted_mono_ms, rule.longest_ms),
                (self.last_used_mono_ms, rule.idle_ms),
            )
            if limit_ms is not None
        ]
        return min(ends, default=None)
