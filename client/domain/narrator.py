"""Tells the person what happens to the rights, in the order it takes effect, from what consent puts on record.

A yes is told when its right is really on, not when it was said. What the person does not need to hear, because
something else tells it already, is left out; a cause this module does not know still tells that the right is over.
"""

from typing import Protocol

from shared.audit.event import REPLACED_SOURCES
from shared.capability import Capability
from shared.consent.effect import ConsentMark, Record
from shared.session.story import StoryKind


class Tell(Protocol):
    """Where it is told."""

    def __call__(self, kind: StoryKind, capability: Capability | None = None, /) -> None:
        """Something happened."""


_WHEN_REVOKED: dict[str, StoryKind] = {
    "person": StoryKind.RIGHT_TAKEN_BACK,
    "agent": StoryKind.RIGHT_RETURNED,
    "screen_changed": StoryKind.SCREENS_CHANGED,
    "renewed": StoryKind.RIGHT_LONGER,
}
_WHEN_EXPIRED: dict[str, StoryKind] = {
    "time": StoryKind.RIGHT_OVER,
    "idle": StoryKind.RIGHT_OVER,
    "screen_gone": StoryKind.SCREEN_GONE,
    "not_recorded": StoryKind.RIGHT_UNRECORDED,
}
_WHEN_DENIED: dict[str, StoryKind] = {
    "person": StoryKind.RIGHT_DENIED,
    "timeout": StoryKind.RIGHT_UNANSWERED,
    "not_recorded": StoryKind.RIGHT_UNRECORDED,
}
_WHEN_UNOPENED: dict[str, StoryKind] = {
    "person": StoryKind.RIGHT_DENIED,
    "not_recorded": StoryKind.RIGHT_UNRECORDED,
}


class Narrator:
    """For one session."""

    def __init__(self, tell: Tell) -> None:
        """Start with nothing allowed.

        Args:
            tell: gets every kind with the right it is about.
        """
        self._tell = tell
        self._on: frozenset[Capability] = frozenset()
        self._answered: set[Capability] = set()
        self._is_own_question = False
        self._is_over = False

    def take(self, record: Record) -> None:
        """Consent writes this down."""
        cause = str(record.data.get("source", record.data.get("cause", "")))
        # With the session every right ends, also those that end because of another; that it is over says it all.
        self._is_over |= cause == "ended"
        if self._is_over:
            return
        match record.mark:
            case ConsentMark.ASKED:
                self._is_own_question = cause != "agent"
                kind = None if self._is_own_question else StoryKind.RIGHT_ASKED
            case ConsentMark.GRANTED:
                if record.capability is not None:
                    self._answered.add(record.capability)
                kind = None
            case ConsentMark.DENIED:
                kind = None if self._is_own_question else _WHEN_DENIED.get(cause)
            case ConsentMark.REVOKED if record.data.get("opened") is False:
                self._answered.discard(record.capability or Capability.VIEW)
                kind = _WHEN_UNOPENED.get(cause)
            case ConsentMark.REVOKED:
                if cause in REPLACED_SOURCES and record.capability is not None:
                    # The new yes counts and the old one ends; until this row the old one was what counted.
                    self._answered.discard(record.capability)
                kind = _WHEN_REVOKED.get(cause, StoryKind.RIGHT_OFF)
            case ConsentMark.EXPIRED:
                kind = _WHEN_EXPIRED.get(cause, StoryKind.RIGHT_OFF)
            case ConsentMark.PAUSED:
                kind = StoryKind.PAUSED if cause == "person" else StoryKind.PAUSED_BY_RECORD
            case ConsentMark.RESUMED:
                kind = StoryKind.RESUMED
            case ConsentMark.SUSPICIOUS:
                kind = StoryKind.ANSWER_REFUSED
        if kind is not None:
            self._tell(kind, record.capability)

    def follow(self, granted: frozenset[Capability]) -> None:
        """These rights are on now: tell the ones that have just opened, each once."""
        for capability in sorted(self._answered & granted - self._on):
            self._answered.discard(capability)
            self._tell(StoryKind.RIGHT_ON, capability)
        self._on = granted
