"""What the client tells besides the rights themselves: whether its person is busy, what it refused, how time runs."""

from dataclasses import dataclass

from shared.capability import Capability
from shared.clock import Clock
from shared.protocol import peer_messages as peer

ENDED_SHOWN_MS = 20_000
REFUSED_SHOWN_MS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RightEnd:
    """When a right that is on ends by itself.

    Attributes:
        at_mono_ms: by our clock.
        is_idle: it ends because it is not used, so that using it puts the end off.
    """

    at_mono_ms: int
    is_idle: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedRight:
    """A right that was on, and why it is not any more."""

    capability: Capability
    cause: peer.EndCause


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedPresses:
    """So many presses or characters did not take effect over there, all for the same reason."""

    reason: peer.InputRefusal
    count: int


class PersonState:
    """The newest word on each; what is off keeps no time."""

    def __init__(self, clock: Clock) -> None:
        """Nothing was told yet; `clock` says when each thing was."""
        self._clock = clock
        self._is_active = False
        self._ends: dict[Capability, RightEnd] = {}
        self._ended: EndedRight | None = None
        self._ended_ms = 0
        self._refused: RefusedPresses | None = None
        self._refused_ms = 0

    @property
    def is_active(self) -> bool:
        """Whether the person uses their own mouse or keyboard."""
        return self._is_active

    def ends(self, on: frozenset[Capability]) -> dict[Capability, RightEnd]:
        """The ends of those rights that are on and end by themselves."""
        return {capability: end for capability, end in self._ends.items() if capability in on}

    def ended(self, on: frozenset[Capability]) -> EndedRight | None:
        """The right that ended last, as long as that is news and it is not on again."""
        ended, since_ms = self._ended, self._clock.monotonic_ms() - self._ended_ms
        return None if ended is None or ended.capability in on or since_ms >= ENDED_SHOWN_MS else ended

    @property
    def refused(self) -> RefusedPresses | None:
        """What was refused a moment ago; refusals that follow one another for one reason are added up."""
        is_news = self._clock.monotonic_ms() - self._refused_ms < REFUSED_SHOWN_MS
        return self._refused if is_news else None

    def take(self, message: peer.LocalInput | peer.InputRefused | peer.RightTime | peer.RightEnded) -> None:
        """The client told something new."""
        now_ms = self._clock.monotonic_ms()
        match message:
            case peer.LocalInput(is_active=is_active):
                self._is_active = is_active
            case peer.InputRefused(reason=reason, count=count):
                last = self.refused
                before = last.count if last is not None and last.reason == reason else 0
                self._refused, self._refused_ms = RefusedPresses(reason=reason, count=before + count), now_ms
            case peer.RightTime(capability=capability, left_ms=left_ms, limit=limit):
                self._ends[capability] = RightEnd(at_mono_ms=now_ms + left_ms, is_idle=limit == "idle")
            case peer.RightEnded(capability=capability, cause=cause):
                self._ended, self._ended_ms = EndedRight(capability=capability, cause=cause), now_ms
