"""What the assisted person has allowed, and the question that led to it."""

from dataclasses import dataclass
from typing import Literal

from shared.capability import CAPABILITY_RULES, Capability
from shared.ids import PromptId

PROMPT_TIMEOUT_MS = 30_000
FILES_TIMEOUT_MS = 120_000
"""A list of names wants to be read, and a folder to be chosen."""
CHOOSING_TIMEOUT_MS = 300_000
"""Files that somebody asks for want to be found first."""
ENDING_MS = 60_000
"""How long before its end a right may be made to go on, and both are told."""

PromptCause = Literal["agent", "person", "screen_gone"]
"""Who brought a question about: the agent asked, the person wants it, or the shown display is gone.

A list of files to send is the person's own, also when the agent had asked for some.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchScope:
    """The files a question is about; which they are stands with whoever put it, under this number.

    Attributes:
        batch_id: never used twice within a session.
        file_count: how many.
        total_bytes: their sizes together.
    """

    batch_id: int
    file_count: int
    total_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One question to the person, open until answered or too old.

    Attributes:
        prompt_id: counts up within the session, never used twice.
        request_id: the agent's number for the same question; None when the agent did not ask.
        capability: the right asked for.
        reason: the agent's words, already stripped of control characters.
        asked_mono_ms: when it was put.
        cause: who brought it about.
        wanted_ids: the displays the agent would like to see; empty when it does not say.
        refused_yeses: how often a yes to it was refused because no hand here could have given it.
        batch: the files it is about; only for rights that are about files. While there are none the person has still
            to choose which they send, and there is nothing a yes could be about.
    """

    prompt_id: PromptId
    request_id: int | None
    capability: Capability
    reason: str
    asked_mono_ms: int
    cause: PromptCause = "agent"
    wanted_ids: tuple[int, ...] = ()
    refused_yeses: int = 0
    batch: BatchScope | None = None

    @property
    def is_choosing(self) -> bool:
        """Whether the person has still to choose the files it is to be about."""
        return self.capability is Capability.FILE_FROM_USER and self.batch is None

    @property
    def timeout_ms(self) -> int:
        """How long it waits for its answer."""
        if self.is_choosing:
            return CHOOSING_TIMEOUT_MS
        return FILES_TIMEOUT_MS if self.batch is not None else PROMPT_TIMEOUT_MS

    @property
    def is_own_choice(self) -> bool:
        """Whether the person brought it about to change what is shown: they need no time to understand it."""
        return self.cause == "person" and self.capability is Capability.VIEW


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGrant:
    """A right that is on because the person said yes and the yes is on record.

    Attributes:
        capability: the right.
        prompt_id: the question the person answered.
        granted_mono_ms: when it opened.
        last_used_mono_ms: when it was last made use of.
        monitor_ids: the displays it covers, ascending; only for VIEW.
        batch: the files it covers; only for rights that are about files.
        longest_ms: how long it lasts at most by the organisation's rules, where they say; the shorter time counts.
    """

    capability: Capability
    prompt_id: PromptId
    granted_mono_ms: int
    last_used_mono_ms: int
    monitor_ids: tuple[int, ...] = ()
    batch: BatchScope | None = None
    longest_ms: int | None = None

    @property
    def ends_mono_ms(self) -> int | None:
        """The moment it ends by itself, whichever limit comes first; None lasts as long as the session."""
        return min((end_ms for end_ms, _ in self._ends()), default=None)

    @property
    def ends_idle(self) -> bool:
        """Whether the limit that comes first is the one for a right that is not used."""
        return min(self._ends(), default=(0, False))[1]

    def is_ending(self, now_ms: int) -> bool:
        """Whether it ends by itself within a minute."""
        ends_ms = self.ends_mono_ms
        return ends_ms is not None and ends_ms - now_ms <= ENDING_MS

    def _ends(self) -> list[tuple[int, bool]]:
        rule = CAPABILITY_RULES[self.capability]
        ends: list[tuple[int, bool]] = []
        lengths_ms = [length_ms for length_ms in (rule.longest_ms, self.longest_ms) if length_ms is not None]
        if lengths_ms:
            ends.append((self.granted_mono_ms + min(lengths_ms), False))
        if rule.idle_ms is not None:
            ends.append((self.last_used_mono_ms + rule.idle_ms, True))
        return ends
